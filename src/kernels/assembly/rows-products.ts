/**
 * Inner products of rows in panels (`rows-pack.ts` says how they lie). Panels of three meet panels of three, so that nine
 * products share six loads; what a panel gives with itself is made as it is packed. Products are summed in single precision over
 * a chunk, in four lanes, then in double.
 *
 * A loop takes one step of four columns, and leaves its sums in memory for another function to add up: nine sums, five numbers
 * they are made of and a product on its way are what registers hold. V8 orders a longer body, or one whose sums are worked on
 * behind the loop, in such a way that a sum goes to memory and back at every step, at half the speed.
 */
import { chunk, panelRows, rowsInThrees } from "./rows-pack";
import { fused, selfThree, selfTwo } from "./rows-self";
import { addLower, addThreeByThree, addThreeByTwo, addTwoByTwo, entryBytes, sums } from "./rows-sums";

/**
 * Adds the products of n packed rows in different panels to the entries (i, j), j < i, at `out`, rows of which are max(2, n)
 * long. `columns` is a multiple of 4.
 */
export function productsF32(packed: usize, n: i32, columns: i32, out: usize): void {
  const rows = panelRows(n);
  const threes = rowsInThrees(n);
  const down = <usize>rows * entryBytes;
  for (let from = 0; from < columns; from += chunk) {
    const bytes = <usize>min(chunk, columns - from) << 2;
    for (let i = 0; i < rows; i += i < threes ? 3 : 2) {
      const a = packed + <usize>i * bytes;
      const target = out + <usize>i * down;
      for (let j = 0; j < i; j += j < threes ? 3 : 2) {
        meet(a, i < threes, packed + <usize>j * bytes, j < threes, bytes, target + <usize>j * entryBytes, down);
      }
    }
    packed += <usize>rows * bytes;
  }
}

/**
 * All entries (i, j), j <= i, for two to five rows where they are, `stride` bytes apart: bringing them together would take as
 * long. `columns` is a multiple of 8.
 */
export function productsInPlaceF32(rows: usize, n: i32, stride: usize, columns: i32, out: usize): void {
  const down = <usize>n * entryBytes;
  const height = 2 + (n & 1);
  const corner = out + <usize>height * down;
  for (let from = 0; from < columns; from += chunk) {
    const bytes = <usize>min(chunk, columns - from) << 2;
    const b = rows + stride;
    const c = b + stride;
    if (height == 3) selfThree(rows, b, c, rows + bytes);
    else selfTwo(rows, b, rows + bytes);
    addLower(height, out, down);
    if (n > 3) {
      const d = rows + <usize>height * stride;
      const e = d + stride;
      selfTwo(d, e, d + bytes);
      addLower(2, corner + <usize>height * entryBytes, down);
      if (height == 3) {
        threeByTwo(rows, b, c, 16, d, e, 16, bytes);
        addThreeByTwo(corner, entryBytes, down);
      } else {
        twoByTwo(rows, b, d, e, 16, bytes);
        addTwoByTwo(corner, entryBytes, down);
      }
    }
    rows += bytes;
  }
}

/** Adds the products of n packed rows with m others to max(2, n) x max(2, m) entries at `out`. */
export function crossProductsF32(packed: usize, n: i32, others: usize, m: i32, columns: i32, out: usize): void {
  const rows = panelRows(n);
  const across = panelRows(m);
  const threes = rowsInThrees(n);
  const othersThrees = rowsInThrees(m);
  const down = <usize>across * entryBytes;
  for (let from = 0; from < columns; from += chunk) {
    const bytes = <usize>min(chunk, columns - from) << 2;
    for (let i = 0; i < rows; i += i < threes ? 3 : 2) {
      for (let j = 0; j < across; j += j < othersThrees ? 3 : 2) {
        const target = out + <usize>i * down + <usize>j * entryBytes;
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
    addThreeByThree(out, down, entryBytes);
  } else if (three) {
    threeByTwo(a, a + 16, a + 32, 48, b, b + 16, 32, bytes * 3);
    addThreeByTwo(out, down, entryBytes);
  } else if (otherThree) {
    threeByTwo(b, b + 16, b + 32, 48, a, a + 16, 32, bytes * 3);
    addThreeByTwo(out, entryBytes, down);
  } else {
    twoByTwo(a, a + 16, b, b + 16, 32, bytes * 2);
    addTwoByTwo(out, down, entryBytes);
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
