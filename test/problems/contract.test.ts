import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Matrix, rowOf } from "../../src/linalg/index.ts";
import { nondominated } from "../../src/pareto/index.ts";
import { type Problem, problems } from "../../src/problems/index.ts";

/** Options under which every entry is also tested, besides its defaults: those that its schema takes. */
const variations = [
  {},
  { objectives: 2 },
  { objectives: 5 },
  { instance: 3 },
  { instance: "x", rotated: false },
];

function instances(): [string, Problem][] {
  return problems.entries().flatMap(([id, entry]) =>
    variations.flatMap((options): [string, Problem][] => {
      const parsed = entry.options.safeParse(options);
      return parsed.success ? [[`${id} ${JSON.stringify(options)}`, entry.create(parsed.data)]] : [];
    }),
  );
}

const all = instances();

function valuesAt(problem: Problem, x: Float64Array): { f: Float64Array; g: Float64Array } {
  const f = new Float64Array(problem.objectives);
  const g = new Float64Array(problem.constraints);
  problem.evaluate(x, f, g);
  return { f, g };
}

/** A point of the box for numbers in [0, 1]. */
function pointOf({ space: { lower, upper, kinds } }: Problem, u: ArrayLike<number>): Float64Array {
  return lower.map((low, i) => {
    const value = low + (upper[i]! - low) * u[i]!;
    return (kinds?.[i] ?? "real") === "real" ? value : Math.round(value);
  });
}

const unit = (dimension: number): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: dimension,
    maxLength: dimension,
  });

const rowsOf = (points: Matrix): Float64Array[] =>
  Array.from({ length: points.rows }, (_, i) => rowOf(points, i));

/** Whether `a` is better than `b` in every objective by more than the tolerance. */
const betters = (a: Float64Array, b: Float64Array, tolerance: number): boolean =>
  a.every((value, j) => value < b[j]! - tolerance * Math.max(1, Math.abs(b[j]!)));

describe.each(all)("%s", (_, problem) => {
  test("is finite throughout the box, does not write to x, and depends on x alone", () => {
    expect(problem.space.lower.length).toBe(problem.dimension);
    expect(problem.space.upper.length).toBe(problem.dimension);
    expect(problem.space.kinds?.length ?? problem.dimension).toBe(problem.dimension);
    fc.assert(
      fc.property(unit(problem.dimension), unit(problem.dimension), (u, v) => {
        const x = pointOf(problem, u);
        const before = x.slice();
        const first = valuesAt(problem, x);
        expect(x).toEqual(before);
        expect([...first.f, ...first.g].every(Number.isFinite)).toBe(true);
        valuesAt(problem, pointOf(problem, v));
        expect(valuesAt(problem, x)).toEqual(first);
      }),
      { numRuns: 12, seed: 5 },
    );
  });

  const { optimum, front, paretoSet, ideal, nadir, reference } = problem;

  if (optimum !== undefined) {
    test("has its stated value at its stated minimiser, inside the box, and no better one at random", () => {
      const { lower, upper } = problem.space;
      expect(optimum.x.every((value, i) => value >= lower[i]! && value <= upper[i]!)).toBe(true);
      expect(Math.abs(valuesAt(problem, optimum.x).f[0]! - optimum.value)).toBeLessThan(1e-9);
      fc.assert(
        fc.property(unit(problem.dimension), (u) => {
          expect(valuesAt(problem, pointOf(problem, u)).f[0]).toBeGreaterThanOrEqual(optimum.value);
        }),
        { numRuns: 30, seed: 6 },
      );
    });
  }

  if (front !== undefined) {
    test("has a front of mutually non-dominated points, within ideal and nadir and reaching both", () => {
      const points = front(400);
      expect(points.columns).toBe(problem.objectives);
      expect(points.rows).toBeGreaterThan(5);
      expect(nondominated(points).length).toBe(points.rows);
      for (const [corner, worse] of [
        [ideal, false],
        [nadir, true],
      ] as const) {
        corner?.forEach((bound, j) => {
          const column = Array.from({ length: points.rows }, (__, i) => points.data[i * points.columns + j]!);
          const extreme = worse ? Math.max(...column) : Math.min(...column);
          const extent = nadir === undefined ? 1 : nadir[j]! - ideal![j]!;
          const beyond = worse ? extreme - bound : bound - extreme;
          expect(beyond / extent, `objective ${j}`).toBeLessThan(1e-6);
        });
      }
      reference?.forEach((bound, j) => {
        expect(bound).toBeGreaterThan(nadir![j]!);
      });
    });

    test("no random point betters it", () => {
      const points = front(200);
      fc.assert(
        fc.property(unit(problem.dimension), (u) => {
          const { f, g } = valuesAt(problem, pointOf(problem, u));
          return g.some((value) => value > 0) || !rowsOf(points).some((point) => betters(f, point, 1e-6));
        }),
        { numRuns: 25, seed: 7 },
      );
    });
  }

  if (paretoSet !== undefined) {
    test("attains its front: its Pareto set is feasible, in the box, and no point of the front betters it", () => {
      const xs = rowsOf(paretoSet(60));
      const points = rowsOf(front!(500));
      expect(xs.length).toBeGreaterThan(0);
      for (const x of xs) {
        const { lower, upper } = problem.space;
        expect(x.every((value, j) => value >= lower[j]! && value <= upper[j]!)).toBe(true);
        const { f, g } = valuesAt(problem, x);
        expect(g.every((value) => value <= 1e-9)).toBe(true);
        expect(points.some((point) => betters(point, f, 1e-6))).toBe(false);
      }
    });
  }
});
