import type { z } from "zod";
import type { Matrix } from "../../linalg/index.ts";
import type { Key } from "../../random/index.ts";

/** What a shaping may look at. */
export interface ShapingInput {
  /** candidates x objectives, minimised; a failed candidate's row is NaN. */
  readonly objectives: Matrix;
  /** This generation's key, for shapings that draw. */
  readonly key: Key;
  /**
   * Inner products of the search gradients that the given utilities (one array an objective) would give. Costs one
   * pass over the noise for each; only shapings that combine gradients ask for it.
   */
  readonly gramian: (utilities: readonly Float64Array[]) => Matrix;
}

/**
 * Turns several returns into one step: a utility for every candidate (higher is better, failed ones lowest). The
 * search gradient is linear in the utilities, so weighting objectives and weighting their gradients is the same.
 */
export type Shaping = (input: ShapingInput) => Float64Array;

/** What the registry holds of a shaping. */
export interface ShapingEntry<Options = Record<string, unknown>> {
  readonly title: string;
  readonly options: z.ZodType<Options>;
  create(options: Options): Shaping;
}

/** Column `j` of a matrix. */
export function columnOf(m: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: m.rows }, (_, i) => m.data[i * m.columns + j]!);
}

/** The sum over objectives of weight times utility. */
export function mix(utilities: readonly Float64Array[], weights: ArrayLike<number>): Float64Array {
  const mixed = new Float64Array(utilities[0]?.length ?? 0);
  utilities.forEach((utility, t) => {
    const weight = weights[t]!;
    for (let i = 0; i < mixed.length; i++) mixed[i]! += weight * utility[i]!;
  });
  return mixed;
}
