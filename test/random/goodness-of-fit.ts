import { normalQuantile } from "../../src/random/index.ts";

/** Whether Pearson's statistic stays below the upper `alpha` point of chi-square (Wilson and Hilferty 1931). */
export function chiSquareBelow(
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  alpha: number,
): boolean {
  let statistic = 0;
  for (let i = 0; i < counts.length; i++) statistic += (counts[i]! - expected[i]!) ** 2 / expected[i]!;
  const k = counts.length - 1;
  const bound = k * (1 - 2 / (9 * k) + normalQuantile(1 - alpha) * Math.sqrt(2 / (9 * k))) ** 3;
  return statistic < bound;
}

/** The Kolmogorov-Smirnov statistic times sqrt(n): above 2.23 with probability 1e-4 where `cdf` is right. */
export function kolmogorovSmirnov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let worst = 0;
  sorted.forEach((x, i) => {
    worst = Math.max(worst, Math.abs(cdf(x) - i / sorted.length), Math.abs((i + 1) / sorted.length - cdf(x)));
  });
  return worst * Math.sqrt(sorted.length);
}

/** Distribution function of the standard normal by a Taylor series about 0, for |x| up to 7. */
export function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && k < 400; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
