import { resolve } from "node:path";
import { type EnvironmentSpec, environments } from "../../../environments/index.ts";
import { InputError, suggestion } from "../../base/index.ts";
import type { EpisodesTask, Experiment, Objective } from "../../evaluation/index.ts";
import { loadModules } from "../../evaluation/node.ts";
import { type Strategy, strategies } from "../../evolution/index.ts";
import { matrix } from "../../linalg/index.ts";
import {
  devices,
  type LayerDescription,
  layoutOf,
  type NetworkDescription,
  sizeOf,
} from "../../policy/index.ts";
import { checkWith, faultError } from "./explain.ts";
import { type CheckedConfig, configSchema } from "./schema.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";
import type { RunConfig, TaskConfig } from "./types.ts";

/** A config that has passed every check, and what follows from it. */
export interface RunPlan {
  readonly config: RunConfig;
  readonly experiment: Experiment;
  /** Each arm's, by its name. */
  readonly strategies: Readonly<Record<string, Strategy>>;
}

type Fail = (path: ConfigPath, message: string) => InputError;

/** Runs `look`, and lets what a registry or another room refuses be told with its place in the config. */
function located<T>(fail: Fail, path: ConfigPath, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof InputError) throw fail(path, error.message);
    throw error;
  }
}

interface ResolvedTask {
  readonly id: string;
  readonly config: TaskConfig;
  readonly spec: EnvironmentSpec;
}

function resolveTasks(checked: CheckedConfig, source: ConfigSource, fail: Fail): ResolvedTask[] {
  return Object.entries(checked.tasks).map(([id, task]) => {
    const environment = task.environment ?? id;
    const named = task.environment === undefined ? ["tasks", id] : ["tasks", id, "environment"];
    const entry = located(fail, named, () => environments.get(environment));
    const path = ["tasks", id, "options"];
    const options = checkWith(entry.options, task.options, source, path);
    const spec = located(fail, path, () => entry.create(options).spec);
    const { environment: _, ...rest } = task;
    return { id, config: { environment, ...rest, options }, spec };
  });
}

const actionsOf = ({ actions }: EnvironmentSpec): string =>
  actions.kind === "discrete" ? `${actions.count} actions` : `${actions.size} continuous actions`;
const shapeOf = ({ observation }: EnvironmentSpec): string => observation.shape.join(" x ");

/** The whole network: the config's hidden layers and a unit for each action that all tasks have. */
function networkOf(
  hidden: readonly LayerDescription[],
  tasks: readonly ResolvedTask[],
  fail: Fail,
): NetworkDescription {
  const [first, ...others] = tasks as [ResolvedTask, ...ResolvedTask[]];
  for (const other of others) {
    for (const [what, say] of [
      ["observations", shapeOf],
      ["actions", actionsOf],
    ] as const) {
      if (say(first.spec) === say(other.spec)) continue;
      throw fail(
        ["tasks", other.id],
        `expected the ${what} of task "${first.id}" (${say(first.spec)}), as one network serves all tasks, found ${say(other.spec)}`,
      );
    }
  }
  const { observation, actions } = first.spec;
  const flat = observation.shape.length === 1 || hidden.some(({ kind }) => kind === "flatten");
  const units = actions.kind === "discrete" ? actions.count : actions.size;
  const network: NetworkDescription = {
    input: observation.shape,
    layers: [...hidden, ...(flat ? [] : [{ kind: "flatten" as const }]), { kind: "dense", units }],
  };
  located(fail, ["network", "layers"], () => layoutOf(network));
  return network;
}

function resolveObjectives(checked: CheckedConfig, tasks: readonly ResolvedTask[], fail: Fail): Objective[] {
  const values = tasks.flatMap(({ id, spec }) =>
    spec.values.map((value) => ({ id: `${id}.${value}`, task: id, value })),
  );
  const known = values.map(({ id }) => id);
  const given =
    checked.objectives ??
    tasks.map(({ id, spec }) => ({ id: `${id}.${spec.values[0]}`, direction: "max" as const }));
  return given.map(({ id, direction }, i) => {
    const value = values.find((each) => each.id === id);
    if (!value) throw fail(["objectives", i], `unknown objective "${id}"; ${suggestion(id, known)}`);
    if (given.findIndex((each) => each.id === id) < i) {
      throw fail(["objectives", i], `expected each objective once, found "${id}" again`);
    }
    return { ...value, direction };
  });
}

