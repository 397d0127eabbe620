/** What is known of a front by its corners. */
export interface Corners {
  readonly ideal: readonly number[];
  readonly nadir: readonly number[];
  readonly reference: readonly number[];
}

/**
 * Ideal, nadir, and as the reference point the one a tenth of the front's extent beyond the nadir: 1.1 in every
 * objective for a front scaled to the unit cube, as most published hypervolumes of these problems have it.
 */
export function corners(ideal: readonly number[], nadir: readonly number[]): Corners {
  return { ideal, nadir, reference: nadir.map((worst, i) => worst + 0.1 * (worst - ideal[i]!)) };
}

/** The same value for each of `objectives`. */
export function each(objectives: number, value: number): number[] {
  return new Array<number>(objectives).fill(value);
}
