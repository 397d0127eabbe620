/**
 * How an objective vector becomes one number under a weight vector (Zhang and Li 2007, section II): smaller is
 * better.
 */
import { z } from "zod";

/** Weighted sum, weighted Chebyshev distance from the ideal point, or penalty-based boundary intersection. */
export type Decomposition =
  | { readonly kind: "weighted-sum" }
  | { readonly kind: "chebyshev" }
  | { readonly kind: "pbi"; readonly theta: number };

export type DecompositionInput =
  | Decomposition["kind"]
  | { readonly kind: "weighted-sum" | "chebyshev" }
  | { readonly kind: "pbi"; readonly theta?: number | undefined };

export const decompositionSchema: z.ZodType<Decomposition, DecompositionInput> = z.preprocess(
  (given) => (typeof given === "string" ? { kind: given } : given),
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("weighted-sum") }),
    z.strictObject({ kind: z.literal("chebyshev") }),
    z.strictObject({ kind: z.literal("pbi"), theta: z.number().nonnegative().default(5) }),
  ]),
) as z.ZodType<Decomposition, DecompositionInput>;

/** What a weight of 0 counts as for Chebyshev, so that no objective is forgotten altogether. */
const leastWeight = 1e-6;

/**
 * The value of `f` under `weights`, measured from `ideal` in units of `unit` (m values each). Weighted sum: sum w
 * f. Chebyshev: max w f. PBI: d1 + theta d2, along the weight vector and away from it.
 */
export function scalarise(
  decomposition: Decomposition,
  f: Float64Array,
  weights: Float64Array,
  ideal: Float64Array,
  unit: Float64Array,
): number {
  const m = f.length;
  const at = (j: number): number => (f[j]! - ideal[j]!) / unit[j]!;
  if (decomposition.kind === "weighted-sum") {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += weights[j]! * at(j);
    return sum;
  }
  if (decomposition.kind === "chebyshev") {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < m; j++) most = Math.max(most, Math.max(weights[j]!, leastWeight) * Math.abs(at(j)));
    return most;
  }
  let dot = 0;
  let squares = 0;
  for (let j = 0; j < m; j++) {
    dot += weights[j]! * at(j);
    squares += weights[j]! ** 2;
  }
  const along = dot / Math.sqrt(squares);
  let away = 0;
  for (let j = 0; j < m; j++) away += (at(j) - (along * weights[j]!) / Math.sqrt(squares)) ** 2;
  return Math.abs(along) + decomposition.theta * Math.sqrt(away);
}
