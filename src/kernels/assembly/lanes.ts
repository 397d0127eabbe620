/** Four numbers at a time, and fewer at the end of a row: the same arithmetic for every place of a vector. */

/** The first `n` (1 to 4) numbers at `at`, zeros after them. */
export function loadSome(at: usize, n: i32): v128 {
  if (n >= 4) return v128.load(at);
  let v = v128.load32_zero(at);
  if (n > 1) v = v128.load32_lane(at, v, 1, 4);
  if (n > 2) v = v128.load32_lane(at, v, 2, 8);
  return v;
}

/** Writes the first `n` numbers of `v`; none where n < 1. */
export function storeSome(at: usize, v: v128, n: i32): void {
  if (n >= 4) {
    v128.store(at, v);
    return;
  }
  if (n > 0) v128.store32_lane(at, v, 0);
  if (n > 1) v128.store32_lane(at, v, 1, 4);
  if (n > 2) v128.store32_lane(at, v, 2, 8);
}

/**
 * sum + a b: two roundings, the same bits everywhere; built with relaxed SIMD one rounding where the processor has a
 * fused product, and twice as fast.
 */
// @ts-ignore: decorator
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
export function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/**
 * Hyperbolic tangent. With y = x / 2, tanh y is nearly y P / Q with polynomials in y^2 of degrees 3 and 2, and tanh 2y = 2 y P
 * Q / (Q^2 + y^2 P^2). Doubling forgives what the fraction loses far from 0, so coefficients that are best for the doubled
 * value (weighted minimax on |x| <= 8.6: 1.1e-8) leave no error but that of single precision: below 2e-7, and 2.7e-7 of
 * the value. They are written in x, and P with leading coefficient 1. Beyond |x| = 9 the answer is 1. It never lies beyond
 * 1: so it was found on every number of single precision.
 */
export function tanh4(x: v128): v128 {
  const v = within(x, 9);
  const s = f32x4.mul(v, v);
  let p = f32x4.add(s, f32x4.splat(-1096.0576));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-403497.31));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-14221236));
  let q = f32x4.add(f32x4.mul(f32x4.splat(-29939.98), s), f32x4.splat(-3177198.5));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(-28442472));
  const vp = f32x4.mul(v, p);
  const over = f32x4.mul(f32x4.add(vp, vp), q);
  const under = f32x4.add(f32x4.mul(q, q), f32x4.mul(vp, vp));
  return f32x4.div(over, under);
}

/** x between -limit and limit; NaN stays NaN. One instruction a side, where `min` and `max` take eight for zeros and NaN. */
// @ts-ignore: decorator
@inline
function within(x: v128, limit: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(limit)), f32x4.splat(-limit));
}

/** The activation's value: 1 relu, 2 tanh, 3 sigmoid, else x itself. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function activate(x: v128, activation: i32): v128 {
  // Adding 0 makes of -0 the 0 that the maximum is.
  if (activation == 1) return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), f32x4.splat(0));
  if (activation == 2) return tanh4(x);
  if (activation == 3) {
    const half = f32x4.splat(0.5);
    return f32x4.add(f32x4.mul(tanh4(f32x4.mul(x, half)), half), half);
  }
  return x;
}
