import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hypervolumeSurvival, rankAndCrowding, tournament } from "../../../src/evolution/survival/index.ts";
import { asMatrix, matrix, rowOf, toRows } from "../../../src/linalg/index.ts";
import { hypervolume } from "../../../src/pareto/index.ts";
import { fold, keyOf } from "../../../src/random/index.ts";

/** Small whole numbers: full of ties, equal rows and several fronts. */
const contests = fc.tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 14 })).chain(([m, n]) =>
  fc.record({
    points: fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: m, maxLength: m }), {
      minLength: n,
      maxLength: n,
    }),
    violations: fc.array(fc.constantFrom(0, 0, 0, 0.5, 2), { minLength: n, maxLength: n }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  }),
);

/** Constraint-domination by its definition (Deb et al. 2002, definition 1). */
function beats(a: { f: number[]; v: number }, b: { f: number[]; v: number }): boolean {
  if (a.v !== b.v && (a.v > 0 || b.v > 0)) return a.v < b.v;
  if (a.v > 0) return false;
  return a.f.every((x, j) => x <= b.f[j]!) && a.f.some((x, j) => x < b.f[j]!);
}

/** Fronts by peeling off, again and again, those that none of the rest beats. */
function peeled(points: number[][], violations: number[]): number[] {
  const all = points.map((f, i) => ({ f, v: violations[i]! }));
  const ranks = new Array<number>(all.length).fill(-1);
  for (let rank = 0; ranks.includes(-1); rank++) {
    const rest = ranks.flatMap((r, i) => (r === -1 ? [i] : []));
    const best = rest.filter((i) => !rest.some((j) => beats(all[j]!, all[i]!)));
    for (const i of best) ranks[i] = rank;
  }
  return ranks;
}

const survivals = { rankAndCrowding, hypervolumeSurvival } as const;

describe.each(Object.entries(survivals))("%s", (_, survival) => {
  test("keeps so many, none twice, no front before a better one is whole", () => {
    fc.assert(
      fc.property(contests, ({ points, violations, share }) => {
        const count = Math.max(1, Math.floor(share * points.length));
        const { rows, fitness } = survival(
          { objectives: asMatrix(points), violations: Float64Array.from(violations) },
          count,
        );
        expect(new Set(rows).size).toBe(count);
        expect(rows.length).toBe(count);
        const ranks = peeled(points, violations);
        const kept = Array.from(rows, (i) => ranks[i]!).sort((a, b) => a - b);
        expect(kept).toEqual([...ranks].sort((a, b) => a - b).slice(0, count));
        expect(fitness.rows).toBe(count);
        rows.forEach((i, k) => {
          expect(rowOf(fitness, k)[0]).toBe(ranks[i]);
        });
      }),
    );
  });

  test("leaves what it is given alone", () => {
    const objectives = asMatrix([
      [0, 3],
      [1, 1],
      [3, 0],
      [2, 2],
    ]);
    const before = toRows(objectives);
    survival({ objectives }, 2);
    expect(toRows(objectives)).toEqual(before);
  });

  test("refuses to keep more than there are", () => {
    expect(() => survival({ objectives: asMatrix([[1, 2]]) }, 2)).toThrow(
      "survival: cannot keep 2 of 1 candidates",
    );
  });
});

test("crowding keeps the ends, then the emptiest: Deb's cuboids on one front", () => {
  // Distances by hand, ranges 10 and 10: row 1 (2 + 3) / 10, row 2 (5 + 4) / 10, row 3 (8 + 7) / 10 less shared.
  const points = [
    [0, 10],
    [1, 8],
    [2, 7],
    [6, 4],
    [10, 0],
  ];
  const { rows, fitness } = rankAndCrowding({ objectives: asMatrix(points) }, 4);
  expect(Array.from(rows).sort()).toEqual([0, 2, 3, 4]);
  const crowding = Object.fromEntries(Array.from(rows, (i, k) => [i, -rowOf(fitness, k)[1]!]));
  expect(crowding[0]).toBe(Number.POSITIVE_INFINITY);
  expect(crowding[4]).toBe(Number.POSITIVE_INFINITY);
  expect(crowding[2]).toBeCloseTo((6 - 1) / 10 + (8 - 4) / 10, 12);
  expect(crowding[3]).toBeCloseTo((10 - 2) / 10 + (7 - 0) / 10, 12);
});

test("hypervolume survival drops, one after the other, the row whose loss costs the least", () => {
  // A grid, so that extents are either nothing or far above rounding.
  const value = fc.integer({ min: 0, max: 1000 }).map((k) => k / 1000);
  const fronts = fc.array(fc.tuple(value, value, value), { minLength: 3, maxLength: 9 });
  fc.assert(
    fc.property(fronts, fc.integer({ min: 1, max: 8 }), (given, wanted) => {
      // Onto the sphere, so that all are on one front unless equal.
      const points = given.map((p) => {
        const q = p.map((x) => x + 0.01);
        const length = Math.hypot(...q);
        return q.map((x) => x / length);
      });
      const count = Math.min(wanted, points.length);
      const { rows } = hypervolumeSurvival({ objectives: asMatrix(points) }, count);
      // What rounding alone sets apart has no extent.
      const low = [0, 1, 2].map((j) => Math.min(...points.map((p) => p[j]!)));
      const high = [0, 1, 2].map((j) => Math.max(...points.map((p) => p[j]!)));
      const scaled = points.map((p) =>
        p.map((x, j) => (high[j]! - low[j]! < 1e-9 ? 0 : (x - low[j]!) / (high[j]! - low[j]!))),
      );
      const reference = [2, 2, 2];
      let kept = scaled.map((_, i) => i);
      while (kept.length > count) {
        const without = kept.map((i) =>
          hypervolume(
            kept.filter((j) => j !== i).map((j) => scaled[j]!),
            reference,
          ),
        );
        const best = Math.max(...without);
        // Losses equal to rounding leave the choice open: then only the volume is compared.
        kept = kept.filter((_, k) => k !== without.indexOf(best));
      }
      const volume = (of: Iterable<number>) =>
        hypervolume(
          Array.from(of, (i) => scaled[i]!),
          reference,
        );
      expect(volume(rows)).toBeCloseTo(volume(kept), 9);
    }),
    { numRuns: 60 },
  );
});

describe("tournament", () => {
  const key = keyOf("tournament");

  test("the best always wins its bouts and the worst none, everyone meeting once a round", () => {
    const fitness = matrix(
      10,
      2,
      Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : i)),
    );
    const winners = tournament(key, fitness, 10 * 5);
    const wins = new Array<number>(10).fill(0);
    for (const winner of winners) wins[winner]!++;
    expect(wins[0]).toBe(10);
    expect(wins[9]).toBe(0);
    expect(wins.reduce((sum, x) => sum + x, 0)).toBe(50);
  });

  test("a draw falls to either by halves", () => {
    const wins = [0, 0];
    for (let k = 0; k < 2000; k++) wins[tournament(fold(key, k), matrix(2, 1), 1)[0]!]!++;
    expect(Math.abs(wins[0]! / 2000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 2000));
  });

  test("one alone wins", () => {
    expect(Array.from(tournament(key, matrix(1, 1), 3))).toEqual([0, 0, 0]);
  });
});
