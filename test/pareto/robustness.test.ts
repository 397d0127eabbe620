import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError, ShapeError } from "../../src/base/index.ts";
import {
  approximateHypervolume,
  contributions,
  crowdingDistance,
  dominates,
  hypervolume,
  leastContributor,
  nondominated,
  nondominatedSort,
  ranks,
  selectSubset,
} from "../../src/pareto/index.ts";
import { anyNumber } from "./point-sets.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

test("no set of any numbers makes a function throw anything but its own errors", () => {
  const sets = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 12 }))
    .chain(([m, n]) =>
      fc.tuple(
        fc.array(fc.array(anyNumber, { minLength: m, maxLength: m }), { minLength: n, maxLength: n }),
        fc.array(anyNumber, { minLength: m, maxLength: m }),
      ),
    );
  const attempt = (run: () => unknown): void => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  };
  fc.assert(
    fc.property(sets, ([points, reference]) => {
      const before = structuredClone(points);
      attempt(() => ranks(points));
      attempt(() => nondominatedSort(points, { epsilon: 0.5 }));
      attempt(() => nondominated(points, { keepDuplicates: false }));
      attempt(() => crowdingDistance(points));
      attempt(() => hypervolume(points, reference));
      attempt(() => contributions(points, reference));
      attempt(() => leastContributor(points, reference));
      attempt(() => selectSubset(points, Math.floor(points.length / 2), reference));
      attempt(() => approximateHypervolume(points, reference, { samples: 32 }));
      expect(points).toEqual(before);
    }),
    { numRuns: 1500 },
  );
});

test("hypervolume is never NaN, never negative, and agrees with the largest box", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyNumber, { minLength: 3, maxLength: 3 }), { maxLength: 8 }), (points) => {
      const value = hypervolume(points, [1, 1, 1]);
      expect(value).toBeGreaterThanOrEqual(0);
      for (const point of points) {
        if (point.every((coordinate) => coordinate < 1)) {
          const [a, b, c] = point.map((coordinate) => 1 - coordinate) as [number, number, number];
          const box = a * b * c;
          if (Number.isFinite(box)) expect(value).toBeGreaterThanOrEqual(box * (1 - 1e-12));
        }
      }
    }),
    { numRuns: 500 },
  );
});

describe("infinite values", () => {
  test("a box without end has infinite volume", () => {
    expect(hypervolume([[0, -inf]], [1, 1])).toBe(inf);
    expect(hypervolume([[0, 0]], [1, inf])).toBe(inf);
    expect(hypervolume([[0, 2]], [1, 1])).toBe(0);
    expect(hypervolume([[0, -inf, 2]], [1, 1, 1])).toBe(0);
    expect(hypervolume([[-inf, 0]], [-inf, 1])).toBe(0);
    expect(hypervolume([[0, inf]], [1, inf])).toBe(0);
  });

  test("a finite volume beyond the largest double is infinite, and its parts are not lost", () => {
    expect(hypervolume([[0, 0]], [1e200, 1e200])).toBe(inf);
    expect(hypervolume([[-1e308, 0]], [1.5e308, 1e-300])).toBeCloseTo(2.5e8, 0);
  });

  test("contributions say which points own an unbounded part", () => {
    // (0, -inf) and (-inf, 0) each own a strip; (0.5, 0.5) is covered by both.
    expect([
      ...contributions(
        [
          [0, -inf],
          [-inf, 0],
          [0.5, 0.5],
        ],
        [1, 1],
      ),
    ]).toEqual([inf, inf, 0]);
    // Two equal rows share their strip: neither owns it. What (-1, 0.5) owns lies left of both.
    expect([
      ...contributions(
        [
          [0, -inf],
          [0, -inf],
          [-1, 0.5],
        ],
        [1, 1],
      ),
    ]).toEqual([0, 0, 0.5]);
    // With an open reference in f2, the leftmost point owns everything above; the other one a bounded box.
    expect([
      ...contributions(
        [
          [0, 1],
          [0.5, 0],
        ],
        [1, inf],
      ),
    ]).toEqual([inf, 0.5]);
  });

  test("ranks compare infinities as extremes", () => {
    expect([
      ...ranks([
        [inf, inf],
        [0, 0],
        [-inf, 1],
        [-inf, -inf],
      ]),
    ]).toEqual([2, 1, 1, 0]);
  });
});

test("NaN rows have no volume, no contribution and no crowding", () => {
  const points = [
    [0.5, 0.5],
    [nan, 0.1],
    [0.1, nan],
  ];
  expect(hypervolume(points, [1, 1])).toBe(0.25);
  expect([...contributions(points, [1, 1])]).toEqual([0.25, 0, 0]);
  expect([...crowdingDistance(points)]).toEqual([inf, 0, 0]);
  expect(dominates([nan, 0], [1, 1])).toBe(false);
  expect(dominates([0, 0], [1, nan])).toBe(false);
});

