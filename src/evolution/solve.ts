import { InputError, ShapeError } from "../base/index.ts";
import type { Evaluated } from "../evaluation/index.ts";
import { type Matrix, matrix, rowOf } from "../linalg/index.ts";
import { ParetoArchive } from "../pareto/index.ts";
import { materialise, type ParameterLayout, type Population, sizeOf } from "../policy/index.ts";
import type { Problem, SearchSpace } from "../problems/index.ts";
import { fold, type Key, uniform } from "../random/index.ts";
import type { Strategy } from "./strategy.ts";

/** How long to search and from where. */
export interface SolveOptions<State = unknown> {
  /** Everything random derives from it. */
  readonly key: Key;
  /** Stop once so many candidates are evaluated: generations are whole, so the last one may go past it. */
  readonly evaluations?: number | undefined;
  /** Stop after so many generations. Where both limits are given, the first that is reached ends the search. */
  readonly generations?: number | undefined;
  /** Where the search starts. Default: uniform in the box, whole numbers for variables that are not real. */
  readonly parameters?: Float64Array | undefined;
  /** Called after each generation; `false` ends the search. */
  readonly onGeneration?: ((progress: SolveProgress<State>) => unknown) | undefined;
}

/** What is known after a generation. */
export interface SolveProgress<State = unknown> {
  /** Generations done, from 1. */
  readonly generation: number;
  readonly evaluations: number;
  readonly state: State;
  /** The generation's candidates, a row each, and what was found of them. */
  readonly candidates: Matrix;
  readonly evaluated: Evaluated;
  /** All generations' non-dominated solutions. It grows as the search goes on. */
  readonly archive: ParetoArchive<Float64Array>;
}

/** What a search came to. */
export interface Solution<State = unknown> {
  readonly state: State;
  /** The one solution the strategy stands for. */
  readonly centre: Float64Array;
  readonly generations: number;
  readonly evaluations: number;
  /** Non-dominated ones of all feasible candidates inside the box, each with its x. For one objective, the best. */
  readonly archive: ParetoArchive<Float64Array>;
}

/** A vector without matrices: what a problem's x is to strategies that know of layers. */
export function vectorLayout(size: number): ParameterLayout {
  return { size, entries: [{ name: "x", shape: [size], offset: 0, size, matrix: null }] };
}

/** A point drawn uniformly from the box: whole numbers, each equally likely, for variables that are not real. */
export function randomPoint({ lower, upper, kinds }: SearchSpace, key: Key): Float64Array {
  return uniform(key, lower.length).map((u, i) => {
    const low = lower[i]!;
    const high = upper[i]!;
    return (kinds?.[i] ?? "real") === "real"
      ? low + (high - low) * u
      : low + Math.floor((high - low + 1) * u);
  });
}

/** The candidates of a population, a row each. */
export function candidatesOf(population: Population, layout: ParameterLayout): Matrix {
  if (population.kind === "explicit") return population.parameters;
  const out = matrix(sizeOf(population), layout.size);
  for (let i = 0; i < out.rows; i++) out.data.set(materialise(population, i, layout), i * layout.size);
  return out;
}

/**
 * What `problem` says of candidates, a row each. A candidate with a value that is not a number has failed; one that
 * breaks constraints has the sum of what it breaks them by as its violation.
 */
export function evaluateProblem(problem: Problem, candidates: Matrix): Evaluated {
  if (candidates.columns !== problem.dimension) {
    throw new ShapeError(
      `${problem.id}: candidates have ${candidates.columns} variables but the problem has ${problem.dimension}`,
    );
  }
  const objectives = matrix(candidates.rows, problem.objectives);
  const failures: { member: number; reason: string }[] = [];
  const violations = new Float64Array(candidates.rows);
  const constraints = new Float64Array(problem.constraints);
  for (let i = 0; i < candidates.rows; i++) {
    const values = rowOf(objectives, i);
    problem.evaluate(rowOf(candidates, i), values, constraints);
    for (const g of constraints) violations[i]! += Math.max(0, g);
    if (values.some(Number.isNaN) || Number.isNaN(violations[i]!)) {
      failures.push({ member: i, reason: `${problem.id} is not defined there` });
      values.fill(Number.NaN);
    }
  }
  return problem.constraints === 0 ? { objectives, failures } : { objectives, failures, violations };
}

/** Whether x lies in the box, with whole numbers where variables are not real. */
function inside({ lower, upper, kinds }: SearchSpace, x: Float64Array): boolean {
  return x.every(
    (value, i) =>
      value >= lower[i]! &&
      value <= upper[i]! &&
      ((kinds?.[i] ?? "real") === "real" || Number.isInteger(value)),
  );
}

function checkLimit(name: string, limit: number | undefined): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0))
    throw new InputError(`solve: ${name} must be a non-negative integer, got ${limit}`);
}

/** Below the key: the strategy's own draws, and the starting point. */
const path = { strategy: 0, start: 1 } as const;

/**
 * Searches for the solution of an analytic problem: `ask`, evaluate, `tell`, until a limit is reached. The answer is a
 * function of problem, strategy and key. Functions are evaluated wherever the strategy asks, but only candidates
 * inside the box enter the archive. Throws an `InputError` without a limit, a `ShapeError` where `parameters` does not fit.
 *
 * @example
 * const { archive } = solve(createProblem("zdt1"), strategy, { key: keyOf(1), evaluations: 20_000 });
 * archive.points();
 */
export function solve<State>(
  problem: Problem,
  strategy: Strategy<State>,
  options: SolveOptions<State>,
): Solution<State> {
  const { key, evaluations: limit, generations: last, onGeneration } = options;
  checkLimit("evaluations", limit);
  checkLimit("generations", last);
  if (limit === undefined && last === undefined)
    throw new InputError("solve: no limit; give evaluations or generations");
  const { dimension, objectives, space } = problem;
  const parameters = options.parameters ?? randomPoint(space, fold(key, path.start));
  if (parameters.length !== dimension) {
    throw new ShapeError(
      `solve: parameters has ${parameters.length} values but ${problem.id} has ${dimension} variables`,
    );
  }
  const layout = vectorLayout(dimension);
  const archive = new ParetoArchive<Float64Array>({ objectives });
  let state = strategy.init({ key: fold(key, path.strategy), parameters, layout, objectives, space });
  let generation = 0;
  let evaluations = 0;
  while ((limit === undefined || evaluations < limit) && (last === undefined || generation < last)) {
    const candidates = candidatesOf(strategy.ask(state), layout);
    const evaluated = evaluateProblem(problem, candidates);
    state = strategy.tell(state, evaluated);
    generation += 1;
    evaluations += candidates.rows;
    for (let i = 0; i < candidates.rows; i++) {
      const x = rowOf(candidates, i);
      if ((evaluated.violations?.[i] ?? 0) > 0 || !inside(space, x)) continue;
      archive.add(rowOf(evaluated.objectives, i), x.slice());
    }
    if (onGeneration?.({ generation, evaluations, state, candidates, evaluated, archive }) === false) break;
  }
  return { state, centre: strategy.centre(state), generations: generation, evaluations, archive };
}
