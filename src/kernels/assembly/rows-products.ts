/**
 * Inner products of rows in panels (`rows-pack.ts` says how they lie). Panels of three meet panels of three, so that nine
 * products share six loads; a panel meets itself in the half that differs. Products are summed in single precision over a
 * chunk, in four lanes, then in double.
 *
 * A loop takes one step of four columns, and leaves its sums in memory for another function to add up: nine sums, five numbers
 * they are made of and a product on its way are what registers hold. V8 orders a longer body, or one whose sums are worked on
 * behind the loop, in such a way that a sum goes to memory and back at every step, at half the speed.
 */
import { chunk, panelRows, rowsInThrees } from "./rows-pack";

/** Where a loop leaves its sums, row by row, three to a row or two. */
const sums = memory.data(9 * 16, 16);

/** Adds the first `count` sums at `at` to doubles `right` bytes apart. */
function addSums(at: usize, count: i32, out: usize, right: usize): void {
  for (let k = 0; k < count; k++) {
    const sum = f64x2.add(
      f64x2.promote_low_f32x4(v128.load(at)),
      f64x2.promote_low_f32x4(v128.load64_zero(at, 8)),
    );
    store<f64>(out, load<f64>(out) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
    at += 16;
    out += right;
  }
}

/** The same for `height` rows of `width` sums. */
function addRows(height: i32, width: i32, out: usize, down: usize, right: usize): void {
  let at = sums;
  for (let row = 0; row < height; row++) {
    addSums(at, width, out, right);
    at += <usize>width << 4;
    out += down;
  }
}

/** The same for the lower half of a square, whose row r has r + 1 sums. */
function addLower(height: i32, out: usize, down: usize): void {
  let at = sums;
  for (let row = 1; row <= height; row++) {
    addSums(at, row, out, 8);
    at += <usize>row << 4;
    out += down;
  }
}

// @ts-ignore: decorator
@inline
function fused(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * Adds the products of n packed rows to the entries (i, j), j <= i, of doubles at `out`, rows of which are
 * max(2, n) long. `columns` is a multiple of 4.
 */
export function productsF32(packed: usize, n: i32, columns: i32, out: usize): void {
  const rows = panelRows(n);
  const threes = rowsInThrees(n);
  const down = <usize>rows << 3;
  for (let from = 0; from < columns; from += chunk) {
    const bytes = <usize>min(chunk, columns - from) << 2;
    for (let i = 0; i < rows; i += i < threes ? 3 : 2) {
      const a = packed + <usize>i * bytes;
      const target = out + <usize>i * down;
      for (let j = 0; j < i; j += j < threes ? 3 : 2) {
        meet(a, i < threes, packed + <usize>j * bytes, j < threes, bytes, target + (<usize>j << 3), down);
      }
      if (i < threes) {
        selfThree(a, a + 16, a + 32, 48, bytes * 3);
        addLower(3, target + (<usize>i << 3), down);
      } else {
        selfTwo(a, a + 16, 32, bytes * 2);
        addLower(2, target + (<usize>i << 3), down);
      }
    }
    packed += <usize>rows * bytes;
  }
}

/** The same for two to five rows where they are, `stride` bytes apart: bringing them together would take as long. */
export function productsInPlaceF32(rows: usize, n: i32, stride: usize, columns: i32, out: usize): void {
  const down = <usize>n << 3;
  const height = 2 + (n & 1);
  const corner = out + <usize>height * down;
  for (let from = 0; from < columns; from += chunk) {
    const bytes = <usize>min(chunk, columns - from) << 2;
    const b = rows + stride;
    const c = b + stride;
    if (height == 3) selfThree(rows, b, c, 16, bytes);
    else selfTwo(rows, b, 16, bytes);
    addLower(height, out, down);
    if (n > 3) {
      const d = rows + <usize>height * stride;
      const e = d + stride;
      selfTwo(d, e, 16, bytes);
      addLower(2, corner + (<usize>height << 3), down);
      if (height == 3) threeByTwo(rows, b, c, 16, d, e, 16, bytes);
      else twoByTwo(rows, b, d, e, 16, bytes);
      addRows(height, 2, corner, 8, down);
    }
    rows += bytes;
  }
}

/** Adds the products of n packed rows with m others to max(2, n) x max(2, m) doubles at `out`. */
export function crossProductsF32(packed: usize, n: i32, others: usize, m: i32, columns: i32, out: usize): void {
  const rows = panelRows(n);
  const across = panelRows(m);
  const threes = rowsInThrees(n);
  const othersThrees = rowsInThrees(m);
  const down = <usize>across << 3;
  for (let from = 0; from < columns; from += chunk) {
    const bytes = <usize>min(chunk, columns - from) << 2;
    for (let i = 0; i < rows; i += i < threes ? 3 : 2) {
      for (let j = 0; j < across; j += j < othersThrees ? 3 : 2) {
        const target = out + <usize>i * down + (<usize>j << 3);
        const b = others + <usize>j * bytes;
        meet(packed + <usize>i * bytes, i < threes, b, j < othersThrees, bytes, target, down);
      }
    }
    packed += <usize>rows * bytes;
    others += <usize>across * bytes;
  }
}

/** Two panels, of three rows or two; entries of a's rows are `down` bytes apart. */
// @ts-ignore: decorator
@inline
function meet(a: usize, three: bool, b: usize, otherThree: bool, bytes: usize, out: usize, down: usize): void {
  if (three && otherThree) {
    threeByThree(a, b, bytes * 3);
    addRows(3, 3, out, down, 8);
  } else if (three) {
    threeByTwo(a, a + 16, a + 32, 48, b, b + 16, 32, bytes * 3);
    addRows(3, 2, out, down, 8);
  } else if (otherThree) {
    threeByTwo(b, b + 16, b + 32, 48, a, a + 16, 32, bytes * 3);
    addRows(3, 2, out, 8, down);
  } else {
    twoByTwo(a, a + 16, b, b + 16, 32, bytes * 2);
    addRows(2, 2, out, down, 8);
  }
}

function threeByThree(a: usize, b: usize, bytes: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  const end = a + bytes;
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    let v = v128.load(a);
    s00 = fused(s00, v, b0);
    s01 = fused(s01, v, b1);
    s02 = fused(s02, v, b2);
    v = v128.load(a, 16);
    s10 = fused(s10, v, b0);
    s11 = fused(s11, v, b1);
    s12 = fused(s12, v, b2);
    v = v128.load(a, 32);
    s20 = fused(s20, v, b0);
    s21 = fused(s21, v, b1);
    s22 = fused(s22, v, b2);
    a += 48;
    b += 48;
  }
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  v128.store(sums, s02, 32);
  v128.store(sums, s10, 48);
  v128.store(sums, s11, 64);
  v128.store(sums, s12, 80);
  v128.store(sums, s20, 96);
  v128.store(sums, s21, 112);
  v128.store(sums, s22, 128);
}

/** Three rows and two, where they are: four columns on are `step` bytes on, and `stepB`. */
function threeByTwo(a: usize, a1: usize, a2: usize, step: usize, b: usize, c: usize, stepB: usize, bytes: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  const end = a + bytes;
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(c);
    let v = v128.load(a);
    s00 = fused(s00, v, b0);
    s01 = fused(s01, v, b1);
    v = v128.load(a1);
    s10 = fused(s10, v, b0);
    s11 = fused(s11, v, b1);
    v = v128.load(a2);
    s20 = fused(s20, v, b0);
    s21 = fused(s21, v, b1);
    a += step;
    a1 += step;
    a2 += step;
    b += stepB;
    c += stepB;
  }
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  v128.store(sums, s10, 32);
  v128.store(sums, s11, 48);
  v128.store(sums, s20, 64);
  v128.store(sums, s21, 80);
}

