import { ShapeError } from "../base/index.ts";

/**
 * Whether `a` dominates `b`, every objective minimised: `a <= b` everywhere and `a < b` somewhere. Equal points
 * do not dominate each other (`-0` equals `0`), infinities compare as ordinary extremes, and a vector with a NaN
 * neither dominates nor is dominated. Throws a `ShapeError` on unequal lengths.
 */
export function dominates(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) {
    throw new ShapeError(
      `dominates: points have ${a.length} and ${b.length} objectives; compare equally long ones`,
    );
  }
  let strictly = false;
  for (let j = 0; j < a.length; j++) {
    const x = a[j]!;
    const y = b[j]!;
    if (!(x <= y)) return false;
    if (x < y) strictly = true;
  }
  return strictly;
}

/** Whether row `a` is at most row `b` in every one of `columns` values of `data`; offsets, not row numbers. */
export function weaklyDominatesAt(data: Float64Array, a: number, b: number, columns: number): boolean {
  for (let j = 0; j < columns; j++) if (!(data[a + j]! <= data[b + j]!)) return false;
  return true;
}
