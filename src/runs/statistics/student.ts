import { gammaln } from "simple-statistics";
import { InputError } from "../../base/index.ts";

/**
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8) by Lentz's method as
 * modified by Thompson and Barnett (1986). Converges quickly for x < (a + 1) / (a + b + 2).
 */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

/** I_x(a, b), the regularised incomplete beta function, for x in [0, 1] and positive a and b. */
export function regularisedIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/**
 * The quantile of Student's t distribution: the t below which a share `p`, 0.5 <= p < 1, of it lies, at `freedom`
 * degrees of freedom. Found by bisection to the last bits. Throws an `InputError` outside that range.
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p >= 0.5 && p < 1)) throw new InputError(`studentQuantile: p must be in [0.5, 1), got ${p}`);
  if (!(freedom > 0)) throw new InputError(`studentQuantile: freedom must be above 0, got ${freedom}`);
  // P(T > t) = I_x(freedom / 2, 1 / 2) / 2 with x = freedom / (freedom + t^2).
  const above = (t: number): number =>
    regularisedIncompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  let low = 0;
  let high = 1;
  while (above(high) > 1 - p) high *= 2;
  for (let i = 0; i < 200 && low < high; i++) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (above(middle) > 1 - p) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
