import { InputError, ShapeError } from "../base/index.ts";
import {
  type BehaviourChoice,
  candidatesOf,
  describeCandidates,
  type Evaluated,
  evaluateProblem,
  functionBehaviour,
  functionLayout,
  outsideBy,
  randomPoint,
} from "../evaluation/index.ts";
import { type Matrix, rowOf } from "../linalg/index.ts";
import { ParetoArchive } from "../pareto/index.ts";
import { skillsOf } from "../policy/index.ts";
import type { Problem } from "../problems/index.ts";
import { fold, type Key } from "../random/index.ts";
import type { StartTask, Strategy } from "./strategy.ts";
import {
  anyLimitsSchema,
  endsForSure,
  groupsOf,
  type Limits,
  type LimitsInput,
  limitsSchema,
  type Progress,
  type Termination,
  terminationOf,
} from "./termination/index.ts";

export {
  candidatesOf,
  evaluateProblem,
  functionLayout,
  randomPoint,
  vectorLayout,
} from "../evaluation/index.ts";

/** How long to search and from where. */
export interface SolveOptions<State = unknown> {
  /** Everything random derives from it. */
  readonly key: Key;
  /** Stop once so many candidates are evaluated: generations are whole, so the last one may go past it. */
  readonly evaluations?: number | undefined;
  /** Stop after so many generations. Where both limits are given, the first that is reached ends the search. */
  readonly generations?: number | undefined;
  /**
   * Further limits, of which the first that is reached ends the search: see `Limits`. A `target` belongs to runs,
   * `seconds` needs `clock`, and the front's own limits look at the archive.
   */
  readonly until?: LimitsInput | undefined;
  /** The reference point of limits on the hypervolume. Default: the problem's usual one. */
  readonly reference?: readonly number[] | undefined;
  /** Seconds from an arbitrary start, for a limit on them. */
  readonly clock?: (() => number) | undefined;
  /** Where the search starts. Default: uniform in the box, whole numbers for variables that are not real. */
  readonly parameters?: Float64Array | undefined;
  /**
   * How candidates are described, for strategies that compare behaviours: by their variables, by their values, or by
   * a description of the registry's. Default: not at all.
   */
  readonly behaviour?: BehaviourChoice | undefined;
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
  /** The solution for each task, of strategies that keep one a task. */
  readonly solutions?: readonly Float64Array[] | undefined;
  /** What ended it: the limit that was reached, or `onGeneration`. */
  readonly ended: string;
  readonly generations: number;
  readonly evaluations: number;
  /** Non-dominated ones of all feasible candidates inside the box, each with its x. For one objective, the best. */
  readonly archive: ParetoArchive<Float64Array>;
}

/** Points of a true front that limits compare with, about. */
const frontPoints = 500;

function checkLimit(name: string, limit: number | undefined): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0))
    throw new InputError(`solve: ${name} must be a non-negative integer, got ${limit}`);
}

/** The termination that the options describe, beside `evaluations` and `generations`. */
function terminationFor(problem: Problem, options: Omit<SolveOptions, "onGeneration">): Termination {
  const { evaluations, generations, until, clock } = options;
  checkLimit("evaluations", evaluations);
  checkLimit("generations", generations);
  const own: Limits = { evaluations, generations };
  if (until === undefined) {
    if (evaluations === undefined && generations === undefined)
      throw new InputError("solve: no limit; give evaluations or generations");
    return terminationOf(own, {});
  }
  const checked = limitsSchema.safeParse(until);
  // With a limit beside it, what stands in `until` need not be sure to come.
  const given = checked.success || !endsForSure(own) ? checked : anyLimitsSchema.safeParse(until);
  if (!given.success) {
    const [issue] = given.error.issues;
    const place = ["until", ...issue!.path].join(".");
    throw new InputError(`solve: ${place}: ${issue!.message}`);
  }
  const groups = groupsOf(given.data);
  if (groups.some(({ target }) => target !== undefined))
    throw new InputError("solve: until.target is of runs, where a centre is tested; use indicator");
  if (clock === undefined && groups.some(({ seconds }) => seconds !== undefined))
    throw new InputError("solve: until.seconds needs a clock; give one that returns seconds");
  const yardstick = {
    reference: options.reference ?? problem.reference,
    trueFront: problem.front?.(frontPoints),
  };
  return terminationOf({ any: [own, given.data] }, yardstick);
}

/** The tasks of a problem that has several, as a start tells them. */
function tasksOf({ tasks }: Problem): StartTask[] | undefined {
  let place = 0;
  return tasks?.map(({ objectives, dimension }) => ({
    objectives: Array.from({ length: objectives }, () => place++),
    dimension,
  }));
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
  const { key, onGeneration, clock } = options;
  const termination = terminationFor(problem, options);
  const { dimension, objectives, space } = problem;
  const parameters = options.parameters ?? randomPoint(space, fold(key, path.start));
  if (parameters.length !== dimension) {
    throw new ShapeError(
      `solve: parameters has ${parameters.length} values but ${problem.id} has ${dimension} variables`,
    );
  }
  const layout = functionLayout([problem], dimension);
  const archive = new ParetoArchive<Float64Array>({ objectives });
  const behaviour =
    options.behaviour === undefined ? undefined : functionBehaviour(options.behaviour, problem);
  let state = strategy.init({
    key: fold(key, path.strategy),
    parameters,
    layout,
    objectives,
    space,
    tasks: tasksOf(problem),
    behaviours: behaviour?.space,
    another: (own) => randomPoint(space, own),
  });
  let watched = termination.initial;
  let [generations, evaluations] = [0, 0];
  const began = clock?.() ?? 0;
  const progress = (): Progress => ({
    generations,
    evaluations,
    steps: evaluations,
    seconds: (clock?.() ?? 0) - began,
    front: () => archive.points(),
    onTarget: () => false,
  });
  let ended = termination.reached(watched, progress());
  while (ended === null) {
    const population = strategy.ask(state);
    const candidates = candidatesOf(population, layout);
    const skills = skillsOf(population);
    const measured = evaluateProblem(problem, candidates, skills);
    const evaluated =
      behaviour === undefined
        ? measured
        : { ...measured, behaviours: describeCandidates(behaviour, candidates, measured.objectives) };
    state = strategy.tell(state, evaluated);
    generations += 1;
    evaluations += candidates.rows;
    for (let i = 0; i < candidates.rows; i++) {
      const x = rowOf(candidates, i);
      if ((evaluated.violations?.[i] ?? 0) > 0 || outsideBy(space, x) > 0) continue;
      archive.add(rowOf(evaluated.objectives, i), x.slice());
    }
    watched = termination.observe(watched, progress());
    ended = termination.reached(watched, progress());
    const told = { generation: generations, evaluations, state, candidates, evaluated, archive };
    if (onGeneration?.(told) === false) ended ??= "onGeneration";
  }
  const solutions = strategy.solutions?.(state);
  const centre = strategy.centre(state);
  return {
    state,
    centre,
    ...(solutions === undefined ? {} : { solutions }),
    ended,
    generations,
    evaluations,
    archive,
  };
}
