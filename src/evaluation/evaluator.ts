import { type Device, DeviceError, MemoryError, type Population, skillsOf } from "../policy/index.ts";
import type { Key } from "../random/index.ts";
import type { Chunk } from "./chunk.ts";
import { deviceRollouts } from "./device-rollouts.ts";
import type { EvaluationRequest } from "./executor.ts";
import { runtimesOf, showReference } from "./ready.ts";
import { checkRequest } from "./request.ts";
import { blankRollout, type Rollout, type RolloutJob, reasonOf } from "./rollout.ts";
import { rollouts } from "./rollouts.ts";
import { normaliserOf } from "./statistics.ts";
import type { Experiment } from "./task.ts";
import type { TaskRuntime } from "./task-runtime.ts";
import type { Pause } from "./turn.ts";

/** What a worker answers: numbers and reasons only. */
export interface ChunkResult {
  readonly chunk: Chunk;
  /** By task, in the order of the request; `failures` are of members that were tried twice. */
  readonly rollouts: readonly Rollout[];
}

/** Evaluates chunks of one experiment on this thread. */
export interface Evaluator {
  /** How many members of a population can be evaluated together. */
  capacity(population: Population): number;
  /** In the order of the experiment's tasks. */
  readonly runtimes: readonly TaskRuntime[];
  /** Throws an `InputError` where a request does not fit the experiment. */
  check(request: EvaluationRequest): void;
  /**
   * The answer for a chunk of a request that has passed `check`. Never throws for a candidate's sake; rejects as `pause`
   * does, which is called now and then.
   */
  evaluate(request: EvaluationRequest, chunk: Chunk, pause?: Pause): Promise<ChunkResult>;
}

/**
 * Makes an evaluator. `runKey` is the run's key. Throws an `InputError` where tasks, environments and network do not
 * fit together.
 */
export function evaluatorOf(experiment: Experiment, device: Device, runKey: Key): Evaluator {
  const { runner, runtimes } = runtimesOf(experiment, device, runKey);
  const byId = new Map(runtimes.map((runtime) => [runtime.task.id, runtime]));

  const jobOf = (request: EvaluationRequest, { task }: TaskRuntime, chunk: Chunk): RolloutJob => ({
    first: chunk.first,
    count: chunk.count,
    firstEpisode: chunk.firstEpisode,
    episodes: Math.max(0, Math.min(chunk.endEpisode, episodesOf(request, task)) - chunk.firstEpisode),
    key: request.key,
    normaliser: task.normaliseObservations ? normaliserOf(request.observations[task.id]) : null,
    statistics: task.normaliseObservations && request.perEpisode !== true,
    behaviours: request.behaviours === true,
    skills: skillsOf(request.population),
    skill: request.tasks.indexOf(task.id),
    stateSize: runner.stateSize,
  });

  /** All tasks one after the other, with the members loaded once. */
  const play = async (request: EvaluationRequest, chunk: Chunk, pause?: Pause): Promise<Rollout[]> => {
    const policies = runner.load(request.population, chunk.first, chunk.count);
    const played: Rollout[] = [];
    for (const id of request.tasks) {
      const runtime = byId.get(id)!;
      const job = jobOf(request, runtime, chunk);
      showReference(experiment.network, policies, runtime, job.normaliser);
      played.push(
        (await deviceRollouts(runtime, policies, job)) ?? (await rollouts(runtime, policies, job, pause)),
      );
    }
    return played;
  };

  /** The same, where an error that stops the whole batch, and is not the device's, is every member's failure. */
  const attempt = async (request: EvaluationRequest, chunk: Chunk, pause?: Pause): Promise<Rollout[]> => {
    let stopped = false;
    const noticed = (reason: unknown): never => {
      stopped = true;
      throw reason;
    };
    try {
      return await play(request, chunk, pause && (() => pause().catch(noticed)));
    } catch (error) {
      if (stopped || error instanceof DeviceError || error instanceof MemoryError) throw error;
      const failure = { episode: chunk.firstEpisode, reason: reasonOf(error) };
      return request.tasks.map((id) => {
        const runtime = byId.get(id)!;
        const blank = blankRollout(runtime, jobOf(request, runtime, chunk));
        for (let m = 0; m < chunk.count; m++) blank.failures.set(chunk.first + m, failure);
        return blank;
      });
    }
  };

  return {
    capacity: (population) => runner.capacity(population),
    runtimes,
    check: (request) => checkRequest(request, byId, runner.parameterCount),
    async evaluate(request, chunk, pause) {
      const played = await attempt(request, chunk, pause);
      const failed = new Set(played.flatMap(({ failures }) => [...failures.keys()]));
      for (const member of failed) {
        const again = await attempt(request, { ...chunk, first: member, count: 1 }, pause);
        played.forEach((rollout, t) => {
          replaceMember(rollout, member, member - chunk.first, again[t]!);
        });
      }
      return { chunk, rollouts: played };
    },
  };
}

/** The episodes each candidate of a request plays on a task. */
export function episodesOf(request: EvaluationRequest, task: { readonly episodes: number }): number {
  return request.episodes ?? task.episodes;
}

/** Overwrites all that is known of a member, the m-th of a rollout, with the only one of `single`. */
function replaceMember(rollout: Rollout, member: number, m: number, single: Rollout): void {
  const share = (into: Float64Array, from: Float64Array): void => into.set(from, m * from.length);
  share(rollout.values, single.values);
  share(rollout.steps, single.steps);
  if (rollout.behaviours && single.behaviours) share(rollout.behaviours, single.behaviours);
  if (rollout.moments && single.moments) {
    share(rollout.moments.counts, single.moments.counts);
    share(rollout.moments.means, single.moments.means);
    share(rollout.moments.squares, single.moments.squares);
  }
  rollout.failures.delete(member);
  for (const [, failure] of single.failures) rollout.failures.set(member, failure);
}
