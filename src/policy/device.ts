import type { NetworkDescription } from "./network.ts";
import type { Population } from "./population.ts";

/**
 * The policies of some members of a population, ready to run on a device. A lane's answer depends on its own
 * input and its member alone, bit for bit, whatever else is in the batch.
 */
export interface LoadedPolicies {
  /**
   * Sets each member's virtual batch norm statistics from the task's reference observations (`rows` of them, one
   * after the other). Needed once a task before `forward` where the network has such layers.
   */
  normaliseOn(reference: Float32Array, rows: number): void;
  /**
   * Outputs of lanes 0 .. lanes-1. Lane l shows `inputs[l * inputSize ...]` to member `members[l]` (an index into
   * the whole population; within the loaded range; not decreasing) and writes `outputs[l * outputSize ...]`.
   */
  forward(inputs: Float32Array, members: Int32Array, lanes: number, outputs: Float32Array): void;
}

/** Runs one network for whole populations. */
export interface PolicyRunner {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly parameterCount: number;
  /** How many members of `population` one `load` can take in this device's memory. */
  capacity(population: Population): number;
  /**
   * Makes members first .. first+count-1 ready. What an earlier `load` returned is void from then on. Throws a
   * `JobError` where they do not fit into memory.
   */
  load(population: Population, first: number, count: number): LoadedPolicies;
}

/** A place to run networks: the CPU's SIMD units, a GPU. */
export interface Device {
  readonly id: string;
  /** One line for the list. */
  readonly title: string;
  /** Throws an `InputError` where the description does not fit together. */
  runner(network: NetworkDescription): PolicyRunner;
}
