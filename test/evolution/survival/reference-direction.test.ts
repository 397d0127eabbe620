import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { referenceDirectionSurvival, referenceDirections } from "../../../src/evolution/index.ts";
import { associate, intercepts, noExtent } from "../../../src/evolution/survival/index.ts";
import { asMatrix, toRows } from "../../../src/linalg/index.ts";
import { keyOf } from "../../../src/random/index.ts";

const key = keyOf("directions");
const value = fc.double({ min: 0.01, max: 1, noNaN: true });

describe("reference directions", () => {
  test("are the finest lattice that fits, with an inner one in many objectives", () => {
    expect(referenceDirections("x", 3, 92).rows).toBe(91);
    expect(referenceDirections("x", 2, 100).rows).toBe(100);
    // Deb and Jain 2014, table I: 156 for 8 objectives, two layers of 3 and 2 divisions; 275 for 10.
    expect(referenceDirections("x", 8, 156).rows).toBe(156);
    expect(referenceDirections("x", 10, 276).rows).toBe(275);
    for (const row of toRows(referenceDirections("x", 8, 156)))
      expect(row.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
  });

  test("are those asked for", () => {
    expect(referenceDirections("x", 2, 5, [{ divisions: 4 }]).rows).toBe(5);
    expect(() => referenceDirections("x", 2, 4, [{ divisions: 4 }])).toThrow(
      "x: population 4 is too small for the 5 reference directions of 2 objectives; raise it to 5 or more",
    );
  });
});

test("a point belongs to the direction with the shortest perpendicular", () => {
  const directions = referenceDirections("x", 3, 28);
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 8 }), (points) => {
      const { niche, distance } = associate(asMatrix(points), directions);
      points.forEach((point, i) => {
        // |p x w| / |w|, the other formula for the same length.
        const lengths = toRows(directions).map(([a, b, c]) => {
          const [x, y, z] = point;
          return Math.hypot(y * c! - z * b!, z * a! - x * c!, x * b! - y * a!) / Math.hypot(a!, b!, c!);
        });
        expect(distance[i]).toBeCloseTo(Math.min(...lengths), 10);
        expect(lengths[niche[i]!]).toBeCloseTo(Math.min(...lengths), 10);
      });
    }),
  );
});

test("intercepts: where the plane through the extremes meets the axes", () => {
  expect(
    Array.from(
      intercepts(
        asMatrix([
          [2, 0, 0],
          [0, 3, 0],
          [0, 0, 4],
        ]),
      )!,
    ),
  ).toEqual([2, 3, 4]);
  // x + 2 y = 4 through (2, 1) and (0, 2).
  intercepts(
    asMatrix([
      [2, 1],
      [0, 2],
    ]),
  )!.forEach((x, j) => {
    expect(x).toBeCloseTo([4, 2][j]!, 12);
  });
  expect(
    intercepts(
      asMatrix([
        [1, 1],
        [1, 1],
      ]),
    ),
  ).toBeUndefined();
  expect(
    intercepts(
      asMatrix([
        [1, 2],
        [3, 5],
      ]),
    ),
  ).toBeUndefined();
});

describe("survival by reference directions", () => {
  test("on one front every direction with candidates gets its nearest before any gets two", () => {
    const directions = referenceDirections("x", 2, 6);
    fc.assert(
      fc.property(fc.array(fc.tuple(value), { minLength: 8, maxLength: 30 }), (angles) => {
        // On the quarter circle with both ends: all on one front, the ideal the origin and the nadir (1, 1).
        const turns = [0, 1, ...new Set(angles.map(([a]) => a * 0.98))].map((a) => (a * Math.PI) / 2);
        const points = asMatrix(turns.map((a) => [Math.sin(a), Math.cos(a)]));
        const scaled = asMatrix(turns.map((a) => [Math.sin(a), Math.cos(a)]));
        const { niche, distance } = associate(scaled, directions);
        const taken = new Set(niche);
        const { rows } = referenceDirectionSurvival(
          key,
          { objectives: points },
          taken.size,
          directions,
          noExtent(2),
        );
        expect(new Set(Array.from(rows, (i) => niche[i]))).toEqual(taken);
        for (const i of rows) {
          const rivals = Array.from(niche.keys()).filter((k) => niche[k] === niche[i]);
          expect(distance[i]).toBeCloseTo(Math.min(...rivals.map((k) => distance[k]!)), 6);
        }
      }),
    );
  });

  test("no front before a better one is whole, the feasible before the infeasible, nothing written to", () => {
    const directions = referenceDirections("x", 2, 6);
    const objectives = asMatrix([
      [1, 1],
      [0, 0],
      [5, 5],
      [0.2, 0.1],
      [9, 9],
    ]);
    const violations = Float64Array.of(0, 3, 0, 1, 0.5);
    const before = toRows(objectives);
    const kept = (count: number) =>
      Array.from(
        referenceDirectionSurvival(key, { objectives, violations }, count, directions, noExtent(2)).rows,
      );
    expect(kept(1)).toEqual([0]);
    expect(kept(3)).toEqual([0, 2, 4]);
    expect(kept(5)).toEqual([0, 2, 4, 3, 1]);
    expect(toRows(objectives)).toEqual(before);
  });

  test("remembers the best and the worst, and extremes that have died", () => {
    const directions = referenceDirections("x", 2, 6);
    const first = referenceDirectionSurvival(
      key,
      {
        objectives: asMatrix([
          [0, 4],
          [2, 2],
          [4, 0],
        ]),
      },
      2,
      directions,
      noExtent(2),
    ).memory;
    const { memory } = referenceDirectionSurvival(
      key,
      {
        objectives: asMatrix([
          [1, 3],
          [2, 1.5],
          [3, 1],
        ]),
      },
      2,
      directions,
      first,
    );
    expect(Array.from(memory.ideal)).toEqual([0, 0]);
    expect(Array.from(memory.worst)).toEqual([4, 4]);
    expect(toRows(memory.extremes)).toEqual([
      [4, 0],
      [0, 4],
    ]);
  });
});
