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
 * Hyperbolic tangent. With y = x / 2, tanh y is Lambert's continued fraction cut after seven levels, y P / Q, and
 * tanh 2y = 2 y P Q / (Q^2 + y^2 P^2). Doubling forgives what the fraction loses far from 0: the error stays below
 * 3e-7 everywhere, and beyond |x| = 9 the answer is 1 to that precision. What is worked out is 64 P and 128 Q, in x: powers
 * of two change no bit and spare the halving.
 */
export function tanh4(x: v128): v128 {
  const v = within(x, 9);
  const s = f32x4.mul(v, v);
  let p = f32x4.add(s, f32x4.splat(378 * 4));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(17325 * 16));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(135135 * 64));
  let q = f32x4.add(f32x4.mul(f32x4.splat(28 * 2), s), f32x4.splat(3150 * 8));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(62370 * 32));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(135135 * 128));
  const vp = f32x4.mul(v, p);
  const over = f32x4.mul(f32x4.add(vp, vp), q);
  const under = f32x4.add(f32x4.mul(q, q), f32x4.mul(vp, vp));
  const t = f32x4.div(over, under);
  return within(t, 1);
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
