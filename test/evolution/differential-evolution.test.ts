import { describe, expect, test } from "vitest";
import {
  candidatesOf,
  type DifferentialEvolutionState,
  type DifferentialVariant,
  differentialEvolution,
  solve,
  vectorLayout,
} from "../../src/evolution/index.ts";
import { rowOf, toRows } from "../../src/linalg/index.ts";
import { createProblem } from "../../src/problems/index.ts";
import { keyOf } from "../../src/random/index.ts";
import { type Analytic, advance, evaluate, sphere, startAt } from "./support/analytic.ts";

const layout = vectorLayout(4);
const start = startAt([3, -2, 0.5, 1]);

/** The triples of different individuals other than `own` whose mutant agrees with the trial in every coordinate it changed. */
function explanations(
  state: DifferentialEvolutionState,
  trial: Float64Array,
  own: number,
  mutant: (parent: Float64Array, rows: Float64Array[], best: Float64Array, j: number) => number,
): number {
  const rows = Array.from({ length: state.individuals.rows }, (_, i) => rowOf(state.individuals, i));
  const changed = [0, 1, 2, 3].filter((j) => trial[j] !== rows[own]![j]);
  expect(changed.length).toBeGreaterThan(0);
  let found = 0;
  rows.forEach((a, i) => {
    rows.forEach((b, j) => {
      rows.forEach((c, k) => {
        if (new Set([own, i, j, k]).size < 4) return;
        const fits = changed.every(
          (at) => Math.abs(mutant(rows[own]!, [a, b, c], rows[state.best]!, at) - trial[at]!) < 1e-12,
        );
        if (fits) found++;
      });
    });
  });
  return found;
}

const mutants: Record<DifferentialVariant, Parameters<typeof explanations>[3]> = {
  "rand/1/bin": (_parent, [a, b, c], _best, j) => a![j]! + 0.7 * (b![j]! - c![j]!),
  "best/1/bin": (_parent, [_a, b, c], best, j) => best[j]! + 0.7 * (b![j]! - c![j]!),
  "current-to-best/1/bin": (parent, [_a, b, c], best, j) =>
    parent[j]! + 0.7 * (best[j]! - parent[j]!) + 0.7 * (b![j]! - c![j]!),
};

describe("differential evolution", () => {
  test.each(Object.entries(mutants))("%s makes its mutants of three others", (variant, mutant) => {
    const strategy = differentialEvolution({
      population: 8,
      variant: variant as DifferentialVariant,
      differentialWeight: 0.7,
      sigma: 1,
    });
    const state = advance(strategy, strategy.init(start), layout, sphere, 2);
    const trials = candidatesOf(strategy.ask(state), layout);
    for (let i = 0; i < 8; i++) expect(explanations(state, rowOf(trials, i), i, mutant)).toBeGreaterThan(0);
  });

  test("the crossover rate is the share of coordinates taken from the mutant, one of them always", () => {
    const shares = [0, 0.5, 1].map((crossoverRate) => {
      const strategy = differentialEvolution({ population: 400, crossoverRate, sigma: 1 });
      const state = advance(strategy, strategy.init(start), layout, sphere, 1);
      const trials = candidatesOf(strategy.ask(state), layout).data;
      return trials.filter((x, at) => x !== state.individuals.data[at]).length / trials.length;
    });
    expect(shares[0]).toBe(0.25);
    // 1/4 + 3/4 * 1/2 of the coordinates, over 400 trials.
    expect(Math.abs(shares[1]! - 0.625)).toBeLessThan(0.05);
    expect(shares[2]).toBe(1);
  });

  test("no individual gets worse; the first generation is the first individuals, the start among them", () => {
    const strategy = differentialEvolution({ population: 12, sigma: 1 });
    let state = strategy.init(start);
    const first = candidatesOf(strategy.ask(state), layout);
    expect(first).toEqual(state.individuals);
    expect(Array.from(rowOf(first, 0))).toEqual([3, -2, 0.5, 1]);
    state = advance(strategy, state, layout, sphere, 1);
    for (let g = 0; g < 20; g++) {
      const next = advance(strategy, state, layout, sphere, 1);
      next.costs.forEach((cost, i) => {
        expect(cost).toBeLessThanOrEqual(state.costs[i]!);
        expect(cost).toBe(sphere(rowOf(next.individuals, i), 0)[0]);
      });
      expect(next.costs[next.best]).toBe(Math.min(...next.costs));
      state = next;
    }
  });

  test("what failed is replaced by whatever works, and never replaces", () => {
    const strategy = differentialEvolution({ population: 8, sigma: 1 });
    const half: Analytic = (x, i) => (i % 2 === 0 ? [Number.NaN] : sphere(x, i));
    const state = advance(strategy, strategy.init(start), layout, half, 1);
    expect(state.costs.filter(Number.isNaN)).toHaveLength(4);
    expect(Number.isNaN(state.costs[state.best]!)).toBe(false);
    const next = advance(strategy, state, layout, sphere, 1);
    expect(next.costs.some(Number.isNaN)).toBe(false);
    const failing = advance(strategy, next, layout, (x, i) => (i > 0 ? [Number.NaN] : sphere(x, i)), 1);
    expect(toRows(failing.individuals).slice(1)).toEqual(toRows(next.individuals).slice(1));
  });

  test("a feasible trial beats any infeasible individual", () => {
    const strategy = differentialEvolution({ population: 4, sigma: 1 });
    const before = strategy.init(start);
    const evaluated = evaluate(strategy.ask(before), layout, () => [0]);
    const infeasible = strategy.tell(before, { ...evaluated, violations: Float64Array.of(2, 1, 1, 1) });
    const later = evaluate(strategy.ask(infeasible), layout, () => [9]);
    const { costs } = strategy.tell(infeasible, { ...later, violations: Float64Array.of(0, 2, 1, 0.5) });
    // Feasible; worse by violation; equal violation, dearer; less violation.
    expect(Array.from(costs)).toEqual([9, 0, 0, 9]);
  });

  test("finds the deepest of Rastrigin's minima", () => {
    const problem = createProblem("rastrigin", { dimension: 6, instance: 1, rotated: false });
    const strategy = differentialEvolution({ population: 40, crossoverRate: 0.3 });
    const { archive } = solve(problem, strategy, { key: keyOf(1), generations: 400 });
    expect(archive.points().data[0]).toBeLessThan(1e-8);
  });

  test("too small a population is refused", () => {
    expect(() => differentialEvolution({ population: 3 })).toThrow("population must be at least 4");
  });
});
