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
 * Adds `weight` A B' to the rows x columns matrix at `sum`; A (rows x rank) and B (columns x rank) are row-major.
 * `row` is scratch for one column of B in double precision.
 */
export function addProduct(
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  rank: i32,
  weight: f64,
  sum: usize,
  row: usize,
): void {
  const step = <usize>rank << 2;
  for (let q = 0; q < rank; q++) {
    const place = <usize>q << 2;
    for (let j = 0; j < columns; j++) {
      store<f64>(row + (<usize>j << 3), <f64>load<f32>(b + place + <usize>j * step));
    }
    let target = sum;
    for (let i = 0; i < rows; i++) {
      const scalar = weight * <f64>load<f32>(a + place + <usize>i * step);
      const factor = f64x2.splat(scalar);
      let j = 0;
      for (; j + 2 <= columns; j += 2) {
        const v = f64x2.mul(factor, v128.load(row + (<usize>j << 3)));
        v128.store(target, f64x2.add(v128.load(target), v));
        target += 16;
      }
      if (j < columns) {
        store<f64>(target, load<f64>(target) + scalar * load<f64>(row + (<usize>j << 3)));
        target += 8;
      }
    }
  }
}
