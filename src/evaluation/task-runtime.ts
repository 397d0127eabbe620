import {
  type Environment,
  type EnvironmentBatch,
  type EnvironmentSpec,
  environments,
  frameStack,
  makeEnvironment,
  status,
} from "../../environments/index.ts";
import { InputError, JobError } from "../base/index.ts";
import type { EnvironmentShader, NetworkDescription } from "../policy/index.ts";
import { fold, type Key, Stream } from "../random/index.ts";
import { outputsOf } from "./actions.ts";
import { type EpisodeBehaviour, episodeBehaviour } from "./behaviours/index.ts";
import { type Head, headOf } from "./head.ts";
import type { EpisodesTask, Experiment } from "./task.ts";

/** Below the run's key: where the random actions of reference observations and baselines come from. */
const referencePath = 0x72656673;
/** One observation in so many is kept for reference, so that they cover several stages of several episodes. */
const referenceStride = 8;

/** A task made ready on one thread: its environments, kept from chunk to chunk, and its reference observations. */
export interface TaskRuntime {
  readonly task: EpisodesTask;
  /** The task's place in the experiment, which is part of its episodes' keys. */
  readonly place: number;
  readonly spec: EnvironmentSpec;
  /** Numbers in an observation. */
  readonly inputSize: number;
  /** The environment of a slot: always the same copy until it is discarded. */
  environment(slot: number): Environment;
  /** So many copies side by side, where the environment can do that: always the same ones. */
  readonly batch?: ((lanes: number) => EnvironmentBatch) | undefined;
  /** Drops a copy that has thrown: nothing is known of its state. */
  discard(slot: number): void;
  /** `task.referenceRows` observations, one after the other, of episodes with random actions. */
  reference(): Float32Array;
  /** How episodes are described; null where the task does not say. */
  readonly behaviour: EpisodeBehaviour | null;
  readonly head: Head;
  /** The environment for devices that step it themselves, where it has been written so. */
  readonly shader?: EnvironmentShader | undefined;
}

/**
 * Makes the tasks of an experiment ready. Throws an `InputError` on an unknown environment, options that its schema
 * refuses, or a network that does not fit it. `runKey` is the run's key.
 */
export function taskRuntimes(experiment: Experiment, runKey: Key): TaskRuntime[] {
  return experiment.tasks.map((task, place) => taskRuntime(task, place, runKey));
}

function taskRuntime(task: EpisodesTask, place: number, runKey: Key): TaskRuntime {
  const entry = environments.get(task.environment.id);
  const parsed = entry.options.safeParse(task.environment.options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const path = ["options", ...issue.path].join(".");
    throw new InputError(
      `task "${task.id}": environment "${task.environment.id}", ${path}: ${issue.message}`,
    );
  }
  const create = (): Environment =>
    inTask(task, () =>
      frameStack(makeEnvironment(task.environment.id, entry, parsed.data), task.frames ?? 1),
    );
  const pool: (Environment | undefined)[] = [create()];
  const { spec } = pool[0]!;
  const inputSize = spec.observation.shape.reduce((product, length) => product * length, 1);
  checkFirstObservation(task, pool[0]!, inputSize, runKey);
  let reference: Float32Array | undefined;
  const environment = (slot: number): Environment => {
    pool[slot] ??= create();
    return pool[slot];
  };
  let together: EnvironmentBatch | undefined;
  let room = 0;
  const batch = (lanes: number): EnvironmentBatch => {
    if (together === undefined || lanes > room) {
      together = entry.batch!(parsed.data, lanes);
      room = lanes;
    }
    return together;
  };
  return {
    task,
    place,
    spec,
    inputSize,
    behaviour: behaviourOf(task, spec),
    shader: shaderOf(entry.shader?.(parsed.data), spec, task.frames ?? 1),
    head: inTask(task, () => headOf(spec.actions, task.actions ?? "greedy")),
    environment,
    batch: entry.batch && (task.frames ?? 1) === 1 ? batch : undefined,
    discard(slot) {
      pool[slot] = undefined;
    },
    reference() {
      reference ??= referenceObservations(task, create, inputSize, fold(runKey, referencePath, place));
      return reference;
    },
  };
}

/** An environment's shader for policies that are shown a stack of frames. */
function shaderOf(
  shader: EnvironmentShader | undefined,
  { observation }: EnvironmentSpec,
  frames: number,
): EnvironmentShader | undefined {
  if (shader === undefined || frames === 1) return shader;
  return { ...shader, stack: { frames, channels: observation.shape.at(-1)! / frames } };
}

function behaviourOf(task: EpisodesTask, spec: EnvironmentSpec): EpisodeBehaviour | null {
  const { behaviour } = task;
  return behaviour === undefined ? null : inTask(task, () => episodeBehaviour(behaviour, spec));
}

/** What `make` makes; what it refuses is said of the task. */
function inTask<T>({ id }: EpisodesTask, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`task "${id}": ${error.message}`);
    throw error;
  }
}

