import {
  type EnvironmentSpec,
  environments,
  makeEnvironment,
  stackedSpec,
} from "../../../environments/index.ts";
import type { InputError } from "../../base/index.ts";
import {
  type EpisodesTask,
  type Experiment,
  episodeBehaviour,
  headOf,
  type Objective,
  outputsOf,
} from "../../evaluation/index.ts";
import {
  initialParameters,
  type LayerDescription,
  layoutOf,
  type NetworkDescription,
} from "../../policy/index.ts";
import { type ResolvedBehaviour, resolveBehaviour } from "./behaviours.ts";
import { checkWith, located } from "./explain.ts";
import type { Candidates } from "./functions.ts";
import type { CheckedConfig } from "./schema.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";
import type { TaskConfig } from "./types.ts";

type Fail = (path: ConfigPath, message: string) => InputError;

/** A task that is episodes of an environment, checked. */
export interface ResolvedTask {
  readonly id: string;
  readonly config: TaskConfig;
  readonly spec: EnvironmentSpec;
  readonly behaviour: ResolvedBehaviour | null;
}

/** The tasks as episodes of their environments. Throws an `InputError` at the first fault. */
export function resolveTasks(checked: CheckedConfig, source: ConfigSource): ResolvedTask[] {
  return Object.entries(checked.tasks).map(([id, task]) => {
    const environment = task.environment ?? id;
    const named = task.environment === undefined ? ["tasks", id] : ["tasks", id, "environment"];
    const entry = located(source, named, () => environments.get(environment));
    const path = ["tasks", id, "options"];
    const options = checkWith(entry.options, task.options, source, path);
    const spec = stackedSpec(
      located(source, path, () => makeEnvironment(environment, entry, options).spec),
      task.frames,
    );
    located(source, ["tasks", id, "actions"], () => headOf(spec.actions, task.actions));
    const behaviour = resolveBehaviour(
      task.behaviour,
      source,
      ["tasks", id, "behaviour"],
      (choice) => episodeBehaviour(choice, spec).space,
    );
    const { environment: _, problem: __, behaviour: ___, ...rest } = task;
    const described = behaviour === null ? {} : { behaviour: behaviour.config };
    return { id, config: { environment, ...rest, options, ...described }, spec, behaviour };
  });
}

const actionsOf = ({ actions }: EnvironmentSpec): string => {
  if (actions.kind === "multi-discrete") return `choices of ${actions.counts.join(", ")} actions`;
  return actions.kind === "discrete" ? `${actions.count} actions` : `${actions.size} continuous actions`;
};
const shapeOf = ({ observation }: EnvironmentSpec): string => observation.shape.join(" x ");

/** The whole network: the config's hidden layers and a unit for each action that all tasks have. */
function networkOf(
  hidden: readonly LayerDescription[],
  tasks: readonly ResolvedTask[],
  source: ConfigSource,
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
  const units = outputsOf(actions);
  const network: NetworkDescription = {
    input: observation.shape,
    layers: [...hidden, ...(flat ? [] : [{ kind: "flatten" as const }]), { kind: "dense", units }],
  };
  located(source, ["network", "layers"], () => layoutOf(network));
  return network;
}

/** The experiment of tasks that are episodes: one network for all. */
export function episodesExperiment(
  checked: CheckedConfig,
  tasks: readonly ResolvedTask[],
  objectives: readonly Objective[],
  source: ConfigSource,
  fail: Fail,
): { experiment: Experiment; candidates: Candidates } {
  const network = networkOf(checked.network.layers, tasks, source, fail);
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
        normaliseObservations: task.config.normaliseObservations !== false,
        frames: task.config.frames,
        actions: task.config.actions,
        behaviour: task.behaviour?.choice,
      }),
    ),
    objectives,
  };
  return {
    experiment,
    candidates: {
      layout: layoutOf(network),
      start: (key) => initialParameters(network, key, checked.network.initialiser),
    },
  };
}
