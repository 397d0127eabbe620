import { type Environment, status } from "../../environments/index.ts";
import type { LoadedPolicies } from "../policy/index.ts";
import { fold, type Key } from "../random/index.ts";
import { outputsOf } from "./actions.ts";
import { HeadDraws } from "./head-draws.ts";
import { accumulate, mergeInto, type Normaliser, normaliseInPlace } from "./statistics.ts";
import type { EpisodesTask } from "./task.ts";
import type { TaskRuntime } from "./task-runtime.ts";
import type { Pause } from "./turn.ts";

/** Observations of all lanes together stay below this many bytes, so that the batch stays near the caches. */
const batchBytes = 16 * 2 ** 20;
const mostLanes = 2048;
/** Lane-steps between pauses: a few milliseconds in small worlds, half a second on emulated machines. */
const pauseAfter = 4096;

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

/**
 * Plays all (member, episode) lanes in lock step: one forward serves every lane still alive, and lanes leave the
 * batch as their episodes end. What a lane does depends on its own member and episode alone, so neither the
 * batch nor its size shows in the answer. Inside the loop nothing is allocated.
 *
 * An episode that throws, or that meets a number that is not finite, ends there and is its member's failure; no
 * other lane notices. What `policies` throws concerns the whole batch and is passed on, as is what `pause` rejects with,
 * which is called every few thousand steps.
 */
