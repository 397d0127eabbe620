import type { Objective } from "../../evaluation/index.ts";
import {
  emptyStatistics,
  mergeStatistics,
  type ObservationStatistics,
  type TaskOutcome,
} from "../../evaluation/index.ts";
import type { TerminationState } from "../../evolution/index.ts";
import { type Matrix, matrix } from "../../linalg/index.ts";
import { ParetoArchive } from "../../pareto/index.ts";
import { materialise, type ParameterLayout, type Population } from "../../policy/index.ts";
import type { EpisodeValues } from "../records.ts";
import type { CandidatePoint } from "./scoring.ts";

export type Observations = Readonly<Record<string, ObservationStatistics>>;

/** What is kept of a candidate on the front: enough to play it as it played. */
export interface FrontPayload {
  readonly generation: number;
  readonly member: number;
  readonly parameters: Float64Array;
  /** The statistics its observations were normalised with. */
  readonly observations: Observations;
}

/** A front as a checkpoint holds it, oldest member first. */
export type SavedFront = readonly { readonly point: readonly number[]; readonly payload: FrontPayload }[];

/** Everything an arm goes on from: plain data, replaced as a whole after each generation. */
export interface ArmState {
  /** Generations that are complete, and so the number of the next. */
  readonly generation: number;
  readonly evaluations: number;
  readonly steps: number;
  readonly measuredSteps: number;
  readonly seconds: number;
  /** Energy used so far, where the machine tells it. */
  readonly joules?: number | undefined;
  /** Generations in a row in which every candidate failed. */
  readonly allFailed: number;
  /** After how many generations the centre was last tested; -1 before the first test. */
  readonly testedAt: number;
  /** Means of the last test, by objective, a list of one each; empty where the centre could not be tested. */
  readonly tested: EpisodeValues;
  /** What limits with a memory remember. */
  readonly termination: TerminationState;
  readonly strategy: unknown;
  readonly observations: Observations;
  readonly front: SavedFront;
  /** Where each candidate is for one task: the front of each task, by its id. */
  readonly best: Readonly<Record<string, SavedFront>>;
}

/** What is left of an arm that has ended. */
export interface FinishedArm {
  readonly name: string;
  readonly centre: Float64Array;
  readonly observations: Observations;
  readonly front: SavedFront;
  /** Where the search keeps one for each of its tasks: the solutions, by the tasks' ids. */
  readonly solutions?: Readonly<Record<string, Float64Array>>;
  /** Where each candidate is for one task: the front of each task, by its id. */
  readonly best?: Readonly<Record<string, SavedFront>>;
  /** Of front models: the parameters of each training's. */
  readonly models?: readonly (Float32Array | Float64Array)[];
  /** All solutions that the search stands for, where it knows of more than single evaluations tell. */
  readonly held?: readonly {
    readonly name: string;
    readonly parameters: Float64Array;
    /** By objective, in the users' directions. */
    readonly values: Readonly<Record<string, number>>;
    readonly evaluations: number;
    /** By the behaviour's names, where that is why it is held. */
    readonly behaviour?: Readonly<Record<string, number>>;
  }[];
}

/** The front as an archive that takes more. */
export function archiveOf(front: SavedFront, objectives: readonly Objective[]): ParetoArchive<FrontPayload> {
  const archive = new ParetoArchive<FrontPayload>({
    objectives: objectives.length,
    directions: objectives.map(({ direction }) => direction),
  });
  for (const { point, payload } of front) archive.add(point, payload);
  return archive;
}

/** The front with a generation's candidates. Parameters are written out only for those that stay. */
export function grownFront(
  front: SavedFront,
  objectives: readonly Objective[],
  points: readonly CandidatePoint[],
  from: {
    readonly generation: number;
    readonly population: Population;
    readonly layout: ParameterLayout;
    readonly observations: Observations;
  },
): SavedFront {
  const { generation, population, layout, observations } = from;
  const archive = archiveOf(front, objectives);
  const unset = new Float64Array(0);
  for (const { member, point } of points) {
    archive.add(point, { generation, member, parameters: unset, observations });
  }
  return archive.entries().map(({ point, payload }) => ({
    point,
    payload:
      payload.parameters === unset
        ? { ...payload, parameters: materialise(population, payload.member, layout) }
        : payload,
  }));
}

/** A front's values, a row each, minimised. */
export function minimisedFront(front: SavedFront, objectives: readonly Objective[]): Matrix {
  const data = front.flatMap(({ point }) =>
    point.map((value, j) => (objectives[j]!.direction === "max" ? 0 - value : value)),
  );
  return matrix(front.length, objectives.length, Float64Array.from(data));
}

/** The statistics with what a generation has seen, merged task by task, and into one for the tasks that share theirs. */
export function mergedObservations(
  before: Observations,
  outcomes: readonly TaskOutcome[],
  sharing: readonly string[] = [],
): Observations {
  const after: Record<string, ObservationStatistics> = { ...before };
  for (const { task, observations } of outcomes) {
    if (observations === null) continue;
    const merged = mergeStatistics(after[task] ?? emptyStatistics(observations.mean.length), observations);
    for (const each of sharing.includes(task) ? sharing : [task]) after[each] = merged;
  }
  return after;
}
