import { type Matrix, matrix } from "./matrix.ts";
import { simplexQp } from "./simplex-qp.ts";
import { solveSquare } from "./solve-square.ts";

/** Simplex weights w, and the factor that makes of J'w the step of the asked length. */
export interface ConePoint {
  readonly weights: Float64Array;
  /** The step is multiplier * J'w. */
  readonly multiplier: number;
}

/**
 * Where a combination is this much shorter than what it is made of, or a multiplier this much larger than what brings the
 * shortest vector to the radius, the ball does not bound the step: 0 is in the hull.
 */
const most = 1e7;

/**
 * The d with |d| <= radius that maximises min_i (b_i + g_i . d), for the Gramian G of vectors g_i and b_i = g_i . y
 * for some y in their span: a second-order cone
 * programme, whose dual is to minimise b . w + radius |J'w| over the unit simplex (Liu et al., arXiv:2110.14048,
 * equations 3 and 4); d = multiplier * J'w.
 *
 * Exact, without an interior point: for a fixed multiplier m the dual is the QP 1/2 m w'Gw + b . w, whose w is affine in
 * 1/m as long as the same weights are positive, and m |J'w| grows with m. So the multiplier that makes it the radius is
 * found by bracketing, with the closed form of the present piece as the guess; it ends in the piece that holds it.
 *
 * Where a convex combination of the vectors is 0 and the radius is not reached, the step is that of a very large
 * multiplier. All vectors 0: multiplier 0.
 */
export function conePoint(g: Matrix, b: ArrayLike<number>, radius: number): ConePoint {
  const n = g.rows;
  const trace = Array.from({ length: n }, (_, i) => g.data[i * n + i]!).reduce((sum, x) => sum + x, 0);
  const uniform = new Float64Array(n).fill(1 / n);
  if (!(trace > 0) || !(radius > 0)) return { weights: uniform, multiplier: 0 };
  const lengths = Array.from({ length: n }, (_, i) => Math.sqrt(g.data[i * n + i]!));
  const cap = (most * radius) / Math.min(...lengths.filter((length) => length > 0));
  const solve = (multiplier: number): Solution => {
    const weights = simplexQp(
      g,
      Float64Array.from({ length: n }, (_, i) => b[i]! / multiplier),
    );
    const norm = Math.sqrt(Math.max(0, quadratic(g, weights)));
    const parts = weights.reduce((sum, weight, i) => sum + weight * lengths[i]!, 0);
    return { weights, length: multiplier * norm, cancels: parts > 0 && most * norm <= parts };
  };
  const first = radius / Math.sqrt(trace / n);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let multiplier = first;
  let at = solve(multiplier);
  for (let step = 0; step < 200; step++) {
    if (Math.abs(at.length - radius) <= 1e-14 * radius) break;
    if (at.length < radius) low = multiplier;
    else high = multiplier;
    const bracketed = Number.isFinite(high) && high - low <= 2 ** -51 * high;
    if (low >= cap || (low > 0 && at.length < radius && at.cancels) || bracketed) break;
    const guess = onPiece(g, b, radius, at.weights);
    const inside = guess !== undefined && guess > low && guess < high;
    if (inside) multiplier = Math.min(guess, cap);
    else if (high === Number.POSITIVE_INFINITY) multiplier = Math.min(8 * low, cap);
    else multiplier = low === 0 ? high / 8 : Math.sqrt(low * high);
    const next = solve(multiplier);
    // The guess is exact where the weights that are positive stay so; a second one gains nothing but rounding.
    const settled = inside && sameSupport(at.weights, next.weights);
    at = next;
    if (settled && Math.abs(at.length - radius) <= 1e-9 * radius) break;
  }
  return { weights: at.weights, multiplier };
}

interface Solution {
  readonly weights: Float64Array;
  readonly length: number;
  /** Whether what the vectors contribute cancels. */
  readonly cancels: boolean;
}

function quadratic(g: Matrix, w: Float64Array): number {
  let sum = 0;
  w.forEach((wi, i) => {
    w.forEach((wj, j) => {
      sum += wi * wj * g.data[i * g.rows + j]!;
    });
  });
  return sum;
}

function sameSupport(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => value > 0 === b[i]! > 0);
}

/**
 * The multiplier at which |d| is the radius, were the positive weights those of `weights`: w = p + q / m with p the affine
 * minimiser of w'Gw and q of sum 0. As p'Gq = 0, m^2 p'Gp + q'Gq = radius^2.
 */
function onPiece(g: Matrix, b: ArrayLike<number>, radius: number, weights: Float64Array): number | undefined {
  const support = Array.from(weights.keys()).filter((i) => weights[i]! > 0);
  const origin = support[0]!;
  const others = support.slice(1);
  const at = (i: number, j: number): number => g.data[i * g.rows + j]!;
  const m = others.length;
  const system = matrix(m, m);
  others.forEach((i, row) => {
    others.forEach((j, column) => {
      system.data[row * m + column] = at(i, j) - at(i, origin) - at(origin, j) + at(origin, origin);
    });
  });
  const p = solveSquare(
    system,
    others.map((i) => at(origin, origin) - at(i, origin)),
  );
  const q = solveSquare(
    system,
    others.map((i) => b[origin]! - b[i]!),
  );
  if (p === undefined || q === undefined) return undefined;
  const full = (part: Float64Array, total: number): Float64Array => {
    const w = new Float64Array(weights.length);
    w[origin] = total - part.reduce((sum, x) => sum + x, 0);
    others.forEach((i, k) => {
      w[i] = part[k]!;
    });
    return w;
  };
  const along = quadratic(g, full(p, 1));
  const rest = radius * radius - quadratic(g, full(q, 0));
  return along > 0 && rest > 0 ? Math.sqrt(rest / along) : undefined;
}
