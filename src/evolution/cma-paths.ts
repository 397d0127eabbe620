import type { CmaParameters } from "./cma-parameters.ts";

/** The two evolution paths and the step size of CMA-ES, which do not depend on the covariance's form. */
export interface CmaPaths {
  readonly sigma: number;
  readonly sigmaPath: Float64Array;
  readonly covariancePath: Float64Array;
}

/** The smallest and largest change of ln sigma in a generation, as pycma and cmaes limit it. */
const greatestChange = 1;

/**
 * The paths and step size after a generation (arXiv:1604.00772v2, equations 43 to 45). `step` is the weighted mean of
 * the selected y = (x - m) / sigma, `whitened` is C^(-1/2) times it, `generation` counts from 1. `stalled` is 1 - h_sigma.
 */
export function movePaths(
  paths: CmaPaths,
  step: Float64Array,
  whitened: Float64Array,
  generation: number,
  parameters: CmaParameters,
): CmaPaths & { readonly stalled: 0 | 1 } {
  const { sigmaRate, pathRate, damping, effective, expectedNorm } = parameters;
  const sigmaGain = Math.sqrt(sigmaRate * (2 - sigmaRate) * effective);
  const sigmaPath = paths.sigmaPath.map((p, j) => (1 - sigmaRate) * p + sigmaGain * whitened[j]!); // (43)
  const norm = Math.sqrt(sigmaPath.reduce((sum, p) => sum + p * p, 0));
  const change = (sigmaRate / damping) * (norm / expectedNorm - 1);
  const sigma = paths.sigma * Math.exp(Math.min(greatestChange, change)); // (44)
  const unbiased = norm / Math.sqrt(1 - (1 - sigmaRate) ** (2 * generation));
  const stalled = unbiased < (1.4 + 2 / (step.length + 1)) * expectedNorm ? 0 : 1;
  const pathGain = stalled === 1 ? 0 : Math.sqrt(pathRate * (2 - pathRate) * effective);
  const covariancePath = paths.covariancePath.map((p, j) => (1 - pathRate) * p + pathGain * step[j]!); // (45)
  return { sigma, sigmaPath, covariancePath, stalled };
}

/** What is left of the old covariance (47): 1 + c_1 delta(h_sigma) - c_1 - c_mu sum w. */
export function covarianceDecay(stalled: 0 | 1, weights: Float64Array, parameters: CmaParameters): number {
  const { rankOne, rankMu, pathRate } = parameters;
  const sum = weights.reduce((total, w) => total + w, 0);
  return 1 + rankOne * stalled * pathRate * (2 - pathRate) - rankOne - rankMu * sum;
}