export async function rollouts(
  runtime: TaskRuntime,
  policies: LoadedPolicies,
  job: RolloutJob,
  pause?: Pause,
): Promise<Rollout> {
  const { task, place, spec, inputSize, head } = runtime;
  const { stepLimit } = spec;
  const { running, terminated, truncated } = status;
  const { first, count, episodes, normaliser, stateSize = 0 } = job;
  const width = spec.values.length;
  const outputSize = outputsOf(spec.actions);
  const lanes = count * episodes;
  const capacity = Math.min(lanes, mostLanes, Math.max(1, Math.floor(batchBytes / (4 * inputSize))));
  // Binary planes are written as 0 and 1; checking each number again would cost as much as making it.
  const checked = spec.observation.kind === "real";

  const rollout = blankRollout(runtime, job);
  const { values, steps, moments, behaviours, failures } = rollout;
  const described = runtime.behaviour?.space.names.length ?? 0;
  const inputs = new Float32Array(capacity * inputSize);
  const outputs = new Float32Array(capacity * outputSize);
  const members = new Int32Array(capacity);
  const laneMembers = new Int32Array(capacity);
  const live = new Int32Array(capacity);
  const copies: Environment[] = [];
  const laneSteps = new Float64Array(capacity);
  const laneMeans = new Float64Array(moments ? capacity * inputSize : 0);
  const laneSquares = new Float64Array(moments ? capacity * inputSize : 0);
  const paid = new Float64Array(width);
  /** What recurrent layers carry, by position in the batch. */
  const states = new Float32Array(capacity * stateSize);
  const draws = new HeadDraws(head);
  let unpaused = 0;

  const memberOf = (lane: number): number => first + Math.floor(lane / episodes);
  const episodeOf = (lane: number): number => job.firstEpisode + (lane % episodes);
  const fail = (lane: number, slot: number, what: string): void => {
    const [member, episode] = [memberOf(lane), episodeOf(lane)];
    const known = failures.get(member);
    if (known && known.episode <= episode) return;
    const reason = `task "${task.id}", episode ${episode}, step ${laneSteps[slot]!}: ${what}`;
    failures.set(member, { episode, reason });
  };
  /** After an error of a lane's environment: nothing is known of its state. */
  const broken = (lane: number, slot: number, error: unknown): void => {
    fail(lane, slot, reasonOf(error));
    runtime.discard(slot);
  };

  /** Shows a lane's observation at a position in the batch; false where it cannot be used. */
  const look = (lane: number, slot: number, position: number): boolean => {
    const offset = position * inputSize;
    copies[slot]!.observe(inputs, offset);
    if (checked && !allFinite(inputs, offset, inputSize)) {
      fail(lane, slot, "the observation holds a value that is not finite");
      return false;
    }
    if (moments) {
      accumulate(laneMeans, laneSquares, slot * inputSize, laneSteps[slot]! + 1, inputs, offset, inputSize);
    }
    if (normaliser) normaliseInPlace(inputs, offset, normaliser);
    return true;
  };

  /** A lane goes from one position in the batch to a lower one, or stays. */
  const move = (position: number, to: number): void => {
    if (stateSize > 0 && to < position)
      states.copyWithin(to * stateSize, position * stateSize, (position + 1) * stateSize);
  };

  /** Lets a lane act on the outputs at its position in the batch. True while its episode goes on. */
  const act = (lane: number, slot: number, position: number): boolean => {
    const chosen = head.choose(outputs, position * outputSize, draws.of(slot));
    if (chosen === null) {
      fail(lane, slot, "the network gave a value that is not finite");
      return false;
    }
    const stands = copies[slot]!.step(chosen, paid);
    const taken = laneSteps[slot]! + 1;
    laneSteps[slot] = taken;
    if (behaviours) runtime.behaviour!.acted?.(chosen, behaviours, lane * described);
    for (let v = 0; v < width; v++) {
      if (!Number.isFinite(paid[v]!)) {
        fail(lane, slot, `"${spec.values[v]}" is ${paid[v]}, not a finite number`);
        return false;
      }
      values[lane * width + v] = values[lane * width + v]! + paid[v]!;
    }
    if (stands !== running && stands !== terminated && stands !== truncated) {
      fail(lane, slot, `step() returned ${stands}, which is no status: running, terminated or truncated`);
      return false;
    }
    const goesOn = stands === running && taken < stepLimit;
    if (behaviours && !goesOn) describe(lane, slot, behaviours);
    return goesOn;
  };

  /** Completes the description of a lane whose episode is over. */
  const describe = (lane: number, slot: number, into: Float64Array): void => {
    const { space, end } = runtime.behaviour!;
    const offset = lane * described;
    end(copies[slot]!, values.subarray(lane * width, (lane + 1) * width), laneSteps[slot]!, into, offset);
    space.names.forEach((name, j) => {
      const value = into[offset + j]!;
      if (!Number.isFinite(value))
        fail(lane, slot, `the behaviour's "${name}" is ${value}, not a finite number`);
    });
  };

  /** Lets the lanes of the batch act, and look again; what is left of them moves together. The number of those. */
  const advance = (alive: number, from: number): number => {
    let kept = 0;
    for (let k = 0; k < alive; k++) {
      const lane = live[k]!;
      const slot = lane - from;
      try {
        // The look comes at once, while the copy is in the caches; the inputs before it have been answered.
        if (!act(lane, slot, k) || !look(lane, slot, kept)) continue;
        move(k, kept);
        members[kept] = laneMembers[slot]!;
        live[kept++] = lane;
      } catch (error) {
        broken(lane, slot, error);
      }
    }
    return kept;
  };

  /** Plays lanes from .. to-1 to their ends; lane l uses slot l - from. */
  const wave = async (from: number, to: number): Promise<void> => {
    laneSteps.fill(0);
    laneMeans.fill(0);
    laneSquares.fill(0);
    states.fill(0);
    let alive = 0;
    for (let lane = from; lane < to; lane++) {
      if (job.skills !== undefined && job.skills[memberOf(lane)] !== job.skill) continue;
      const slot = lane - from;
      try {
        const key = episodeKey(job.key, task, place, memberOf(lane), episodeOf(lane));
        copies[slot] = runtime.environment(slot);
        copies[slot].reset(key);
        draws.start(slot, key);
        laneMembers[slot] = memberOf(lane);
        if (!look(lane, slot, alive)) continue;
        members[alive] = laneMembers[slot]!;
        live[alive++] = lane;
      } catch (error) {
        broken(lane, slot, error);
      }
    }
    while (alive > 0) {
      const pending = policies.forward(inputs, members, alive, outputs, states);
      if (pending) await pending;
      unpaused += alive;
      if (pause && unpaused >= pauseAfter) {
        unpaused = 0;
        await pause();
      }
      alive = advance(alive, from);
    }
    for (let lane = from; lane < to; lane++) {
      const m = Math.floor(lane / episodes);
      const taken = laneSteps[lane - from]!;
      steps[m] = steps[m]! + taken;
      if (moments) mergeLane(moments, m, laneMeans, laneSquares, taken, (lane - from) * inputSize);
    }
  };

  for (let from = 0; from < lanes; from += capacity) await wave(from, Math.min(from + capacity, lanes));
  return rollout;
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

function allFinite(x: Float32Array, offset: number, size: number): boolean {
  for (let j = offset; j < offset + size; j++) if (!Number.isFinite(x[j]!)) return false;
  return true;
}
