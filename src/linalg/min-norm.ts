import { ShapeError } from "../base/index.ts";
import { type Matrix, matrix } from "./matrix.ts";
import { solveSquare } from "./solve-square.ts";

/**
 * The point of least norm in the convex hull of vectors g_1 .. g_T, from their Gramian G = (g_s . g_t) alone:
 * weights w >= 0, sum w = 1, minimising w' G w (Wolfe, "Finding the nearest point in a polytope", Mathematical
 * Programming 11, 1976; for gradients: Désidéri's multiple-gradient descent direction, 2012).
 *
 * Exact active-set method, finite for any T; each step solves a system of at most T equations, so O(T^3) a step.
 * Of several minimisers (parallel or repeated vectors) it returns one; an all-zero Gramian gives weight 1 to the
 * first vector. Throws a `ShapeError` where the Gramian is not square or not finite.
 */
export function minNormWeights(gramian: Matrix): Float64Array {
  const n = gramian.rows;
  if (gramian.columns !== n || n === 0) {
    throw new ShapeError(`minNormWeights: a Gramian is square and not empty, got ${n} x ${gramian.columns}`);
  }
  if (!gramian.data.every(Number.isFinite)) {
    throw new ShapeError("minNormWeights: the Gramian holds a value that is not finite; check the gradients");
  }
  // Scaling G by a constant leaves the minimiser: bring its largest entry to 1 so that one tolerance serves.
  const largest = gramian.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const weights = new Float64Array(n);
  if (largest === 0) {
    weights[0] = 1;
    return weights;
  }
  const g = gramian.data.map((value) => value / largest);
  const at = (i: number, j: number): number => g[i * n + j]!;
  const size = (i: number, j: number): number => Math.abs(g[i * n + j]!);
  // Of what is added up to a product, the share that rounding may take: rows may be of very different lengths.
  const tolerance = 1e-14 * n;

  let start = 0;
  for (let i = 1; i < n; i++) if (at(i, i) < at(start, start)) start = i;
  let active = [start];
  weights[start] = 1;
  const together = weightsTogether(at, n);
  if (together !== undefined) {
    active = together.map(([i]) => i);
    weights[start] = 0;
    for (const [i, weight] of together) weights[i] = weight;
  }

  // Newcomers found to depend on the corral; they may be tried again once the point has moved.
  let refused: number[] = [];
  for (let major = 0; major < 50 * n; major++) {
    const norm = quadratic(at, active, weights);
    const terms = quadratic(size, active, weights);
    // x . g_j for x = sum w_i g_i: the vertex most opposed to x, beyond rounding, enters the corral.
    let entering = -1;
    let least = norm;
    for (let j = 0; j < n; j++) {
      if (active.includes(j) || refused.includes(j)) continue;
      const dot = product(at, active, weights, j);
      if (dot < least && dot < norm - tolerance * (terms + product(size, active, weights, j))) {
        [entering, least] = [j, dot];
      }
    }
    if (entering < 0) break;
    active.push(entering);
    for (;;) {
      const target = affineMinimiser(at, active);
      if (target === null) {
        // The newcomer depends affinely on the corral: it cannot lower the norm, so it leaves again.
        active = active.filter((i) => i !== entering || weights[i]! > 0);
        refused.push(entering);
        break;
      }
      let step = 1;
      active.forEach((i, k) => {
        if (target[k]! < 0) step = Math.min(step, weights[i]! / (weights[i]! - target[k]!));
      });
      active = active.filter((i, k) => {
        const moved = (1 - step) * weights[i]! + step * target[k]!;
        // The one that stops the step has rounding left, whatever its length.
        const kept = step === 1 || moved > tolerance * weights[i]!;
        weights[i] = kept ? moved : 0;
        return kept;
      });
      if (step === 1) break;
    }
    if (quadratic(at, active, weights) < norm) refused = refused.filter((i) => i === entering);
    else if (!refused.includes(entering)) refused.push(entering);
  }
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/**
 * Where to begin: all vectors, if the affine combination of least norm has positive weights, else those that have such, and so
 * on. Vectors that are nearly at right angles are settled so in one step for all. `undefined` where it does not end soon.
 */
function weightsTogether(at: Entry, n: number): [index: number, weight: number][] | undefined {
  let active = Array.from({ length: n }, (_, i) => i);
  for (let attempt = 0; attempt < 3 && active.length > 1; attempt++) {
    const target = affineMinimiser(at, active);
    if (target === null) return undefined;
    if (target.every((weight) => weight > 0)) return active.map((i, k) => [i, target[k]!]);
    active = active.filter((_, k) => target[k]! > 0);
  }
  return undefined;
}

type Entry = (i: number, j: number) => number;

function product(at: Entry, active: readonly number[], weights: Float64Array, j: number): number {
  return active.reduce((sum, i) => sum + weights[i]! * at(i, j), 0);
}

function quadratic(at: Entry, active: readonly number[], weights: Float64Array): number {
  let sum = 0;
  for (const i of active) for (const j of active) sum += weights[i]! * weights[j]! * at(i, j);
  return sum;
}

/**
 * Weights of sum 1 (of any sign) with the least norm over the active vectors: the normal equations of the differences
 * from the shortest vector, scaled to a unit diagonal so that vectors of very different lengths are kept apart. `null`
 * where the vectors are affinely dependent to within rounding.
 */
function affineMinimiser(at: Entry, active: readonly number[]): Float64Array | null {
  const weights = new Float64Array(active.length);
  let base = 0;
  active.forEach((i, k) => {
    if (at(i, i) < at(active[base]!, active[base]!)) base = k;
  });
  const origin = active[base]!;
  const others = active.filter((i) => i !== origin);
  const difference = (i: number, j: number): number =>
    at(i, j) - at(i, origin) - at(origin, j) + at(origin, origin);
  const lengths = others.map((i) => Math.sqrt(difference(i, i)));
  if (lengths.some((length) => !(length > 0))) return null;
  const n = others.length;
  const system = matrix(n, n);
  others.forEach((i, row) => {
    others.forEach((j, column) => {
      system.data[row * n + column] = difference(i, j) / (lengths[row]! * lengths[column]!);
    });
  });
  const solution = solveSquare(
    system,
    others.map((i, row) => (at(origin, origin) - at(i, origin)) / lengths[row]!),
  );
  if (solution === undefined) return null;
  weights[base] = 1;
  others.forEach((i, row) => {
    const weight = solution[row]! / lengths[row]!;
    weights[active.indexOf(i)] = weight;
    weights[base]! -= weight;
  });
  return weights;
}
