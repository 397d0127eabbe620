import { type Environment, status } from "../../environments/index.ts";
import type { LanePlay, Lanes } from "./lanes.ts";
import { reasonOf } from "./rollout.ts";

/**
 * Each lane on a copy of its own: for any world, also one that throws, which ends no more than its own episode, and one whose
 * episodes are described.
 */
export function lanesAlone(lanes: Lanes): LanePlay {
  const { runtime, rollout, live, inputs, outputs, steps, draws } = lanes;
  const { spec, inputSize, head, behaviour } = runtime;
  const { stepLimit } = spec;
  const { running, terminated, truncated } = status;
  const { values, behaviours } = rollout;
  const outputSize = outputs.length / lanes.capacity;
  const width = spec.values.length;
  const described = behaviour?.space.names.length ?? 0;
  const copies: Environment[] = [];
  const paid = new Float64Array(width);

  /** After an error of a lane's environment: nothing is known of its state. */
  const broken = (lane: number, slot: number, error: unknown): void => {
    lanes.fail(lane, slot, reasonOf(error));
    runtime.discard(slot);
  };

  /** Completes the description of a lane whose episode is over. */
  const describe = (lane: number, slot: number, into: Float64Array): void => {
    const { space, end } = behaviour!;
    const offset = lane * described;
    end(copies[slot]!, values.subarray(lane * width, (lane + 1) * width), steps[slot]!, into, offset);
    space.names.forEach((name, j) => {
      const value = into[offset + j]!;
      if (!Number.isFinite(value))
        lanes.fail(lane, slot, `the behaviour's "${name}" is ${value}, not a finite number`);
    });
  };

  /** Lets a lane act on the outputs at its position in the batch. True while its episode goes on. */
  const act = (lane: number, slot: number, position: number): boolean => {
    const chosen = head.choose(outputs, position * outputSize, draws.of(slot));
    if (chosen === null) {
      lanes.failToAct(lane, slot);
      return false;
    }
    const stands = copies[slot]!.step(chosen, paid);
    const taken = steps[slot]! + 1;
    steps[slot] = taken;
    if (behaviours) behaviour!.acted?.(chosen, behaviours, lane * described);
    if (!lanes.earn(lane, slot, paid, 0)) return false;
    if (stands !== running && stands !== terminated && stands !== truncated) {
      lanes.fail(
        lane,
        slot,
        `step() returned ${stands}, which is no status: running, terminated or truncated`,
      );
      return false;
    }
    const goesOn = stands === running && taken < stepLimit;
    if (behaviours && !goesOn) describe(lane, slot, behaviours);
    return goesOn;
  };

  const look = (lane: number, slot: number, position: number): boolean => {
    copies[slot]!.observe(inputs, position * inputSize);
    return lanes.see(lane, slot, position);
  };

  return {
    begin(lane, slot, position) {
      try {
        const key = lanes.keyOf(lane);
        copies[slot] = runtime.environment(slot);
        copies[slot].reset(key);
        draws.start(slot, key);
        return look(lane, slot, position);
      } catch (error) {
        broken(lane, slot, error);
        return false;
      }
    },
    advance(alive, from) {
      let kept = 0;
      for (let k = 0; k < alive; k++) {
        const lane = live[k]!;
        const slot = lane - from;
        try {
          // The look comes at once, while the copy is in the caches; the inputs before it have been answered.
          if (act(lane, slot, k) && look(lane, slot, kept)) lanes.move(k, kept++);
        } catch (error) {
          broken(lane, slot, error);
        }
      }
      return kept;
    },
  };
}
