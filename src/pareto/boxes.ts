import { InputError, ShapeError } from "../base/index.ts";
import type { Matrix, MatrixLike } from "../linalg/index.ts";
import { minimised, type PointOptions, signsOf } from "./points.ts";

/**
 * The boxes that points span with a reference point, moved to the origin and scaled: row k of `heights` holds
 * `reference - point` of row `rows[k]` in every objective, times a power of two per objective that brings its
 * largest close to 2^(900 / m). Only points strictly better than the reference in every objective have a box.
 *
 * Each height is one rounded subtraction, a monotone map that moves it by a relative 2^-53 at most; a union of
 * boxes anchored at the origin therefore changes by (1 + 2^-53)^m at most, however much the input cancels. The
 * scaling is exact, and no product of scaled heights overflows; one vanishes only where it is below 2^-1900 of the
 * product of the largest heights.
 */
export interface Boxes {
  readonly heights: Matrix;
  /** The row of the input that each box comes from, ascending. */
  readonly rows: Int32Array;
  /** Power of two that takes a volume of the scaled boxes back to the input's units. */
  readonly exponent: number;
}

/** The power of two close to which the largest height in each of m objectives is brought. */
export const headroom = (m: number): number => Math.floor(900 / m);

/** Minimised points and reference, checked against each other. */
export interface Checked {
  readonly points: Matrix;
  readonly reference: Float64Array;
}

/** `points` and `reference` minimised. Throws a `ShapeError` where they do not fit, an `InputError` on a NaN. */
export function checked(
  points: MatrixLike,
  reference: ArrayLike<number>,
  options: PointOptions,
  name: string,
): Checked {
  const values = minimised(points, options, name);
  const m = reference.length;
  if (values.rows > 0 && m !== values.columns) {
    throw new ShapeError(
      `${name}: reference has ${m} values but the points have ${values.columns} objectives; pass one value per objective`,
    );
  }
  const signs = signsOf(m, options, name);
  const own = Float64Array.from(reference, (value, j) => value * (signs?.[j] ?? 1));
  const bad = own.findIndex((value) => Number.isNaN(value));
  if (bad >= 0) throw new InputError(`${name}: reference must hold numbers, got NaN at position ${bad}`);
  return { points: values, reference: own };
}

/** Rows strictly better than the reference in every objective, ascending. A NaN is never better. */
export function rowsInside({ points, reference }: Checked): Int32Array {
  const { rows, columns, data } = points;
  const inside = new Int32Array(rows);
  let count = 0;
  for (let i = 0, at = 0; i < rows; i++, at += columns) {
    let j = 0;
    while (j < columns && data[at + j]! < reference[j]!) j++;
    if (j === columns) inside[count++] = i;
  }
  return inside.subarray(0, count);
}

/** The boxes of the given rows, which must be inside and finite, as must the reference. */
export function boxesOf({ points, reference }: Checked, rows: Int32Array): Boxes {
  const m = points.columns;
  const data = new Float64Array(rows.length * m);
  let exponent = 0;
  for (let j = 0; j < m; j++) {
    const r = reference[j]!;
    let largest = 0;
    for (let k = 0; k < rows.length; k++) {
      const height = r - points.data[rows[k]! * m + j]!;
      data[k * m + j] = height;
      if (height > largest) largest = height;
    }
    let shift = 0;
    if (largest === Number.POSITIVE_INFINITY) {
      // The difference of two finite numbers can overflow; that of their halves cannot.
      largest = 0;
      for (let k = 0; k < rows.length; k++) {
        const height = r / 2 - points.data[rows[k]! * m + j]! / 2;
        data[k * m + j] = height;
        if (height > largest) largest = height;
      }
      shift = 1;
    }
    if (largest === 0) continue;
    const power = binaryExponent(largest) - headroom(m);
    exponent += power + shift;
    if (power !== 0) for (let k = j; k < data.length; k += m) data[k] = scaleByPowerOfTwo(data[k]!, -power);
  }
  return { heights: { rows: rows.length, columns: m, data }, rows, exponent };
}

/** The e with 2^(e-1) <= x < 2^e, for a positive finite x. */
export function binaryExponent(x: number): number {
  const e = Math.floor(Math.log2(x)) + 1; // within one of the answer
  if (scaleByPowerOfTwo(x, -e) >= 1) return e + 1;
  return scaleByPowerOfTwo(x, -e) < 0.5 ? e - 1 : e;
}

/** x * 2^power without an intermediate overflow; one rounding at most unless the result is subnormal. */
export function scaleByPowerOfTwo(x: number, power: number): number {
  let value = x;
  let left = power;
  for (; left > 1000 && Number.isFinite(value); left -= 1000) value *= 2 ** 1000;
  for (; left < -1000 && value !== 0; left += 1000) value *= 2 ** -1000;
  return Math.abs(left) > 1000 ? value : value * 2 ** left;
}
