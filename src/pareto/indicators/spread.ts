import { ShapeError } from "../../base/index.ts";
import type { MatrixLike } from "../../linalg/index.ts";
import type { PointOptions } from "../points.ts";
import { KdTree } from "./kd-tree.ts";
import { comparable, pairOf } from "./pairs.ts";

/**
 * Spread Delta (Deb, Pratap, Agarwal, Meyarivan, IEEE TEVC 6(2), 2002), for two objectives: how unevenly the points
 * lie along the front, and how far its ends are from the reference set's. With the points sorted by the first
 * objective, d_i their consecutive distances, d their mean, and df, dl the distances between the ends,
 * (df + dl + sum |d_i - d|) / (df + dl + (n - 1) d). Lower is better. **Not Pareto-compliant**: it looks at evenness
 * alone, so a dominated set can score best. Meant for mutually non-dominated points.
 *
 * A row with a NaN takes no part. One point gets df + dl, none gets Infinity, coinciding points at both ends get 0, infinite
 * points NaN.
 * Throws a `ShapeError` unless there are two objectives, an `InputError` for an empty reference set.
 */
export function spread(points: MatrixLike, referenceSet: MatrixLike, options: PointOptions = {}): number {
  const { points: own, against } = pairOf(points, referenceSet, options, "spread");
  if (against.columns !== 2) {
    throw new ShapeError(`spread: defined for two objectives, got ${against.columns}; use spacing`);
  }
  if (own.rows === 0) return Number.POSITIVE_INFINITY;
  const front = alongFirst(own.data);
  const ends = alongFirst(against.data);
  const [first, last] = [front[0]!, front.at(-1)!];
  const toEnds = distance(first, ends[0]!) + distance(last, ends.at(-1)!);
  if (front.length === 1) return toEnds;
  const gaps = front.slice(1).map((point, i) => distance(point, front[i]!));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const unevenness = gaps.reduce((sum, gap) => sum + Math.abs(gap - mean), 0);
  const scale = toEnds + gaps.length * mean;
  return scale === 0 ? 0 : (toEnds + unevenness) / scale;
}

/**
 * Spacing (Schott, MIT thesis, 1995): the standard deviation of each point's distance, in the L1 sense, to the
 * nearest other. Lower is better; 0 for evenly spread points. **Not Pareto-compliant**: evenness alone. The variance
 * is divided by n (as in pymoo; Schott divides by n - 1), which keeps two points at 0 rather than 0/0.
 *
 * A row with a NaN takes no part; NaN for fewer than two points, for which there is no nearest other. O(n log n)
 * while objectives are few, O(n^2 m) at worst.
 */
export function spacing(points: MatrixLike, options: PointOptions = {}): number {
  const own = comparable(points, options, "spacing");
  const n = own.rows;
  if (n < 2) return Number.NaN;
  const nearest = new KdTree(own).nearestOther();
  const mean = nearest.reduce((sum, d) => sum + d, 0) / n;
  return Math.sqrt(nearest.reduce((sum, d) => sum + (d === mean ? 0 : (d - mean) ** 2), 0) / n);
}

/** The points of a two-column block, sorted by the first objective, then the second. */
function alongFirst(data: Float64Array): [number, number][] {
  const points = Array.from({ length: data.length / 2 }, (_, i): [number, number] => [
    data[2 * i]!,
    data[2 * i + 1]!,
  ]);
  return points.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.hypot(a[0] === b[0] ? 0 : a[0] - b[0], a[1] === b[1] ? 0 : a[1] - b[1]);
}
