import { mean, sampleStandardDeviation } from "simple-statistics";
import { InputError } from "../../base/index.ts";
import type { Direction } from "../../evaluation/index.ts";
import { studentQuantile } from "./student.ts";

/** A mean and where the true one lies. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of `values` with Student's t interval: mean +- t s / sqrt(n), s the sample deviation (n - 1), t of n - 1
 * degrees of freedom. For independent values; for the means of a hundred scores their skew hardly matters. One
 * value has no interval: its ends are infinite. Throws an `InputError` on an empty list or a level outside (0, 1).
 */
export function meanInterval(values: readonly number[], level = 0.95): Interval {
  if (values.length === 0) throw new InputError("meanInterval: expected at least one value, got none");
  if (!(level > 0 && level < 1)) throw new InputError(`meanInterval: level must be in (0, 1), got ${level}`);
  const centre = mean(values as number[]);
  if (values.length === 1)
    return { mean: centre, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const error = sampleStandardDeviation(values as number[]) / Math.sqrt(values.length);
  const margin = studentQuantile((1 + level) / 2, values.length - 1) * error;
  return { mean: centre, low: centre - margin, high: centre + margin };
}

/** Least, mean and greatest of the values there are. */
export interface Band {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** The band of a generation's returns, failed candidates (null) left out; null where all have failed. */
export function bandOf(values: readonly (number | null)[]): Band | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return {
    min: known.reduce((a, b) => Math.min(a, b)),
    mean: mean(known),
    max: known.reduce((a, b) => Math.max(a, b)),
  };
}

/**
 * The share of candidates strictly better than a reference in every objective. `returns` has one list an objective,
 * candidate by candidate (null: failed, and so not better); 0 for no candidates.
 * Throws an `InputError` where lists, references and directions do not fit together.
 */
export function shareBetter(
  returns: readonly (readonly (number | null)[])[],
  references: readonly number[],
  directions: readonly Direction[] = references.map(() => "max" as const),
): number {
  const count = returns[0]?.length ?? 0;
  if (returns.length !== references.length || returns.length !== directions.length) {
    throw new InputError(
      `shareBetter: expected one reference and one direction for each of ${returns.length} objectives, got ${references.length} and ${directions.length}`,
    );
  }
  const uneven = returns.find((each) => each.length !== count);
  if (uneven) {
    throw new InputError(
      `shareBetter: expected ${count} candidates in every list, got one of ${uneven.length}`,
    );
  }
  if (count === 0) return 0;
  let better = 0;
  for (let i = 0; i < count; i++) {
    const beats = returns.every((values, j) => {
      const value = values[i];
      if (value === null || value === undefined) return false;
      return directions[j] === "max" ? value > references[j]! : value < references[j]!;
    });
    if (beats) better += 1;
  }
  return better / count;
}
