import type { Device, Population } from "../policy/index.ts";
import type { Key } from "../random/index.ts";
import type { Chunk } from "./chunk.ts";
import type { Failure } from "./evaluated.ts";
import type { EvaluationRequest } from "./executor.ts";
import { runtimesOf, showReference } from "./ready.ts";
import { checkRequest } from "./request.ts";
import { blankRollout, type Rollout, type RolloutJob, reasonOf, rollouts } from "./rollouts.ts";
import { normaliserOf } from "./statistics.ts";
import type { Experiment } from "./task.ts";
import type { TaskRuntime } from "./task-runtime.ts";

/** What a worker answers: numbers and reasons only. */
export interface ChunkResult {
  readonly chunk: Chunk;
  /** By task, in the order of the request. */
  readonly rollouts: readonly Rollout[];
  readonly failures: readonly Failure[];
}

/** Evaluates chunks of one experiment on this thread. */
export interface Evaluator {
  /** How many members of a population can be evaluated together. */
  capacity(population: Population): number;
  /** In the order of the experiment's tasks. */
  readonly runtimes: readonly TaskRuntime[];
  /** Throws an `InputError` where a request does not fit the experiment. */
  check(request: EvaluationRequest): void;
  /** The answer for a chunk of a request that has passed `check`. Never throws for a candidate's sake. */
  evaluate(request: EvaluationRequest, chunk: Chunk): ChunkResult;
}

/** A chunk's trial: no rollouts where an error stopped the whole batch. */
interface Trial {
  readonly rollouts: readonly Rollout[] | null;
  readonly failures: Map<number, string>;
}

/**
 * Makes an evaluator. `runKey` is the run's key. Throws an `InputError` where tasks, environments and network do not
 * fit together.
 */
export function evaluatorOf(experiment: Experiment, device: Device, runKey: Key): Evaluator {
  const { runner, runtimes } = runtimesOf(experiment, device, runKey);
  const byId = new Map(runtimes.map((runtime) => [runtime.task.id, runtime]));

  const jobOf = (
    request: EvaluationRequest,
    { task }: TaskRuntime,
    chunk: Chunk,
  ): Omit<RolloutJob, "failures"> => ({
    first: chunk.first,
    count: chunk.count,
    firstEpisode: chunk.firstEpisode,
    episodes: Math.max(0, Math.min(chunk.endEpisode, episodesOf(request, task)) - chunk.firstEpisode),
    key: request.key,
    normaliser: task.normaliseObservations ? normaliserOf(request.observations[task.id]) : null,
    statistics: task.normaliseObservations && request.perEpisode !== true,
  });

  /** All tasks one after the other, with the members loaded once. */
  const trial = (request: EvaluationRequest, chunk: Chunk): Trial => {
    const failures = new Map<number, string>();
    try {
      const policies = runner.load(request.population, chunk.first, chunk.count);
      const played = request.tasks.map((id) => {
        const runtime = byId.get(id)!;
        const job = jobOf(request, runtime, chunk);
        showReference(experiment.network, policies, runtime, job.normaliser);
        return rollouts(runtime, policies, { ...job, failures });
      });
      return { rollouts: played, failures };
    } catch (error) {
      for (let i = 0; i < chunk.count; i++) failures.set(chunk.first + i, reasonOf(error));
      return { rollouts: null, failures };
    }
  };

  return {
    capacity: (population) => runner.capacity(population),
    runtimes,
    check: (request) => checkRequest(request, byId, runner.parameterCount),
    evaluate(request, chunk) {
      const first = trial(request, chunk);
      const merged =
        first.rollouts ??
        request.tasks.map((id) => blankRollout(byId.get(id)!, jobOf(request, byId.get(id)!, chunk)));
      const failures: Failure[] = [];
      for (const member of [...first.failures.keys()].sort((a, b) => a - b)) {
        const second = trial(request, { ...chunk, first: member, count: 1 });
        merged.forEach((rollout, t) => {
          replaceMember(rollout, member - chunk.first, second.rollouts?.[t]);
        });
        const reason = second.failures.get(member);
        if (reason !== undefined) failures.push({ member, reason });
      }
      return { chunk, rollouts: merged, failures };
    },
  };
}

/** The episodes each candidate of a request plays on a task. */
export function episodesOf(request: EvaluationRequest, task: { readonly episodes: number }): number {
  return request.episodes ?? task.episodes;
}

/** Overwrites member m's share of a rollout with the one member of `single`, or with zeros where there is none. */
function replaceMember(rollout: Rollout, m: number, single: Rollout | undefined): void {
  const share = (into: Float64Array, from: Float64Array | undefined): void => {
    const length = into.length / rollout.steps.length;
    if (from) into.set(from, m * length);
    else into.fill(0, m * length, (m + 1) * length);
  };
  share(rollout.values, single?.values);
  share(rollout.steps, single?.steps);
  if (!rollout.moments) return;
  share(rollout.moments.counts, single?.moments?.counts);
  share(rollout.moments.means, single?.moments?.means);
  share(rollout.moments.squares, single?.moments?.squares);
}
