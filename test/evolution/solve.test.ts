import { describe, expect, test } from "vitest";
import { openAiEs, type Strategy, solve } from "../../src/evolution/index.ts";
import { matrix, rowOf } from "../../src/linalg/index.ts";
import { dominates } from "../../src/pareto/index.ts";
import { createProblem, type Problem } from "../../src/problems/index.ts";
import { fold, type Key, keyOf, uniform } from "../../src/random/index.ts";

/** Uniform draws from the box, a fresh set each generation. */
function randomSearch(problem: Problem, size: number): Strategy<{ key: Key; generation: number }> {
  const { lower, upper } = problem.space;
  return {
    populationSize: size,
    init: ({ key }) => ({ key, generation: 0 }),
    ask({ key, generation }) {
      const u = uniform(fold(key, generation), size * problem.dimension);
      const data = u.map((value, i) => {
        const j = i % problem.dimension;
        return lower[j]! + (upper[j]! - lower[j]!) * value;
      });
      return { kind: "explicit", parameters: matrix(size, problem.dimension, data) };
    },
    tell: ({ key, generation }) => ({ key, generation: generation + 1 }),
    centre: () => new Float64Array(problem.dimension),
  };
}

describe("solve", () => {
  test("brings OpenAI-ES to the minimum of a sphere, and keeps the best candidate", () => {
    const problem = createProblem("sphere", { dimension: 5, instance: 1 });
    const strategy = openAiEs({
      population: 20,
      sigma: 0.05,
      learningRate: 0.3,
      weightDecay: 0,
      learningRateDecay: 0.98,
    });
    const { centre, archive, evaluations, generations } = solve(problem, strategy, {
      key: keyOf(1),
      generations: 300,
    });
    expect({ evaluations, generations }).toEqual({ evaluations: 6000, generations: 300 });
    const value = new Float64Array(1);
    problem.evaluate(centre, value, new Float64Array(0));
    expect(value[0]).toBeLessThan(1e-3);
    expect(archive.size).toBe(1);
    problem.evaluate(archive.entries()[0]!.payload, value, new Float64Array(0));
    expect(archive.entries()[0]!.point[0]).toBe(value[0]);
  });

  test("is a function of problem, strategy and key", () => {
    const problem = createProblem("zdt1", { dimension: 4 });
    const run = (seed: number) =>
      solve(problem, randomSearch(problem, 10), { key: keyOf(seed), evaluations: 95 });
    const first = run(3);
    expect(first.evaluations).toBe(100);
    expect(run(3).archive.toJSON()).toEqual(first.archive.toJSON());
    expect(run(4).archive.toJSON()).not.toEqual(first.archive.toJSON());
  });

  test("archives the non-dominated ones of all candidates, with their x", () => {
    const problem = createProblem("zdt1", { dimension: 3 });
    const seen: number[][] = [];
    const { archive } = solve(problem, randomSearch(problem, 25), {
      key: keyOf(5),
      generations: 8,
      onGeneration({ candidates, evaluated, generation, evaluations }) {
        expect(evaluations).toBe(25 * generation);
        for (let i = 0; i < candidates.rows; i++) seen.push(Array.from(rowOf(evaluated.objectives, i)));
      },
    });
    const best = seen.filter((point) => !seen.some((other) => dominates(other, point)));
    const sorted = (points: readonly (readonly number[])[]) => [...points].sort((a, b) => a[0]! - b[0]!);
    expect(sorted(archive.entries().map(({ point }) => point))).toEqual(sorted(best));
    for (const { point, payload } of archive.entries()) {
      const values = new Float64Array(2);
      problem.evaluate(payload, values, new Float64Array(0));
      expect(Array.from(values)).toEqual(point);
    }
  });

  test("a generation can end the search", () => {
    const problem = createProblem("zdt1", { dimension: 3 });
    const { generations } = solve(problem, randomSearch(problem, 4), {
      key: keyOf(1),
      generations: 50,
      onGeneration: ({ generation }) => generation < 7,
    });
    expect(generations).toBe(7);
  });

  test("says what is wrong with its options", () => {
    const problem = createProblem("sphere", { dimension: 3 });
    const strategy = openAiEs({ population: 4 });
    const key = keyOf(0);
    expect(() => solve(problem, strategy, { key })).toThrow(
      "solve: no limit; give evaluations or generations",
    );
    expect(() => solve(problem, strategy, { key, evaluations: -1 })).toThrow(
      "solve: evaluations must be a non-negative integer, got -1",
    );
    expect(() => solve(problem, strategy, { key, generations: 1.5 })).toThrow(
      "solve: generations must be a non-negative integer, got 1.5",
    );
    expect(() => solve(problem, strategy, { key, generations: 1, parameters: new Float64Array(2) })).toThrow(
      "solve: parameters has 2 values but sphere has 3 variables",
    );
  });
});