function checkArms(
  arms: RunConfig["arms"],
  tasks: readonly ResolvedTask[],
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

function checkTarget(
  target: Readonly<Record<string, number>>,
  objectives: readonly Objective[],
  fail: Fail,
): void {
  const ids = objectives.map(({ id }) => id);
  for (const id of Object.keys(target)) {
    if (!ids.includes(id))
      throw fail(["budget", "target", id], `unknown objective "${id}"; ${suggestion(id, ids)}`);
  }
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

type StrategyConfig = RunConfig["strategy"];

const optionsOf = ({ id: _, ...options }: StrategyConfig): Record<string, unknown> => options;

function resolveStrategy(
  given: StrategyConfig,
  source: ConfigSource,
  fail: Fail,
  path: ConfigPath,
): StrategyConfig {
  const entry = located(fail, [...path, "id"], () => strategies.get(given.id));
  const options = checkWith(entry.options, optionsOf(given), source, path);
  return { id: given.id, ...options };
}

/**
 * `strategy`, after one trial step in one dimension: options that do not fit the number of objectives are refused
 * before anything is written.
 */
function tried(strategy: Strategy, objectives: number): Strategy {
  const entry = { name: "0.weight", shape: [1, 1], offset: 0, size: 1, matrix: { rows: 1, columns: 1 } };
  const start = {
    key: [0, 0],
    parameters: new Float64Array(1),
    layout: { size: 1, entries: [entry] },
    objectives,
  } as const;
  const state = strategy.init(start);
  const values = matrix(sizeOf(strategy.ask(state)), objectives);
  for (let i = 0; i < values.data.length; i++) values.data[i] = i;
  strategy.tell(state, { objectives: values, failures: [] });
  return strategy;
}

/**
 * Checks a config and fills in every default. Loads the modules it names first, since they may bring the
 * environments that it speaks of. Throws an `InputError` that names the place of the first fault.
 */
export async function planOf(source: ConfigSource): Promise<RunPlan> {
  const checked = checkWith(configSchema, source.value ?? {}, source);
  const fail: Fail = (path, message) => faultError(source, { path, message });
  const modules = checked.modules.map((file) => resolve(source.folder, file));
  for (const [i, file] of modules.entries()) {
    await loadModules([file]).catch((error: Error) => {
      throw fail(["modules", i], error.message);
    });
  }

  const tasks = resolveTasks(checked, source, fail);
  const network = networkOf(checked.network.layers, tasks, fail);
  const objectives = resolveObjectives(checked, tasks, fail);
  const arms = checked.arms ?? { main: { train: tasks.map(({ id }) => id) } };
  checkArms(arms, tasks, objectives, fail);
  if (checked.budget.target) checkTarget(checked.budget.target, objectives, fail);
  const reference = checked.hypervolume.reference ?? objectives.map(() => 0);
  checkLength(["hypervolume", "reference"], reference.length, objectives, fail);
  const { scale } = checked.hypervolume;
  if (scale !== "best") checkLength(["hypervolume", "scale"], scale.length, objectives, fail);

  located(fail, ["device"], () => devices.get(checked.device));

  const strategy = resolveStrategy(checked.strategy, source, fail, ["strategy"]);
  const ofArms = Object.entries(arms).map(([arm, { train, strategy: own }]) => {
    const trained = objectives.filter(({ task }) => train.includes(task)).length;
    const path = own === undefined ? ["strategy"] : ["arms", arm, "strategy"];
    const given = own?.["id"] === undefined || own["id"] === strategy.id ? { ...strategy, ...own } : own;
    const resolved =
      own === undefined ? strategy : resolveStrategy(given as typeof strategy, source, fail, path);
    return [
      arm,
      located(fail, path, () => tried(strategies.get(resolved.id).create(optionsOf(resolved)), trained)),
    ];
  });

  const config: RunConfig = {
    name: checked.name ?? source.name,
    seed: checked.seed,
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task.config])),
    objectives: objectives.map((objective) => ({ id: objective.id, direction: objective.direction })),
    network: checked.network,
    strategy,
    arms,
    budget: checked.budget,
    hypervolume: { reference, scale },
    test: checked.test,
    checkpoint: checked.checkpoint,
    baseline: checked.baseline,
    device: checked.device,
    workers: checked.workers,
    modules,
  };
  const experiment: Experiment = {
    network,
    tasks: tasks.map(
      (task): EpisodesTask => ({
        kind: "episodes",
        id: task.id,
        environment: { id: task.config.environment, options: { ...task.config.options } },
        episodes: task.config.episodes,
        sharedEpisodes: task.config.sharedEpisodes,
        referenceRows: task.config.referenceRows,
        normaliseObservations: task.config.normaliseObservations,
      }),
    ),
    objectives,
  };
  return { config, experiment, strategies: Object.fromEntries(ofArms) };
}