test("empty sets have volume 0 and no contributions", () => {
  expect(hypervolume([], [1, 1])).toBe(0);
  expect(contributions([], [1, 1])).toEqual(new Float64Array(0));
  expect(crowdingDistance([])).toEqual(new Float64Array(0));
  expect(selectSubset([], 0, [1])).toEqual(new Int32Array(0));
});

test("crowding copes with ranges that overflow or are infinite", () => {
  expect([
    ...crowdingDistance([
      [-1.5e308, 1],
      [0, 0.5],
      [1.5e308, 0],
    ]),
  ]).toEqual([inf, 2, inf]);
  expect([
    ...crowdingDistance([
      [-inf, 1],
      [0, 0.5],
      [3, 0],
    ]),
  ]).toEqual([inf, 1, inf]);
});

describe("messages name what was wrong", () => {
  const points = [
    [1, 2, 3],
    [3, 2, 1],
  ];
  test.each([
    [
      () => hypervolume(points, [4, 4]),
      ShapeError,
      "hypervolume: reference has 2 values but the points have 3 objectives; pass one value per objective",
    ],
    [
      () => contributions(points, [4, 4]),
      ShapeError,
      "contributions: reference has 2 values but the points have 3 objectives; pass one value per objective",
    ],
    [
      () => hypervolume(points, [4, nan, 4]),
      InputError,
      "hypervolume: reference must hold numbers, got NaN at position 1",
    ],
    [
      () => hypervolume([[1, 2], [1]], [4, 4]),
      ShapeError,
      "hypervolume: points: row 1 has 1 values but row 0 has 2; make all rows equally long",
    ],
    [
      () => ranks(points, { directions: ["min"] }),
      ShapeError,
      "ranks: directions has 1 values but the points have 3 objectives; pass one direction per objective",
    ],
    [
      () => ranks(points, { directions: ["up" as "min", "min", "min"] }),
      InputError,
      'ranks: directions must be "min" or "max", got "up"',
    ],
    [
      () => ranks([[], []]),
      InputError,
      "ranks: points must have at least one objective, got rows of length 0",
    ],
    [
      () => ranks(points, { violations: [0] }),
      ShapeError,
      "ranks: violations has 1 values but there are 2 points; pass one value per point",
    ],
    [
      () => ranks(points, { epsilon: [1, 1] }),
      ShapeError,
      "ranks: epsilon has 2 values but the points have 3 objectives; pass one width, or one per objective",
    ],
    [() => ranks(points, { epsilon: 0 }), InputError, "ranks: epsilon must be positive and finite, got 0"],
    [
      () => dominates([1], [1, 2]),
      ShapeError,
      "dominates: points have 1 and 2 objectives; compare equally long ones",
    ],
    [
      () => crowdingDistance(points, { ranks: new Int32Array(1) }),
      ShapeError,
      "crowdingDistance: ranks has 1 values but there are 2 points; pass one rank per point",
    ],
    [
      () => leastContributor([], [1, 1]),
      InputError,
      "leastContributor: points must hold at least one point, got none",
    ],
    [
      () => selectSubset(points, 3, [4, 4, 4]),
      InputError,
      "selectSubset: k must be an integer from 0 to the number of points, 2; got 3",
    ],
    [
      () => selectSubset(points, 1, [4, 4, 4], { method: "best" as "exact-2d" }),
      InputError,
      'selectSubset: method must be one of greedy-drop, greedy-add, exact-2d; got "best"',
    ],
    [
      () => selectSubset(points, 1, [4, 4, 4], { method: "exact-2d" }),
      InputError,
      'selectSubset: method "exact-2d" needs two objectives, got 3; use "greedy-drop" or "greedy-add"',
    ],
    [
      () =>
        selectSubset(
          [
            [-inf, 0],
            [0, 0],
          ],
          1,
          [4, 4],
        ),
      InputError,
      "selectSubset: points and reference must be finite, since an infinite volume cannot be compared",
    ],
    [
      () => approximateHypervolume(points, [4, 4, 4], { confidence: 1 }),
      InputError,
      "approximateHypervolume: confidence must lie between 0 and 1, got 1",
    ],
    [
      () => approximateHypervolume(points, [4, 4, 4], { relativeError: 0 }),
      InputError,
      "approximateHypervolume: relativeError must be positive, got 0",
    ],
    [
      () => approximateHypervolume(points, [4, 4, 4], { samples: 0 }),
      InputError,
      "approximateHypervolume: samples must be a positive integer, got 0",
    ],
  ])("%#", (run, type, message) => {
    expect(run).toThrow(type);
    expect(run).toThrow(message);
  });
});
