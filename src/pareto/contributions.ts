import type { MatrixLike } from "../linalg/index.ts";
import { type Boxes, boxesOf, type Checked, checked, scaleByPowerOfTwo } from "./boxes.ts";
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
  let boxes = boxesOf(set);
  if (options.ignoreDominated === true) {
    const front = nondominated(takeRows(set.points, boxes.rows)).map((k) => boxes.rows[k]!);
    if (front.length < boxes.rows.length) {
      const inner = boxesOf({ ...set, points: takeRows(set.points, front) });
      boxes = { ...inner, rows: front };
    }
  }
  const { rows } = boxes;
  const own =
    "unbounded" in boxes
      ? unboundedContributions(set, rows, finiteContributions)
      : boundedContributions(boxes);
  for (let k = 0; k < rows.length; k++) all[rows[k]!] = own[k]!;
  return all;
}

/** Contributions of a set of finite points, by row. */
function finiteContributions(set: Checked): Float64Array {
  const all = new Float64Array(set.points.rows);
  const boxes = boxesOf(set) as Boxes;
  const own = boundedContributions(boxes);
  boxes.rows.forEach((i, k) => {
    all[i] = own[k]!;
  });
  return all;
}

/** Contributions of boxes among themselves, in the units of the input. */
function boundedContributions({ heights, exponent }: Boxes): Float64Array {
  const own = soleVolumes(heights);
  return exponent === 0 ? own : own.map((volume) => scaleByPowerOfTwo(volume, exponent));
}
