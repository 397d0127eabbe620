import { InputError, ShapeError } from "../base/index.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../linalg/index.ts";

/** Which way an objective goes. */
export type Direction = "min" | "max";

/** What every function on sets of points takes. */
export interface PointOptions {
  /** One direction per objective. Default: all `"min"`. */
  readonly directions?: readonly Direction[];
}

/** +1 for an objective to minimise, -1 for one to maximise; `undefined` where all are minimised. */
export function signsOf(columns: number, options: PointOptions, name: string): Float64Array | undefined {
  const { directions } = options;
  if (directions === undefined) return undefined;
  const bad = directions.find((direction) => direction !== "min" && direction !== "max");
  if (bad !== undefined)
    throw new InputError(`${name}: directions must be "min" or "max", got ${JSON.stringify(bad)}`);
  if (columns > 0 && directions.length !== columns) {
    throw new ShapeError(
      `${name}: directions has ${directions.length} values but the points have ${columns} objectives; pass one direction per objective`,
    );
  }
  if (!directions.includes("max")) return undefined;
  return Float64Array.from(directions, (direction) => (direction === "max" ? -1 : 1));
}

/**
 * `points` as an n x m matrix with every objective minimised: the input itself where nothing is maximised (no
 * copy; never written to), else a copy with those columns negated. Throws a `ShapeError` on ragged rows or a
 * wrong number of directions, an `InputError` where points have no objectives.
 */
export function minimised(points: MatrixLike, options: PointOptions, name: string): Matrix {
  const given = asMatrix(points, `${name}: points`);
  if (given.rows > 0 && given.columns === 0) {
    throw new InputError(`${name}: points must have at least one objective, got rows of length 0`);
  }
  const signs = signsOf(given.columns, options, name);
  if (signs === undefined || given.rows === 0) return given;
  const data = new Float64Array(given.data.length);
  for (let i = 0; i < data.length; i++) data[i] = given.data[i]! * signs[i % given.columns]!;
  return { rows: given.rows, columns: given.columns, data };
}

/** Whether no value is NaN. */
export function allComparable({ data }: Matrix): boolean {
  for (let at = 0; at < data.length; at++) if (Number.isNaN(data[at]!)) return false;
  return true;
}

/** Indexes of the rows without NaN, ascending. */
export function comparableRows({ rows, columns, data }: Matrix): Int32Array {
  const found = new Int32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    let at = i * columns;
    const end = at + columns;
    while (at < end && !Number.isNaN(data[at]!)) at++;
    if (at === end) found[count++] = i;
  }
  return found.subarray(0, count);
}

/** A new matrix of the given rows, in that order. */
export function takeRows(points: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns, data } = points;
  const taken = new Float64Array(rows.length * columns);
  for (let k = 0; k < rows.length; k++) {
    const from = rows[k]! * columns;
    for (let j = 0; j < columns; j++) taken[k * columns + j] = data[from + j]!;
  }
  return { rows: rows.length, columns, data: taken };
}
