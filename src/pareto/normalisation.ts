import { InputError, ShapeError } from "../base/index.ts";
import { type Matrix, type MatrixLike, matrix, rowOf } from "../linalg/index.ts";
import { type Direction, minimised, type PointOptions, signsOf, takeRows } from "./points.ts";
import { nondominated } from "./ranks.ts";

/**
 * The ideal point: the best value of each objective over all rows, in the objectives' own directions. Rows with a NaN
 * or an infinite value take no part. Throws an `InputError` where no row is finite.
 */
export function idealPoint(points: MatrixLike, options: PointOptions = {}): Float64Array {
  const finite = finiteRows(minimised(points, options, "idealPoint"), "idealPoint");
  return inDirections(extremes(finite, Math.min), options.directions);
}

/**
 * The nadir point: the worst value of each objective over the non-dominated rows, in the objectives' own directions.
 * Exact for the set given; of a whole problem's front it is an estimate. Rows with a NaN or an infinite value take no
 * part. Throws an `InputError` where no row is finite.
 */
export function nadirPoint(points: MatrixLike, options: PointOptions = {}): Float64Array {
  const finite = finiteRows(minimised(points, options, "nadirPoint"), "nadirPoint");
  return inDirections(extremes(takeRows(finite, nondominated(finite)), Math.max), options.directions);
}

/**
 * The nadir point as NSGA-III estimates it (Deb, Jain, IEEE TEVC 18(4), 2014): where the hyperplane through the
 * extreme points, those that least leave each axis, meets the axes. It ignores a far end that gains less than a
 * millionth of what it gives up, which `nadirPoint` follows. Where there is no such plane, or it meets an axis beyond the worst non-dominated value,
 * `nadirPoint`. Rows and errors as there.
 */
export function nadirByIntercepts(points: MatrixLike, options: PointOptions = {}): Float64Array {
  const name = "nadirByIntercepts";
  const finite = finiteRows(minimised(points, options, name), name);
  const front = takeRows(finite, nondominated(finite));
  const ideal = extremes(front, Math.min);
  const worst = extremes(front, Math.max);
  const m = front.columns;
  const rows = Array.from({ length: m }, (_, axis) => {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < front.rows; i++) {
      const away = Math.max(
        ...rowOf(front, i).map((value, j) => (value - ideal[j]!) / (j === axis ? 1 : 1e-6)),
      );
      if (away < least) [best, least] = [i, away];
    }
    return Array.from(rowOf(front, best), (value, j) => value - ideal[j]!);
  });
  const plane = solve(rows, new Array<number>(m).fill(1));
  const nadir = worst.map((value, j) => {
    const intercept = plane ? 1 / plane[j]! : Number.NaN;
    return intercept > 0 && ideal[j]! + intercept <= value ? ideal[j]! + intercept : value;
  });
  return inDirections(nadir, options.directions);
}

export interface NormaliseOptions extends PointOptions {
  /** What becomes 0, in the objectives' own directions. Default: `idealPoint(points)`. */
  readonly ideal?: ArrayLike<number> | undefined;
  /** What becomes 1. Default: `nadirPoint(points)`. */
  readonly nadir?: ArrayLike<number> | undefined;
}

export interface Normalised {
  /** The rows with 0 at the ideal and 1 at the nadir of each objective: lower is better, whatever the directions. */
  readonly points: Matrix;
  readonly ideal: Float64Array;
  readonly nadir: Float64Array;
  /**
   * Objectives in which ideal and nadir coincide (to within 2^-40 of their size, which rounding can make). They are
   * divided by their size instead of by nothing, so that equal values become 0 and others keep a relative distance.
   */
  readonly degenerate: readonly boolean[];
}

/**
 * Brings every objective to the scale of the front: 0 at the ideal, 1 at the nadir. Rows may fall outside [0, 1], and
 * NaN stays NaN. Throws an `InputError` where there is no finite row to take the scale from, or the nadir is better
 * than the ideal; a `ShapeError` where sizes differ.
 */
