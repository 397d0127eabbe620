/** The few operations on vectors that several parts of the navigator share. */
import { type Matrix, rowOf } from "../../linalg/index.ts";
import type { Bounds } from "./problem.ts";

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export const norm = (v: ArrayLike<number>): number => Math.sqrt(dot(v, v));

export function addTo(into: Float64Array, v: ArrayLike<number>, factor: number): void {
  for (let i = 0; i < into.length; i++) into[i]! += factor * v[i]!;
}

/** x + factor * v. */
export function moved(x: Float64Array, v: ArrayLike<number>, factor: number): Float64Array {
  return x.map((value, i) => value + factor * v[i]!);
}

/** How near a bound is at it, as a share of the box's width; of an infinite one, of 1. */
export const slackAt = ({ lower, upper }: Bounds, i: number): number => {
  const width = upper[i]! - lower[i]!;
  return 1e-10 * (Number.isFinite(width) ? width : 1);
};

/** The nearest point of the box; what is as good as at a bound is put there. */
export function clipped(x: Float64Array, bounds: Bounds | undefined): Float64Array {
  if (!bounds) return x;
  const { lower, upper } = bounds;
  return x.map((value, i) => {
    const slack = slackAt(bounds, i);
    return value <= lower[i]! + slack ? lower[i]! : value >= upper[i]! - slack ? upper[i]! : value;
  });
}

/** sum_i weights_i * row_i. */
export function combined(rows: Matrix, weights: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(rows.columns);
  for (let i = 0; i < rows.rows; i++) if (weights[i] !== 0) addTo(sum, rowOf(rows, i), weights[i]!);
  return sum;
}

/** Each row's inner product with v. */
export function products(rows: Matrix, v: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: rows.rows }, (_, i) => dot(rowOf(rows, i), v));
}

/** The norm of the longest row. */
export function longestRow(rows: Matrix): number {
  let most = 0;
  for (let i = 0; i < rows.rows; i++) most = Math.max(most, norm(rowOf(rows, i)));
  return most;
}

/** A copy in which `held` columns are 0. */
export function without(rows: Matrix, held: Uint8Array | undefined): Matrix {
  if (!held) return rows;
  const data = rows.data.map((value, k) => (held[k % rows.columns] ? 0 : value));
  return { rows: rows.rows, columns: rows.columns, data };
}

/** The rows divided by their lengths. */
export function unitRows(gradients: Matrix): Matrix {
  const data = gradients.data.slice();
  for (let i = 0; i < gradients.rows; i++) {
    const length = norm(rowOf(gradients, i));
    if (length > 0) for (let j = 0; j < gradients.columns; j++) data[i * gradients.columns + j]! /= length;
  }
  return { ...gradients, data };
}
