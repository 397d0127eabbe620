import { ShapeError } from "../base/index.ts";

/** A dense matrix, row-major: element (i, j) is `data[i * columns + j]`. A set of points has a point a row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** What public functions take for a set of vectors: a `Matrix`, or an array of rows. */
export type MatrixLike = Matrix | readonly ArrayLike<number>[];

/** A matrix over `data` (taken as it is, not copied), or of zeros. */
export function matrix(
  rows: number,
  columns: number,
  data: Float64Array = new Float64Array(rows * columns),
): Matrix {
  if (data.length !== rows * columns) {
    throw new ShapeError(`matrix: ${rows} x ${columns} needs ${rows * columns} values, got ${data.length}`);
  }
  return { rows, columns, data };
}

/**
 * `input` as a `Matrix`: itself if it is one (no copy), else its rows copied.
 * `name` is the caller's, for the message. Throws a `ShapeError` on rows of unequal length.
 */
export function asMatrix(input: MatrixLike, name = "matrix"): Matrix {
  if (!Array.isArray(input)) {
    const given = input as Matrix;
    if (given.data.length !== given.rows * given.columns) {
      throw new ShapeError(
        `${name}: ${given.rows} x ${given.columns} needs ${given.rows * given.columns} values, got ${given.data.length}`,
      );
    }
    return given;
  }
  const rows = input as readonly ArrayLike<number>[];
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw new ShapeError(
        `${name}: row ${i} has ${row.length} values but row 0 has ${columns}; make all rows equally long`,
      );
    }
    data.set(row as ArrayLike<number>, i * columns);
  });
  return { rows: rows.length, columns, data };
}

/** Row `i` as a view, not a copy. */
export function rowOf(m: Matrix, i: number): Float64Array {
  return m.data.subarray(i * m.columns, (i + 1) * m.columns);
}

/** The rows as plain arrays. */
export function toRows(m: Matrix): number[][] {
  return Array.from({ length: m.rows }, (_, i) => Array.from(rowOf(m, i)));
}
