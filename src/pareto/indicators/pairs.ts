import { InputError, ShapeError } from "../../base/index.ts";
import type { Matrix, MatrixLike } from "../../linalg/index.ts";
import { comparableRows, minimised, type PointOptions, takeRows } from "../points.ts";

/** A set and the one it is measured against, both minimised and without rows that hold a NaN. */
export interface Pair {
  readonly points: Matrix;
  readonly against: Matrix;
}

/**
 * Brings both sets into the form that the indicators compute with. Throws an `InputError` where the reference set is
 * empty, a `ShapeError` where the numbers of objectives differ.
 */
export function pairOf(
  points: MatrixLike,
  referenceSet: MatrixLike,
  options: PointOptions,
  name: string,
): Pair {
  const against = comparable(referenceSet, options, `${name}: reference set`);
  if (against.rows === 0)
    throw new InputError(`${name}: the reference set is empty; give it at least one point without NaN`);
  const own = comparable(points, options, name);
  if (own.rows > 0 && own.columns !== against.columns) {
    throw new ShapeError(
      `${name}: the points have ${own.columns} objectives but the reference set has ${against.columns}; compare like with like`,
    );
  }
  return { points: own, against };
}

/** The points minimised, without rows that hold a NaN (no copy where there is nothing to change). */
export function comparable(points: MatrixLike, options: PointOptions, name: string): Matrix {
  const all = minimised(points, options, name);
  const rows = comparableRows(all);
  return rows.length === all.rows ? all : takeRows(all, rows);
}
