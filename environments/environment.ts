import type { z } from "zod";
import type { EnvironmentShader } from "../src/policy/index.ts";
import type { Key } from "../src/random/index.ts";
import type { EnvironmentBatch } from "./batch.ts";

/**
 * What a policy may do: one of `count` actions, of each of several choices one of `counts[j]`, or `size` numbers between
 * `low` and `high`.
 */
export type ActionSpace =
  | { readonly kind: "discrete"; readonly count: number; readonly names?: readonly string[] }
  | {
      readonly kind: "multi-discrete";
      readonly counts: readonly number[];
      readonly names?: readonly string[];
    }
  | { readonly kind: "continuous"; readonly size: number; readonly low: number; readonly high: number };

/** The facts about an environment that a network, a task and a report need. */
export interface EnvironmentSpec {
  readonly id: string;
  readonly observation: {
    /** For pictures height x width x channels; for vectors one number. */
    readonly shape: readonly number[];
    /** `binary`: every value is 0 or 1, most of them 0. */
    readonly kind: "binary" | "real";
    /** What each channel or value means. */
    readonly names?: readonly string[];
    /**
     * Between what observations lie, where it is known: one number for all values, or one for each channel or value, as
     * names are. `evofront check environment` holds observations to it.
     */
    readonly low?: number | readonly number[];
    readonly high?: number | readonly number[];
  };
  readonly actions: ActionSpace;
  /** What a step pays, by name; an episode's return has a sum for each. The first is the usual objective. */
  readonly values: readonly string[];
  /** What `behaviour` writes, where the environment describes episodes itself; bounds where they are known. */
  readonly behaviour?: {
    readonly names: readonly string[];
    readonly lower?: readonly number[];
    readonly upper?: readonly number[];
  };
  /** Steps after which an episode is truncated at the latest. */
  readonly stepLimit: number;
  /** Whether the key changes nothing: the same actions always give the same episode. Default false. */
  readonly deterministic?: boolean;
}

/** How an episode stands after a step. Truncation is the frame cap, not a fact of the game. */
export const status = { running: 0, terminated: 1, truncated: 2 } as const;
export type Status = (typeof status)[keyof typeof status];

/** A discrete action's index, the indexes of a multi-discrete one, or the values of a continuous one. */
export type Action = number | ArrayLike<number>;

/** A picture for people: red, green, blue bytes, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * One copy of a world. All its randomness comes from the key of `reset`, so the same key and actions give
 * the same episode, and `save` holds everything: a restored copy continues identically.
 */
export interface Environment {
  readonly spec: EnvironmentSpec;
  /** Starts an episode. */
  reset(key: Key): void;
  /** Moves one step and writes what it paid to `values` (length `spec.values.length`). */
  step(action: Action, values: Float64Array): Status;
  /** Writes the observation, in the order of `spec.observation.shape`, to `into` from `offset` on. */
  observe(into: Float32Array, offset: number): void;
  /** The whole state. */
  save(): Uint8Array;
  /** Returns to a saved state. Throws an `InputError` on bytes that are not one. */
  restore(saved: Uint8Array): void;
  /**
   * Writes what tells the episode so far from others (where it led, not what it paid) to `into` from `offset` on, a
   * number for each name of `spec.behaviour`.
   */
  behaviour?(into: Float64Array, offset: number): void;
  /** The picture for people, where the environment has one. */
  picture?(): Picture;
  /** The 84 x 84 greyscale picture (luminance 0..255), where the environment has one. */
  greyscale?(into: Uint8Array): void;
}

/** What the registry holds of an environment. */
export interface EnvironmentEntry<Options = Record<string, unknown>> {
  /** One line for the list. */
  readonly title: string;
  /** The options with their defaults; checks what a config gives. */
  readonly options: z.ZodType<Options>;
  /** What the user has to supply before a copy can be made, where it needs anything. */
  readonly needs?: string;
  /** The environment under these options for devices that step it beside the policy, where it has been written as one. */
  shader?(options: Options): EnvironmentShader | undefined;
  /** So many copies under these options side by side, where the world is small enough for that to be faster. */
  batch?(options: Options, lanes: number): EnvironmentBatch;
  /** A new copy. `options` have passed the schema. */
  create(options: Options): Environment;
}
