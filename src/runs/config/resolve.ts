import { resolve } from "node:path";
import { type InputError, suggestion } from "../../base/index.ts";
import {
  type BehaviourSpace,
  type DataExperiment,
  type Experiment,
  type FunctionExperiment,
  type Objective,
  vectorLayout,
} from "../../evaluation/index.ts";
import { loadModules } from "../../evaluation/node.ts";
import type { StartTask, Strategy, Termination } from "../../evolution/index.ts";
import { devices } from "../../policy/index.ts";
import { behavioursOfArms, type ResolvedBehaviour } from "./behaviours.ts";
import { terminationsOfArms, yardstickOf } from "./budgets.ts";
import { dataExperiment, type ResolvedData, resolveData } from "./data.ts";
import { environmentsByPath } from "./environment-files.ts";
import { episodesExperiment, resolveTasks } from "./episodes.ts";
import { checkWith, faultError, located, showValue, valueAt } from "./explain.ts";
import { type Candidates, functionCandidates, resolveFunctions } from "./functions.ts";
import { type GradientArmPlan, isGradientArm, resolveGradients } from "./gradient.ts";
import { trainingOf } from "./gradient-open.ts";
import { type CheckedConfig, configSchema } from "./schema.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";
import { startTasks } from "./start-tasks.ts";
import { resolveStrategy, strategiesOfArms } from "./strategies.ts";
import type { DataTaskConfig, FunctionTaskConfig, RunConfig, TaskConfig } from "./types.ts";

/** A config that has passed every check, and what follows from it. */
export interface RunPlan {
  readonly config: RunConfig;
  readonly experiment: Experiment | FunctionExperiment | DataExperiment;
  readonly candidates: Candidates;
  /** By its name, each arm's that has one. */
  readonly strategies: Readonly<Record<string, Strategy>>;
  /** What each arm's candidates are described by; null where its strategy does not compare behaviours. */
  readonly behaviours: Readonly<Record<string, BehaviourSpace | null>>;
  /** By its name, each arm's that trains by gradients. */
  readonly gradients: Readonly<Record<string, GradientArmPlan>>;
  /** When each arm ends. */
  readonly terminations: Readonly<Record<string, Termination>>;
  /** The tasks that each arm trains on, as its strategy is told them. */
  readonly startTasks: Readonly<Record<string, readonly StartTask[]>>;
}

type Fail = (path: ConfigPath, message: string) => InputError;

/** What the rest needs of a task, of either kind. */
interface TaskValues {
  readonly id: string;
  readonly config: TaskConfig | FunctionTaskConfig | DataTaskConfig;
  readonly values: readonly string[];
  /** Which way each value goes where nothing is said, and which are objectives then. */
  readonly usual: readonly { readonly direction: "min" | "max"; readonly objective: boolean }[];
  readonly behaviour: ResolvedBehaviour | null;
}

/** The values of a task that is an environment: its first is an objective, to be maximised. */
const usualOfEpisodes = (values: readonly string[]): TaskValues["usual"] =>
  values.map((_, i) => ({ direction: "max", objective: i === 0 }));

/** Of a problem all are objectives, to be minimised. */
const usualOfProblem = (values: readonly string[]): TaskValues["usual"] =>
  values.map(() => ({ direction: "min", objective: true }));

/** Of a target of a data set its loss is an objective. */
const usualOfData = (measures: ResolvedData["tasks"][number]["measures"]): TaskValues["usual"] =>
  measures.map(({ direction }, i) => ({ direction, objective: i === 0 }));

/** The objectives, or by default those that are usual for the tasks. */
function resolveObjectives(checked: CheckedConfig, tasks: readonly TaskValues[], fail: Fail): Objective[] {
  const values = tasks.flatMap(({ id, values, usual }) =>
    values.map((value, i) => ({ id: `${id}.${value}`, task: id, value, usual: usual[i]! })),
  );
  const known = values.map(({ id }) => id);
  const given =
    checked.objectives ??
    values.filter(({ usual }) => usual.objective).map(({ id }) => ({ id, direction: undefined }));
  return given.map(({ id, direction }, i) => {
    const value = values.find((each) => each.id === id);
    if (!value) throw fail(["objectives", i], `unknown objective "${id}"; ${suggestion(id, known)}`);
    if (given.findIndex((each) => each.id === id) < i) {
      throw fail(["objectives", i], `expected each objective once, found "${id}" again`);
    }
    const { usual, ...objective } = value;
    return { ...objective, direction: direction ?? usual.direction };
  });
}

