import { InputError, ShapeError } from "../../base/index.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../../linalg/index.ts";
import { argsort } from "../argsort.ts";
import { latticeOfAtLeast } from "../directions/index.ts";
import { type PointOptions, signsOf } from "../points.ts";
import { comparable } from "./pairs.ts";

export interface R2Options extends PointOptions {
  /**
   * Weight vectors (a row each, non-negative, not all 0). Default: in two objectives all there are, exactly; in any other
   * number the coarsest Das-Dennis lattice of at least 500.
   */
  readonly weights?: MatrixLike | undefined;
}

/**
 * R2 indicator (Hansen, Jaszkiewicz, IMM-REP-1998-7): the mean, over weight vectors w, of the least weighted
 * Tchebycheff distance max_j w_j (a_j - ideal_j) that a point a reaches. Lower is better.
 *
 * Without `weights`, in two objectives, the mean over all w = (t, 1 - t) with t uniform in [0, 1] in closed form
 * (Schäpermeier, Kerschke, "R2 v2", PPSN 2024), which is **Pareto-compliant**; O(n log n). With a finite weight set it
 * is **weakly Pareto-compliant**; O(weights n m).
 *
 * `ideal`: one value an objective, no worse than any point; a value better than it counts as equal to it. A row with a
 * NaN takes no part; Infinity for a set without points. Throws an `InputError` on unusable weights or ideal, a
 * `ShapeError` where sizes differ.
 */
export function r2(points: MatrixLike, ideal: ArrayLike<number>, options: R2Options = {}): number {
  const all = comparable(points, options, "r2");
  const m = ideal.length;
  if (all.rows > 0 && all.columns !== m) {
    throw new ShapeError(
      `r2: ideal has ${m} values but the points have ${all.columns} objectives; pass one per objective`,
    );
  }
  const signs = signsOf(m, options, "r2");
  const origin = Float64Array.from({ length: m }, (_, j) => ideal[j]! * (signs?.[j] ?? 1));
  if (!origin.every(Number.isFinite))
    throw new InputError("r2: ideal must be finite; give one finite value per objective");
  const given = options.weights ?? (m === 2 ? undefined : latticeOfAtLeast(m, 500));
  const weights = given === undefined ? undefined : checkedWeights(given, m);
  if (all.rows === 0) return Number.POSITIVE_INFINITY;
  const data = new Float64Array(all.data.length);
  for (let i = 0; i < data.length; i += m) {
    for (let j = 0; j < m; j++) data[i + j] = Math.max(0, all.data[i + j]! - origin[j]!);
  }
  return weights ? meanOverWeights(data, weights) : exact2d(data);
}

/**
 * The lower envelope of the points' functions max(t x, (1 - t) y), integrated over t in [0, 1]. In order of falling x
 * (rising y) each point is best on one interval: its (1 - t) y up to t = y / (x + y), its t x from there on, up to where
 * the next point's (1 - t) y comes below.
 */
function exact2d(distances: Float64Array): number {
  const { xs, ys, size } = frontByFirst(distances);
  let sum = 0;
  let from = 0;
  for (let k = size - 1; k >= 0; k--) {
    const x = xs[k]!;
    const y = ys[k]!;
    const peak = share(y, x);
    const to = k > 0 ? share(ys[k - 1]!, x) : 1;
    // Integrals of (1 - t) y over [from, peak] and of t x over [peak, to]; an empty interval adds nothing even to Infinity.
    if (y > 0 && peak > from) sum += (y * (peak - from) * (2 - peak - from)) / 2;
    if (x > 0 && to > peak) sum += (x * (to - peak) * (to + peak)) / 2;
    from = to;
  }
  return sum;
}

/** The non-dominated points of a two-column block, x rising and y falling: the first `size` of `xs` and `ys`. */
function frontByFirst(points: Float64Array): { xs: Float64Array; ys: Float64Array; size: number } {
  const n = points.length / 2;
  const xs = new Float64Array(n);
  const ys = new Float64Array(n);
  for (let i = 0; i < n; i++) xs[i] = points[2 * i]!;
  const order = argsort(xs);
  let size = 0;
  for (const i of order) {
    const x = points[2 * i]!;
    const y = points[2 * i + 1]!;
    if (size > 0 && y >= ys[size - 1]!) continue;
    // Of equal x the lowest y counts.
    if (size > 0 && xs[size - 1] === x) size--;
    xs[size] = x;
    ys[size++] = y;
  }
  return { xs, ys, size };
}

/** y / (x + y), where both lines meet; 1 for an infinite y, 0 for an infinite x alone. */
function share(y: number, x: number): number {
  if (y === Number.POSITIVE_INFINITY) return 1;
  return y === 0 ? 0 : y / (x + y);
}

function meanOverWeights(distances: Float64Array, weights: Matrix): number {
  const m = weights.columns;
  let sum = 0;
  for (let w = 0; w < weights.data.length; w += m) {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < distances.length; i += m) {
      let largest = 0;
      for (let j = 0; j < m && largest < best; j++) {
        const weight = weights.data[w + j]!;
        if (weight > 0) largest = Math.max(largest, weight * distances[i + j]!);
      }
      if (largest < best) best = largest;
    }
    sum += best;
  }
  return sum / weights.rows;
}

function checkedWeights(input: MatrixLike, m: number): Matrix {
  const weights = asMatrix(input, "r2: weights");
  if (weights.rows === 0) throw new InputError("r2: weights is empty; give at least one weight vector");
  if (weights.columns !== m) {
    throw new ShapeError(
      `r2: weights has ${weights.columns} columns but there are ${m} objectives; pass one weight per objective`,
    );
  }
  const bad = weights.data.find((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw new InputError(`r2: weights must be non-negative and finite, found ${bad}`);
  return weights;
}
