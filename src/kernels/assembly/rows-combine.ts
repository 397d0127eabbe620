/**
 * Weighted sums of rows: eight rows at a time in single precision, the eights in double. A stretch of the sum stays in the
 * first-level cache while all rows pass over it.
 */

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
}

/** Where up to eight rows are; those that there are not repeat the first, with weight 0. */
let r0: usize = 0;
let r1: usize = 0;
let r2: usize = 0;
let r3: usize = 0;
let r4: usize = 0;
let r5: usize = 0;
let r6: usize = 0;
let r7: usize = 0;

function aim(first: usize, left: i32, stride: usize): void {
  r0 = first;
  r1 = left > 1 ? first + stride : first;
  r2 = left > 2 ? first + stride * 2 : first;
  r3 = left > 3 ? first + stride * 3 : first;
  r4 = left > 4 ? first + stride * 4 : first;
  r5 = left > 5 ? first + stride * 5 : first;
  r6 = left > 6 ? first + stride * 6 : first;
  r7 = left > 7 ? first + stride * 7 : first;
}

/**
 * out = sum_i weights_i row_i over `columns` values, a multiple of 4. Weights are in single precision, zeros behind them up to
 * a multiple of 8; rows begin `stride` bytes apart; `sums` has room for `columns` doubles.
 */
export function combineF32(
  weights: usize,
  rows: usize,
  n: i32,
  stride: usize,
  columns: i32,
  sums: usize,
  out: usize,
): void {
  const bytes = <usize>columns << 2;
  if (n <= 2) {
    two(weights, rows, n > 1 ? rows + stride : rows, bytes, out);
    return;
  }
  if (n <= 4) {
    four(weights, rows, n, stride, bytes, out);
    return;
  }
  for (let i = 0; i < n; i += 8) {
    aim(rows + <usize>i * stride, n - i, stride);
    const at = weights + (<usize>i << 2);
    if (n <= 8) eight(at, bytes, out);
    else if (i == 0) first(at, bytes, sums);
    else if (i + 8 < n) further(at, bytes, sums);
    else last(at, bytes, sums, out);
  }
}

/** One row or two, whose sum is the whole. */
function two(weights: usize, a: usize, b: usize, bytes: usize, out: usize): void {
  const wa = v128.load32_splat(weights);
  const wb = v128.load32_splat(weights, 4);
  for (let k: usize = 0; k < bytes; k += 16) {
    v128.store(out + k, f32x4.add(f32x4.mul(wa, v128.load(a + k)), f32x4.mul(wb, v128.load(b + k))));
  }
}

/** Three or four. */
function four(weights: usize, a: usize, n: i32, stride: usize, bytes: usize, out: usize): void {
  const b = a + stride;
  const c = b + stride;
  const d = n > 3 ? c + stride : a;
  const wa = v128.load32_splat(weights);
  const wb = v128.load32_splat(weights, 4);
  const wc = v128.load32_splat(weights, 8);
  const wd = v128.load32_splat(weights, 12);
  for (let k: usize = 0; k < bytes; k += 16) {
    v128.store(
      out + k,
      f32x4.add(
        f32x4.add(f32x4.mul(wa, v128.load(a + k)), f32x4.mul(wb, v128.load(b + k))),
        f32x4.add(f32x4.mul(wc, v128.load(c + k)), f32x4.mul(wd, v128.load(d + k))),
      ),
    );
  }
}

/** The sum of eight rows at column k, with the weights and rows in registers. */
// @ts-ignore: decorator
@inline
function sum8(
  k: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
  g: usize,
  h: usize,
  w0: v128,
  w1: v128,
  w2: v128,
  w3: v128,
  w4: v128,
  w5: v128,
  w6: v128,
  w7: v128,
): v128 {
  let s = f32x4.add(f32x4.mul(w0, v128.load(a + k)), f32x4.mul(w1, v128.load(b + k)));
  let t = f32x4.add(f32x4.mul(w2, v128.load(c + k)), f32x4.mul(w3, v128.load(d + k)));
  s = f32x4.add(s, f32x4.add(f32x4.mul(w4, v128.load(e + k)), f32x4.mul(w5, v128.load(f + k))));
  t = f32x4.add(t, f32x4.add(f32x4.mul(w6, v128.load(g + k)), f32x4.mul(w7, v128.load(h + k))));
  return f32x4.add(s, t);
}

