import type { Bounds } from "./bounds.ts";

/**
 * Greatest standard deviation of a coordinate in widths of its box, as pycma limits it (`maxstd_boundrange`). What is drawn
 * from wider is all but uniform once it is brought back into the box, whatever the width: then nothing tells the strategy
 * that its steps are too long, and they grow without end.
 */
const greatestShare = 1 / 3;

/** The deviations of independent coordinates, none above a third of its box's width; where there is no box, as they are. */
export function narrowed(deviations: Float64Array, bounds: Bounds | null): Float64Array {
  if (bounds === null) return deviations;
  const { lower, upper } = bounds;
  return deviations.map((deviation, j) => {
    const limit = greatestShare * (upper[j]! - lower[j]!);
    return limit > 0 ? Math.min(deviation, limit) : deviation;
  });
}

/** How a distribution is brought back to what its box can tell apart. */
export interface Narrowing {
  /** For all coordinates: what the step size is multiplied by. */
  readonly overall: number;
  /** For each coordinate beside it, at most 1; null where all are 1. */
  readonly each: Float64Array | null;
}

/** What brings deviations down to a third of the box's width each; null where they are below, or where there is no box. */
export function narrowing(deviations: Float64Array, bounds: Bounds | null): Narrowing | null {
  if (bounds === null) return null;
  const { lower, upper } = bounds;
  const factors = deviations.map((deviation, j) => {
    const limit = greatestShare * (upper[j]! - lower[j]!);
    // A coordinate that cannot move limits nothing.
    return limit > 0 && deviation > limit ? limit / deviation : 1;
  });
  let [least, most] = [1, 0];
  for (const factor of factors) {
    least = Math.min(least, factor);
    most = Math.max(most, factor);
  }
  if (least === 1) return null;
  return { overall: most, each: least === most ? null : factors.map((factor) => factor / most) };
}
