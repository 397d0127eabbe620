import type { EnvironmentBatch } from "../../environments/index.ts";
import { allFinite, type LanePlay, type Lanes } from "./lanes.ts";

/**
 * All lanes in one batch of worlds (`EnvironmentBatch`): pass by pass over them, instead of lane by lane. What is rare, a
 * number that is not finite, is first looked for in all lanes at once, and sought out where there is one.
 */
export class LanesTogether implements LanePlay {
  private readonly lanes: Lanes;
  private readonly batch: EnvironmentBatch;
  /** By position in the batch, as all that follows. */
  private readonly slots: Int32Array;
  private readonly actions: Float64Array;
  private readonly paid: Float64Array;
  private readonly ended: Uint8Array;
  /** 1 where there was no action to take; the lane goes along for this step and is then left out. */
  private readonly actionless: Uint8Array;
  /** One observation. */
  private readonly first: Float32Array;

  /** The task of `lanes` must have a batch. */
  constructor(lanes: Lanes) {
    const { capacity, runtime } = lanes;
    this.lanes = lanes;
    this.batch = runtime.batch!(capacity);
    this.slots = new Int32Array(capacity);
    this.actions = new Float64Array(capacity);
    this.paid = new Float64Array(capacity * runtime.spec.values.length);
    this.ended = new Uint8Array(capacity);
    this.actionless = new Uint8Array(capacity);
    this.first = new Float32Array(runtime.inputSize);
  }

  begin(lane: number, slot: number, position: number): boolean {
    const { lanes, batch, slots, first } = this;
    const key = lanes.keyOf(lane);
    batch.reset(slot, key);
    lanes.draws.start(slot, key);
    slots[0] = slot;
    batch.observe(slots, 1, first);
    for (let j = 0; j < first.length; j++) lanes.inputs[position * first.length + j] = first[j]!;
    return lanes.see(lane, slot, position);
  }

  advance(alive: number, from: number): number {
    const { slots, actions, paid, ended } = this;
    const all = this.choose(alive, from);
    this.batch.step(slots, alive, actions, paid, ended);
    return this.look(all && this.allPaid(alive) ? this.settle(alive) : this.settleClosely(alive, all));
  }

  /** Chooses the lanes' actions; whether there was one for each. */
  private choose(alive: number, from: number): boolean {
    const { slots, actions, actionless } = this;
    const { live, outputs, capacity, draws, runtime } = this.lanes;
    const { head } = runtime;
    for (let k = 0; k < alive; k++) slots[k] = live[k]! - from;
    if (head.chooseAll?.(outputs, alive, actions)) return true;
    const size = outputs.length / capacity;
    let all = true;
    for (let k = 0; k < alive; k++) {
      const chosen = head.choose(outputs, k * size, draws.of(slots[k]!));
      actionless[k] = chosen === null ? 1 : 0;
      actions[k] = chosen === null ? 0 : typeof chosen === "number" ? chosen : chosen[0]!;
      all &&= chosen !== null;
    }
    return all;
  }

  private allPaid(alive: number): boolean {
    const { paid } = this;
    const end = alive * this.lanes.runtime.spec.values.length;
    for (let i = 0; i < end; i++) if (!Number.isFinite(paid[i]!)) return false;
    return true;
  }

  /** Counts the step and what it paid; the lanes whose episodes go on move together. The number of those. */
  private settle(alive: number): number {
    const { slots, paid, ended, lanes } = this;
    const { live, members, steps, runtime, rollout } = lanes;
    const { stepLimit, values } = runtime.spec;
    const sums = rollout.values;
    const width = values.length;
    const carries = lanes.states.length > 0;
    let kept = 0;
    for (let k = 0; k < alive; k++) {
      const slot = slots[k]!;
      const lane = live[k]!;
      const taken = steps[slot]! + 1;
      steps[slot] = taken;
      const at = lane * width;
      for (let v = 0; v < width; v++) sums[at + v] = sums[at + v]! + paid[k * width + v]!;
      if (ended[k] === 1 || taken >= stepLimit) continue;
      slots[kept] = slot;
      live[kept] = lane;
      members[kept] = members[k]!;
      if (carries) lanes.moveStates(k, kept);
      kept++;
    }
    return kept;
  }

  /** The same where some lane had no action (not `all` had) or was paid what is not a number. */
  private settleClosely(alive: number, all: boolean): number {
    const { slots, paid, ended, actionless, lanes } = this;
    const { stepLimit, values } = lanes.runtime.spec;
    let kept = 0;
    for (let k = 0; k < alive; k++) {
      const slot = slots[k]!;
      const lane = lanes.live[k]!;
      if (!all && actionless[k] === 1) {
        lanes.failToAct(lane, slot);
        continue;
      }
      lanes.steps[slot]! += 1;
      if (!lanes.earn(lane, slot, paid, k * values.length)) continue;
      if (ended[k] === 1 || lanes.steps[slot]! >= stepLimit) continue;
      slots[kept] = slot;
      lanes.move(k, kept++);
    }
    return kept;
  }

  /** Shows the lanes their observations; those that can be used move together. The number of those. */
  private look(alive: number): number {
    const { slots, batch, lanes } = this;
    const { inputs, live, runtime, rollout, job } = lanes;
    const size = runtime.inputSize;
    batch.observe(slots, alive, inputs);
    const looksClosely = rollout.moments !== null || job.normaliser !== null;
    if (!looksClosely && allFinite(inputs, 0, alive * size)) return alive;
    let kept = 0;
    for (let k = 0; k < alive; k++) {
      if (!lanes.see(live[k]!, slots[k]!, k)) continue;
      if (kept < k) inputs.copyWithin(kept * size, k * size, (k + 1) * size);
      lanes.move(k, kept++);
    }
    return kept;
  }
}
