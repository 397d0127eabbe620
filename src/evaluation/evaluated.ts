import type { Matrix } from "../linalg/index.ts";

/** Why a candidate has no values. It was tried twice. */
export interface Failure {
  readonly member: number;
  readonly reason: string;
}

/**
 * What is known of a population after its evaluation. Row i belongs to candidate i; a failed candidate's row
 * is NaN, ranks last and enters no front.
 */
export interface Evaluated {
  /** candidates x objectives, every objective minimised (a maximised value is negated). */
  readonly objectives: Matrix;
  readonly failures: readonly Failure[];
}

/** Running mean and squared deviations of observations (Welford), one entry a value. */
export interface ObservationStatistics {
  readonly count: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

/** One task's side of an evaluation, by candidate, in the task's own directions. */
export interface TaskOutcome {
  readonly task: string;
  /** candidates x values of the environment: means over the episodes. */
  readonly values: Matrix;
  /** Environment steps each candidate took on this task. */
  readonly steps: Float64Array;
  /** Observations seen, where the task asks for statistics. */
  readonly observations: ObservationStatistics | null;
}