/** Throws an `InputError` where a network's ends do not fit a task. */
export function checkNetwork(network: NetworkDescription, outputSize: number, runtime: TaskRuntime): void {
  const { task, spec } = runtime;
  const shape = spec.observation.shape;
  const name = `task "${task.id}": environment "${task.environment.id}"`;
  const flat = network.input.length === 1 && network.input[0] === runtime.inputSize;
  const same =
    network.input.length === shape.length && network.input.every((length, i) => length === shape[i]);
  if (!flat && !same) {
    throw new InputError(
      `${name} shows observations of shape [${shape.join(", ")}] but the network's input is ` +
        `[${network.input.join(", ")}]; set the input to that shape`,
    );
  }
  const needed = outputsOf(spec.actions);
  if (outputSize !== needed) {
    const what = { discrete: "actions", "multi-discrete": "choices of actions", continuous: "action values" }[
      spec.actions.kind
    ];
    throw new InputError(
      `${name} has ${needed} ${what} but the network has ${outputSize} outputs; make its last layer ${needed} wide`,
    );
  }
  if (usesReference(network) && task.referenceRows < 1) {
    throw new InputError(
      `task "${task.id}": virtual batch norm needs reference observations but referenceRows is ` +
        `${task.referenceRows}; set it to 128, or take the layer out`,
    );
  }
}

/** Whether a network has layers that are normalised by reference observations. */
export function usesReference(network: NetworkDescription): boolean {
  return network.layers.some((layer) => layer.kind === "virtual-batch-norm");
}

/** Throws an `InputError` where an environment writes less than its shape says: a network would see what was there before. */
function checkFirstObservation(
  task: EpisodesTask,
  environment: Environment,
  inputSize: number,
  key: Key,
): void {
  const seen = new Float32Array(inputSize).fill(Number.NaN);
  try {
    environment.reset(fold(key, referencePath));
    environment.observe(seen, 0);
  } catch {
    // One key may be unlucky. Where all are, the candidates' failures say why.
    return;
  }
  const missing = seen.findIndex(Number.isNaN);
  if (missing < 0) return;
  throw new InputError(
    `task "${task.id}": environment "${task.environment.id}" leaves value ${missing} of its first observation unwritten or NaN; ` +
      `its shape [${environment.spec.observation.shape.join(", ")}] says ${inputSize} values`,
  );
}

/** So many random episodes failing in a row mean that all will. */
const mostFailedEpisodes = 20;

function referenceObservations(
  task: EpisodesTask,
  create: () => Environment,
  inputSize: number,
  key: Key,
): Float32Array {
  const rows = task.referenceRows;
  const kept = new Float32Array(rows * inputSize);
  let environment = create();
  let seen = 0;
  let row = 0;
  const look = (): void => {
    if (seen++ % referenceStride === 0 && row < rows) environment.observe(kept, row++ * inputSize);
  };
  for (let episode = 0, failed = 0; row < rows; episode++) {
    try {
      randomEpisode(environment, fold(key, episode), look);
      failed = 0;
    } catch (error) {
      failed += 1;
      environment = create();
      if (failed < mostFailedEpisodes) continue;
      const reason = error instanceof Error ? error.message : String(error);
      throw new JobError(
        `task "${task.id}": ${failed} random episodes for reference observations failed in a row, the last: ${reason}`,
      );
    }
  }
  const bad = kept.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new JobError(`task "${task.id}": a reference observation holds ${kept[bad]}, not a finite number`);
  return kept;
}

/**
 * Plays one episode with uniformly random actions and returns the sums of its values; `look` is called whenever
 * there is an observation to act on. Key 0 below `key` starts the episode, key 1 draws the actions.
 */
export function randomEpisode(environment: Environment, key: Key, look?: () => void): Float64Array {
  const { actions, stepLimit, values } = environment.spec;
  const stream = new Stream(fold(key, 1));
  const paid = new Float64Array(values.length);
  const sums = new Float64Array(values.length);
  const choices = actions.kind === "multi-discrete" ? actions.counts.length : 0;
  const vector = new Float64Array(actions.kind === "continuous" ? actions.size : choices);
  environment.reset(fold(key, 0));
  for (let step = 0; step < stepLimit; step++) {
    look?.();
    let action: number | Float64Array = vector;
    if (actions.kind === "discrete") action = stream.below(actions.count);
    else if (actions.kind === "multi-discrete")
      for (let j = 0; j < choices; j++) vector[j] = stream.below(actions.counts[j]!);
    else
      for (let j = 0; j < vector.length; j++)
        vector[j] = actions.low + (actions.high - actions.low) * stream.uniform();
    const stands = environment.step(action, paid);
    for (let v = 0; v < paid.length; v++) sums[v] = sums[v]! + paid[v]!;
    if (stands !== status.running) break;
  }
  return sums;
}
