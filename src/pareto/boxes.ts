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
 * scaling is exact, and no product of scaled heights overflows; one vanishes only where it is below 2^-900 of the
 * product of the largest heights. Heights of ordinary size are left as they are.
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

/** The boxes of a set, or the rows that have one where some box is infinite. */
export type BoxesOrUnbounded = Boxes | { readonly unbounded: true; readonly rows: Int32Array };

/** The boxes of all rows strictly better than the reference in every objective. A NaN is never better. */
export function boxesOf(set: Checked): BoxesOrUnbounded {
  const { points, reference } = set;
  const { rows: n, columns: m, data } = points;
  let heights = new Float64Array(n * m);
  const rows = new Int32Array(n);
  let count = 0;
  for (let i = 0, from = 0, to = 0; i < n; i++, from += m) {
    // A number below the reference is at least the least subnormal below it, so the sign of the difference tells.
    let j = 0;
    for (; j < m; j++) {
      const height = reference[j]! - data[from + j]!;
      if (!(height > 0)) break;
      heights[to + j] = height;
    }
    if (j < m) continue;
    rows[count++] = i;
    to += m;
  }
  const inside = rows.subarray(0, count);
  heights = heights.subarray(0, count * m);
  const largest = new Float64Array(m);
  for (let at = 0; at < heights.length; at += m) {
    for (let j = 0; j < m; j++) if (heights[at + j]! > largest[j]!) largest[j] = heights[at + j]!;
  }
  if (largest.includes(Number.POSITIVE_INFINITY)) {
    if (isUnbounded(set, inside)) return { unbounded: true, rows: inside };
    // The difference of two finite numbers can overflow; that of their halves cannot.
    const halved = { points: { ...points, data: data.map(half) }, reference: reference.map(half) };
    const boxes = boxesOf(halved) as Boxes;
    return { ...boxes, exponent: boxes.exponent + m };
  }
  return {
    heights: { rows: count, columns: m, data: heights },
    rows: inside,
    exponent: scaleColumns(heights, largest),
  };
}

const half = (value: number): number => value / 2;

/** Whether some box of the given rows is infinite. */
function isUnbounded({ points, reference }: Checked, inside: Int32Array): boolean {
  if (reference.includes(Number.POSITIVE_INFINITY)) return true;
  const { columns, data } = points;
  return inside.some((i) => data.subarray(i * columns, (i + 1) * columns).includes(Number.NEGATIVE_INFINITY));
}

/** Scales in place unless volumes are of ordinary size anyway; returns the power of two that undoes it. */
function scaleColumns(heights: Float64Array, largest: Float64Array): number {
  const m = largest.length;
  if (heights.length === 0) return 0;
  const powers = Array.from(largest, binaryExponent);
  if (powers.every((power) => Math.abs(power) * m <= 100)) return 0;
  let exponent = 0;
  powers.forEach((power, j) => {
    const shift = headroom(m) - power;
    exponent -= shift;
    // Two factors, since one could be beyond the range of doubles.
    const first = 2 ** Math.trunc(shift / 2);
    const second = 2 ** (shift - Math.trunc(shift / 2));
    for (let at = j; at < heights.length; at += m) heights[at] = heights[at]! * first * second;
  });
  return exponent;
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
