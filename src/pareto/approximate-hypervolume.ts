import { InputError } from "../base/index.ts";
import type { MatrixLike } from "../linalg/index.ts";
import { fold, type Key, keyOf, Stream } from "../random/index.ts";
import { boxesOf, checked, headroom, scaleByPowerOfTwo } from "./boxes.ts";
import type { PointOptions } from "./points.ts";
import { inverseNormal, inverseStudent } from "./quantiles.ts";

export interface ApproximationOptions extends PointOptions {
  /** Key of the random shifts. Give this or `seed`. */
  readonly key?: Key;
  /** Seed that becomes the key. Default 0. */
  readonly seed?: number | string;
  /** Probability that the interval is to hold the hypervolume, in (0, 1). Default 0.95. */
  readonly confidence?: number;
  /** Half width of the interval, relative to the estimate, at which sampling stops. Default 0.01. */
  readonly relativeError?: number;
  /** How many directions to use instead of stopping by `relativeError`; rounded up to a multiple of 16. */
  readonly samples?: number;
  /** Most directions to use when stopping by `relativeError`; then the interval is wider. Default 2^20. */
  readonly maxSamples?: number;
}

export interface HypervolumeEstimate {
  readonly estimate: number;
  /** Standard deviation of the estimate, from the spread of independently shifted direction sets. */
  readonly standardError: number;
  /** Where the hypervolume lies with the confidence asked for (Student's t over the shifted sets). */
  readonly interval: readonly [number, number];
  /** Directions used. */
  readonly samples: number;
}

/** Independent shifts: enough for Student's t with 15 degrees of freedom to be narrow. */
const replicates = 16;

/**
 * Estimates the hypervolume from lengths of rays (polar form; Deng, Zhang, IEEE TEVC 23(5), 2019):
 *   HV = A/m * mean over directions s of the positive orthant of max_i min_j (h_ij / s_j)^m,
 * A the area of the unit sphere in that orthant. Directions come from a Kronecker sequence of the generalised
 * golden ratio mapped through the normal quantile, under 16 random shifts (Cranley, Patterson, SIAM J. Numer.
 * Anal. 13(6), 1976), whose spread gives the error without assuming a rate. Unbiased for each shift.
 * O(samples * n * m) time. Same key, same answer. Throws as `hypervolume`, and an `InputError` on bad options.
 */
export function approximateHypervolume(
  points: MatrixLike,
  reference: ArrayLike<number>,
  options: ApproximationOptions = {},
): HypervolumeEstimate {
  const { confidence = 0.95, relativeError = 0.01, samples, maxSamples = 2 ** 20 } = options;
  if (!(confidence > 0 && confidence < 1)) {
    throw new InputError(`approximateHypervolume: confidence must lie between 0 and 1, got ${confidence}`);
  }
  if (!(relativeError > 0)) {
    throw new InputError(`approximateHypervolume: relativeError must be positive, got ${relativeError}`);
  }
  for (const [name, count] of Object.entries({ samples, maxSamples })) {
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
      throw new InputError(`approximateHypervolume: ${name} must be a positive integer, got ${count}`);
    }
  }
  const set = checked(points, reference, options, "approximateHypervolume");
  const boxes = boxesOf(set);
  if (boxes.rows.length === 0) return { estimate: 0, standardError: 0, interval: [0, 0], samples: 0 };
  if ("unbounded" in boxes) {
    const infinite = Number.POSITIVE_INFINITY;
    return { estimate: infinite, standardError: 0, interval: [infinite, infinite], samples: 0 };
  }
  const { heights, exponent } = boxes;
  const m = heights.columns;
  // Variances square volumes, so heights of about 1 serve better here than the range that sums of products use.
  const shift = exponent === 0 ? 0 : headroom(m);
  const unit = heights.data.map((height) => height * 2 ** -shift);
  const key = options.key ?? keyOf(options.seed ?? 0);
  const t = inverseStudent((1 + confidence) / 2, replicates - 1);
  const runs = Array.from({ length: replicates }, (_, r) => rayRun(unit, m, fold(key, r)));
  const limit = Math.ceil((samples ?? maxSamples) / replicates);
  let used = 0;
  let summary = { mean: 0, standardError: 0 };
  for (let target = Math.min(limit, samples ?? 64); used < limit; target = Math.min(limit, 2 * used)) {
    for (const run of runs) run.extendTo(target);
    used = target;
    summary = spread(runs.map((run) => run.mean()));
    if (samples === undefined && t * summary.standardError <= relativeError * summary.mean) break;
  }
  const back = (volume: number): number => scaleByPowerOfTwo(volume, exponent + m * shift);
  const half = t * summary.standardError;
  return {
    estimate: back(summary.mean),
    standardError: back(summary.standardError),
    interval: [back(Math.max(0, summary.mean - half)), back(summary.mean + half)],
    samples: used * replicates,
  };
}

/** Mean of independent estimates and its standard error. */
function spread(values: number[]): { mean: number; standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length * (values.length - 1))) };
}

/** One shifted direction set and the running mean of its ray volumes. */
function rayRun(data: Float64Array, m: number, key: Key): { extendTo(count: number): void; mean(): number } {
  const stream = new Stream(key);
  const shift = Float64Array.from({ length: m }, () => stream.uniform());
  const steps = goldenSteps(m);
  const direction = new Float64Array(m);
  const scale = orthantArea(m) / m;
  let count = 0;
  let sum = 0;
  return {
    extendTo(target) {
      for (; count < target; count++) {
        let squares = 0;
        for (let j = 0; j < m; j++) {
          const u = (shift[j]! + (count + 1) * steps[j]!) % 1;
          // The quantile of a half-normal, kept off 0 and infinity.
          direction[j] = inverseNormal(0.5 + Math.min(Math.max(u, 1e-12), 1 - 1e-12) / 2);
          squares += direction[j]! ** 2;
        }
        const norm = Math.sqrt(squares);
        for (let j = 0; j < m; j++) direction[j] = norm / direction[j]!;
        sum += longestRay(data, direction) ** m;
      }
    },
    mean: () => (scale * sum) / count,
  };
}

/** max over rows of min over columns of data * inverse. */
function longestRay(data: Float64Array, inverse: Float64Array): number {
  const m = inverse.length;
  let longest = 0;
  for (let at = 0; at < data.length; at += m) {
    let length = Number.POSITIVE_INFINITY;
    for (let j = 0; j < m && length > longest; j++) length = Math.min(length, data[at + j]! * inverse[j]!);
    if (length > longest) longest = length;
  }
  return longest;
}

/** Steps of the Kronecker sequence: powers of 1/phi with phi^(m+1) = phi + 1. */
function goldenSteps(m: number): Float64Array {
  let phi = 2;
  for (let i = 0; i < 64; i++) phi = (1 + phi) ** (1 / (m + 1));
  return Float64Array.from({ length: m }, (_, j) => phi ** -(j + 1));
}

/** Area of the unit sphere within the positive orthant: 2 pi^(m/2) / Gamma(m/2) / 2^m. */
function orthantArea(m: number): number {
  // A_m = A_(m-2) * 2 pi / (m - 2), from A_1 = 2 and A_2 = 2 pi.
  let area = m % 2 === 1 ? 2 : 2 * Math.PI;
  for (let k = m % 2 === 1 ? 3 : 4; k <= m; k += 2) area *= (2 * Math.PI) / (k - 2);
  return area / 2 ** m;
}
