import type { ActionSpace } from "../../environments/index.ts";
import { InputError } from "../base/index.ts";
import { encodeOnnx, referenceStatistics } from "../policy/index.ts";
import type { Key } from "../random/index.ts";
import { cut, normaliseInPlace, normaliserOf, type ObservationStatistics } from "./statistics.ts";
import type { EpisodesTask, Experiment } from "./task.ts";
import { taskRuntimes, usesReference } from "./task-runtime.ts";

/** How outputs become actions: the largest one's, one drawn by softmax, or each one's tanh, spread from `low` to `high`. */
const choiceOf = ({ actions = "greedy" }: EpisodesTask, { kind }: ActionSpace): string =>
  kind === "continuous" ? "tanh" : actions;

export interface OnnxPolicyOptions {
  /** The task it is to be at work on, by id. */
  readonly task: string;
  /** As in `ExecutorOptions`: reference observations derive from it. */
  readonly key: Key;
  readonly parameters: Float64Array;
  /** What observations are normalised with, where the task does. */
  readonly observations?: ObservationStatistics;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A policy of an experiment as the bytes of an ONNX model, as it is at work on one task: observations go in as the
 * environment shows them, and are normalised within; virtual batch norms have the statistics of the task's reference
 * observations. Throws an `InputError` where the experiment has no such task.
 */
export function onnxPolicy(experiment: Experiment, options: OnnxPolicyOptions): Uint8Array {
  const { parameters, metadata = {} } = options;
  const { network } = experiment;
  const runtimes = taskRuntimes(experiment, options.key);
  const runtime = runtimes.find(({ task }) => task.id === options.task);
  if (!runtime) {
    const known = runtimes.map(({ task }) => task.id).join(", ");
    throw new InputError(`onnx: the experiment has no task "${options.task}"; its tasks are ${known}`);
  }
  const { task, inputSize, spec } = runtime;
  const normaliser = task.normaliseObservations ? normaliserOf(options.observations) : null;
  const referenceRows = (): Float32Array[] => {
    const rows = runtime.reference().slice();
    return Array.from({ length: task.referenceRows }, (_, r) => {
      if (normaliser) normaliseInPlace(rows, r * inputSize, normaliser);
      return rows.subarray(r * inputSize, (r + 1) * inputSize);
    });
  };
  return encodeOnnx({
    network,
    parameters,
    statistics: usesReference(network) ? referenceStatistics(network, parameters, referenceRows()) : [],
    normaliser: normaliser === null ? null : { ...normaliser, cut },
    metadata: {
      task: task.id,
      environment: task.environment.id,
      frames: String(task.frames ?? 1),
      actions: JSON.stringify({ ...spec.actions, choice: choiceOf(task, spec.actions) }),
      ...metadata,
    },
  });
}
