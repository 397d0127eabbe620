import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstFront3, ranks2, ranks3, ranksBitset } from "../../src/kernels/pareto.ts";
import { dominates, nondominated, nondominatedSort, ranks } from "../../src/pareto/index.ts";
import { plainRanks } from "../../src/pareto/plain-ranks.ts";
import { generatePoints } from "../reference/pareto/point-generator.mjs";
import { pointSets } from "./point-sets.ts";

/** Ranks by the definition: peel off what nothing left dominates. Rows with a NaN come last. */
function peeled(points: readonly number[][]): number[] {
  const result = new Array<number>(points.length).fill(-1);
  const comparable = (i: number): boolean => points[i]!.every((value) => !Number.isNaN(value));
  let left = [...points.keys()].filter(comparable);
  let rank = 0;
  for (; left.length > 0; rank++) {
    const front = left.filter((i) => !left.some((k) => dominates(points[k]!, points[i]!)));
    for (const i of front) result[i] = rank;
    left = left.filter((i) => !front.includes(i));
  }
  return result.map((value) => (value < 0 ? rank : value));
}

for (let m = 1; m <= 6; m++) {
  test(`ranks of ${m} objectives follow the definition`, () => {
    fc.assert(
      fc.property(pointSets(m, 40, ["lattice", "unit", "adjacent", "extreme"]), (points) => {
        const expected = peeled(points);
        expect([...ranks(points)]).toEqual(expected);
        expect([...nondominated(points)]).toEqual([...expected.keys()].filter((i) => expected[i] === 0));
      }),
      { numRuns: 150 },
    );
  });
}

// Sizes on both sides of a block (256 rows), a tile (512 to 4096) and a partly filled last one of each.
describe.each([
  ["uniform", 0],
  ["sphere", 0],
  ["band", 10],
  ["grid", 3],
  ["grid", 40],
  ["layers", 5],
  ["curve", 0],
] as const)("%s %s", (kind, k) => {
  test.each([2, 3, 4, 5, 9])("kernels equal the plain twin at %i objectives", (m) => {
    for (const n of [255, 257, 700, 2049]) {
      const data = generatePoints({ kind, n, m, seed: n + m, k });
      const expected = plainRanks({ rows: n, columns: m, data });
      const fronts = Math.max(...expected) + 1;
      expect(ranksBitset(data, n, m)).toEqual({ ranks: expected, fronts });
      if (m === 2) expect(ranks2(data, n)).toEqual({ ranks: expected, fronts });
      if (m === 3) expect(ranks3(data, n)).toEqual({ ranks: expected, fronts });
    }
  });
});

test("nine thousand points over several tiles equal the plain twin", () => {
  const data = generatePoints({ kind: "band", n: 9000, m: 4, seed: 7, k: 30 });
  expect(ranksBitset(data, 9000, 4)!.ranks).toEqual(plainRanks({ rows: 9000, columns: 4, data }));
});

test("the three-objective sweep gives up on long staircases, and ranks stay right", () => {
  // x ascending with y descending and z ascending: every step goes to the front of one staircase.
  const n = 3000;
  const data = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) data.set([i, n - i, i], 3 * i);
  expect(ranks3(data, n)).toBeUndefined();
  expect(ranks({ rows: n, columns: 3, data })).toEqual(new Int32Array(n));
});

test("every row of a chain is a front of its own", () => {
  const n = 5000;
  for (const m of [1, 2, 3, 5]) {
    const data = Float64Array.from({ length: n * m }, (_, at) => n - Math.floor(at / m));
    const sorted = nondominatedSort({ rows: n, columns: m, data });
    expect(sorted.fronts).toHaveLength(n);
    expect(sorted.ranks).toEqual(Int32Array.from({ length: n }, (_, i) => n - 1 - i));
  }
});

test("rows with a NaN share the last rank and are in no front", () => {
  const points = [
    [1, Number.NaN],
    [1, 2],
    [2, 2],
    [Number.NaN, 0],
  ];
  expect(nondominatedSort(points)).toEqual({
    ranks: Int32Array.of(2, 0, 1, 2),
    fronts: [Int32Array.of(1), Int32Array.of(2)],
  });
  expect(nondominated(points)).toEqual(Int32Array.of(1));
  expect(ranks([[Number.NaN], [Number.NaN]])).toEqual(Int32Array.of(0, 0));
  expect(nondominated([[Number.NaN]])).toEqual(new Int32Array(0));
});