/** Two rows and two. */
function twoByTwo(a: usize, a1: usize, b: usize, c: usize, step: usize, bytes: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  const end = a + bytes;
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(c);
    let v = v128.load(a);
    s00 = fused(s00, v, b0);
    s01 = fused(s01, v, b1);
    v = v128.load(a1);
    s10 = fused(s10, v, b0);
    s11 = fused(s11, v, b1);
    a += step;
    a1 += step;
    b += step;
    c += step;
  }
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  v128.store(sums, s10, 32);
  v128.store(sums, s11, 48);
}

/** A panel of three with itself, or three rows where they are: the lower half. Four columns on are `step` bytes on. */
function selfThree(a: usize, b: usize, c: usize, step: usize, bytes: usize): void {
  let s00 = f32x4.splat(0);
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  const end = a + bytes;
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
    a += step;
    b += step;
    c += step;
  }
  v128.store(sums, s00);
  v128.store(sums, s10, 16);
  v128.store(sums, s11, 32);
  v128.store(sums, s20, 48);
  v128.store(sums, s21, 64);
  v128.store(sums, s22, 80);
}

/** The same of two. */
function selfTwo(a: usize, b: usize, step: usize, bytes: usize): void {
  let s00 = f32x4.splat(0);
  let s10 = s00;
  let s11 = s00;
  const end = a + bytes;
  while (a < end) {
    const u = v128.load(a);
    const v = v128.load(b);
    s00 = fused(s00, u, u);
    s10 = fused(s10, u, v);
    s11 = fused(s11, v, v);
    a += step;
    b += step;
  }
  v128.store(sums, s00);
  v128.store(sums, s10, 16);
  v128.store(sums, s11, 32);
}
