import type { InputError } from "../../base/index.ts";
import {
  candidateSpace,
  type FunctionTask,
  functionBehaviour,
  functionLayout,
  type Objective,
  problemOf,
  problemsOf,
  randomPoint,
  valueNames,
} from "../../evaluation/index.ts";
import type { ParameterLayout } from "../../policy/index.ts";
import { type Problem, problems, type SearchSpace } from "../../problems/index.ts";
import type { Key } from "../../random/index.ts";
import { type ResolvedBehaviour, resolveBehaviour } from "./behaviours.ts";
import { checkWith, located, showValue, valueAt } from "./explain.ts";
import type { CheckedConfig } from "./schema.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";
import type { FunctionTaskConfig } from "./types.ts";

/** What may be said of a task that is a problem. */
const ownSettings: readonly string[] = ["problem", "options", "part", "behaviour"];

/** What candidates are and where a search starts. */
export interface Candidates {
  readonly layout: ParameterLayout;
  readonly space?: SearchSpace;
  start(key: Key): Float64Array;
}

/** Candidates that are the variables of problems, or points of the unit cube that each decodes its own from. */
export function functionCandidates(problems: readonly Problem[], unified: boolean): Candidates {
  const space = candidateSpace(problems, unified);
  const layout = functionLayout(unified ? [] : problems, space.lower.length);
  return { layout, space, start: (key) => randomPoint(space, key) };
}

/** The tasks of a config whose tasks are analytic problems. */
export interface ResolvedFunctions {
  readonly tasks: readonly {
    readonly id: string;
    readonly config: FunctionTaskConfig;
    readonly values: readonly string[];
    readonly behaviour: ResolvedBehaviour | null;
  }[];
  readonly experimentTasks: readonly FunctionTask[];
  readonly problems: readonly Problem[];
  readonly unified: boolean;
  /** A problem says the same each time it is asked: one "episode" is enough where the config names no number. */
  readonly test: { readonly episodes?: number };
  /** The usual reference point for these objectives. */
  referenceOf(objectives: readonly Objective[]): number[];
}

/**
 * The tasks as problems; null where none is one. Throws an `InputError` where only some are, where one has settings of
 * environments, is unknown, or has other variables than the first, and where its options are faulty.
 */
export function resolveFunctions(
  checked: CheckedConfig,
  source: ConfigSource,
  fail: (path: ConfigPath, message: string) => InputError,
): ResolvedFunctions | null {
  const given = Object.entries(checked.tasks);
  if (given.every(([, { problem }]) => problem === undefined)) return null;
  const tasks = given.map(([id, { problem, options, part, behaviour: asked }]) => {
    if (problem === undefined) {
      throw fail(
        ["tasks", id],
        "expected a problem, as other tasks are problems and candidates are either variables or networks, found an environment",
      );
    }
    for (const key of Object.keys(valueAt(source.value, ["tasks", id]) as object)) {
      if (ownSettings.includes(key)) continue;
      throw fail(
        ["tasks", id, key],
        `expected only problem, options, part and behaviour beside each other, found "${key}"`,
      );
    }
    const entry = located(source, ["tasks", id, "problem"], () => problems.get(problem));
    const resolved = checkWith(entry.options, options, source, ["tasks", id, "options"]);
    const bare: FunctionTask = {
      kind: "function",
      id,
      problem: { id: problem, options: { ...resolved } },
      part,
    };
    const made = located(source, ["tasks", id, "part"], () => problemOf(bare));
    const behaviour = resolveBehaviour(
      asked,
      source,
      ["tasks", id, "behaviour"],
      (choice) => functionBehaviour(choice, made).space,
    );
    const task: FunctionTask = { ...bare, behaviour: behaviour?.choice };
    const config = {
      problem,
      options: resolved,
      ...(part === undefined ? {} : { part }),
      ...(behaviour === null ? {} : { behaviour: behaviour.config }),
    };
    return { id, config, task, behaviour };
  });
  const network = valueAt(source.value, ["network"]);
  if (network !== undefined)
    throw fail(["network"], `expected none, as the tasks are problems, found ${showValue(network)}`);
  const experimentTasks = tasks.map(({ task }) => task);
  const unified = checked.variables === "unified";
  const made = located(source, ["tasks"], () => problemsOf(experimentTasks, unified));
  const known = new Map<string, number | undefined>(
    tasks.flatMap(({ id }, i) =>
      valueNames(made[i]!).map((name, j) => [`${id}.${name}`, made[i]!.reference?.[j]] as const),
    ),
  );
  const asked = valueAt(source.value, ["test", "episodes"]);
  return {
    tasks: tasks.map(({ id, config, behaviour }, i) => ({
      id,
      config,
      values: valueNames(made[i]!),
      behaviour,
    })),
    experimentTasks,
    problems: made,
    unified,
    test: asked === undefined ? { episodes: 1 } : {},
    referenceOf: (objectives) =>
      objectives.map(({ id }) => {
        const value = known.get(id);
        // Different problems have no front in common, and so no reference point that anyone would need.
        if (value === undefined && unified) return 0;
        if (value === undefined) {
          throw fail(
            ["hypervolume", "reference"],
            `expected a number for each objective, as none is usual for "${id}", found nothing`,
          );
        }
        return value;
      }),
  };
}
