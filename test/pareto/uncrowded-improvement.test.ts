import fc from "fast-check";
import { expect, test } from "vitest";
import { asMatrix, type Matrix, rowOf } from "../../src/linalg/index.ts";
import {
  contributions,
  localUpperBounds,
  nondominated,
  uncrowdedHypervolumeImprovement,
} from "../../src/pareto/index.ts";

const grids = fc.integer({ min: 1, max: 4 }).chain((m) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: m, maxLength: m }), {
    minLength: 1,
    maxLength: 12,
  }),
);

const reference = (points: Matrix): number[] => new Array<number>(points.columns).fill(5);

test("local upper bounds enclose exactly the grid points that nothing dominates strictly", () => {
  fc.assert(
    fc.property(grids, (rows) => {
      const points = asMatrix(rows);
      const bounds = localUpperBounds(points, reference(points));
      const cells = 5 ** points.columns;
      for (let cell = 0; cell < cells; cell++) {
        // Centres of unit cells are on no boundary, so "below a bound" and "not dominated" are plain opposites.
        const centre = rows[0]!.map((_, j) => (Math.floor(cell / 5 ** j) % 5) + 0.5);
        const below = bounds.some((bound) => centre.every((value, j) => value < bound[j]!));
        const free = !rows.some((row) => row.every((value, j) => value < centre[j]!));
        expect(below).toBe(free);
      }
    }),
  );
});

test("no local upper bound lies below another", () => {
  fc.assert(
    fc.property(grids, (rows) => {
      const points = asMatrix(rows);
      const bounds = localUpperBounds(points, reference(points));
      bounds.forEach((a, i) => {
        bounds.forEach((b, j) => {
          if (i !== j) expect(a.every((value, k) => value <= b[k]!)).toBe(false);
        });
      });
    }),
  );
});

test("members of the front gain their contribution, dominated points lose their distance to the free region", () => {
  fc.assert(
    fc.property(grids, (rows) => {
      const points = asMatrix(rows);
      const gain = contributions(points, reference(points), { ignoreDominated: true });
      const front = new Set(nondominated(points));
      uncrowdedHypervolumeImprovement(points, reference(points)).forEach((value, i) => {
        const inside = rowOf(points, i).every((coordinate) => coordinate <= 5);
        if (front.has(i) && inside) expect(value).toBe(gain[i]);
        else expect(value).toBeLessThanOrEqual(0);
      });
    }),
  );
});

test("by hand in two objectives", () => {
  // Front (1, 3), (3, 1) under (5, 5): (4, 4) leaves the dominated region through the corner (3, 3) sideways, 1 away
  // from the strip below y = 3 and left of x = 3; (3, 3) is that corner itself.
  const improvement = uncrowdedHypervolumeImprovement(
    [
      [1, 3],
      [3, 1],
      [4, 4],
      [3, 3],
      [7, 1],
    ],
    [5, 5],
  );
  expect(Array.from(improvement)).toEqual([4, 4, -Math.SQRT2, 0, -2]);
});

test("rows that are not finite take no part", () => {
  const improvement = uncrowdedHypervolumeImprovement(
    [
      [Number.NaN, 0],
      [1, 1],
    ],
    [2, 2],
  );
  expect(improvement[0]).toBeNaN();
  expect(improvement[1]).toBe(1);
});

test("bad input, and inputs are left alone", () => {
  expect(() => uncrowdedHypervolumeImprovement([[1, 2]], [1])).toThrow(
    "reference has 1 values but the points have 2 objectives; pass one value an objective",
  );
  const points = asMatrix([
    [1, 2],
    [2, 1],
    [3, 3],
  ]);
  const before = points.data.slice();
  uncrowdedHypervolumeImprovement(points, [4, 4]);
  expect(points.data).toEqual(before);
});
