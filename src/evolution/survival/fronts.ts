import { InputError } from "../../base/index.ts";
import { type Matrix, matrix, rowOf } from "../../linalg/index.ts";
import { nondominatedSort } from "../../pareto/index.ts";

/**
 * Candidates that compete for survival, all with finite values: n x m objectives, and what constraints they break.
 */
export interface Contest {
  readonly objectives: Matrix;
  /** Summed constraint violation of each, 0 where feasible. Absent where there are no constraints. */
  readonly violations?: Float64Array | undefined;
}

/** Who survives, and how they compare as parents. */
export interface Survivors {
  /** Row indexes, `count` of them. */
  readonly rows: Int32Array;
  /** A row each: values compared from the left, the smaller the better parent. */
  readonly fitness: Matrix;
}

/** Whole fronts that fit, and the one that does not: feasible before infeasible, those by violation (Deb 2002). */
export interface Filled {
  readonly ranks: Int32Array;
  /** Rows of the fronts that survive whole, best first. */
  readonly whole: number[];
  /** Rows of the front from which `open` survive; empty where the fronts fit exactly. */
  readonly last: Int32Array;
  readonly open: number;
}

/** Fills `count` places front by front. Throws an `InputError` where there are fewer candidates than places. */
export function fillByFronts({ objectives, violations }: Contest, count: number): Filled {
  if (count > objectives.rows) {
    throw new InputError(`survival: cannot keep ${count} of ${objectives.rows} candidates`);
  }
  const { ranks, fronts } = nondominatedSort(objectives, violations === undefined ? {} : { violations });
  const whole: number[] = [];
  for (const front of fronts) {
    if (whole.length === count) break;
    if (whole.length + front.length > count) return { ranks, whole, last: front, open: count - whole.length };
    whole.push(...front);
  }
  return { ranks, whole, last: new Int32Array(0), open: 0 };
}

/** The rows given, in that order. */
export function rowsOf(points: Matrix, rows: ArrayLike<number>): Matrix {
  const out = matrix(rows.length, points.columns);
  for (let k = 0; k < rows.length; k++) rowOf(out, k).set(rowOf(points, rows[k]!));
  return out;
}

/** A matrix of these columns. */
export function fromColumns(rows: number, columns: readonly ((row: number) => number)[]): Matrix {
  const out = matrix(rows, columns.length);
  for (let i = 0; i < rows; i++) {
    columns.forEach((value, j) => {
      out.data[i * columns.length + j] = value(i);
    });
  }
  return out;
}