function checkArms(
  arms: RunConfig["arms"],
  tasks: readonly TaskValues[],
  objectives: readonly Objective[],
  fail: Fail,
): void {
  const ids = tasks.map(({ id }) => id);
  for (const [arm, { train }] of Object.entries(arms)) {
    for (const [i, task] of train.entries()) {
      const path = ["arms", arm, "train", i];
      if (!ids.includes(task)) throw fail(path, `unknown task "${task}"; ${suggestion(task, ids)}`);
      if (train.indexOf(task) < i) throw fail(path, `expected each task once, found "${task}" again`);
      if (!objectives.some((objective) => objective.task === task)) {
        throw fail(
          path,
          `expected a task that has an objective, found "${task}", of which none is in objectives`,
        );
      }
    }
  }
}

/** The reference point of measures of data sets: no accuracy at all; of losses none is usual. */
function dataReference(objectives: readonly Objective[], fail: Fail): number[] {
  return objectives.map(({ id, direction }) => {
    if (direction === "max") return 0;
    throw fail(
      ["hypervolume", "reference"],
      `expected a number for each objective, as none is usual for "${id}", found nothing`,
    );
  });
}

/** One number an objective, or the fault. */
function checkLength(path: ConfigPath, found: number, objectives: readonly Objective[], fail: Fail): void {
  if (found === objectives.length) return;
  const ids = objectives.map(({ id }) => id).join(", ");
  throw fail(
    path,
    `expected ${objectives.length} number${objectives.length === 1 ? "" : "s"}, one for each objective (${ids}), found ${found}`,
  );
}

/**
 * Checks a config and fills in every default. Loads the modules it names first, since they may bring the
 * environments that it speaks of. Throws an `InputError` that names the place of the first fault.
 */