test("an empty set has no ranks and no fronts", () => {
  expect(ranks([])).toEqual(new Int32Array(0));
  expect(nondominatedSort({ rows: 0, columns: 3, data: new Float64Array(0) }).fronts).toEqual([]);
  expect(nondominated([])).toEqual(new Int32Array(0));
});

test("the first of equal rows stands for all without duplicates", () => {
  const points = [
    [2, 1],
    [1, 2],
    [2, 1],
    [-0, 5],
    [0, 5],
  ];
  expect(nondominated(points, { keepDuplicates: false })).toEqual(Int32Array.of(0, 1, 3));
});

test("maximised objectives count the other way", () => {
  const points = [
    [1, 1],
    [1, 2],
    [2, 2],
    [0, 0],
  ];
  expect(ranks(points, { directions: ["min", "max"] })).toEqual(Int32Array.of(1, 0, 1, 0));
});

describe("constraint-domination", () => {
  test("feasible rows come first, infeasible ones by violation alone", () => {
    const points = [
      [0, 0],
      [3, 3],
      [1, 2],
      [2, 1],
      [9, 9],
    ];
    const violations = [2, 0, -1, 0, 0.5];
    expect(nondominatedSort(points, { violations })).toEqual({
      ranks: Int32Array.of(3, 1, 0, 0, 2),
      fronts: [Int32Array.of(2, 3), Int32Array.of(1), Int32Array.of(4), Int32Array.of(0)],
    });
  });

  test("follows the pairwise definition of Deb et al.", () => {
    fc.assert(
      fc.property(
        pointSets(2, 20, ["lattice"]).chain((points) =>
          fc.tuple(
            fc.constant(points),
            fc.array(fc.integer({ min: -1, max: 3 }), { minLength: points.length, maxLength: points.length }),
          ),
        ),
        ([points, violations]) => {
          const beats = (a: number, b: number): boolean => {
            const [v, w] = [Math.max(0, violations[a]!), Math.max(0, violations[b]!)];
            return v < w || (v === 0 && w === 0 && dominates(points[a]!, points[b]!));
          };
          const own = ranks(points, { violations });
          points.forEach((_, i) => {
            const better = [...points.keys()].filter((k) => beats(k, i)).map((k) => own[k]!);
            expect(own[i]).toBe(better.length === 0 ? 0 : Math.max(...better) + 1);
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});

test("epsilon-dominance ranks boxes", () => {
  const points = [
    [0.1, 0.9],
    [0.15, 0.85],
    [0.3, 0.95],
    [0.05, 0.1],
  ];
  expect(ranks(points, { epsilon: 0.2 })).toEqual(Int32Array.of(1, 1, 2, 0));
  expect(ranks(points, { epsilon: [1, 1] })).toEqual(Int32Array.of(0, 0, 0, 0));
});

test.each(["uniform", "sphere", "grid", "band", "layers"])(
  "the first front alone is rank 0 of all ranks: %s",
  (kind) => {
    for (const m of [1, 2, 3, 5]) {
      for (const n of [300, 3000]) {
        const points = { rows: n, columns: m, data: generatePoints({ kind, n, m, seed: 3, k: 6 }) };
        const all = ranks(points);
        expect(nondominated(points)).toEqual(Int32Array.from(all.keys()).filter((i) => all[i] === 0));
        const negated = {
          ...points,
          data: points.data.map((value) => (value < 0.02 ? Number.POSITIVE_INFINITY : -value)),
        };
        const other = ranks(negated);
        expect(nondominated(negated)).toEqual(Int32Array.from(other.keys()).filter((i) => other[i] === 0));
      }
    }
  },
);

test("the swept front of three objectives is that of the definition, ties and repeated rows included", () => {
  fc.assert(
    fc.property(pointSets(3, 60, ["lattice", "unit", "adjacent", "extreme"]), (points) => {
      const flags = firstFront3(Float64Array.from(points.flat()), points.length)!;
      expect([...flags]).toEqual(
        points.map((point) => (points.some((other) => dominates(other, point)) ? 0 : 1)),
      );
    }),
    { numRuns: 300 },
  );
});
