import type { Key } from "../random/index.ts";
import { outputsOf } from "./actions.ts";
import { HeadDraws } from "./head-draws.ts";
import { episodeKey, mergeLane, type Rollout, type RolloutJob } from "./rollout.ts";
import { accumulate, normaliseInPlace } from "./statistics.ts";
import type { TaskRuntime } from "./task-runtime.ts";

/** Observations of all lanes together stay below this many bytes, so that the batch stays near the caches. */
const batchBytes = 16 * 2 ** 20;
const mostLanes = 2048;

/** How the worlds of a wave of lanes are stepped. */
export interface LanePlay {
  /** Starts a lane's episode in a slot and shows it at a position in the batch; false where it failed at once. */
  begin(lane: number, slot: number, position: number): boolean;
  /**
   * Lets the lanes at the first `alive` positions act on the network's outputs, and look again; what is left of them moves
   * together. The number of those. Lane l has slot l - from.
   */
  advance(alive: number, from: number): number;
}

/**
 * The lanes of a rollout: which are where in the batch, what they are shown and what they have earned. A lane is an episode
 * of a member; it keeps its slot while it lives, and its position in the batch sinks as others end.
 */
export class Lanes {
  readonly runtime: TaskRuntime;
  readonly job: RolloutJob;
  readonly rollout: Rollout;
  /** Lanes in all, and how many are played at a time. */
  readonly count: number;
  readonly capacity: number;
  /** By position in the batch. `states` is what recurrent layers carry. */
  readonly inputs: Float32Array;
  readonly outputs: Float32Array;
  readonly members: Int32Array;
  readonly live: Int32Array;
  readonly states: Float32Array;
  /** By slot: steps taken. */
  readonly steps: Float64Array;
  readonly draws: HeadDraws;
  private readonly means: Float64Array;
  private readonly squares: Float64Array;

  constructor(runtime: TaskRuntime, job: RolloutJob, rollout: Rollout) {
    const { inputSize, spec, head } = runtime;
    const { count, episodes, stateSize = 0 } = job;
    this.runtime = runtime;
    this.job = job;
    this.rollout = rollout;
    this.count = count * episodes;
    const fitting = Math.max(1, Math.floor(batchBytes / (4 * inputSize)));
    this.capacity = Math.min(this.count, mostLanes, fitting);
    this.inputs = new Float32Array(this.capacity * inputSize);
    this.outputs = new Float32Array(this.capacity * outputsOf(spec.actions));
    this.members = new Int32Array(this.capacity);
    this.live = new Int32Array(this.capacity);
    this.states = new Float32Array(this.capacity * stateSize);
    this.steps = new Float64Array(this.capacity);
    this.draws = new HeadDraws(head);
    const described = rollout.moments ? this.capacity * inputSize : 0;
    this.means = new Float64Array(described);
    this.squares = new Float64Array(described);
  }

  /** Forgets the lanes of the wave before. */
  clear(): void {
    this.steps.fill(0);
    this.means.fill(0);
    this.squares.fill(0);
    this.states.fill(0);
  }

  memberOf(lane: number): number {
    return this.job.first + Math.floor(lane / this.job.episodes);
  }

  private episodeOf(lane: number): number {
    return this.job.firstEpisode + (lane % this.job.episodes);
  }

  /** The key that a lane's episode starts from. */
  keyOf(lane: number): Key {
    const { task, place } = this.runtime;
    return episodeKey(this.job.key, task, place, this.memberOf(lane), this.episodeOf(lane));
  }

  /** Puts a lane at a position of the batch. */
  place(lane: number, member: number, position: number): void {
    this.live[position] = lane;
    this.members[position] = member;
  }

  /** A lane goes from one position to a lower one, or stays; its inputs are not moved. */
  move(position: number, to: number): void {
    this.live[to] = this.live[position]!;
    this.members[to] = this.members[position]!;
    this.moveStates(position, to);
  }

  /** What recurrent layers remember goes with its lane. */
  moveStates(position: number, to: number): void {
    const { stateSize = 0 } = this.job;
    if (stateSize > 0 && to < position)
      this.states.copyWithin(to * stateSize, position * stateSize, (position + 1) * stateSize);
  }

  fail(lane: number, slot: number, what: string): void {
    const [member, episode] = [this.memberOf(lane), this.episodeOf(lane)];
    const known = this.rollout.failures.get(member);
    if (known && known.episode <= episode) return;
    const reason = `task "${this.runtime.task.id}", episode ${episode}, step ${this.steps[slot]!}: ${what}`;
    this.rollout.failures.set(member, { episode, reason });
  }

  /** Where the network's outputs for a lane are no action. */
  failToAct(lane: number, slot: number): void {
    this.fail(lane, slot, "the network gave a value that is not finite");
  }

  /** Makes an observation that lies at a position ready for the network; false where it cannot be used. */
  see(lane: number, slot: number, position: number): boolean {
    const { inputs, runtime, rollout, job } = this;
    const size = runtime.inputSize;
    const offset = position * size;
    // Binary planes are written as 0 and 1; checking each number again would cost as much as making it.
    if (runtime.spec.observation.kind === "real" && !allFinite(inputs, offset, size)) {
      this.fail(lane, slot, "the observation holds a value that is not finite");
      return false;
    }
    if (rollout.moments)
      accumulate(this.means, this.squares, slot * size, this.steps[slot]! + 1, inputs, offset, size);
    if (job.normaliser) normaliseInPlace(inputs, offset, job.normaliser);
    return true;
  }

  /** Adds what a step paid, the numbers at `at`, to a lane's sums; false where one of them is not finite. */
  earn(lane: number, slot: number, paid: Float64Array, at: number): boolean {
    const names = this.runtime.spec.values;
    const { values } = this.rollout;
    const width = names.length;
    for (let v = 0; v < width; v++) {
      const amount = paid[at + v]!;
      if (!Number.isFinite(amount)) {
        this.fail(lane, slot, `"${names[v]}" is ${amount}, not a finite number`);
        return false;
      }
      values[lane * width + v] = values[lane * width + v]! + amount;
    }
    return true;
  }

  /** Adds what a lane that has ended took and saw to its member's. Lanes come in their order. */
  conclude(lane: number, slot: number): void {
    const { steps, moments } = this.rollout;
    const m = Math.floor(lane / this.job.episodes);
    const taken = this.steps[slot]!;
    steps[m] = steps[m]! + taken;
    if (moments) mergeLane(moments, m, this.means, this.squares, taken, slot * this.runtime.inputSize);
  }
}

/** Whether `size` numbers from `offset` on are all finite. */
export function allFinite(x: Float32Array, offset: number, size: number): boolean {
  for (let j = offset; j < offset + size; j++) if (!Number.isFinite(x[j]!)) return false;
  return true;
}
