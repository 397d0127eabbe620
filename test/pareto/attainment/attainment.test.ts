import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Matrix, matrix, toRows } from "../../../src/linalg/index.ts";
import {
  attainment,
  attainmentDifference,
  attainmentHypervolumes,
  attainmentRectangles,
  attainmentSurfaces,
  vorobev,
  vorobevDeviation,
} from "../../../src/pareto/attainment/index.ts";
import { hypervolume } from "../../../src/pareto/hypervolume.ts";
import { nondominated } from "../../../src/pareto/ranks.ts";
import { generated } from "../reference-sets.ts";

type Rows = number[][];

/** Rows in one order, whatever the library's. */
const inOrder = (points: Matrix): Rows => toRows(points).sort(lexicographic);
const lexicographic = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, j) => value - b[j]!).find((difference) => difference !== 0) ?? 0;
const attains = (set: Rows, goal: readonly number[]): boolean =>
  set.some((point) => point.every((value, j) => value <= goal[j]!));
const share = (sets: Rows[], goal: readonly number[]): number =>
  sets.filter((set) => attains(set, goal)).length / sets.length;

/** The surface by definition: of all goals on the grid of coordinates, the minimal ones that enough sets attain. */
function surfaceByDefinition(sets: Rows[], level: number): Rows {
  const all = sets.flat();
  const m = all[0]!.length;
  let goals: Rows = [[]];
  for (let j = 0; j < m; j++) {
    const values = [...new Set(all.map((point) => point[j]!))];
    goals = goals.flatMap((goal) => values.map((value) => [...goal, value]));
  }
  const attained = goals.filter((goal) => sets.filter((set) => attains(set, goal)).length >= level);
  if (attained.length === 0) return [];
  return [...nondominated(attained, { keepDuplicates: false })].map((i) => attained[i]!).sort(lexicographic);
}

const groups = (objectives: number[]): fc.Arbitrary<Rows[]> =>
  fc.constantFrom(...objectives).chain((m) => {
    const coordinate = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 4, noNaN: true }) },
    );
    const row = fc.array(coordinate, { minLength: m, maxLength: m });
    return fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });
  });

interface Case {
  name: string;
  sets: Rows[];
  surfaces: { percentile: number; points: Rows }[];
  reference: number[];
  vorobev: { points: Rows; averageHypervolume: number; deviation: number };
  difference?: { groups: [number, number]; rows: Rows };
}
const reference = JSON.parse(
  readFileSync(new URL("../../reference/attainment/moocore.json", import.meta.url), "utf8"),
) as { cases: Case[] };

describe.each(reference.cases)(
  "moocore's answers: $name",
  ({ sets, surfaces, reference: point, vorobev: expected }) => {
    test("every surface is exact", () => {
      const found = attainmentSurfaces(sets);
      expect(found.length).toBe(surfaces.length);
      surfaces.forEach(({ percentile, points }, i) => {
        expect(Math.abs(100 * found[i]!.fraction - percentile)).toBeLessThan(1e-9);
        expect(inOrder(found[i]!.points)).toEqual([...points].sort(lexicographic));
      });
    });
    test("Vorob'ev: mean hypervolume, and the deviation from moocore's expectation", () => {
      const found = vorobev(sets, point);
      expect(Math.abs(found.meanHypervolume - expected.averageHypervolume)).toBeLessThan(1e-12);
      expect(Math.abs(vorobevDeviation(sets, expected.points, point) - expected.deviation)).toBeLessThan(
        1e-12,
      );
      // moocore's bisection ends on one of the two surfaces around the mean; ours is the one above it by definition.
      const volume = hypervolume(expected.points, point);
      if (volume >= found.meanHypervolume) {
        expect(inOrder(found.points)).toEqual([...expected.points].sort(lexicographic));
        expect(Math.abs(found.deviation - expected.deviation)).toBeLessThan(1e-12);
      } else expect(found.hypervolume).toBeGreaterThan(volume);
    });
  },
);

describe.each(reference.cases.filter(({ difference }) => difference))(
  "moocore's answers: $name",
  ({ sets, difference }) => {
    test("differences at every point of moocore's table", () => {
      const [n1, n2] = difference!.groups;
      const found = attainmentDifference(sets.slice(0, n1), sets.slice(n1, n1 + n2));
      const byPoint = new Map(toRows(found.points).map((row, i) => [row.join(), found.values[i]! * n1]));
      for (const [x, y, value] of difference!.rows)
        expect(Math.round(byPoint.get(`${x},${y}`)! * 1e9) / 1e9).toBe(value);
      expect(byPoint.size).toBe(new Set(difference!.rows.map(([x, y]) => `${x},${y}`)).size);
    });
  },
);

