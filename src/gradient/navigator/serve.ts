/**
 * Which way serves a preference at a point: along the tangents of its own multipliers; else of others that it may as well
 * have, as at corners of the box, where the front goes on in other directions too; else inwards from the box; else by the bend;
 * else across, to another piece of the front.
 */
import { type Matrix, rowOf } from "../../linalg/index.ts";
import { preferredDirection } from "./direction.ts";
import { bendsAlong, gainsAlong, limitsOf, noLimits } from "./limits.ts";
import { axesOf, nextPiece } from "./look.ts";
import type { Bounds, Oracle } from "./problem.ts";
import type { StepLimits } from "./proposal.ts";
import { arrivedAt, flat, refusalOf } from "./refusal.ts";
import { bentDirection, newtonDirection } from "./second-order.ts";
import { type Stationarity, scaleOf, sidesOf, stationarityOf } from "./stationarity.ts";
import { type Direction, directionOf, type Situation } from "./tangent-direction.ts";
import { norm, products } from "./vectors.ts";

/** What a set of multipliers makes of a point. */
export interface Weighed {
  readonly at: Stationarity;
  readonly direction: Direction;
  /** Why the direction is none; null where the way is there. */
  readonly refusal: string | null;
  readonly way?: Way | undefined;
}

/** A unit direction, and how far it may be followed. */
export interface Way {
  readonly v: Float64Array;
  readonly change: Float64Array;
  readonly limits: StepLimits;
  readonly order: 0 | 1 | 2;
  /** What each objective can gain along v. */
  readonly gains: Float64Array;
}

/** A slope that is more than what is left of the weighted sum, as a share of the scale. */
const steep = 1e-5;

/** What does not change while multipliers are tried. */
export interface Asked extends Situation {
  readonly oracle: Oracle;
  readonly losses: Float64Array;
}

/** The first multipliers that serve the preference, else the first whose tangents bend its way, else those of the point. */
export async function servedBy(asked: Asked, multipliers: Float64Array): Promise<Weighed> {
  const { oracle, x, jacobian, preference } = asked;
  const own = await weighed(asked, multipliers);
  if (own.way) return own;
  const tried = [own];
  for (const others of otherMultipliers(jacobian, x, oracle.bounds, own.at, preference)) {
    const next = await weighed(asked, others);
    if (next.way) return next;
    tried.push(next);
  }
  const scale = scaleOf(jacobian, own.at.held);
  const along = offCorner(x, preferredDirection(jacobian, preference), oracle.bounds);
  const off = along && (await wayAlong(asked, along, own, 1));
  const falls = (slope: number, i: number): boolean => preference[i] === 0 || slope < -steep * scale;
  if (off && typeof off !== "string" && off.change.every(falls)) {
    return { ...own, direction: { ...own.direction, rule: "box" }, refusal: null, way: off };
  }
  for (const each of tried) {
    const { at, direction } = each;
    const scale = scaleOf(jacobian, at.held);
    const v = await bentDirection(oracle, x, jacobian, direction.tangent, preference, scale);
    const way = v && (await wayAlong(asked, v, each, 2));
    if (way && typeof way !== "string") return { ...each, refusal: null, way };
  }
  const jump = await wayAcross(asked, own);
  return jump ? { ...own, direction: { ...own.direction, rule: "jump" }, refusal: null, way: jump } : own;
}

/**
 * A way to another piece of the front: to the nearest place with all that is preferred better, on lines through the box along
 * the tangents, the preferred direction and the axes. None where prices are limited (`corner`): a jump has no price.
 */
async function wayAcross(
  { oracle, x, losses, jacobian, preference, options }: Asked,
  { at, direction }: Weighed,
): Promise<Way | undefined> {
  const wanted = [...preference.keys()].filter((i) => preference[i]! > 0);
  // What is better in everything was looked for when the point was brought to the front.
  if (options.corner < 1 || wanted.length === preference.length) return undefined;
  const { basis } = direction.tangent;
  const lines = [
    ...Array.from({ length: basis.rows }, (_, k) => rowOf(basis, k)),
    preferredDirection(jacobian, preference),
    ...axesOf(x.length, (j) => !at.held?.[j]),
  ];
  const seen = await nextPiece(oracle, x, losses, wanted, lines, options.reach);
  if (!seen) return undefined;
  const { length } = seen;
  const gained = losses.map((loss, i) => loss - seen.losses[i]!);
  const change = gained.map((gain) => -gain / length);
  return { v: seen.direction, change, limits: { ...noLimits, step: length }, order: 0, gains: gained };
}

/**
 * The part of the preferred direction that stays in the box, of length 1; undefined where x is at no bound, or there is none.
 * At a corner of the box the front may begin on the inner side alone, with multipliers that only points there tell.
 */
function offCorner(
  x: Float64Array,
  preferred: Float64Array,
  bounds: Bounds | undefined,
): Float64Array | undefined {
  if (!bounds) return undefined;
  const side = sidesOf(x, bounds);
  if (side.every((value) => value === 0)) return undefined;
  const inside = preferred.map((value, j) => (side[j]! * value > 0 ? 0 : value));
  const length = norm(inside);
  return length > flat * norm(preferred) ? inside.map((value) => value / length) : undefined;
}

