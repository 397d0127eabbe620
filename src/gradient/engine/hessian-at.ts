import type { GradientSource, HessianOperator, Place } from "../source.ts";

/** The Hessian of sum_i weights_i * loss_i for many products: the source's own operator, else one product at a time. */
export async function hessianAt<Batch>(
  source: GradientSource<Batch>,
  at: Place,
  batch: Batch,
  weights: ArrayLike<number>,
): Promise<HessianOperator> {
  if (source.hessian) return source.hessian(at, batch, weights);
  return { product: (v) => source.hessianVector(at, batch, weights, v), dispose() {} };
}
