/**
 * How far a point is from being Pareto stationary: from multipliers a >= 0, sum a = 1, with sum_i a_i g_i = 0, or, at
 * the bounds of a box, with a sum that only points out of it (Karush-Kuhn-Tucker).
 */
import type { Matrix } from "../../linalg/index.ts";
import { leastNormWeights, nearestMultipliers } from "./multipliers.ts";
import type { Bounds } from "./problem.ts";
import { combined, longestRow, norm, slackAt, without } from "./vectors.ts";

export interface Stationarity {
  readonly multipliers: Float64Array;
  /** What is left of sum_i a_i g_i inside the box. Minus this is a direction in which no loss grows. */
  readonly gradient: Float64Array;
  /** Its norm as a share of `scaleOf`; 0 where all gradients are 0. */
  readonly residual: number;
  /** 1 for variables at a bound that the weighted gradient holds them at; absent where there are none. */
  readonly held: Uint8Array | undefined;
}

/** -1 for variables at the lower bound, 1 at the upper, 0 between. */
export function sidesOf(x: Float64Array, bounds: Bounds): Int8Array {
  const { lower, upper } = bounds;
  return Int8Array.from(x, (value, i) => {
    const slack = slackAt(bounds, i);
    return value <= lower[i]! + slack ? -1 : value >= upper[i]! - slack ? 1 : 0;
  });
}

/** Gradients within the box may be as much smaller than those that press against it, and count as they are. */
const leastScale = 1e-6;

/**
 * What slopes and residuals are shares of: the longest gradient in the variables that are not held. Those that are held may
 * be steeper by far, as DTLZ6's distances are, and say nothing of the others.
 */
export function scaleOf(jacobian: Matrix, held: Uint8Array | undefined): number {
  const whole = longestRow(jacobian);
  return held ? Math.max(longestRow(without(jacobian, held)), leastScale * whole) : whole;
}

/** Which multipliers to take. */
export interface MultiplierChoice {
  /** These, whatever their residual. */
  readonly given?: ArrayLike<number> | undefined;
  /** Of several with the least residual, those nearest to these: the point's before. Default: all the same. */
  readonly near?: ArrayLike<number> | undefined;
}

/** A residual up to which multipliers that were chosen for being near are as good as any. */
const asGoodAsNone = 1e-8;

/**
 * The multipliers and what they leave. At a bound those nearest to `near` are tried first. Where they leave something,
 * bounds are settled by turns: variables whose weighted gradient points out of the box are held, and the least norm is
 * found over the others; a few turns are enough, and the best is taken where they would go round.
 */
export function stationarityOf(
  jacobian: Matrix,
  x: Float64Array,
  bounds: Bounds | undefined,
  { given, near }: MultiplierChoice = {},
): Stationarity {
  if (!bounds) {
    const multipliers = given ? Float64Array.from(given) : leastNormWeights(jacobian, near);
    const gradient = combined(jacobian, multipliers);
    const longest = longestRow(jacobian);
    return { multipliers, gradient, residual: longest === 0 ? 0 : norm(gradient) / longest, held: undefined };
  }
  const side = sidesOf(x, bounds);
  if (given) return leftBy(Float64Array.from(given), jacobian, side);
  let best: Stationarity | undefined;
  if (side.some((value) => value !== 0)) {
    best = leftBy(nearestMultipliers(jacobian, side, near), jacobian, side);
    if (best.residual <= asGoodAsNone) return best;
  }
  let held: Uint8Array = new Uint8Array(x.length);
  for (let turn = 0; turn < 30; turn++) {
    const multipliers = leastNormWeights(without(jacobian, held), near);
    const found = leftBy(multipliers, jacobian, side);
    if (!best || found.residual < best.residual) best = found;
    const outward = outwardOf(combined(jacobian, multipliers), side);
    if (outward.every((out, j) => out === held[j])) break;
    held = outward;
  }
  return best!;
}

const outwardOf = (sum: Float64Array, side: Int8Array): Uint8Array =>
  Uint8Array.from(sum, (value, j) => (side[j]! * value < 0 ? 1 : 0));

/** What multipliers leave inside the box. */
function leftBy(multipliers: Float64Array, jacobian: Matrix, side: Int8Array): Stationarity {
  const sum = combined(jacobian, multipliers);
  const outward = outwardOf(sum, side);
  const gradient = sum.map((value, j) => (outward[j] ? 0 : value));
  // Held for certain: those that are not merely held by rounding.
  const least = 1e-9 * longestRow(jacobian);
  const held = Uint8Array.from(outward, (out, j) => (out && Math.abs(sum[j]!) > least ? 1 : 0));
  const scale = scaleOf(jacobian, held);
  return { multipliers, gradient, residual: scale === 0 ? 0 : norm(gradient) / scale, held };
}
