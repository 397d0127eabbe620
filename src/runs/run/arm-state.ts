import type { Objective } from "../../evaluation/index.ts";
import {
  emptyStatistics,
  mergeStatistics,
  type ObservationStatistics,
  type TaskOutcome,
} from "../../evaluation/index.ts";
import { ParetoArchive } from "../../pareto/index.ts";

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
  /** Generations in a row in which every candidate failed. */
  readonly allFailed: number;
  /** After how many generations the centre was last tested; -1 before the first test. */
  readonly testedAt: number;
  /** The test after the last generation reached the target. */
  readonly onTarget: boolean;
  readonly strategy: unknown;
  readonly observations: Observations;
  readonly front: SavedFront;
}

/** What is left of an arm that has ended. */
export interface FinishedArm {
  readonly name: string;
  readonly centre: Float64Array;
  readonly observations: Observations;
  readonly front: SavedFront;
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

/** The statistics with what a generation has seen, merged task by task. */
export function mergedObservations(before: Observations, outcomes: readonly TaskOutcome[]): Observations {
  const after: Record<string, ObservationStatistics> = { ...before };
  for (const { task, observations } of outcomes) {
    if (observations === null) continue;
    after[task] = mergeStatistics(before[task] ?? emptyStatistics(observations.mean.length), observations);
  }
  return after;
}