export function normalise(points: MatrixLike, options: NormaliseOptions = {}): Normalised {
  const all = minimised(points, options, "normalise");
  const m = all.columns;
  const directions = options.directions ? { directions: options.directions } : {};
  const ideal = checked(options.ideal, m, "ideal") ?? idealPoint(points, directions);
  const nadir = checked(options.nadir, m, "nadir") ?? nadirPoint(points, directions);
  const low = inDirections(ideal, options.directions);
  const high = inDirections(nadir, options.directions);
  const wrong = low.findIndex((value, j) => value > high[j]!);
  if (wrong >= 0) {
    throw new InputError(
      `normalise: objective ${wrong + 1} has ideal ${ideal[wrong]} and nadir ${nadir[wrong]}; the ideal must be the better one`,
    );
  }
  const size = low.map((value, j) => Math.max(Math.abs(value), Math.abs(high[j]!)) || 1);
  const degenerate = Array.from(low, (value, j) => high[j]! - value <= size[j]! * 2 ** -40);
  const scaled = matrix(all.rows, m);
  for (let i = 0; i < all.data.length; i++) {
    const j = i % m;
    const value = all.data[i]!;
    const range = degenerate[j] ? size[j]! : high[j]! - low[j]!;
    // A range beyond the largest double is halved, which loses nothing at that size.
    scaled.data[i] =
      range < Number.POSITIVE_INFINITY
        ? (value - low[j]!) / range
        : (value / 2 - low[j]! / 2) / (high[j]! / 2 - low[j]! / 2);
  }
  return { points: scaled, ideal, nadir, degenerate };
}

/** The rows without NaN or infinities. */
export function finiteRows(points: Matrix, name: string): Matrix {
  const rows = Array.from({ length: points.rows }, (_, i) => i).filter((i) =>
    rowOf(points, i).every(Number.isFinite),
  );
  if (rows.length === 0)
    throw new InputError(`${name}: no row is finite; give at least one point with finite values`);
  return rows.length === points.rows ? points : takeRows(points, rows);
}

function extremes(points: Matrix, pick: (a: number, b: number) => number): Float64Array {
  const result = rowOf(points, 0).slice();
  points.data.forEach((value, i) => {
    const j = i % points.columns;
    result[j] = pick(result[j]!, value);
  });
  return result;
}

/** Turns minimised values into the objectives' directions, or back. */
function inDirections(values: Float64Array, directions: readonly Direction[] | undefined): Float64Array {
  const signs = directions ? signsOf(values.length, { directions }, "directions") : undefined;
  return signs ? values.map((value, j) => value * signs[j]!) : values;
}

function checked(given: ArrayLike<number> | undefined, m: number, what: string): Float64Array | undefined {
  if (given === undefined) return undefined;
  if (given.length !== m) {
    throw new ShapeError(
      `normalise: ${what} has ${given.length} values but the points have ${m} objectives; pass one per objective`,
    );
  }
  const values = Float64Array.from(given);
  if (!values.every(Number.isFinite))
    throw new InputError(`normalise: ${what} must be finite; give one finite value per objective`);
  return values;
}

/** Solves a small square system by elimination with row pivoting; `undefined` where it is singular. */
function solve(rows: number[][], right: number[]): number[] | undefined {
  const n = rows.length;
  const a = rows.map((row, i) => [...row, right[i]!]);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i]![k]!) > Math.abs(a[pivot]![k]!)) pivot = i;
    [a[k], a[pivot]] = [a[pivot]!, a[k]!];
    if (Math.abs(a[k]![k]!) < 1e-12 * Math.max(...a[k]!.map(Math.abs), Number.MIN_VALUE)) return undefined;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = a[i]![k]! / a[k]![k]!;
      for (let j = k; j <= n; j++) a[i]![j]! -= factor * a[k]![j]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}
