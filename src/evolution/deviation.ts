import type { Start } from "./strategy.ts";

/** Share of a box that the first deviations take: two of them reach from the middle past half way to a bound. */
const shareOfBox = 0.3;
/** The first deviation of network weights, whose usual initial sizes are a few tenths. */
const forWeights = 0.1;

/**
 * The standard deviation that the search starts with on each coordinate: `sigma` where given, else 0.3 of the box's
 * width there, or 0.1 where there is no box.
 */
export function initialDeviations({ parameters, space }: Start, sigma: number | undefined): Float64Array {
  return Float64Array.from(parameters, (_, i) => {
    if (sigma !== undefined) return sigma;
    const width = space === undefined ? 0 : space.upper[i]! - space.lower[i]!;
    return width > 0 && Number.isFinite(width) ? shareOfBox * width : forWeights;
  });
}

/** The same as one number for isotropic distributions: the geometric mean over the coordinates. */
export function initialDeviation(start: Start, sigma: number | undefined): number {
  if (sigma !== undefined) return sigma;
  const deviations = initialDeviations(start, sigma);
  return Math.exp(deviations.reduce((sum, s) => sum + Math.log(s), 0) / deviations.length);
}
