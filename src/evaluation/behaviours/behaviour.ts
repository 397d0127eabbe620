import type { z } from "zod";
import type { Environment, EnvironmentSpec } from "../../../environments/index.ts";
import type { Problem } from "../../problems/index.ts";

/** What the numbers of a behaviour are and where they lie. */
export interface BehaviourSpace {
  readonly names: readonly string[];
  /** The range of each; infinite on a side where it is not known beforehand. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A behaviour as a config names it: its id and, beside it, its options. */
export interface BehaviourChoice {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a description may look at once an episode is over. */
export type EpisodeEnd = Pick<Environment, "observe" | "behaviour">;

/** Describes one episode by a row of numbers. It keeps nothing: all it knows is in the row. */
export interface EpisodeBehaviour {
  readonly space: BehaviourSpace;
  /**
   * What `end` asks the environment for, so that a device that plays whole episodes brings just that back; `actions` where
   * it asks for nothing and `acted` counts discrete actions, each in the number of its index. Absent: it is not known, and
   * episodes are played step by step.
   */
  readonly asks?: "nothing" | "actions" | "behaviour" | "observation";
  /** Takes note of an action in the episode's row at `offset`, which was zero when the episode began. */
  acted?(action: number | ArrayLike<number>, into: Float64Array, offset: number): void;
  /**
   * Completes the row once the episode is over. `sums` are those of the environment's values, `steps` the actions
   * taken.
   */
  end(environment: EpisodeEnd, sums: Float64Array, steps: number, into: Float64Array, offset: number): void;
}

/** Describes one candidate of an analytic problem: its variables are `x`, its objectives `f`. */
export interface FunctionBehaviour {
  readonly space: BehaviourSpace;
  describe(x: Float64Array, f: Float64Array, into: Float64Array, offset: number): void;
}

/**
 * What the registry holds of a way to describe behaviour. Each factory throws an `InputError` where the options do
 * not fit the environment or problem; one that is absent says that there is no such description of that kind of task.
 */
export interface BehaviourEntry<Options = Record<string, unknown>> {
  /** One line for the list. */
  readonly title: string;
  readonly options: z.ZodType<Options>;
  ofEpisodes?(options: Options, spec: EnvironmentSpec): EpisodeBehaviour;
  ofFunctions?(options: Options, problem: Problem): FunctionBehaviour;
}

/** A space without known ranges. */
export function openSpace(names: readonly string[]): BehaviourSpace {
  return {
    names,
    lower: new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(names.length).fill(Number.POSITIVE_INFINITY),
  };
}
