/**
 * The (1+1)-CMA-ES that MO-CMA-ES runs one of for each member (Igel, Hansen, Roth, Evol. Comput. 15(1), 2007,
 * section 3), with the covariance kept as a factor C = A A' and its inverse (Suttorp, Hansen, Igel, Machine
 * Learning 75, 2009): O(d^2) a step.
 */

/** What one member knows of its surroundings: plain data. */
export interface StepShape {
  readonly sigma: number;
  /** Smoothed share of successful children. */
  readonly success: number;
  readonly path: Float64Array;
  /** A and its inverse, d x d, row-major. */
  readonly factor: Float64Array;
  readonly inverse: Float64Array;
}

/** Table 1 of the paper, for one child a parent. */
export function elitistParameters(d: number): {
  readonly damping: number;
  readonly target: number;
  readonly successRate: number;
  readonly pathRate: number;
  readonly covarianceRate: number;
  readonly threshold: number;
} {
  const target = 1 / (5 + 1 / 2);
  return {
    damping: 1 + d / 2,
    target,
    successRate: target / (2 + target),
    pathRate: 2 / (d + 2),
    covarianceRate: 2 / (d * d + 6),
    threshold: 0.44,
  };
}

/** A member before its first step: independent variables of these standard deviations. */
export function firstShape(deviations: Float64Array): StepShape {
  const d = deviations.length;
  const factor = new Float64Array(d * d);
  const inverse = new Float64Array(d * d);
  deviations.forEach((deviation, j) => {
    factor[j * d + j] = deviation;
    inverse[j * d + j] = 1 / deviation;
  });
  return { sigma: 1, success: elitistParameters(d).target, path: new Float64Array(d), factor, inverse };
}

function product(square: Float64Array, x: Float64Array): Float64Array {
  const d = x.length;
  return x.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += square[i * d + j]! * x[j]!;
    return sum;
  });
}

/** A child of `parent`: x + sigma A z. */
export function stepFrom(parent: Float64Array, { sigma, factor }: StepShape, z: Float64Array): Float64Array {
  const y = product(factor, z);
  return parent.map((x, i) => x + sigma * y[i]!);
}

/** Procedure updateStepSize: wider after more than the target share of successes, narrower after fewer. */
export function withSuccess(shape: StepShape, succeeded: boolean): StepShape {
  const { damping, target, successRate } = elitistParameters(shape.path.length);
  const success = (1 - successRate) * shape.success + (succeeded ? successRate : 0);
  return { ...shape, success, sigma: shape.sigma * Math.exp((success - target) / (damping * (1 - target))) };
}

/**
 * Procedure updateCovariance with `step` = (child - parent) / sigma: C becomes (1 - c) C + c p p'; where successes
 * are so many that the step size lags, the path stands still and C is given what that leaves out.
 */
export function withStep(shape: StepShape, step: Float64Array): StepShape {
  const { pathRate, covarianceRate, threshold } = elitistParameters(step.length);
  const moving = shape.success < threshold;
  const gain = moving ? Math.sqrt(pathRate * (2 - pathRate)) : 0;
  const path = shape.path.map((p, i) => (1 - pathRate) * p + gain * step[i]!);
  const kept = 1 - covarianceRate + (moving ? 0 : covarianceRate * pathRate * (2 - pathRate));
  return { ...shape, path, ...rankOne(shape, kept, covarianceRate, path) };
}

/** Factor and inverse of kept C + added v v' (theorem 1 of Suttorp et al.). */
function rankOne({ factor, inverse }: StepShape, kept: number, added: number, v: Float64Array) {
  const d = v.length;
  const w = product(inverse, v);
  const squares = w.reduce((sum, x) => sum + x * x, 0);
  const root = Math.sqrt(kept);
  // Of a path that has died down only the shrinking is left.
  const stretch = squares > 1e-20 ? (root / squares) * (Math.sqrt(1 + (added / kept) * squares) - 1) : 0;
  const wInverse = new Float64Array(d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) wInverse[j]! += w[i]! * inverse[i * d + j]!;
  const shrink = stretch / (kept + root * stretch * squares);
  const at = (i: number): [number, number] => [Math.floor(i / d), i % d];
  return {
    factor: factor.map((a, k) => {
      const [i, j] = at(k);
      return root * a + stretch * v[i]! * w[j]!;
    }),
    inverse: inverse.map((a, k) => {
      const [i, j] = at(k);
      return a / root - shrink * w[i]! * wInverse[j]!;
    }),
  };
}