// The example of moocore 0.3.2's documentation of eafdiff.
test("the documented example of differences", () => {
  const first = [
    [
      [3, 2],
      [2, 3],
    ],
    [
      [2.5, 1],
      [1, 2],
    ],
    [[1, 2]],
  ];
  const second = [
    [
      [4, 2.5],
      [3, 3],
      [2.5, 3.5],
    ],
    [
      [3, 3],
      [2.5, 3.5],
    ],
    [[2, 1]],
  ];
  const { points, values } = attainmentDifference(first, second);
  const expected: Record<string, number> = {
    "1,2": 2,
    "2,1": -1,
    "2.5,1": 0,
    "2,2": 1,
    "2,3": 2,
    "3,2": 2,
    "2.5,3.5": 0,
    "3,3": 0,
    "4,2.5": 1,
  };
  expect(
    Object.fromEntries(
      toRows(points).map((row, i) => [row.join(), Math.round(values[i]! * 3 * 1e9) / 1e9 + 0]),
    ),
  ).toEqual(expected);
});

describe("by definition", () => {
  test("surfaces in two and three objectives", () => {
    fc.assert(
      fc.property(groups([2, 3]), (sets) => {
        for (const { level, points } of attainmentSurfaces(sets))
          expect(inOrder(points)).toEqual(surfaceByDefinition(sets, level));
      }),
      { numRuns: 150 },
    );
  });
  test("the attainment function in any number of objectives", () => {
    fc.assert(
      fc.property(
        groups([1, 2, 3, 4]),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }),
        (sets, wanted) => {
          const goal = wanted.slice(0, sets[0]![0]!.length);
          expect(attainment(sets, goal)).toBe(share(sets, goal));
        },
      ),
    );
  });
  test("differences: at every goal the rectangles say what counting says, and none overlap", () => {
    fc.assert(
      fc.property(groups([2]), groups([2]), (first, second) => {
        const rectangles = attainmentRectangles(first, second);
        const values = [...new Set([...first, ...second].flat(2)), -1, 5];
        for (const x of values) {
          for (const y of values) {
            const inside = rectangles.filter(
              ({ from, to }) => from[0] <= x && x < to[0] && from[1] <= y && y < to[1],
            );
            expect(inside.length).toBeLessThanOrEqual(1);
            expect(
              Math.abs((inside[0]?.value ?? 0) - (share(first, [x, y]) - share(second, [x, y]))),
            ).toBeLessThan(1e-12);
          }
        }
      }),
      { numRuns: 80 },
    );
  });
  test("difference values are what counting says at their points, in two and three objectives", () => {
    fc.assert(
      fc.property(groups([2]), groups([3]), (flat, deep) => {
        for (const sets of [flat, deep]) {
          const [first, second] = [sets.slice(0, 1), sets.slice(-1)];
          const { points, values } = attainmentDifference(first, second);
          toRows(points).forEach((goal, i) => {
            expect(values[i]).toBe(share(first, goal) - share(second, goal));
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("surfaces come sorted: of two objectives by the first, of three by the last and then the first", () => {
  for (const m of [2, 3]) {
    const sets = [1, 2, 3].map((seed) => generated({ kind: "grid", n: 60, m, seed, k: 9 }));
    for (const { points } of attainmentSurfaces(sets)) {
      const keys = toRows(points).map((row) => (m === 2 ? row : [row[2]!, row[0]!]));
      expect(keys).toEqual([...keys].sort(lexicographic));
    }
  }
});

describe("theorems", () => {
  test("the mean hypervolume of the surfaces is the mean hypervolume of the sets, and levels only shrink", () => {
    fc.assert(
      fc.property(groups([2, 3]), (sets) => {
        const point = new Array<number>(sets[0]![0]!.length).fill(5);
        const volumes = attainmentHypervolumes(sets, point);
        const mean = (values: ArrayLike<number>): number =>
          Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
        expect(Math.abs(mean(volumes) - mean(sets.map((set) => hypervolume(set, point))))).toBeLessThan(
          1e-10,
        );
        for (let k = 1; k < volumes.length; k++)
          expect(volumes[k]!).toBeLessThanOrEqual(volumes[k - 1]! + 1e-12);
      }),
      { numRuns: 100 },
    );
  });
  test("level 1 is the front of all sets together; equal sets have that front at every level and no deviation", () => {
    fc.assert(
      fc.property(groups([2, 3]), (sets) => {
        const all = sets.flat();
        const front = [...nondominated(all, { keepDuplicates: false })]
          .map((i) => all[i]!)
          .sort(lexicographic);
        expect(inOrder(attainmentSurfaces(sets, { levels: [1] })[0]!.points)).toEqual(front);
        const same = [all, all, all];
        for (const { points } of attainmentSurfaces(same)) expect(inOrder(points)).toEqual(front);
        const found = vorobev(same, new Array<number>(all[0]!.length).fill(5));
        expect([found.level, Math.abs(found.deviation) < 1e-12]).toEqual([3, true]);
      }),
      { numRuns: 60 },
    );
  });
  test("the Vorob'ev level is the last whose hypervolume reaches the mean", () => {
    fc.assert(
      fc.property(groups([2, 3]), (sets) => {
        const point = new Array<number>(sets[0]![0]!.length).fill(5);
        const volumes = attainmentHypervolumes(sets, point);
        const { level, meanHypervolume, threshold, hypervolume: own } = vorobev(sets, point);
        expect(own).toBe(volumes[level - 1]);
        expect(threshold).toBe(level / sets.length);
        if (level > 1) expect(own).toBeGreaterThanOrEqual(meanHypervolume * (1 - 1e-12));
        if (level < sets.length) expect(volumes[level]!).toBeLessThan(meanHypervolume);
      }),
    );
  });
  test("maximising equals minimising the negated values, up to their sign", () => {
    fc.assert(
      fc.property(groups([2, 3]), (sets) => {
        const m = sets[0]![0]!.length;
        const directions = new Array<"max">(m).fill("max");
        const negated = sets.map((set) => set.map((row) => row.map((value) => -value)));
        const plain = attainmentSurfaces(sets);
        attainmentSurfaces(negated, { directions }).forEach(({ points }, i) => {
          expect(toRows(points).map((row) => row.map((value) => -value + 0))).toEqual(
            toRows(plain[i]!.points),
          );
        });
        const point = new Array<number>(m).fill(5);
        expect(
          vorobev(
            negated,
            point.map((value) => -value),
            { directions },
          ).deviation,
        ).toBe(vorobev(sets, point).deviation);
      }),
      { numRuns: 60 },
    );
  });
});

test("ten runs of 500 points each: levels nest, and the volumes add up", () => {
  for (const m of [2, 3]) {
    const sets = Array.from({ length: 10 }, (_, i) =>
      generated({ kind: "sphere", n: 500, m, seed: 100 + i }),
    );
    const point = new Array<number>(m).fill(1.1);
    const volumes = attainmentHypervolumes(sets, point);
    const mean = sets.reduce((sum, set) => sum + hypervolume(set, point), 0) / 10;
    expect(Math.abs(volumes.reduce((sum, volume) => sum + volume, 0) / 10 - mean)).toBeLessThan(1e-10);
  }
});

describe("edges", () => {
  test("nothing is written to", () => {
    const sets = [
      generated({ kind: "grid", n: 20, m: 3, seed: 1, k: 4 }),
      generated({ kind: "grid", n: 20, m: 3, seed: 2, k: 4 }),
    ];
    const copies = sets.map(({ data }) => data.slice());
    attainmentSurfaces(sets, { directions: ["max", "min", "max"] });
    attainmentDifference(sets, [...sets].reverse());
    vorobev(sets, [2, 2, 2]);
    expect(sets.map(({ data }) => data)).toEqual(copies);
  });
  test("empty sets attain nothing; rows with NaN neither; infinities compare", () => {
    const sets = [[[1, 2]], matrix(0, 2), [[NaN, 0]]];
    const surfaces = attainmentSurfaces(sets);
    expect(surfaces.map(({ points }) => points.rows)).toEqual([1, 0, 0]);
    expect(attainment(sets, [1, 2])).toBe(1 / 3);
    expect(attainment([[[-Infinity, 0]], [[0, Infinity]]], [0, 0])).toBe(0.5);
    expect(
      toRows(attainmentSurfaces([[[-Infinity, 1]], [[0, -Infinity]]], { levels: [2] })[0]!.points),
    ).toEqual([[0, 1]]);
  });
  test.each<[string, () => unknown]>([
    ["attainmentSurfaces: no sets; give at least one set of points", () => attainmentSurfaces([])],
    [
      "attainmentSurfaces: levels must be integers from 1 to 1, the number of sets, got 2",
      () => attainmentSurfaces([[[1, 2]]], { levels: [2] }),
    ],
    ["surfaces are computed for two or three objectives, got 4", () => attainmentSurfaces([[[1, 2, 3, 4]]])],
    [
      "attainmentSurfaces: set 2 has 3 objectives but 2 are expected",
      () => attainmentSurfaces([[[1, 2]], [[1, 2, 3]]]),
    ],
    ["attainmentDifference: second: no sets", () => attainmentDifference([[[1, 2]]], [])],
    [
      "attainmentRectangles: rectangles need two objectives, got 3",
      () => attainmentRectangles([[[1, 2, 3]]], [[[1, 2, 3]]]),
    ],
    ["vorobev: reference has 3 values but the sets have 2 objectives", () => vorobev([[[1, 2]]], [1, 2, 3])],
    ["vorobev: a set's hypervolume is infinite", () => vorobev([[[-Infinity, 2]]], [3, 3])],
  ])("%s", (message, action) => {
    expect(action).toThrow(message);
  });
});
