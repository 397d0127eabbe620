/** What gradient arms train on, out of the tasks of a config. */
import type { InputError } from "../../base/index.ts";
import { type FunctionTask, type Objective, outputSlices } from "../../evaluation/index.ts";
import {
  createModel,
  fromNetwork,
  type Model,
  type NetworkModel,
  startBackend,
} from "../../gradient/index.ts";
import { initialParameters } from "../../policy/index.ts";
import type { Key } from "../../random/index.ts";
import { dataNetwork, type ResolvedData } from "./data.ts";
import { located, valueAt } from "./explain.ts";
import type { OpenProblem } from "./gradient.ts";
import { dataTraining, tensorsOf } from "./gradient-data.ts";
import { functionTraining } from "./gradient-functions.ts";
import type { Chosen } from "./gradient-types.ts";
import type { CheckedConfig } from "./schema.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";

/** What the tasks of a run are: one of these is there. */
export interface TrainableTasks {
  readonly data: ResolvedData | null;
  readonly functions: readonly FunctionTask[] | null;
  readonly objectives: readonly Objective[];
  readonly model: Chosen | undefined;
  /** The run's network; undefined where it has none. */
  readonly network: CheckedConfig["network"] | undefined;
}

/** The network of an arm on targets of a data set. */
function modelOf(data: ResolvedData, { id, ...options }: Chosen, train: readonly string[]): Model {
  const tasks = train.map((task) => {
    const { target } = data.tasks.find((each) => each.id === task)!;
    return { id: task, outputs: target.size };
  });
  return createModel(id, options, { input: data.splits.train.shape, tasks });
}

/** The network of the strategies with outputs for the tasks of an arm, as a model; its tasks in the run's order. */
function networkModel(
  data: ResolvedData,
  { layers, initialiser }: CheckedConfig["network"],
  train: readonly string[],
): NetworkModel & { start(key: Key): Float64Array } {
  const tasks = train.map((id) => data.tasks.find((task) => task.id === id)!);
  const network = dataNetwork({ ...data, tasks }, layers);
  const slices = outputSlices(tasks.map(({ target }) => target.size));
  const made = fromNetwork(
    network,
    tasks.map(({ id }, i) => ({ id, from: slices[i]!.from, size: slices[i]!.count })),
  );
  return { ...made, start: (key) => initialParameters(network, key, initialiser) };
}

/**
 * Checks what the arms of a run can train on and returns how to open it. The function returned throws an `InputError`
 * where the tasks have no gradients or a network is missing or does not fit the examples.
 */
export function trainingOf(
  { data, functions, objectives, model, network: described }: TrainableTasks,
  source: ConfigSource,
  fail: (path: ConfigPath, message: string) => InputError,
): OpenProblem {
  return (arm, train, settings) => {
    if (functions !== null) {
      return {
        losses: objectives.filter(({ task }) => train.includes(task)).map(({ id }) => id),
        open: async () => functionTraining(functions, objectives, train),
      };
    }
    if (data === null) {
      const kind = valueAt(source.value, ["arms", arm, "front"]) === undefined ? "method" : "front";
      throw fail(
        ["arms", arm, kind],
        `expected a strategy instead, as environments have no gradients, found a ${kind}`,
      );
    }
    if (model === undefined && described === undefined) {
      throw fail(
        ["model"],
        `expected a network for arm "${arm}", such as model: { id: hard-sharing }, found none`,
      );
    }
    const { backend, microBatch, batch: compared } = settings;
    const common = { backend, microBatch, compared };
    const started = async (): Promise<string> => (await startBackend(backend)).id;
    if (model === undefined) {
      const { model: made, ...network } = located(source, ["network", "layers"], () =>
        networkModel(data, described!, train),
      );
      return {
        losses: train,
        backend: started,
        // One that has outputs for all tasks is the network of the strategies, and is written as such.
        ...(train.length < data.tasks.length
          ? { tensors: (parameters: Float64Array) => tensorsOf(made, parameters) }
          : {}),
        open: () => dataTraining(data, train, { ...common, model: made, network }),
      };
    }
    const made = located(source, ["model"], () => modelOf(data, model, train));
    return {
      losses: train,
      backend: started,
      tensors: (parameters) => tensorsOf(made, parameters),
      open: () => dataTraining(data, train, { ...common, model: made }),
    };
  };
}
