/** The small parts that strategies of one objective share. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bounded, boundInPlace, boundsOf } from "../../src/evolution/bounds.ts";
import { initialDeviation, initialDeviations } from "../../src/evolution/deviation.ts";
import { remembered } from "../../src/evolution/remembered.ts";
import { orderOf, placesOf, shareByRank } from "../../src/evolution/single-objective.ts";
import { matrix } from "../../src/linalg/index.ts";
import { startAt } from "./support/analytic.ts";

const places = (costs: number[], violations?: number[]): Float64Array | null =>
  placesOf(
    "test",
    {
      objectives: matrix(costs.length, 1, Float64Array.from(costs)),
      failures: [],
      ...(violations && { violations: Float64Array.from(violations) }),
    },
    costs.length,
  );

describe("places", () => {
  test("count those before; equals share; failed ones have none", () => {
    expect(Array.from(places([3, 1, Number.NaN, 3, Number.POSITIVE_INFINITY])!)).toEqual([
      1,
      0,
      Number.NaN,
      1,
      3,
    ]);
  });

  test("feasible ones come first, then those that break least", () => {
    expect(Array.from(places([5, 1, 2, 0], [0, 2, 1, 2])!)).toEqual([0, 3, 1, 2]);
  });

  test("are null where all failed", () => {
    expect(places([Number.NaN, Number.NaN])).toBeNull();
  });

  test("in order: best first, failed last", () => {
    expect(orderOf(Float64Array.of(2, Number.NaN, 0, 0))).toEqual([2, 3, 0, 1]);
  });
});

describe("weights shared by rank", () => {
  test("ties and failures share the mean of theirs", () => {
    const shared = shareByRank(Float64Array.of(4, 2, 1, -3, -5), places([7, 7, 1, Number.NaN, Number.NaN])!);
    expect(Array.from(shared)).toEqual([1.5, 1.5, 4, -4, -4]);
  });

  test("keep their sum, and follow their candidates through any reordering", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 }), (costs) => {
        const weights = Float64Array.from(costs, (_, i) => 2 ** -i);
        const shared = shareByRank(weights, places(costs)!);
        const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
        expect(sum(shared)).toBeCloseTo(sum(weights), 12);
        const reversed = shareByRank(weights, places(costs.toReversed())!);
        expect(Array.from(reversed).reverse()).toEqual(Array.from(shared));
      }),
    );
  });
});

describe("bounds", () => {
  const space = { lower: Float64Array.of(0, -1), upper: Float64Array.of(1, 3) };
  const start = startAt([0, 0], { space });

  test("clip takes the nearest bound; reflect mirrors as often as it takes", () => {
    const outside = Float64Array.of(1.25, -14);
    expect(Array.from(bounded(outside, boundsOf(start, "clip")))).toEqual([1, -1]);
    // -14 is 13 below the lower bound: a path of 13 in an interval of 4 ends 3 below the upper bound.
    expect(Array.from(bounded(outside, boundsOf(start, "reflect")))).toEqual([0.75, 2]);
    expect(Array.from(outside)).toEqual([1.25, -14]);
  });

  test("leave what is inside, and bring everything there", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom("clip" as const, "reflect" as const), value, value, (handling, a, b) => {
        const points = matrix(1, 2, Float64Array.of(a, b));
        boundInPlace(points, boundsOf(start, handling));
        points.data.forEach((x, j) => {
          expect(x).toBeGreaterThanOrEqual(space.lower[j]!);
          expect(x).toBeLessThanOrEqual(space.upper[j]!);
        });
        if (a >= 0 && a <= 1) expect(points.data[0]).toBe(a);
      }),
    );
  });

  test("are none without a box, or where none are wanted", () => {
    expect(boundsOf(startAt([0]), "reflect")).toBeNull();
    expect(boundsOf(start, "none")).toBeNull();
    const x = Float64Array.of(9);
    expect(bounded(x, null)).toBe(x);
  });

  test("a variable with one value keeps it", () => {
    const point = { lower: Float64Array.of(2), upper: Float64Array.of(2) };
    expect(bounded(Float64Array.of(5), boundsOf(startAt([2], { space: point }), "reflect"))[0]).toBe(2);
  });
});

test("first deviations: as told, by the box, or for weights", () => {
  const space = { lower: Float64Array.of(0, 0, 1), upper: Float64Array.of(10, 40, 1) };
  const boxed = startAt([0, 0, 1], { space });
  expect(Array.from(initialDeviations(boxed, undefined))).toEqual([3, 12, 0.1]);
  expect(Array.from(initialDeviations(boxed, 2))).toEqual([2, 2, 2]);
  expect(Array.from(initialDeviations(startAt([0]), undefined))).toEqual([0.1]);
  expect(initialDeviation(boxed, undefined)).toBeCloseTo((3 * 12 * 0.1) ** (1 / 3), 12);
  expect(initialDeviation(boxed, 2)).toBe(2);
});

test("what was made of a state is made once", () => {
  let made = 0;
  const double = remembered(({ n }: { n: number }) => {
    made++;
    return 2 * n;
  });
  const state = { n: 3 };
  expect([double(state), double(state), double({ n: 3 }), made]).toEqual([6, 6, 6, 2]);
});
