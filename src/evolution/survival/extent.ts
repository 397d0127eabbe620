import { type Matrix, matrix, rowOf, solveSquare } from "../../linalg/index.ts";

/** Smallest value of each column. */
export function columnMinima(points: Matrix): Float64Array {
  const least = new Float64Array(points.columns).fill(Number.POSITIVE_INFINITY);
  points.data.forEach((value, i) => {
    const j = i % points.columns;
    if (value < least[j]!) least[j] = value;
  });
  return least;
}

/** Largest value of each column. */
export function columnMaxima(points: Matrix): Float64Array {
  const most = new Float64Array(points.columns).fill(Number.NEGATIVE_INFINITY);
  points.data.forEach((value, i) => {
    const j = i % points.columns;
    if (value > most[j]!) most[j] = value;
  });
  return most;
}

/** (points - ideal) / (nadir - ideal); an objective without extent is shifted only. */
export function scaled(points: Matrix, ideal: Float64Array, nadir: Float64Array): Matrix {
  const m = points.columns;
  const out = matrix(points.rows, m);
  points.data.forEach((value, i) => {
    const j = i % m;
    const range = nadir[j]! - ideal[j]!;
    out.data[i] = (value - ideal[j]!) / (range > 0 ? range : 1);
  });
  return out;
}

/**
 * Where the hyperplane through `extremes` (m x m, measured from the ideal point) meets the axes; undefined where
 * there is no such plane or it does not meet every axis on the far side of the ideal point.
 */
export function intercepts(extremes: Matrix): Float64Array | undefined {
  const plane = solveSquare(extremes, new Float64Array(extremes.rows).fill(1));
  const met = plane?.map((value) => 1 / value);
  return met?.every((value) => value > 0 && Number.isFinite(value)) ? met : undefined;
}

/** The row of `points` that is least in `cost`, of several the first. */
export function leastRow(points: Matrix, cost: (row: Float64Array, index: number) => number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.rows; i++) {
    const value = cost(rowOf(points, i), i);
    if (value < least) [best, least] = [i, value];
  }
  return best;
}
