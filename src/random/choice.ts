import { mulHigh } from "./philox.ts";

/**
 * Draws by the softmax of single-precision numbers, in integers alone, so that a GPU draws the same: an exponential in
 * floating point has other last bits on every machine. e^-d has 24 bits; what is 16 or more below the largest, a
 * share below 1.2e-7, is never drawn.
 */

/** log2(e) in 30 bits behind the point. */
export const log2OfE = 1_549_082_005;
/** ln(2)^n / n! for n = 1 .. 8, in 32 bits behind the point: the terms of 2^-f, whose rest is below 2^-24. */
export const powerTerms: readonly number[] = [
  2_977_044_472, 1_031_764_991, 238_388_332, 41_309_550, 5_726_720, 661_577, 65_510, 5_676,
];
/** So many weights sum up to less than 2^32. */
export const mostChoices = 255;

/** 2^24 e^-d, less 1 at d = 0, for a single-precision number d >= 0. */
export function softmaxWeight(d: number): number {
  if (!(d < 16)) return 0;
  // d in 20 bits behind the point, then times log2(e) in 26.
  const exponent = mulHigh(Math.floor(d * 2 ** 20) << 8, log2OfE) >>> 0;
  const fraction = exponent << 6;
  let rest = powerTerms[7]!;
  for (let n = 6; n >= 0; n--) rest = powerTerms[n]! - (mulHigh(fraction, rest) >>> 0);
  return (0xffff_ffff - (mulHigh(fraction, rest) >>> 0)) >>> (8 + (exponent >>> 26));
}

/**
 * The place among `count` (at most 255) finite numbers of `x` from `offset` on that a random word of 32 bits draws with the
 * probabilities of their softmax. `largest` is the largest of them.
 */
export function softmaxChoice(
  x: Float32Array,
  offset: number,
  count: number,
  largest: number,
  word: number,
): number {
  let total = 0;
  for (let j = 0; j < count; j++) total += softmaxWeight(Math.fround(largest - x[offset + j]!));
  let left = mulHigh(word, total) >>> 0;
  for (let j = 0; ; j++) {
    const weight = softmaxWeight(Math.fround(largest - x[offset + j]!));
    if (left < weight) return j;
    left -= weight;
  }
}
