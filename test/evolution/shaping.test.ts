import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { centredRanks, type Shaping, type ShapingInput, shapings } from "../../src/evolution/index.ts";
import { asMatrix, type MatrixLike } from "../../src/linalg/index.ts";
import { keyOf } from "../../src/random/index.ts";

const shapingOf = (id: string, options: Record<string, unknown> = {}): Shaping => {
  const entry = shapings.get(id);
  return entry.create(entry.options.parse(options));
};

const inputOf = (objectives: MatrixLike, rest: Partial<ShapingInput> = {}): ShapingInput => ({
  objectives: asMatrix(objectives),
  key: keyOf(1),
  gramian: () => {
    throw new Error("this shaping needs no gradients");
  },
  ...rest,
});

describe("centred ranks", () => {
  test("run from 1/2 for the least cost to -1/2 for the largest", () => {
    expect(Array.from(centredRanks([30, 10, 50, 20, 40]))).toEqual([0, 0.5, -0.5, 0.25, -0.25]);
  });

  test("ties share the average rank, as scipy.stats.rankdata(method='average') has it", () => {
    // 1 - (rankdata([3, 1, 3, 2]) - 1) / 3 - 1/2, rankdata = [3.5, 1, 3.5, 2]
    const [a, b, c, d] = centredRanks([3, 1, 3, 2]);
    expect([a, c]).toEqual([0.5 - 2.5 / 3, 0.5 - 2.5 / 3]);
    expect(b).toBe(0.5);
    expect(d).toBeCloseTo(1 / 6, 15);
  });

  test("a failure ranks behind even an infinite cost, and failures tie", () => {
    const [infinite, failed, good, alsoFailed] = centredRanks([
      Number.POSITIVE_INFINITY,
      Number.NaN,
      0,
      Number.NaN,
    ]);
    expect(good).toBe(0.5);
    expect(infinite).toBeCloseTo(1 / 6, 15);
    expect(failed).toBe(alsoFailed);
    expect(failed!).toBeLessThan(infinite!);
  });

  test("sum to zero, keep the order, and depend on the order alone", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 2, maxLength: 40 }), (costs) => {
        const ranks = centredRanks(costs);
        expect(ranks.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 10);
        costs.forEach((a, i) => {
          costs.forEach((b, j) => {
            if (a < b) expect(ranks[i]!).toBeGreaterThan(ranks[j]!);
            if (a === b) expect(ranks[i]!).toBe(ranks[j]!);
          });
        });
      }),
    );
  });

  test("of one candidate say nothing", () => {
    expect(Array.from(centredRanks([5]))).toEqual([0]);
  });
});

describe("every shaping", () => {
  const gramian: ShapingInput["gramian"] = (utilities) =>
    asMatrix(utilities.map((a) => utilities.map((b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0))));

  const populations = fc.integer({ min: 1, max: 3 }).chain((m) =>
    fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: m, maxLength: m }), {
      minLength: 2,
      maxLength: 24,
    }),
  );

  for (const [id] of shapings.entries()) {
    test(`${id}: a candidate that dominates another never gets less`, () => {
      fc.assert(
        fc.property(populations, (rows) => {
          const utilities = shapingOf(id)(inputOf(rows, { gramian }));
          rows.forEach((a, i) => {
            rows.forEach((b, j) => {
              if (a.every((value, k) => value < b[k]!))
                expect(utilities[i]!).toBeGreaterThanOrEqual(utilities[j]! - 1e-12);
            });
          });
        }),
      );
    });

    test(`${id}: a failed candidate ranks last; objectives are not written to`, () => {
      const objectives = asMatrix([
        [1, 4],
        [Number.NaN, Number.NaN],
        [3, 3],
        [2, 5],
      ]);
      const before = objectives.data.slice();
      const utilities = shapingOf(id)(inputOf(objectives, { gramian }));
      expect(utilities.every(Number.isFinite)).toBe(true);
      for (const i of [0, 2, 3]) expect(utilities[1]!).toBeLessThan(utilities[i]!);
      expect(objectives.data).toEqual(before);
    });

    test(`${id}: of one objective is its centred ranks`, () => {
      const utilities = shapingOf(id)(inputOf([[3], [1], [2]], { gramian }));
      expect(Array.from(utilities)).toEqual([-0.5, 0.5, 0]);
    });
  }
});

test("sum-of-ranks averages ranks, blind to scale; weights mix", () => {
  const rows = [
    [1, 300],
    [2, 100],
    [3, 200],
  ];
  expect(Array.from(shapingOf("sum-of-ranks")(inputOf(rows)))).toEqual([0, 0.25, -0.25]);
  expect(Array.from(shapingOf("sum-of-ranks", { weights: [3, 1] })(inputOf(rows)))).toEqual([
    0.25, 0.125, -0.375,
  ]);
});

test("random-objective takes each objective in its turn by the key", () => {
  const shape = shapingOf("random-objective");
  const rows = [
    [1, 2],
    [2, 1],
  ];
  const seen = new Set(
    Array.from({ length: 40 }, (_, seed) => shape(inputOf(rows, { key: keyOf(seed) }))[0]),
  );
  expect(seen).toEqual(new Set([0.5, -0.5]));
});

test("pareto-rank puts the front first, its ends before its crowded middle", () => {
  const utilities = shapingOf("pareto-rank")(
    inputOf([
      [0, 4],
      [1, 3],
      [1.1, 2.9],
      [4, 0],
      [5, 5],
    ]),
  );
  expect(utilities[0]).toBe(utilities[3]);
  expect(utilities[0]!).toBeGreaterThan(utilities[1]!);
  expect(utilities[4]).toBe(-0.5);
});

test("hypervolume ranks by what a candidate adds, and dominated ones by their distance to the front", () => {
  const utilities = shapingOf("hypervolume", { reference: [10, 10] })(
    inputOf([
      [1, 8],
      [2, 2],
      [8, 1],
      [3, 3],
      [9, 9],
    ]),
  );
  const order = [0, 1, 2, 3, 4].sort((i, j) => utilities[j]! - utilities[i]!);
  expect(order[0]).toBe(1);
  expect(order.slice(3)).toEqual([3, 4]);
});

test("min-norm weighs opposed gradients by their inverse lengths (Désidéri 2012)", () => {
  // |g1|^2 = 4, |g2|^2 = 1, g1 . g2 = -2: the origin lies a third of the way from g2's side.
  const shape = shapingOf("min-norm");
  const rows = [
    [1, 2],
    [2, 1],
  ];
  const utilities = shape(
    inputOf(rows, {
      gramian: () =>
        asMatrix([
          [4, -2],
          [-2, 1],
        ]),
    }),
  );
  expect(utilities[0]).toBeCloseTo((1 / 3) * 0.5 + (2 / 3) * -0.5, 12);
});

test("what does not fit the objectives is said", () => {
  expect(() => shapingOf("sum-of-ranks", { weights: [1] })(inputOf([[1, 2]]))).toThrow(
    "sum-of-ranks: 1 weights for 2 objectives; give one weight an objective",
  );
  expect(() => shapingOf("sum-of-ranks", { weights: [0, 0] })).toThrow(
    "the weights must have a positive sum",
  );
  expect(() => shapingOf("hypervolume", { reference: [1] })(inputOf([[1, 2]]))).toThrow(
    "hypervolume shaping: reference has 1 values but there are 2 objectives; pass one value an objective",
  );
});
