import type { LoadedPolicies } from "../policy/index.ts";
import { Lanes } from "./lanes.ts";
import { lanesAlone } from "./lanes-alone.ts";
import { LanesTogether } from "./lanes-together.ts";
import { blankRollout, type Rollout, type RolloutJob } from "./rollout.ts";
import type { TaskRuntime } from "./task-runtime.ts";
import type { Pause } from "./turn.ts";

/** Lane-steps between pauses: a few milliseconds in small worlds, half a second on emulated machines. */
const pauseAfter = 4096;

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
  const rollout = blankRollout(runtime, job);
  const lanes = new Lanes(runtime, job, rollout);
  const describes = rollout.behaviours !== null;
  const play = runtime.batch && !describes ? new LanesTogether(lanes) : lanesAlone(lanes);
  let unpaused = 0;

  /** Plays lanes from .. to-1 to their ends; lane l uses slot l - from. */
  const wave = async (from: number, to: number): Promise<void> => {
    lanes.clear();
    let alive = 0;
    for (let lane = from; lane < to; lane++) {
      const member = lanes.memberOf(lane);
      if (job.skills !== undefined && job.skills[member] !== job.skill) continue;
      if (play.begin(lane, lane - from, alive)) lanes.place(lane, member, alive++);
    }
    const { inputs, members, outputs, states } = lanes;
    while (alive > 0) {
      const pending = policies.forward(inputs, members, alive, outputs, states);
      if (pending) await pending;
      unpaused += alive;
      if (pause && unpaused >= pauseAfter) {
        unpaused = 0;
        await pause();
      }
      alive = play.advance(alive, from);
    }
    for (let lane = from; lane < to; lane++) lanes.conclude(lane, lane - from);
  };

  const { count, capacity } = lanes;
  for (let from = 0; from < count; from += capacity) await wave(from, Math.min(from + capacity, count));
  return rollout;
}
