/**
 * Loops over the rows of one panel: their products with one another, the lower half, left in `sums`. A panel is packed in the
 * same loop, for that waits for memory: the products cost it nothing.
 */
import { sums } from "./rows-sums";

// @ts-ignore: decorator
@inline
export function fused(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
function leaveThree(s00: v128, s10: v128, s11: v128, s20: v128, s21: v128, s22: v128): void {
  leaveTwo(s00, s10, s11);
  v128.store(sums, s20, 48);
  v128.store(sums, s21, 64);
  v128.store(sums, s22, 80);
}

// @ts-ignore: decorator
@inline
function leaveTwo(s00: v128, s10: v128, s11: v128): void {
  v128.store(sums, s00);
  v128.store(sums, s10, 16);
  v128.store(sums, s11, 32);
}

/** Three rows where they are, up to `end` in the first. */
export function selfThree(a: usize, b: usize, c: usize, end: usize): void {
  let s00 = f32x4.splat(0);
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  while (a < end) {
    const u = v128.load(a);
    const v = v128.load(b);
    const w = v128.load(c);
    s00 = fused(s00, u, u);
    s10 = fused(s10, u, v);
    s11 = fused(s11, v, v);
    s20 = fused(s20, u, w);
    s21 = fused(s21, v, w);
    s22 = fused(s22, w, w);
    a += 16;
    b += 16;
    c += 16;
  }
  leaveThree(s00, s10, s11, s20, s21, s22);
}

/** The same of two, eight columns at a time: a sum waits for the one before, so that four would wait. */
export function selfTwo(a: usize, b: usize, end: usize): void {
  let s00 = f32x4.splat(0);
  let s10 = s00;
  let s11 = s00;
  let t00 = s00;
  let t10 = s00;
  let t11 = s00;
  while (a < end) {
    let u = v128.load(a);
    let v = v128.load(b);
    s00 = fused(s00, u, u);
    s10 = fused(s10, u, v);
    s11 = fused(s11, v, v);
    u = v128.load(a, 16);
    v = v128.load(b, 16);
    t00 = fused(t00, u, u);
    t10 = fused(t10, u, v);
    t11 = fused(t11, v, v);
    a += 32;
    b += 32;
  }
  leaveTwo(f32x4.add(s00, t00), f32x4.add(s10, t10), f32x4.add(s11, t11));
}

/** Three rows that also go to a panel at `out`. */
export function packThree(a: usize, b: usize, c: usize, end: usize, out: usize): void {
  let s00 = f32x4.splat(0);
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  while (a < end) {
    const u = v128.load(a);
    const v = v128.load(b);
    const w = v128.load(c);
    v128.store(out, u);
    v128.store(out, v, 16);
    v128.store(out, w, 32);
    s00 = fused(s00, u, u);
    s10 = fused(s10, u, v);
    s11 = fused(s11, v, v);
    s20 = fused(s20, u, w);
    s21 = fused(s21, v, w);
    s22 = fused(s22, w, w);
    a += 16;
    b += 16;
    c += 16;
    out += 48;
  }
  leaveThree(s00, s10, s11, s20, s21, s22);
}

/** Two rows that also go to a panel; the second counts as zeros where the mask is 0. */
export function packTwo(a: usize, b: usize, mask: v128, end: usize, out: usize): void {
  let s00 = f32x4.splat(0);
  let s10 = s00;
  let s11 = s00;
  while (a < end) {
    const u = v128.load(a);
    const v = v128.and(mask, v128.load(b));
    v128.store(out, u);
    v128.store(out, v, 16);
    s00 = fused(s00, u, u);
    s10 = fused(s10, u, v);
    s11 = fused(s11, v, v);
    a += 16;
    b += 16;
    out += 32;
  }
  leaveTwo(s00, s10, s11);
}
