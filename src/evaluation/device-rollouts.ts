import type { EpisodeLanes, EpisodeScores, LoadedPolicies } from "../policy/index.ts";
import type { EpisodeEnd } from "./behaviours/index.ts";
import { blankRollout, episodeKey, type Rollout, type RolloutJob } from "./rollouts.ts";
import type { TaskRuntime } from "./task-runtime.ts";

/** Whether a device could play a job by itself: an environment that it can step, and nothing asked of each step. */
const isPlayable = ({ task, shader, behaviour }: TaskRuntime, job: RolloutJob): boolean =>
  shader !== undefined &&
  job.normaliser === null &&
  !job.statistics &&
  !(job.behaviours === true && behaviour && (behaviour.asks === undefined || behaviour.acted)) &&
  (task.frames ?? 1) === 1 &&
  (task.actions ?? "greedy") === "greedy";

/** What a description sees of lane i's environment, which is on the device. */
function endOf({ behaviours, observations }: EpisodeScores, i: number, lanes: number): EpisodeEnd {
  const share = <T extends Int32Array | Float32Array>(all: T): T => {
    const width = all.length / lanes;
    return all.subarray(i * width, (i + 1) * width) as T;
  };
  return {
    behaviour: (into, offset) => into.set(share(behaviours!), offset),
    observe: (into, offset) => into.set(share(observations!), offset),
  };
}

/**
 * The same as `rollouts` by a device that steps the environment beside the policy, so that only scores come back, and what
 * describes episodes where that is asked for; undefined where the device, the environment or the job does not allow it.
 */
export async function deviceRollouts(
  runtime: TaskRuntime,
  policies: LoadedPolicies,
  job: RolloutJob,
): Promise<Rollout | undefined> {
  const { task, place, shader, spec } = runtime;
  if (policies.play === undefined || shader === undefined || !isPlayable(runtime, job)) return undefined;
  const { first, count, episodes, firstEpisode, skills, skill } = job;
  const lanes: number[] = [];
  for (let lane = 0; lane < count * episodes; lane++) {
    const member = first + Math.floor(lane / episodes);
    if (skills === undefined || skills[member] === skill) lanes.push(lane);
  }
  const memberOf = (lane: number): number => first + Math.floor(lane / episodes);
  const rollout = blankRollout(runtime, job);
  const { behaviours } = rollout;
  const described = behaviours === null ? null : runtime.behaviour;
  const asks = described?.asks ?? "nothing";
  const asked: EpisodeLanes = {
    lanes: lanes.length,
    members: Int32Array.from(lanes, memberOf),
    keys: Uint32Array.from(
      lanes.flatMap((lane) =>
        episodeKey(job.key, task, place, memberOf(lane), firstEpisode + (lane % episodes)),
      ),
    ),
    wanted: asks === "nothing" ? undefined : asks,
  };
  if (lanes.length === 0) return rollout;
  const scores = await policies.play(shader, asked);
  const width = spec.values.length;
  lanes.forEach((lane, i) => {
    const taken = scores.steps[i]!;
    const m = Math.floor(lane / episodes);
    const sums = rollout.values.subarray(lane * width, (lane + 1) * width);
    sums.set(scores.values.subarray(i * width, (i + 1) * width));
    rollout.steps[m] = rollout.steps[m]! + taken;
    if (scores.failed[i] === 0) {
      described?.end(
        endOf(scores, i, lanes.length),
        sums,
        taken,
        behaviours!,
        lane * described.space.names.length,
      );
    } else if (!rollout.failures.has(first + m)) {
      const episode = firstEpisode + (lane % episodes);
      const reason = `task "${task.id}", episode ${episode}, step ${taken}: the network gave a value that is not finite`;
      rollout.failures.set(first + m, { episode, reason });
    }
  });
  return rollout;
}