export async function planOf(source: ConfigSource): Promise<RunPlan> {
  const given = checkWith(configSchema, source.value ?? {}, source);
  const fail: Fail = (path, message) => faultError(source, { path, message });
  const named = given.modules.map((file) => resolve(source.folder, file));
  for (const [i, file] of named.entries()) {
    await loadModules([file]).catch((error: Error) => {
      throw fail(["modules", i], error.message);
    });
  }
  const { tasks: withIds, files } = await environmentsByPath(given.tasks, source.folder, fail);
  const checked = { ...given, tasks: withIds };
  const modules = [...new Set([...named, ...files])];

  const data = await resolveData(checked, source, fail);
  const functions = data === null ? resolveFunctions(checked, source, fail) : null;
  const episodes = data === null && functions === null ? resolveTasks(checked, source) : [];
  const tasks: readonly TaskValues[] =
    data?.tasks.map(({ id, config, measures }) => {
      const values = measures.map(({ name }) => name);
      return { id, config, values, usual: usualOfData(measures), behaviour: null };
    }) ??
    functions?.tasks.map((task) => ({ ...task, usual: usualOfProblem(task.values) })) ??
    episodes.map(({ id, config, spec: { values }, behaviour }) => ({
      id,
      config,
      values,
      usual: usualOfEpisodes(values),
      behaviour,
    }));
  const objectives = resolveObjectives(checked, tasks, fail);
  // A network is only there where the config says one: models of gradient arms stand under another name.
  const network = valueAt(source.value, ["network"]) === undefined ? undefined : checked.network;
  const { experiment, candidates } =
    data !== null
      ? network === undefined
        ? {
            experiment: { network: null, tasks: [], objectives },
            candidates: { layout: vectorLayout(0), start: () => new Float64Array(0) },
          }
        : dataExperiment(data, network, objectives, source)
      : functions === null
        ? episodesExperiment(checked, episodes, objectives, source, fail)
        : {
            experiment: {
              network: null,
              tasks: functions.experimentTasks,
              objectives,
              ...(functions.unified ? { unified: true } : {}),
            },
            candidates: functionCandidates(functions.problems, functions.unified),
          };
  const givenArms = checked.arms ?? { main: { train: tasks.map(({ id }) => id) } };
  checkArms(givenArms, tasks, objectives, fail);
  const { plans, gradient, arms } = resolveGradients(
    checked.gradient,
    givenArms,
    source,
    functions === null ? null : { dimension: candidates.layout.size, starts: functions.problems[0]!.starts },
    trainingOf(
      { data, functions: functions?.experimentTasks ?? null, objectives, model: checked.model, network },
      source,
      fail,
    ),
  );
  const searching = Object.fromEntries(Object.entries(arms).filter(([, arm]) => !isGradientArm(arm)));
  const reference =
    checked.hypervolume.reference ??
    functions?.referenceOf(objectives) ??
    (data === null ? objectives.map(() => 0) : dataReference(objectives, fail));
  checkLength(["hypervolume", "reference"], reference.length, objectives, fail);
  const { scale } = checked.hypervolume;
  if (scale !== "best") checkLength(["hypervolume", "scale"], scale.length, objectives, fail);

  located(source, ["device"], () => devices.get(checked.device));

  const dimensionOf = (task: string): number =>
    functions?.problems[tasks.findIndex(({ id }) => id === task)]?.dimension ?? candidates.layout.size;
  const startTasksOf = Object.fromEntries(
    Object.entries(searching).map(([arm, { train }]) => [arm, startTasks(objectives, train, dimensionOf)]),
  );
  const strategy =
    checked.strategy === undefined ? undefined : resolveStrategy(checked.strategy, source, ["strategy"]);
  const [searched] = Object.keys(searching);
  if (strategy === undefined && searched !== undefined)
    throw fail(["strategy"], `expected a group of settings, found ${showValue(undefined)}`);
  if (data !== null && network === undefined && searched !== undefined) {
    throw fail(
      ["network"],
      `expected the layers of a network, as arm "${searched}" searches for its parameters, found nothing`,
    );
  }
  const example = functions === null ? "final-observation" : "variables";
  const described =
    strategy === undefined ? {} : behavioursOfArms(strategy, searching, tasks, source, example);
  const ofArms =
    strategy === undefined
      ? {}
      : strategiesOfArms(
          strategy,
          searching,
          objectives,
          source,
          functions === null ? undefined : candidates,
          described,
          startTasksOf,
        );
  const yardstick = yardstickOf({ reference, scale }, objectives, functions?.problems ?? []);
  const terminations = terminationsOfArms(
    checked.budget,
    arms,
    objectives,
    ofArms,
    yardstick,
    source,
    fail,
    functions?.unified,
  );

  const config: RunConfig = {
    name: checked.name ?? source.name,
    seed: checked.seed,
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task.config])),
    objectives: objectives.map((objective) => ({ id: objective.id, direction: objective.direction })),
    ...(network === undefined ? {} : { network }),
    ...(checked.model === undefined ? {} : { model: checked.model }),
    ...(functions?.unified ? { variables: "unified" as const } : {}),
    ...(strategy === undefined ? {} : { strategy }),
    ...(gradient === undefined ? {} : { gradient }),
    arms,
    budget: checked.budget,
    hypervolume: { reference, scale },
    test: { ...checked.test, ...functions?.test, ...(data === null ? {} : { episodes: 1 }) },
    checkpoint: checked.checkpoint,
    baseline: data === null ? checked.baseline : { episodes: 0 },
    device: checked.device,
    workers: checked.workers,
    modules,
  };
  return {
    config,
    experiment,
    candidates,
    strategies: ofArms,
    behaviours: described,
    gradients: plans,
    terminations,
    startTasks: startTasksOf,
  };
}