function eight(weights: usize, bytes: usize, out: usize): void {
  const w0 = v128.load32_splat(weights);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = v128.load32_splat(weights, 8);
  const w3 = v128.load32_splat(weights, 12);
  const w4 = v128.load32_splat(weights, 16);
  const w5 = v128.load32_splat(weights, 20);
  const w6 = v128.load32_splat(weights, 24);
  const w7 = v128.load32_splat(weights, 28);
  const a = r0;
  const b = r1;
  const c = r2;
  const d = r3;
  const e = r4;
  const f = r5;
  const g = r6;
  const h = r7;
  for (let k: usize = 0; k < bytes; k += 16) {
    const v = sum8(k, a, b, c, d, e, f, g, h, w0, w1, w2, w3, w4, w5, w6, w7);
    v128.store(out + k, v);
  }
}

function first(weights: usize, bytes: usize, sums: usize): void {
  const w0 = v128.load32_splat(weights);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = v128.load32_splat(weights, 8);
  const w3 = v128.load32_splat(weights, 12);
  const w4 = v128.load32_splat(weights, 16);
  const w5 = v128.load32_splat(weights, 20);
  const w6 = v128.load32_splat(weights, 24);
  const w7 = v128.load32_splat(weights, 28);
  const a = r0;
  const b = r1;
  const c = r2;
  const d = r3;
  const e = r4;
  const f = r5;
  const g = r6;
  const h = r7;
  for (let k: usize = 0; k < bytes; k += 16) {
    const v = sum8(k, a, b, c, d, e, f, g, h, w0, w1, w2, w3, w4, w5, w6, w7);
    const sum = sums + (k << 1);
    v128.store(sum, f64x2.promote_low_f32x4(v));
    v128.store(sum, upper(v), 16);
  }
}

function further(weights: usize, bytes: usize, sums: usize): void {
  const w0 = v128.load32_splat(weights);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = v128.load32_splat(weights, 8);
  const w3 = v128.load32_splat(weights, 12);
  const w4 = v128.load32_splat(weights, 16);
  const w5 = v128.load32_splat(weights, 20);
  const w6 = v128.load32_splat(weights, 24);
  const w7 = v128.load32_splat(weights, 28);
  const a = r0;
  const b = r1;
  const c = r2;
  const d = r3;
  const e = r4;
  const f = r5;
  const g = r6;
  const h = r7;
  for (let k: usize = 0; k < bytes; k += 16) {
    const v = sum8(k, a, b, c, d, e, f, g, h, w0, w1, w2, w3, w4, w5, w6, w7);
    const sum = sums + (k << 1);
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(v)));
    v128.store(sum, f64x2.add(v128.load(sum, 16), upper(v)), 16);
  }
}

function last(weights: usize, bytes: usize, sums: usize, out: usize): void {
  const w0 = v128.load32_splat(weights);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = v128.load32_splat(weights, 8);
  const w3 = v128.load32_splat(weights, 12);
  const w4 = v128.load32_splat(weights, 16);
  const w5 = v128.load32_splat(weights, 20);
  const w6 = v128.load32_splat(weights, 24);
  const w7 = v128.load32_splat(weights, 28);
  const a = r0;
  const b = r1;
  const c = r2;
  const d = r3;
  const e = r4;
  const f = r5;
  const g = r6;
  const h = r7;
  for (let k: usize = 0; k < bytes; k += 16) {
    const v = sum8(k, a, b, c, d, e, f, g, h, w0, w1, w2, w3, w4, w5, w6, w7);
    const sum = sums + (k << 1);
    const low = f32x4.demote_f64x2_zero(f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(v)));
    const high = f32x4.demote_f64x2_zero(f64x2.add(v128.load(sum, 16), upper(v)));
    v128.store(out + k, i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  }
}
