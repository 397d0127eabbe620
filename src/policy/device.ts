import { JobError } from "../base/index.ts";
import type { NetworkDescription } from "./network.ts";
import type { Population } from "./population.ts";

/** When a device's outputs are there: on the processor at once, on a GPU later. */
export type Answer = void | Promise<void>;

/**
 * The policies of some members of a population, ready to run on a device. A lane's answer depends on its own
 * input and its member alone, bit for bit, whatever else is in the batch; to rounding on devices of other makers
 * (`tfjs`), which are driven by one thread, so that a run forms the same batches whatever its workers.
 */
export interface LoadedPolicies<When extends Answer = Answer> {
  /**
   * Sets each member's virtual batch norm statistics from the task's reference observations (`rows` of them, one
   * after the other, each as an episode's first). Needed once a task before `forward` where the network has such layers.
   */
  normaliseOn(reference: Float32Array, rows: number): void;
  /**
   * Outputs of lanes 0 .. lanes-1. Lane l shows `inputs[l * inputSize ...]` to member `members[l]` (an index into
   * the whole population; within the loaded range; not decreasing) and writes `outputs[l * outputSize ...]`. Where
   * the network has recurrent layers, `states[l * stateSize ...]` is what lane l remembers of its episode (0 at its
   * start) and becomes what it remembers after this step.
   */
  forward(
    inputs: Float32Array,
    members: Int32Array,
    lanes: number,
    outputs: Float32Array,
    states?: Float32Array,
  ): When;
  /** Plays whole episodes on the device; nothing but what is asked for leaves it. Absent where it cannot. */
  play?(shader: EnvironmentShader, episodes: EpisodeLanes): Promise<EpisodeScores>;
}

/**
 * An environment in WGSL, for devices that step copies of it beside the policy. Its code defines `begin()`, which starts an
 * episode on a state `s` of zeros (`array<i32, stateSize>`), `advance(action: i32)`, which plays a step, `show()`, which
 * lights what is seen on a field of zeros, and, where it describes episodes, `describe()`, which tells what the one so far
 * was like. It may call `word()` and `below(bound)`, the draws of the episode's `Stream`, `pay(value, amount)`, which adds
 * to what the step pays, `light(index)`, which sets a value of the observation to 1, `tell(index, value)`, which sets a
 * number of the description, and `over()`, which ends the episode.
 */
export interface EnvironmentShader {
  readonly stateSize: number;
  readonly observationSize: number;
  /**
   * Where policies are shown the last `frames` observations, the oldest first and the first for those before it: each place
   * of a frame has `channels` values, beside which lie those of the other frames. Default: the last one alone.
   */
  readonly stack?: { readonly frames: number; readonly channels: number } | undefined;
  readonly actions: number;
  /** How many values a step pays, all of them whole numbers. */
  readonly values: number;
  /** How many whole numbers describe an episode; 0 where it has no description of its own. */
  readonly behaviour: number;
  /** Steps after which an episode is truncated. */
  readonly stepLimit: number;
  readonly code: string;
}

/** How many values an environment shows a policy. */
export const shownSize = ({ observationSize, stack }: EnvironmentShader): number =>
  observationSize * (stack?.frames ?? 1);

/**
 * What can be brought back of episodes beside their scores: the environment's description, how often each action was taken,
 * in how many of the observations shown each value was 1, and the last observation, which is not shown any more.
 */
export type EpisodeExtra = "behaviour" | "actions" | "counts" | "observation";

/** Episodes that a device is to play: lane l is an episode of `members[l]` from key `keys[2 l]`, `keys[2 l + 1]`. */
export interface EpisodeLanes {
  readonly keys: Uint32Array;
  readonly members: Int32Array;
  readonly lanes: number;
  /** What a policy is shown for each value of an observation that is 0, and for each that is 1. Default: just that. */
  readonly shades?: { readonly dark: Float32Array; readonly lit: Float32Array } | undefined;
  readonly wanted?: readonly EpisodeExtra[] | undefined;
  /**
   * Where actions are drawn from the softmax of the outputs: the place below an episode's key that a step's word comes from.
   * Default: the action is that of the largest output.
   */
  readonly sampledBelow?: number | undefined;
}

/** How each lane's episode went. */
export interface EpisodeScores {
  /** lanes x values: what the steps paid, summed. */
  readonly values: Int32Array;
  /** By lane: the steps taken. */
  readonly steps: Int32Array;
  /** By lane: 1 where the network gave a value that is not finite, which ended the episode. */
  readonly failed: Uint8Array;
  /** lanes x what it takes: what was wanted beside that. */
  readonly extras: ReadonlyMap<EpisodeExtra, Int32Array>;
}

/** Runs one network for whole populations. */
export interface PolicyRunner<When extends Answer = Answer> {
  readonly inputSize: number;
  readonly outputSize: number;
  /** Values that a lane's recurrent layers carry from step to step; 0 where there are none. */
  readonly stateSize: number;
  readonly parameterCount: number;
  /** How many members of `population` one `load` can take in this device's memory. */
  capacity(population: Population): number;
  /**
   * Makes members first .. first+count-1 ready. What an earlier `load` returned is void from then on. Throws a
   * `MemoryError` where they do not fit into memory.
   */
  load(population: Population, first: number, count: number): LoadedPolicies<When>;
  /** Gives back the device's memory. Nothing of the runner may be used after it. */
  close?(): void;
}

/** A place to run networks, started: the CPU's SIMD units, a GPU. */
export interface Device<When extends Answer = Answer> {
  readonly id: string;
  /** What does the work here, for the run's record: which instructions, or which GPU under which driver. */
  readonly detail: string;
  /** Whether every thread has one of its own; one that all threads share (a GPU) is driven by one thread. */
  readonly perThread: boolean;
  /** Whether a GPU's driver works it out on the processor (SwiftShader, llvmpipe). */
  readonly isSoftware?: boolean;
  /** Throws an `InputError` where the description does not fit together, or has a layer that the device does not know. */
  runner(network: NetworkDescription): PolicyRunner<When>;
}

/** A sort of device, which may or may not start on this machine. */
export interface DeviceEntry {
  /** One line for the list. */
  readonly title: string;
  /** Throws a `JobError` that says why it does not start here and what to do. */
  start(): Promise<Device>;
}

/** A device that has failed: what it was to work out is not known, and no candidate is to blame. */
export class DeviceError extends JobError {
  override readonly name: string = "DeviceError";
}

/** A device without room for what it was asked for; with fewer members at a time it may go on. */
export class MemoryError extends JobError {
  override readonly name: string = "MemoryError";
}
