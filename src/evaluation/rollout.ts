import { fold, type Key } from "../random/index.ts";
import { mergeInto, type Normaliser } from "./statistics.ts";
import type { EpisodesTask } from "./task.ts";
import type { TaskRuntime } from "./task-runtime.ts";

/** Which members play which episodes of one task. */
export interface RolloutJob {
  /** Members first .. first+count-1, which are loaded. */
  readonly first: number;
  readonly count: number;
  /** Episodes firstEpisode .. firstEpisode+episodes-1 of each. */
  readonly firstEpisode: number;
  readonly episodes: number;
  /** The request's key; see `episodeKey`. */
  readonly key: Key;
  readonly normaliser: Normaliser | null;
  /** Whether to gather each member's observation statistics. */
  readonly statistics: boolean;
  /** Whether to describe each episode, where the task says how. */
  readonly behaviours?: boolean;
  /** The task each member of the population is for; those that are for another than `skill` do not play. */
  readonly skills?: Int32Array | undefined;
  readonly skill?: number;
  /** Values that the network's recurrent layers carry from step to step. Default 0. */
  readonly stateSize?: number;
}

/** Why an episode of a member went wrong. */
export interface EpisodeFailure {
  readonly episode: number;
  readonly reason: string;
}

/** What the members have earned. A failed member's rows mean nothing. */
export interface Rollout {
  /** (members * episodes) x values: each episode's sums. */
  readonly values: Float64Array;
  /** Steps by member. */
  readonly steps: Float64Array;
  readonly moments: Moments | null;
  /** (members * episodes) x numbers of the task's behaviour, where they were asked for. */
  readonly behaviours: Float64Array | null;
  /** By member: the first of its episodes, in their order, that went wrong. */
  readonly failures: Map<number, EpisodeFailure>;
}

/** Observation statistics by member: of member m, `counts[m]` and `size` entries of the others from m * size on. */
export interface Moments {
  readonly size: number;
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/** The key that episode `episode` of a task starts from, for member `member`. */
export function episodeKey(
  key: Key,
  task: EpisodesTask,
  place: number,
  member: number,
  episode: number,
): Key {
  const group = { member, pair: Math.floor(member / 2), generation: 0 }[task.sharedEpisodes];
  return fold(key, group, place, episode);
}

/** The first line of what was thrown. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split("\n", 1)[0]!;
}

/** A rollout in which nobody has played yet. */
export function blankRollout(
  runtime: TaskRuntime,
  job: Pick<RolloutJob, "count" | "episodes" | "statistics" | "behaviours">,
): Rollout {
  const { count, episodes, statistics } = job;
  const size = runtime.inputSize;
  const space = job.behaviours === true ? runtime.behaviour?.space : undefined;
  return {
    values: new Float64Array(count * episodes * runtime.spec.values.length),
    steps: new Float64Array(count),
    moments: statistics
      ? {
          size,
          counts: new Float64Array(count),
          means: new Float64Array(count * size),
          squares: new Float64Array(count * size),
        }
      : null,
    behaviours: space ? new Float64Array(count * episodes * space.names.length) : null,
    failures: new Map(),
  };
}

/** Merges a lane's statistics into its member's. Lanes come in the order of their episodes. */
export function mergeLane(
  moments: Moments,
  m: number,
  means: Float64Array,
  squares: Float64Array,
  count: number,
  offset: number,
): void {
  const from = m * moments.size;
  moments.counts[m] = mergeInto(
    moments.means.subarray(from, from + moments.size),
    moments.squares.subarray(from, from + moments.size),
    moments.counts[m]!,
    means,
    squares,
    count,
    offset,
  );
}
