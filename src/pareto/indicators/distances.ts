import { InputError } from "../../base/index.ts";
import type { Matrix, MatrixLike } from "../../linalg/index.ts";
import type { PointOptions } from "../points.ts";
import { KdTree } from "./kd-tree.ts";
import { pairOf } from "./pairs.ts";

/**
 * Indicators that average distances between a set and a reference set. In all of them lower is better, 0 is reached
 * by the reference set itself, a row with a NaN takes no part, and a set without points gets Infinity. A distance is
 * infinite where one of the two points is. Throws an `InputError` for an empty reference set and a `ShapeError` where
 * the numbers of objectives differ. Neighbours are found in a k-d tree: O((n + r) log n) for n points and r reference
 * points while objectives are few, O(n r m) at worst.
 */
export interface DistanceOptions extends PointOptions {
  /** The order of the mean over distances, (mean of d^p)^(1/p); positive. Default 1, the plain mean. */
  readonly p?: number | undefined;
}

/**
 * Inverted generational distance (Coello Coello, Reyes Sierra, MICAI 2004): the mean Euclidean distance from a
 * reference point to the nearest point. **Not Pareto-compliant**: a dominated set can score better.
 */
export function igd(points: MatrixLike, referenceSet: MatrixLike, options: DistanceOptions = {}): number {
  const { points: own, against } = pairOf(points, referenceSet, options, "igd");
  return own.rows === 0
    ? Number.POSITIVE_INFINITY
    : powerMean(new KdTree(own).nearestSquared(against), orderOf(options, "igd"));
}

/**
 * IGD+ (Ishibuchi, Masuda, Tanigaki, Nojima, EMO 2015): as `igd`, but a distance counts only what the point is worse
 * by. **Weakly Pareto-compliant**: no set scores better than one that dominates it.
 */
export function igdPlus(points: MatrixLike, referenceSet: MatrixLike, options: DistanceOptions = {}): number {
  const { points: own, against } = pairOf(points, referenceSet, options, "igdPlus");
  return own.rows === 0
    ? Number.POSITIVE_INFINITY
    : powerMean(new KdTree(own).leastShortfall(against), orderOf(options, "igdPlus"));
}

/**
 * Generational distance (Van Veldhuizen, Lamont 1998): the mean Euclidean distance from a point to the nearest
 * reference point. **Not Pareto-compliant**: dropping points that others do not cover can improve it.
 */
export function gd(points: MatrixLike, referenceSet: MatrixLike, options: DistanceOptions = {}): number {
  const { points: own, against } = pairOf(points, referenceSet, options, "gd");
  return own.rows === 0
    ? Number.POSITIVE_INFINITY
    : powerMean(new KdTree(against).nearestSquared(own), orderOf(options, "gd"));
}

/**
 * GD+ (Ishibuchi, Masuda, Tanigaki, Nojima, EMO 2015): as `gd`, but a distance counts only what the point is worse
 * by. **Not Pareto-compliant** as a whole, for it averages over the set's own points, though moving one point to a
 * better place never makes it worse.
 */
export function gdPlus(points: MatrixLike, referenceSet: MatrixLike, options: DistanceOptions = {}): number {
  const { points: own, against } = pairOf(points, referenceSet, options, "gdPlus");
  return own.rows === 0
    ? Number.POSITIVE_INFINITY
    : powerMean(new KdTree(negated(against)).leastShortfall(negated(own)), orderOf(options, "gdPlus"));
}

/**
 * Averaged Hausdorff distance (Schütze, Esquivel, Lara, Coello Coello, IEEE TEVC 16(4), 2012): the larger of GD and
 * IGD of order p. **Not Pareto-compliant**.
 */
export function averagedHausdorff(
  points: MatrixLike,
  referenceSet: MatrixLike,
  options: DistanceOptions = {},
): number {
  const { points: own, against } = pairOf(points, referenceSet, options, "averagedHausdorff");
  const p = orderOf(options, "averagedHausdorff");
  if (own.rows === 0) return Number.POSITIVE_INFINITY;
  return Math.max(
    powerMean(new KdTree(against).nearestSquared(own), p),
    powerMean(new KdTree(own).nearestSquared(against), p),
  );
}

/** What a point is above a goal is what the negated goal is above the negated point. */
const negated = ({ rows, columns, data }: Matrix): Matrix => ({
  rows,
  columns,
  data: data.map((value) => -value),
});

/** (mean of d^p)^(1/p) of distances given by their squares. */
function powerMean(squares: Float64Array, p: number): number {
  let sum = 0;
  for (const square of squares) sum += p === 1 ? Math.sqrt(square) : square ** (p / 2);
  return p === 1 ? sum / squares.length : (sum / squares.length) ** (1 / p);
}

function orderOf({ p = 1 }: DistanceOptions, name: string): number {
  if (!(p > 0 && p < Number.POSITIVE_INFINITY))
    throw new InputError(`${name}: p must be positive and finite, got ${p}`);
  return p;
}
