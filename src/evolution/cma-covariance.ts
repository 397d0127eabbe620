import { type Matrix, rowOf, symmetricEigen } from "../linalg/index.ts";
import type { CmaParameters } from "./cma-parameters.ts";

/** The covariance as learnt and as last taken apart, C = B D^2 B'. All row-major d x d. */
export interface CmaShape {
  /** Lower triangle; what is above the diagonal is not used. */
  readonly covariance: Float64Array;
  /** Row k is the k-th principal axis: B'. */
  readonly axes: Float64Array;
  /** Standard deviation along each axis: the diagonal of D. */
  readonly scales: Float64Array;
}

/** Beyond it the axes of the covariance cannot be told from rounding. */
const greatestCondition = 1e14;

/** The identity, or a diagonal of given variances. */
export function diagonalShape(variances: Float64Array): CmaShape {
  const d = variances.length;
  const covariance = new Float64Array(d * d);
  const axes = new Float64Array(d * d);
  variances.forEach((variance, j) => {
    covariance[j * d + j] = variance;
    axes[j * d + j] = 1;
  });
  return { covariance, axes, scales: variances.map(Math.sqrt) };
}

/** out += B v, with axes = B'. */
export function rotateInto(out: Float64Array, axes: Float64Array, v: Float64Array): void {
  const d = v.length;
  for (let k = 0; k < d; k++) {
    const axis = axes.subarray(k * d, (k + 1) * d);
    const along = v[k]!;
    for (let j = 0; j < d; j++) out[j]! += along * axis[j]!;
  }
}

/**
 * decay C + c_1 p p' + c_mu sum w_i y_i y_i' (47), lower triangle. Negative weights are divided by the squared length that
 * their y has under C, and multiplied by d (46), which keeps the result positive definite: z = C^(-1/2) y, a row each.
 */
export function updatedCovariance(
  covariance: Float64Array,
  decay: number,
  path: Float64Array,
  weights: Float64Array,
  steps: Matrix,
  noise: Matrix,
  { rankOne, rankMu }: CmaParameters,
): Float64Array {
  const d = path.length;
  const next = covariance.map((c) => decay * c);
  const add = (vector: Float64Array, weight: number): void => {
    for (let i = 0; i < d; i++) {
      const row = next.subarray(i * d, i * d + i + 1);
      const scaled = weight * vector[i]!;
      for (let j = 0; j <= i; j++) row[j]! += scaled * vector[j]!;
    }
  };
  add(path, rankOne);
  for (let i = 0; i < steps.rows; i++) {
    const w = weights[i]!;
    if (w === 0) continue;
    const squared = w < 0 ? rowOf(noise, i).reduce((sum, z) => sum + z * z, 0) : d;
    if (squared > 0) add(rowOf(steps, i), (rankMu * w * d) / squared);
  }
  return next;
}

/** The same covariance taken apart, its condition brought down to 1e14 where it was above. */
export function decomposed(covariance: Float64Array, d: number): CmaShape {
  const { values, vectors } = symmetricEigen({ rows: d, columns: d, data: covariance });
  const least = values[d - 1]! / greatestCondition;
  const lift = Math.max(0, least - values[0]!);
  const raised = lift === 0 ? covariance : covariance.slice();
  if (lift > 0) for (let j = 0; j < d; j++) raised[j * d + j]! += lift;
  return { covariance: raised, axes: vectors.data, scales: values.map((value) => Math.sqrt(value + lift)) };
}

/** Generations that a decomposition serves (tutorial, section B.2): together they change C little. */
export function decompositionGap(d: number, { rankOne, rankMu }: CmaParameters): number {
  return Math.max(1, Math.floor(1 / (10 * d * (rankOne + rankMu))));
}
