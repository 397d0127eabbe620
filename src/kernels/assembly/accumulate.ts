/** Weighted sums of noise in double precision: the steps of an evolution strategy. */

/** Adds `weight` z[i] to sum[i], for `n` values. */
export function addScaled(z: usize, weight: f64, n: i32, sum: usize): void {
  const w = f64x2.splat(weight);
  for (; n >= 4; n -= 4) {
    const v = v128.load(z);
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(w, f64x2.promote_low_f32x4(v))));
    const upper = f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
    v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(w, upper)), 16);
    z += 16;
    sum += 32;
  }
  for (; n > 0; n--) {
    store<f64>(sum, load<f64>(sum) + weight * <f64>load<f32>(z));
    z += 4;
    sum += 8;
  }
}

/**
 * Brings `weight` times a factor (size x rank, row-major) to panels of four values: of panel i / 4, the terms of all pairs
 * one after the other, four numbers each. These are terms `term` .. `term + rank - 1` of `terms`.
 */
export function packFactor(
  factor: usize,
  size: i32,
  rank: i32,
  weight: f64,
  terms: i32,
  term: i32,
  panels: usize,
): void {
  let first = 0;
  if (rank == 1) {
    const w = f64x2.splat(weight);
    const panelBytes = <usize>terms << 5;
    let to = panels + (<usize>term << 5);
    for (; first + 4 <= size; first += 4) {
      const v = v128.load(factor);
      const upper = i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
      v128.store(to, f64x2.mul(w, f64x2.promote_low_f32x4(v)));
      v128.store(to, f64x2.mul(w, f64x2.promote_low_f32x4(upper)), 16);
      factor += 16;
      to += panelBytes;
    }
  }
  for (let i = first; i < size; i++) {
    let to = panels + (<usize>((i >> 2) * terms + term) << 5) + (<usize>(i & 3) << 3);
    for (let q = 0; q < rank; q++) {
      store<f64>(to, weight * <f64>load<f32>(factor));
      factor += 4;
      to += 32;
    }
  }
}

/**
 * Adds the sum of `terms` outer products to the rows x columns matrix at `sum`, each value's terms in their order. Four rows
 * times four columns stay in registers meanwhile, so that the matrix goes through the caches once and not once a term.
 */
export function addProducts(a: usize, b: usize, rows: i32, columns: i32, terms: i32, sum: usize): void {
  const panelBytes = <usize>terms << 5;
  const stride = <usize>columns << 3;
  for (let i = 0; i < rows; i += 4) {
    let panel = b;
    for (let j = 0; j < columns; j += 4) {
      const target = sum + <usize>j * 8;
      if (i + 4 <= rows && j + 4 <= columns) addTile(a, panel, terms, target, stride);
      else addCorner(a, panel, min(4, rows - i), min(4, columns - j), terms, target, stride);
      panel += panelBytes;
    }
    a += panelBytes;
    sum += 4 * stride;
  }
}

function addTile(a: usize, b: usize, terms: i32, sum: usize, stride: usize): void {
  const sum1 = sum + stride;
  const sum2 = sum1 + stride;
  const sum3 = sum2 + stride;
  let s00 = v128.load(sum);
  let s01 = v128.load(sum, 16);
  let s10 = v128.load(sum1);
  let s11 = v128.load(sum1, 16);
  let s20 = v128.load(sum2);
  let s21 = v128.load(sum2, 16);
  let s30 = v128.load(sum3);
  let s31 = v128.load(sum3, 16);
  const end = a + (<usize>terms << 5);
  for (; a < end; a += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load64_splat(a);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a, 16);
    s20 = f64x2.add(s20, f64x2.mul(a2, b0));
    s21 = f64x2.add(s21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a, 24);
    s30 = f64x2.add(s30, f64x2.mul(a3, b0));
    s31 = f64x2.add(s31, f64x2.mul(a3, b1));
    b += 32;
  }
  v128.store(sum, s00);
  v128.store(sum, s01, 16);
  v128.store(sum1, s10);
  v128.store(sum1, s11, 16);
  v128.store(sum2, s20);
  v128.store(sum2, s21, 16);
  v128.store(sum3, s30);
  v128.store(sum3, s31, 16);
}

/** The same at the matrix's right and lower edges. */
function addCorner(a: usize, b: usize, rows: i32, columns: i32, terms: i32, sum: usize, stride: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const target = sum + <usize>i * stride + (<usize>j << 3);
      let value = load<f64>(target);
      for (let term: usize = 0; term < <usize>terms; term++) {
        value += load<f64>(a + (term << 5) + (<usize>i << 3)) * load<f64>(b + (term << 5) + (<usize>j << 3));
      }
      store<f64>(target, value);
    }
  }
}
