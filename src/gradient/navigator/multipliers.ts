/** Which multipliers to take where several certify that a point is stationary. */
import {
  gramianOf,
  type Matrix,
  minNormWeights,
  projectOnSimplex,
  symmetricEigen,
} from "../../linalg/index.ts";
import { combined, dot, longestRow, norm, unitRows, without } from "./vectors.ts";

/** Eigenvalues of the unit gradients' Gramian below this share of the largest show a dependency. */
const dependent = 1e-8;
/** What nearness counts for beside the residual, both squared: a drift of this square root is still told from none. */
const nearness = 1e-8;

/** How many combinations of the rows vanish, but for rounding; rows of 0 count each. */
export function dependencies(rows: Matrix): number {
  const { values } = symmetricEigen(gramianOf(unitRows(rows)));
  const largest = values.at(-1)!;
  return values.filter((value) => value <= dependent * largest).length;
}

/** All the same. */
const centreOf = (m: number): Float64Array => new Float64Array(m).fill(1 / m);

/**
 * Weights of the simplex with the least norm of the weighted rows. Where the rows have more than one dependency, as where
 * an objective is flat along a whole face of the front, there are several, some of which hide that the other objectives
 * could improve; then those nearest to `near` are taken, so that multipliers change as steadily as the point does.
 */
export function leastNormWeights(rows: Matrix, near: ArrayLike<number> | undefined): Float64Array {
  if (dependencies(rows) < 2) return minNormWeights(gramianOf(rows));
  const scale = nearness * longestRow(rows) ** 2;
  let weights = regularised(rows, near ?? centreOf(rows.rows), scale);
  // What nearness cost in residual goes as it is asked for from there again (proximal points).
  for (let again = 0, left = norm(combined(rows, weights)); again < mostAgain; again++) {
    const next = regularised(rows, weights, scale);
    const leaves = norm(combined(rows, next));
    if (!(leaves < left / 2)) break;
    [weights, left] = [next, leaves];
  }
  return weights;
}
const mostAgain = 5;

/** The least |w' rows|^2 + scale |w - centre|^2 on the simplex. */
function regularised(rows: Matrix, centre: ArrayLike<number>, scale: number): Float64Array {
  const m = rows.rows;
  const gramian = gramianOf(rows);
  // |w - r|^2 = |sum_i w_i (e_i - r)|^2 for weights of sum 1: one more block of columns.
  const squares = dot(centre, centre);
  const data = gramian.data.map((value, k) => {
    const [i, j] = [Math.floor(k / m), k % m];
    return value + scale * ((i === j ? 1 : 0) - centre[i]! - centre[j]! + squares);
  });
  return minNormWeights({ rows: m, columns: m, data });
}

/**
 * Of all weights whose sum of gradients vanishes but for what points out of the box (`side` as in `sidesOf`), those nearest
 * to `near`; the least residual where there are none. That is a convex function of the weights, quadratic as long as
 * the same variables are held: each turn minimises it with those of its point held (a generalised Newton step), and goes
 * as far towards there as it falls.
 */
export function nearestMultipliers(
  rows: Matrix,
  side: Int8Array,
  near: ArrayLike<number> | undefined,
): Float64Array {
  const m = rows.rows;
  const centre = Float64Array.from(near ?? centreOf(m));
  const scale = nearness * longestRow(rows) ** 2;
  let w = projectOnSimplex(centre);
  if (scale === 0) return w;
  for (let turn = 0; turn < 60; turn++) {
    const sum = combined(rows, w);
    const held = Uint8Array.from(sum, (value, j) => (side[j]! * value < 0 ? 1 : 0));
    const target = regularised(without(rows, held), centre, scale);
    const by = target.map((value, i) => value - w[i]!);
    const rate = combined(rows, by);
    /** The function's derivative at a share of the way; it grows with the share. */
    const slope = (share: number): number => {
      let total = 0;
      for (let j = 0; j < sum.length; j++) {
        const value = sum[j]! + share * rate[j]!;
        if (side[j]! * value >= 0) total += value * rate[j]!;
      }
      for (let i = 0; i < m; i++) total += scale * (w[i]! + share * by[i]! - centre[i]!) * by[i]!;
      return total;
    };
    let [least, most] = [0, 1];
    if (slope(1) > 0) {
      while (most - least > 1e-12) {
        const middle = (least + most) / 2;
        if (slope(middle) > 0) most = middle;
        else least = middle;
      }
    } else least = 1;
    w = w.map((value, i) => value + least * by[i]!);
    if (least * norm(by) <= 1e-14) break;
  }
  return w;
}
