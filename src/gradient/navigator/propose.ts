import { type Matrix, toRows } from "../../linalg/index.ts";
import { changeDirection, singleSystem } from "./ancestors.ts";
import { denseSolver } from "./dense-solver.ts";
import { ppeDirection } from "./direction.ts";
import type { NavigatorOptions } from "./options.ts";
import { addCost, type Bounds, noCost, type Oracle, type OracleHessian } from "./problem.ts";
import type { Proposal, StepLimits } from "./proposal.ts";
import { flat, refusalOf } from "./refusal.ts";
import { type Stationarity, stationarityOf } from "./stationarity.ts";
import { minresSolver, type Tangent, type TangentOptions, tangentOf } from "./tangent.ts";
import { combined, dot, longestRow, norm, products, unitRows, without } from "./vectors.ts";

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
  readonly tangential: boolean;
}

/** What to do at a point for a preference that was checked. */
export async function proposeAt(
  oracle: Oracle,
  { point, x, multipliers }: Standing,
  preference: Float64Array,
  options: NavigatorOptions,
  onIteration?: TangentOptions["onIteration"],
): Promise<Proposal> {
  const { jacobian } = await oracle.derivatives(x);
  const at = stationarityOf(jacobian, x, oracle.bounds, { given: multipliers });
  let held = at.held ?? (oracle.bounds ? new Uint8Array(x.length) : undefined);
  let direction: Direction;
  const hessian = await oracle.hessian(x, at.multipliers);
  try {
    // A variable at its bound that the direction would push out is held too, and the tangents are worked out anew.
    for (;;) {
      direction = await directionOf(hessian, jacobian, at, held, preference, options, onIteration);
      const pushed = pushedOut(x, direction.v, oracle.bounds);
      if (pushed.length === 0 || !held) break;
      held = held.slice();
      for (const j of pushed) held[j] = 1;
    }
  } finally {
    hessian.dispose();
  }
  const { tangent, published, preferred } = direction;
  const strength = norm(direction.v);
  const refusal = refusalOf(oracle.tasks, jacobian, at, preference, direction, options);
  const v = refusal === null ? direction.v.map((value) => value / strength) : new Float64Array(x.length);
  const change = products(jacobian, v);
  const limits =
    refusal === null ? await limitsOf(oracle, x, v, change, preference, at, tangent, options) : noLimits;
  const notes = notesOf(oracle.tasks, at, preference, direction, options);
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
    strength,
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
    rule: direction.tangential ? "tangential" : "published",
    preferredDirection: preferred,
    generators: toRows(tangent.generators).map((row) => Float64Array.from(row)),
    refusal,
    notes,
    cost: addCost(noCost, oracle.cost()),
  };
}

const noLimits: StepLimits = {
  step: 0,
  curvature: null,
  trust: null,
  bound: null,
  edge: null,
  settings: null,
};

async function directionOf(
  hessian: OracleHessian,
  jacobian: Matrix,
  at: Stationarity,
  held: Uint8Array | undefined,
  preference: Float64Array,
  options: NavigatorOptions,
  onIteration: TangentOptions["onIteration"],
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
    tangential: found.chosen.rule === "tangential",
  };
}

/** Variables at a bound that v leads out of the box. */
function pushedOut(x: Float64Array, v: Float64Array, bounds: Bounds | undefined): number[] {
  if (!bounds) return [];
  const size = 1e-9 * norm(v);
  return [...x.keys()].filter((j) => {
    const slack = 1e-12 * Math.max(1, Math.abs(x[j]!));
    return (
      (v[j]! < -size && x[j]! <= bounds.lower[j]! + slack) ||
      (v[j]! > size && x[j]! >= bounds.upper[j]! - slack)
    );
  });
}

/** Where the slopes of the preferred objectives, the box, the edge and the settings end a step. */
async function limitsOf(
  oracle: Oracle,
  x: Float64Array,
  v: Float64Array,
  change: Float64Array,
  preference: Float64Array,
  { multipliers }: Stationarity,
  tangent: Tangent,
  options: NavigatorOptions,
): Promise<StepLimits> {
  let [curvature, trust] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const largest = Math.max(...change.map(Math.abs));
  for (const [i, weight] of preference.entries()) {
    const bend = dot(v, await oracle.product(x, unit(preference.length, i), v));
    if (weight > 0 && bend > 0 && change[i]! < 0) curvature = Math.min(curvature, -change[i]! / bend);
    if (bend !== 0) trust = Math.min(trust, (2 * largest) / Math.abs(bend));
  }
  let bound = Number.POSITIVE_INFINITY;
  const { bounds } = oracle;
  if (bounds) {
    v.forEach((value, j) => {
      if (value === 0) return;
      const room = value > 0 ? bounds.upper[j]! - x[j]! : bounds.lower[j]! - x[j]!;
      if (Math.abs(value) > 1e-9) bound = Math.min(bound, Math.max(0, room / value));
    });
  }
  let edge = Number.POSITIVE_INFINITY;
  const rates = combined(tangent.multiplierRates, products(tangent.basis, v));
  multipliers.forEach((weight, i) => {
    if (rates[i]! < 0 && weight > 0) edge = Math.min(edge, -weight / rates[i]!);
  });
  const settings = options.step ?? Number.POSITIVE_INFINITY;
  const least = Math.min(curvature, trust, bound, settings);
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    // Where nothing says how far, a tenth of the way that x is from 0.
    step: Number.isFinite(least) ? least : 0.1 * Math.max(1, norm(x)),
    curvature: known(curvature),
    trust: known(trust),
    bound: known(bound),
    edge: known(edge),
    settings: known(settings),
  };
}

const unit = (n: number, i: number): Float64Array => {
  const e = new Float64Array(n);
  e[i] = 1;
  return e;
};

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function notesOf(
  tasks: readonly string[],
  at: Stationarity,
  preference: Float64Array,
  { tangent, tangential }: Direction,
  { stationary }: NavigatorOptions,
): string[] {
  const notes: string[] = [];
  if (at.residual > stationary) {
    notes.push(
      `the point is not stationary: residual ${shown(at.residual)}, limit ${shown(stationary)}; predictions hold less well, correct it first`,
    );
  }
  at.multipliers.forEach((weight, i) => {
    if (preference[i]! > 0 && weight > 0.9) {
      notes.push(
        `near the corner of ${tasks[i]}: it carries ${percent(weight)} of the weight, so little is left to gain in it`,
      );
    }
  });
  if (tangent.basis.rows < tasks.length - 1) {
    notes.push(`${tangent.basis.rows} of ${tasks.length - 1} tangents are independent here`);
  }
  if (tangential) {
    notes.push(
      "the published direction would have made a preferred objective worse or left the front's edge; another was taken",
    );
  }
  return notes;
}

/** A number as a sentence shows it. */
export const shown = (value: number): string => String(Number(value.toPrecision(3)));
