/**
 * One predictor: the longest step along a direction that improves what is preferred, and its repetition until what a
 * person judges by has improved too.
 */
import { type Visited, visit } from "./descent.ts";
import type { NavigatorOptions } from "./options.ts";
import type { Oracle } from "./problem.ts";
import type { Proposal } from "./proposal.ts";
import { clipped, moved } from "./vectors.ts";

/** Where a predictor starts. */
export interface Footing {
  readonly x: Float64Array;
  readonly losses: Float64Array;
  readonly multipliers: Float64Array;
}

/** Where a predictor led. */
export interface Predicted {
  readonly visited: Visited;
  readonly length: number;
  /** To first order, for that length. */
  readonly change: Float64Array;
}

/** The preferred objectives, in their order. */
export const wantedIn = (preference: Float64Array): number[] =>
  [...preference.keys()].filter((i) => preference[i]! > 0);

/**
 * Lengths from `longest` down, until each preferred loss falls by what Armijo asks of its slope; null where none does.
 * Slope and step belong to the same direction, of length 1.
 */
export async function stepAlong(
  oracle: Oracle,
  from: Footing,
  { direction, change, preference, limits }: Proposal,
  longest: number,
  { armijo, backtrack, leastStep }: Pick<NavigatorOptions, "armijo" | "backtrack" | "leastStep">,
  onLength?: (length: number) => void,
): Promise<Predicted | null> {
  const wanted = wantedIn(preference);
  for (let length = Math.min(longest, limits.bound ?? longest); length >= leastStep; length *= backtrack) {
    onLength?.(length);
    const x = clipped(moved(from.x, direction, length), oracle.bounds);
    const losses = await oracle.losses(x);
    const holds = wanted.every((i) => losses[i]! <= from.losses[i]! + armijo * length * change[i]!);
    if (!holds || !losses.every(Number.isFinite)) continue;
    const visited = await visit(oracle, x, { near: from.multipliers });
    return { visited, length, change: change.map((slope) => length * slope) };
  }
  return null;
}

/** Predictors one after the other, as one step of the walk. */
export interface Repeated extends Predicted {
  readonly predictors: number;
  readonly judged: Float64Array;
  /** Whether every preferred objective improved on what is judged by. */
  readonly improved: boolean;
}

/**
 * Goes on from a first predictor with the same preference until every preferred objective is better than `before` on
 * what a person judges by, or `most` predictors are done, as PPE does (it allows ten). Losses that steps are made on and
 * those that are judged by differ by what a network generalises, which may be more than one short step promises. Later
 * steps are as long as the first at most. The best place counts, by the sum of what is preferred, where none improves all.
 */
export async function repeatedly(
  oracle: Oracle,
  first: Predicted,
  before: Float64Array,
  preference: Float64Array,
  most: number,
  again: (from: Visited) => Promise<Proposal>,
  options: Pick<NavigatorOptions, "armijo" | "backtrack" | "leastStep">,
  onLength?: (length: number) => void,
): Promise<Repeated> {
  const wanted = wantedIn(preference);
  const gain = (judged: Float64Array): number =>
    wanted.reduce((sum, i) => sum + preference[i]! * (before[i]! - judged[i]!), 0);
  let at: Repeated | undefined;
  let best: Repeated | undefined;
  let next: Predicted | null = first;
  for (let k = 1; next !== null; k++) {
    const judged = await oracle.judged(next.visited.x, next.visited.losses);
    const total: Float64Array | undefined = at?.change;
    at = {
      ...next,
      length: first.length,
      change: total ? total.map((sum, i) => sum + next!.change[i]!) : next.change,
      predictors: k,
      judged,
      improved: wanted.every((i) => judged[i]! < before[i]!),
    };
    if (best === undefined || at.improved || gain(judged) > gain(best.judged)) best = at;
    if (at.improved || k >= most) break;
    const proposal = await again(at.visited);
    if (proposal.refusal !== null) break;
    const longest = Math.min(first.length, proposal.limits.step);
    const { x, losses, at: standing } = at.visited;
    const footing = { x, losses, multipliers: standing.multipliers };
    next = await stepAlong(oracle, footing, proposal, longest, options, onLength);
  }
  return best!;
}
