/**
 * Adam on numbers of single precision, in double: the operations of `src/gradient/optimisers/adam.ts` in their order, two
 * numbers at a time, so that the bits are the same.
 */

/** Two numbers at `at` in double precision. */
// @ts-ignore: decorator
@inline
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-ignore: decorator
@inline
function storeTwo(at: usize, v: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(v), 0);
}

/**
 * One step of `count` numbers, an even number: x, first and second moments at their addresses change, gradients at `g` do not.
 * `coefficients` has nine doubles: decay within the gradient, beta1, 1 - beta1, beta2, 1 - beta2, what x is multiplied by, the
 * corrected rate, the root's correction and epsilon.
 */
export function adamF32(count: i32, x: usize, g: usize, first: usize, second: usize, coefficients: usize): void {
  const inGradient = v128.load64_splat(coefficients);
  const beta1 = v128.load64_splat(coefficients, 8);
  const new1 = v128.load64_splat(coefficients, 16);
  const beta2 = v128.load64_splat(coefficients, 24);
  const new2 = v128.load64_splat(coefficients, 32);
  const kept = v128.load64_splat(coefficients, 40);
  const rate = v128.load64_splat(coefficients, 48);
  const root = v128.load64_splat(coefficients, 56);
  const epsilon = v128.load64_splat(coefficients, 64);
  const end = x + (<usize>count << 2);
  while (x < end) {
    const place = two(x);
    const gradient = f64x2.add(two(g), f64x2.mul(inGradient, place));
    const m = f64x2.add(f64x2.mul(beta1, two(first)), f64x2.mul(new1, gradient));
    const v = f64x2.add(f64x2.mul(beta2, two(second)), f64x2.mul(f64x2.mul(new2, gradient), gradient));
    const size = f64x2.add(f64x2.mul(f64x2.sqrt(v), root), epsilon);
    storeTwo(x, f64x2.sub(f64x2.mul(kept, place), f64x2.div(f64x2.mul(rate, m), size)));
    storeTwo(first, m);
    storeTwo(second, v);
    x += 8;
    g += 8;
    first += 8;
    second += 8;
  }
}
