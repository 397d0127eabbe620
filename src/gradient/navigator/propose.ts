import { type Matrix, toRows } from "../../linalg/index.ts";
import { changeDirection, singleSystem } from "./ancestors.ts";
import { denseSolver } from "./dense-solver.ts";
import { ppeDirection, preferredDirection } from "./direction.ts";
import { bendsAlong, gainsAlong, limitsOf, noLimits } from "./limits.ts";
import { notesOf } from "./notes.ts";
import type { NavigatorOptions } from "./options.ts";
import { addCost, type Bounds, noCost, type Oracle, type OracleHessian } from "./problem.ts";
import type { Proposal, StepLimits } from "./proposal.ts";
import { arrivedAt, flat, refusalOf } from "./refusal.ts";
import { bentDirection, newtonDirection } from "./second-order.ts";
import { type Stationarity, scaleOf, sidesOf, stationarityOf } from "./stationarity.ts";
import { minresSolver, type Tangent, type TangentOptions, tangentOf } from "./tangent.ts";
import { combined, longestRow, norm, products, unitRows, without } from "./vectors.ts";

/** Where a proposal is made. */
export interface Standing {
  readonly point: number;
  readonly x: Float64Array;
  /** Those of the point: of several sets that would do, this one is taken. */
  readonly multipliers: Float64Array;
}

/** A direction with what it came from. */
export interface Direction {
  readonly v: Float64Array;
  readonly published: Float64Array;
  readonly preferred: Float64Array;
  readonly tangent: Tangent;
  readonly rule: Proposal["rule"];
  /** Variables that tangents leave where they are. */
  readonly held?: Uint8Array | undefined;
}

/** What a set of multipliers makes of a point. */
interface Weighed {
  readonly at: Stationarity;
  readonly direction: Direction;
  /** Why the direction is none; null where the way is there. */
  readonly refusal: string | null;
  readonly way?: Way | undefined;
}

/** A unit direction, and how far it may be followed. */
interface Way {
  readonly v: Float64Array;
  readonly change: Float64Array;
  readonly limits: StepLimits;
  readonly order: 1 | 2;
  /** What each objective can gain along v. */
  readonly gains: Float64Array;
}

/**
 * What to do at a point for a preference that was checked. Where its multipliers are refused and the point has others, as at
 * corners of the box, the front goes on in other directions as well: those are tried in their turn, and at last
 * what is flat to first order by its bend.
 */
export async function proposeAt(
  oracle: Oracle,
  { point, x, multipliers }: Standing,
  preference: Float64Array,
  options: NavigatorOptions,
  onIteration?: TangentOptions["onIteration"],
): Promise<Proposal> {
  const { losses, jacobian } = await oracle.derivatives(x);
  const place: Asked = { oracle, x, losses, jacobian, preference, options, onIteration };
  const found = await servedBy(place, multipliers);
  const { at, direction, refusal } = found;
  const { tangent, published, preferred, held } = direction;
  const m = oracle.tasks.length;
  const none: Way = {
    v: new Float64Array(x.length),
    change: new Float64Array(m),
    limits: noLimits,
    order: 1,
    gains: new Float64Array(m),
  };
  const { v, change, limits, order } = found.way ?? none;
  const publishedLength = norm(published);
  // A direction of length 0 but for rounding is none.
  const asPublished =
    publishedLength > flat * longestRow(jacobian)
      ? published.map((value) => value / publishedLength)
      : new Float64Array(x.length);
  return {
    from: point,
    preference,
    method: options.method,
    direction: v,
    change,
    order,
    strength: norm(direction.v),
    limits,
    condition: {
      stationarity: at.residual,
      multipliers: at.multipliers,
      systems: tangent.records,
      rank: tangent.basis.rows,
      expectedRank: Math.min(oracle.tasks.length - 1, x.length),
      indefinite: tangent.indefinite,
      damping: options.damping,
      held: held?.reduce((sum, one) => sum + one, 0) ?? 0,
    },
    published: { direction: asPublished, change: products(jacobian, asPublished) },
    rule: direction.rule,
    preferredDirection: preferred,
    generators: toRows(tangent.generators).map((row) => Float64Array.from(row)),
    refusal,
    notes: notesOf(oracle.tasks, at, preference, direction, order, options),
    cost: addCost(noCost, oracle.cost()),
  };
}

/** A slope that is more than what is left of the weighted sum, as a share of the scale. */
const steep = 1e-5;

/** What does not change while multipliers are tried. */
interface Asked {
  readonly oracle: Oracle;
  readonly x: Float64Array;
  readonly losses: Float64Array;
  readonly jacobian: Matrix;
  readonly preference: Float64Array;
  readonly options: NavigatorOptions;
  readonly onIteration: TangentOptions["onIteration"];
}

/** The first multipliers that serve the preference, else the first whose tangents bend its way, else those of the point. */
async function servedBy(asked: Asked, multipliers: Float64Array): Promise<Weighed> {
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
  return own;
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
  if (others.length > 0 || !near || direction.tangent.basis.rows < 2 || options.method !== "ppe")
    return undefined;
  const newton = await newtonDirection(oracle, x, jacobian, direction.tangent, i!);
  if (!newton || newton.gain < 2 * way.gains[i!]! || pushedOut(x, newton.v, oracle.bounds).length > 0)
    return undefined;
  const next = await wayAlong(asked, newton.v, { at, direction }, 1);
  if (typeof next === "string" || !(next.change[i!]! < 0)) return undefined;
  return { at, direction: { ...direction, rule: "newton" }, refusal: null, way: next };
}

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
  if (order === 2 && preference.some((p, i) => p > 0 && !(change[i]! < 0))) return "it bends the other way";
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

/** Curvature below this share of the longest gradient over the point's size is rounding. */
const straight = 1e-8;

async function directionOf(
  hessian: OracleHessian,
  { x, jacobian, preference, options, onIteration }: Asked,
  at: Stationarity,
  held: Uint8Array | undefined,
): Promise<Direction> {
  const free = without(jacobian, held);
  const { damping, tolerance, maxIterations, rank, method } = options;
  const solver =
    method === "pareto-tracer"
      ? await denseSolver(hessian, jacobian.columns, held, damping)
      : minresSolver(hessian, jacobian.rows, held, {
          damping,
          tolerance,
          maxIterations,
          leastCurvature: (straight * longestRow(free)) / Math.max(1, norm(x)),
          rankTolerance: rank,
          onIteration,
        });
  if (method === "cpmtl") return singleSystem(free, preference, solver);
  const tangent = await tangentOf(free, solver, rank);
  if (method === "pareto-tracer") return changeDirection(free, tangent, preference);
  const gradients = options.normalise ? unitRows(free) : free;
  const found = ppeDirection(gradients, tangent, preference, at.multipliers);
  return {
    v: combined(tangent.basis, found.chosen.along),
    published: combined(tangent.basis, found.published),
    preferred: found.preferred,
    tangent,
    rule: found.chosen.rule,
  };
}

/** Variables at a bound that v leads out of the box. */
function pushedOut(x: Float64Array, v: Float64Array, bounds: Bounds | undefined): number[] {
  if (!bounds) return [];
  const side = sidesOf(x, bounds);
  const size = 1e-9 * norm(v);
  return [...x.keys()].filter((j) => side[j]! * v[j]! > size);
}
