import { type Matrix, matrix } from "../linalg/index.ts";
import { skillsOf } from "../policy/index.ts";
import type { Chunk } from "./chunk.ts";
import type { TaskOutcome } from "./evaluated.ts";
import { type ChunkResult, episodesOf } from "./evaluator.ts";
import type { EvaluationRequest, EvaluationResult } from "./executor.ts";
import type { EpisodeFailure, Moments } from "./rollout.ts";
import { mergeInto } from "./statistics.ts";
import type { TaskRuntime } from "./task-runtime.ts";

/** Puts the results of chunks together, in whatever order they come. */
export interface Assembly<Result = ChunkResult> {
  accept(result: Result): void;
  /** Fails the members of a chunk that has no result. */
  fail(chunk: Chunk, reason: string): void;
  /** The whole answer, once every chunk has been accepted or has failed. */
  result(): EvaluationResult;
}

/** A failure, and in which task (by its place in the request) it came. */
interface PlacedFailure extends EpisodeFailure {
  readonly task: number;
}

/**
 * An empty assembly for a population of `size`. Sums over episodes and merges of statistics are taken member by
 * member, episode by episode, whatever the chunks were: that is what makes the answer the same for any of them.
 */
export function assemblyOf(
  request: EvaluationRequest,
  runtimes: readonly TaskRuntime[],
  size: number,
): Assembly {
  const failures = new Map<number, PlacedFailure>();
  const tasks = request.tasks.map((id) => {
    const runtime = runtimes.find(({ task }) => task.id === id)!;
    const episodes = episodesOf(request, runtime.task);
    const width = runtime.spec.values.length;
    const described = request.behaviours === true ? (runtime.behaviour?.space.names.length ?? 0) : 0;
    return {
      id,
      runtime,
      episodes,
      width,
      values: new Float64Array(size * episodes * width),
      described,
      behaviours: new Float64Array(size * episodes * described),
      steps: new Float64Array(size),
      moments: new Map<number, { readonly moments: Moments; readonly count: number }>(),
    };
  });

  const episodesAsked = Math.max(...tasks.map(({ episodes }) => episodes));
  let episodesDone = 0;
  const countDone = (chunk: Chunk): void => {
    episodesDone += chunk.count * (Math.min(chunk.endEpisode, episodesAsked) - chunk.firstEpisode);
  };

  const skills = skillsOf(request.population);
  const outcomeOf = (part: (typeof tasks)[number]): TaskOutcome => {
    const place = request.tasks.indexOf(part.id);
    const unknown = (member: number): boolean =>
      failures.has(member) || (skills !== undefined && skills[member] !== place);
    const { id, runtime, episodes, width, values, steps, described, behaviours } = part;
    const gathers = runtime.task.normaliseObservations && request.perEpisode !== true;
    return {
      task: id,
      names: runtime.spec.values,
      values: meansOver(values, size, episodes, width, unknown),
      steps,
      observations: gathers ? total(part.moments, runtime.inputSize, failures) : null,
      ...(request.perEpisode === true ? { episodeValues: matrix(size * episodes, width, values) } : {}),
      ...(described > 0 ? { behaviours: meansOver(behaviours, size, episodes, described, unknown) } : {}),
    };
  };

  return {
    accept({ chunk, rollouts }) {
      tasks.forEach((part, t) => {
        const { values, steps, moments, behaviours } = rollouts[t]!;
        for (const [member, failure] of rollouts[t]!.failures)
          note(failures, member, { task: t, ...failure });
        const perMember = values.length / chunk.count;
        for (let m = 0; m < chunk.count; m++) {
          const member = chunk.first + m;
          const at = (member * part.episodes + chunk.firstEpisode) * part.width;
          part.values.set(values.subarray(m * perMember, (m + 1) * perMember), at);
          if (behaviours) {
            const own = behaviours.length / chunk.count;
            const place = (member * part.episodes + chunk.firstEpisode) * part.described;
            part.behaviours.set(behaviours.subarray(m * own, (m + 1) * own), place);
          }
          part.steps[member] = part.steps[member]! + steps[m]!;
        }
        if (moments) part.moments.set(chunk.first, { moments, count: chunk.count });
      });
      countDone(chunk);
    },
    fail(chunk, reason) {
      const failure = { task: 0, episode: chunk.firstEpisode, reason };
      for (let m = 0; m < chunk.count; m++) note(failures, chunk.first + m, failure);
      countDone(chunk);
    },
    result() {
      if (episodesDone !== size * episodesAsked) {
        throw new Error(`${episodesDone} of ${size * episodesAsked} episodes were evaluated`);
      }
      const sorted = [...failures.entries()].sort(([a], [b]) => a - b);
      return {
        outcomes: tasks.map(outcomeOf),
        failures: sorted.map(([member, { reason }]) => ({ member, reason })),
      };
    },
  };
}

/**
 * Each member's means over its episodes, of rows that hold them one after the other; rows of members of which nothing
 * is known become NaN.
 */
function meansOver(
  rows: Float64Array,
  size: number,
  episodes: number,
  width: number,
  unknown: (member: number) => boolean,
): Matrix {
  const means = matrix(size, width);
  for (let member = 0; member < size; member++) {
    const from = member * episodes * width;
    if (unknown(member)) rows.fill(Number.NaN, from, from + episodes * width);
    for (let v = 0; v < width; v++) {
      let sum = 0;
      for (let e = 0; e < episodes; e++) sum += rows[from + e * width + v]!;
      means.data[member * width + v] = sum / episodes;
    }
  }
  return means;
}

/** Of a member's failures the first is told, by the order of tasks and episodes: the same for any chunks. */
function note(failures: Map<number, PlacedFailure>, member: number, failure: PlacedFailure): void {
  const known = failures.get(member);
  const earlier =
    !known || failure.task < known.task || (failure.task === known.task && failure.episode < known.episode);
  if (earlier) failures.set(member, failure);
}

/** The statistics of all members that did not fail, merged in their order. */
function total(
  chunks: ReadonlyMap<number, { readonly moments: Moments; readonly count: number }>,
  size: number,
  failed: ReadonlyMap<number, unknown>,
): { count: number; mean: Float64Array; squares: Float64Array } {
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  let seen = 0;
  for (const [first, { moments, count }] of [...chunks.entries()].sort(([a], [b]) => a - b)) {
    for (let m = 0; m < count; m++) {
      if (failed.has(first + m)) continue;
      seen = mergeInto(mean, squares, seen, moments.means, moments.squares, moments.counts[m]!, m * size);
    }
  }
  return { count: seen, mean, squares };
}
