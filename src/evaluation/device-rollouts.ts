import type { EpisodeExtra, EpisodeLanes, EpisodeScores, LoadedPolicies } from "../policy/index.ts";
import type { EpisodeBehaviour, EpisodeEnd } from "./behaviours/index.ts";
import { headPath } from "./head-draws.ts";
import {
  blankRollout,
  episodeKey,
  type Moments,
  mergeLane,
  type Rollout,
  type RolloutJob,
} from "./rollout.ts";
import { type Normaliser, normaliseInPlace } from "./statistics.ts";
import type { TaskRuntime } from "./task-runtime.ts";

/** Whether a device can tell all that a description is made of. */
const isBroughtBack = ({ asks, acted }: EpisodeBehaviour): boolean =>
  asks === "actions" || (asks !== undefined && acted === undefined);

/** Whether a device could play a job by itself: an environment that it can step, and nothing asked of each step. */
const isPlayable = ({ shader, behaviour }: TaskRuntime, job: RolloutJob): boolean =>
  shader !== undefined && !(job.behaviours === true && behaviour && !isBroughtBack(behaviour));

/** What a policy is shown for zeros and for ones by a normaliser. */
function shadesOf(size: number, normaliser: Normaliser | null): EpisodeLanes["shades"] {
  if (normaliser === null) return undefined;
  const shades = { dark: new Float32Array(size), lit: new Float32Array(size).fill(1) };
  for (const shade of [shades.dark, shades.lit]) normaliseInPlace(shade, 0, normaliser);
  return shades;
}

/** Lane i's share of what was wanted of all. */
function shareOf({ extras, steps }: EpisodeScores, extra: EpisodeExtra, i: number): Int32Array {
  const all = extras.get(extra)!;
  const width = all.length / steps.length;
  return all.subarray(i * width, (i + 1) * width);
}

/** What a description sees of lane i's environment, which is on the device. */
const endOf = (scores: EpisodeScores, i: number): EpisodeEnd => ({
  behaviour: (into, offset) => into.set(shareOf(scores, "behaviour", i), offset),
  observe: (into, offset) => into.set(shareOf(scores, "observation", i), offset),
});

/** Merges the statistics of a lane's observations: of `count`, each value was 1 so many times. */
function mergeCounts(moments: Moments, m: number, ones: Int32Array, count: number): void {
  const means = Float64Array.from(ones, (n) => n / count);
  const squares = Float64Array.from(ones, (n) => (n * (count - n)) / count);
  mergeLane(moments, m, means, squares, count, 0);
}

/**
 * The same as `rollouts` by a device that steps the environment beside the policy, so that only scores come back, and what
 * describes episodes or observations where that is asked for; undefined where the device, the environment or the job does
 * not allow it. Statistics may differ in rounding: ones are counted, and no observation is added up after the other.
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
  if (lanes.length === 0) return rollout;
  const { behaviours, moments } = rollout;
  const described = behaviours === null ? null : runtime.behaviour;
  const wanted: EpisodeExtra[] = moments === null ? [] : ["counts"];
  if (described?.asks !== undefined && described.asks !== "nothing") wanted.push(described.asks);
  const scores = await policies.play(shader, {
    lanes: lanes.length,
    members: Int32Array.from(lanes, memberOf),
    keys: Uint32Array.from(
      lanes.flatMap((lane) =>
        episodeKey(job.key, task, place, memberOf(lane), firstEpisode + (lane % episodes)),
      ),
    ),
    shades: shadesOf(runtime.inputSize, job.normaliser),
    wanted,
    sampledBelow: runtime.head.draws ? headPath : undefined,
  });
  const width = spec.values.length;
  lanes.forEach((lane, i) => {
    const taken = scores.steps[i]!;
    const m = Math.floor(lane / episodes);
    const sums = rollout.values.subarray(lane * width, (lane + 1) * width);
    sums.set(scores.values.subarray(i * width, (i + 1) * width));
    rollout.steps[m] = rollout.steps[m]! + taken;
    if (scores.failed[i] === 0) {
      if (described?.asks === "actions")
        behaviours!.set(shareOf(scores, "actions", i), lane * described.space.names.length);
      described?.end(endOf(scores, i), sums, taken, behaviours!, lane * described.space.names.length);
      if (moments) mergeCounts(moments, m, shareOf(scores, "counts", i), taken);
    } else if (!rollout.failures.has(first + m)) {
      const episode = firstEpisode + (lane % episodes);
      const reason = `task "${task.id}", episode ${episode}, step ${taken}: the network gave a value that is not finite`;
      rollout.failures.set(first + m, { episode, reason });
    }
  });
  return rollout;
}
