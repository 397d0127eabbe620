import type { MatrixLike } from "../linalg/index.ts";
import { boxesOf, type Checked, checked, rowsInside, scaleByPowerOfTwo } from "./boxes.ts";
import { isUnbounded } from "./hypervolume.ts";
import { type PointOptions, takeRows } from "./points.ts";
import { nondominated } from "./ranks.ts";
import { unboundedContributions } from "./unbounded-contributions.ts";
import { soleVolumes } from "./union-volume.ts";

export interface ContributionOptions extends PointOptions {
  /**
   * Whether dominated points are taken out first (and get 0). Default false: every point takes part, so that a
   * contribution is exactly HV(all) - HV(all but this one), and a dominated point can lower that of the one that
   * dominates it.
   */
  readonly ignoreDominated?: boolean;
}

/**
 * Exclusive hypervolume contribution of every row of `points` (n x m): HV(all) - HV(all without it), in row order.
 * Points not strictly better than `reference` get 0, and so does every copy of a repeated point. Infinity where
 * the part that only this point dominates is unbounded. Errors as for `hypervolume`.
 */
export function contributions(
  points: MatrixLike,
  reference: ArrayLike<number>,
  options: ContributionOptions = {},
): Float64Array {
  const set = checked(points, reference, options, "contributions");
  const all = new Float64Array(set.points.rows);
  let rows = rowsInside(set);
  if (options.ignoreDominated === true) rows = nondominated(takeRows(set.points, rows)).map((k) => rows[k]!);
  if (rows.length === 0) return all;
  const own = isUnbounded(set, rows)
    ? unboundedContributions(set, rows, boundedContributions)
    : boundedContributions(set, rows);
  rows.forEach((i, k) => {
    all[i] = own[k]!;
  });
  return all;
}

/** Contributions of the given rows among themselves; all finite, as is the reference. */
export function boundedContributions(set: Checked, rows: Int32Array): Float64Array {
  const { heights, exponent } = boxesOf(set, rows);
  return soleVolumes(heights).map((volume) => scaleByPowerOfTwo(volume, exponent));
}