/** The direction for these multipliers, and how far it goes or why it is none. */
async function weighed(asked: Asked, multipliers: Float64Array): Promise<Weighed> {
  const { oracle, x, jacobian, preference, options } = asked;
  const at = stationarityOf(jacobian, x, oracle.bounds, { given: multipliers });
  let held = at.held ?? (oracle.bounds ? new Uint8Array(x.length) : undefined);
  let direction: Direction;
  const hessian = await oracle.hessian(x, at.multipliers);
  try {
    // A variable at its bound that the direction would push out is held too, and the tangents are worked out anew.
    for (;;) {
      const found = await directionOf(hessian, asked, at, held);
      direction = { ...found, held };
      const pushed = pushedOut(x, direction.v, oracle.bounds);
      // A direction of length 0 but for rounding pushes nothing.
      const none = norm(direction.v) <= flat * scaleOf(jacobian, held);
      if (none || pushed.length === 0 || !held) break;
      held = held.slice();
      for (const j of pushed) held[j] = 1;
    }
  } finally {
    hessian.dispose();
  }
  const refusal = refusalOf(oracle.tasks, jacobian, at, preference, direction, options);
  if (refusal !== null) return { at, direction, refusal };
  const strength = norm(direction.v);
  const v = direction.v.map((value) => value / strength);
  const way = await wayAlong(asked, v, { at, direction }, 1);
  if (typeof way === "string") return { at, direction, refusal: way };
  return (
    (await straighter(asked, { at, direction, refusal: null, way })) ?? { at, direction, refusal: null, way }
  );
}

/** Where no more than this share of the largest value is left to gain, an objective is about to arrive. */
const arriving = 1e-2;

/** Newton's direction, where one objective is preferred, is about to arrive, and would go there by many short turns. */
async function straighter(
  asked: Asked,
  found: Weighed & { readonly way: Way },
): Promise<Weighed | undefined> {
  const { oracle, x, losses, jacobian, preference, options } = asked;
  const { at, direction, way } = found;
  const [i, ...others] = [...preference.keys()].filter((j) => preference[j]! > 0);
  const near = way.gains[i!]! < arriving * Math.max(...losses.map(Math.abs));
  // Damping says that the curvature is not to be trusted so far.
  const apt = options.method !== "cpmtl" && options.damping === 0 && direction.tangent.basis.rows >= 2;
  if (others.length > 0 || !near || !apt) return undefined;
  const newton = await newtonDirection(oracle, x, jacobian, direction.tangent, i!);
  if (!newton || newton.gain < 2 * way.gains[i!]! || pushedOut(x, newton.v, oracle.bounds).length > 0)
    return undefined;
  const next = await wayAlong(asked, newton.v, { at, direction }, 1);
  if (typeof next === "string" || !(next.change[i!]! < 0)) return undefined;
  return { at, direction: { ...direction, rule: "newton" }, refusal: null, way: next };
}

/** A bend that brings less than this share of the largest value is not worth turning for. */
const visible = 1e-10;

/** How far v may be followed; why not, where that is not worth a step. */
async function wayAlong(
  { oracle, x, losses, jacobian, preference, options }: Asked,
  v: Float64Array,
  { at, direction }: Pick<Weighed, "at" | "direction">,
  order: 1 | 2,
): Promise<Way | string> {
  const slopes = products(jacobian, v);
  const bends = await bendsAlong(oracle, x, v);
  const along = { change: slopes, bends };
  const limits = limitsOf(x, v, along, preference, at, direction.tangent, oracle, options);
  const gains = gainsAlong(slopes, bends, limits);
  const arrived = arrivedAt(oracle.tasks, losses, preference, gains);
  if (arrived !== null) return arrived;
  const change = order === 1 ? slopes : slopes.map((slope, i) => slope + (bends[i]! * limits.step) / 2);
  const least = visible * Math.max(...losses.map(Math.abs));
  const falls = (slope: number, i: number): boolean => preference[i] === 0 || slope * limits.step < -least;
  if (order === 2 && !change.every(falls)) return "it bends the other way, or too little";
  return { v, change, limits, order, gains };
}

/** Multipliers closer than this are the same. */
const same = 1e-7;

/** Other multipliers that the point may as well have: nearest to the preference, to no preference, to one objective each. */
function* otherMultipliers(
  jacobian: Matrix,
  x: Float64Array,
  bounds: Bounds | undefined,
  own: Stationarity,
  preference: Float64Array,
): Generator<Float64Array> {
  const m = jacobian.rows;
  const known = [own.multipliers];
  const total = preference.reduce((sum, value) => sum + value, 0);
  const wishes = [
    preference.map((value) => value / total),
    new Float64Array(m).fill(1 / m),
    ...Array.from({ length: m }, (_, i) => new Float64Array(m).fill(1, i, i + 1)),
  ];
  for (const near of wishes) {
    const { multipliers, residual } = stationarityOf(jacobian, x, bounds, { near });
    if (residual > Math.max(2 * own.residual, 1e-6)) continue;
    if (known.some((each) => norm(each.map((value, i) => value - multipliers[i]!)) < same)) continue;
    known.push(multipliers);
    yield multipliers;
  }
}

/** Variables at a bound that v leads out of the box. */
function pushedOut(x: Float64Array, v: Float64Array, bounds: Bounds | undefined): number[] {
  if (!bounds) return [];
  const side = sidesOf(x, bounds);
  const size = 1e-9 * norm(v);
  return [...x.keys()].filter((j) => side[j]! * v[j]! > size);
}
