/** Evenly spread parameters and directions, from which fronts and Pareto sets are drawn. */
import { type Matrix, matrix, rowOf } from "../linalg/index.ts";
import { dasDennis, dasDennisDivisions, nondominated } from "../pareto/index.ts";
import type { Problem } from "./problem.ts";

/** `count` numbers from `low` to `high`, both ends among them. */
export function linspace(low: number, high: number, count: number): Float64Array {
  if (count === 1) return Float64Array.of(low);
  return Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** A row for each of `count` numbers from `low` to `high`. */
export function along(
  low: number,
  high: number,
  count: number,
  row: (t: number) => ArrayLike<number>,
): Matrix {
  return rowsOf(Array.from(linspace(low, high, count), row));
}

/** Rows, all of one length, as a matrix. */
export function rowsOf(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const out = matrix(rows.length, columns);
  rows.forEach((row, i) => {
    out.data.set(row, i * columns);
  });
  return out;
}

/** `f` of each row. */
export function mapRows(points: Matrix, f: (row: Float64Array) => ArrayLike<number>): Matrix {
  return rowsOf(Array.from({ length: points.rows }, (_, i) => f(rowOf(points, i))));
}

/** The rows for which `keep` holds. */
export function keepRows(points: Matrix, keep: (row: Float64Array) => boolean): Matrix {
  const rows = Array.from({ length: points.rows }, (_, i) => rowOf(points, i)).filter(keep);
  return rows.length === 0 ? matrix(0, points.columns) : rowsOf(rows);
}

/** At most `count` evenly spread points of the unit simplex, its corners always among them. */
export function simplex(objectives: number, count: number): Matrix {
  return dasDennis(objectives, Math.max(1, dasDennisDivisions(objectives, Math.max(count, 1))));
}

/** The simplex's points pushed out to the unit sphere. */
export function orthant(objectives: number, count: number): Matrix {
  return mapRows(simplex(objectives, count), (w) => {
    const norm = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
    return w.map((value) => value / norm);
  });
}

/** Every combination of `dimension` of the values, a row each, the last changing fastest. */
export function product(values: ArrayLike<number>, dimension: number): Matrix {
  const side = values.length;
  const out = matrix(side ** dimension, dimension);
  for (let i = 0; i < out.rows; i++) {
    let rest = i;
    for (let j = dimension - 1; j >= 0; j--) {
      out.data[i * dimension + j] = values[rest % side]!;
      rest = Math.floor(rest / side);
    }
  }
  return out;
}

/** A grid of about `count` points of the unit cube, its corners among them, a row each. */
export function unitGrid(dimension: number, count: number): Matrix {
  const side = Math.max(2, Math.floor(count ** (1 / dimension) + 1e-9));
  return product(linspace(0, 1, side), dimension);
}

/** The rows that no other dominates, of equal ones the first. */
export function onlyNondominated(points: Matrix): Matrix {
  const kept = nondominated(points, { keepDuplicates: false });
  return rowsOf(Array.from(kept, (row) => rowOf(points, row)));
}

/** f of every row of `xs`. */
export function valuesOf(
  problem: Pick<Problem, "objectives" | "constraints" | "evaluate">,
  xs: Matrix,
): Matrix {
  const out = matrix(xs.rows, problem.objectives);
  const constraints = new Float64Array(problem.constraints);
  for (let i = 0; i < xs.rows; i++) problem.evaluate(rowOf(xs, i), rowOf(out, i), constraints);
  return out;
}
