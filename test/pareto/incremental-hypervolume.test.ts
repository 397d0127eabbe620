import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError, ShapeError } from "../../src/base/index.ts";
import { hypervolume, IncrementalHypervolume } from "../../src/pareto/index.ts";
import { pointSets } from "./point-sets.ts";

describe.each([2, 3, 4])("%i objectives", (m) => {
  const reference = new Array<number>(m).fill(4.5);

  test("after any insertions and removals the volume is that of what is held", () => {
    fc.assert(
      fc.property(pointSets(m, 30), fc.array(fc.nat(), { maxLength: 30 }), (points, removals) => {
        const set = new IncrementalHypervolume(reference);
        const held = new Map<number, number[]>();
        const check = (): void => {
          const expected = hypervolume([...held.values()], reference);
          expect(Math.abs(set.volume - expected)).toBeLessThanOrEqual(1e-12 * 4.5 ** m);
          expect(set.size).toBe(held.size);
        };
        points.forEach((point, i) => {
          const before = set.volume;
          const gain = set.gain(point);
          held.set(set.insert(point), point);
          expect(Math.abs(set.volume - before - gain)).toBeLessThanOrEqual(1e-12 * 4.5 ** m);
          const removal = removals[i];
          if (removal !== undefined && removal % 2 === 0) {
            const id = [...held.keys()][removal % held.size]!;
            set.remove(id);
            held.delete(id);
          }
          check();
        });
        for (const id of [...held.keys()]) {
          set.remove(id);
          held.delete(id);
        }
        expect(set.volume).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

test("maximised objectives, points beyond the reference and repeated points", () => {
  const set = new IncrementalHypervolume([0, 10], { directions: ["max", "min"] });
  const first = set.insert([2, 7]);
  expect(set.volume).toBe(6);
  set.insert([2, 7]);
  set.insert([-1, 0]);
  set.insert([Number.NaN, 0]);
  set.insert([3, Number.POSITIVE_INFINITY]);
  expect(set.volume).toBe(6);
  set.remove(first);
  expect(set.volume).toBe(6);
});

test("what does not fit is refused", () => {
  expect(() => new IncrementalHypervolume([1])).toThrow(
    "reference must have 2 to 4 values, got 1; for more objectives use hypervolume",
  );
  expect(() => new IncrementalHypervolume([1, Number.POSITIVE_INFINITY])).toThrow(
    "reference must be finite, got Infinity at position 1",
  );
  const set = new IncrementalHypervolume([1, 1]);
  expect(() => set.insert([0])).toThrow(ShapeError);
  expect(() => set.insert([0])).toThrow(
    "point has 1 values but the reference has 2; pass one value per objective",
  );
  expect(() => set.insert([0, Number.NEGATIVE_INFINITY])).toThrow("point must not be infinitely good");
  expect(() => set.insert([-1e200, -1e200])).toThrow(
    "point must span a finite volume with the reference; scale the objectives",
  );
  expect(set.size).toBe(0);
  expect(() => set.remove(7)).toThrow(InputError);
  expect(() => set.remove(7)).toThrow("no point has the id 7; use one that insert returned");
});
