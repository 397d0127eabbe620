/** How far a step may go. */
import type { NavigatorOptions } from "./options.ts";
import type { Oracle } from "./problem.ts";
import type { StepLimits } from "./proposal.ts";
import type { Stationarity } from "./stationarity.ts";
import type { Tangent } from "./tangent.ts";
import { combined, dot, norm, products } from "./vectors.ts";

export const noLimits: StepLimits = {
  step: 0,
  curvature: null,
  trust: null,
  bound: null,
  edge: null,
  settings: null,
};

/** v' H_i v of every objective: how its slope changes along v. */
export async function bendsAlong(oracle: Oracle, x: Float64Array, v: Float64Array): Promise<Float64Array> {
  const m = oracle.tasks.length;
  const bends = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const unit = new Float64Array(m);
    unit[i] = 1;
    bends[i] = dot(v, await oracle.product(x, unit, v));
  }
  return bends;
}

/** What each objective gains by its slope and bend, as far as its parabola's lowest point or the box. */
export function gainsAlong(change: Float64Array, bends: Float64Array, { bound }: StepLimits): Float64Array {
  return change.map((slope, i) => {
    const bend = bends[i]!;
    const length = Math.min(
      bend > 0 ? -slope / bend : Number.POSITIVE_INFINITY,
      bound ?? Number.POSITIVE_INFINITY,
    );
    return length === Number.POSITIVE_INFINITY ? length : -length * (slope + (bend * length) / 2);
  });
}

/** Where slopes and bends along v, the box, the front's edge and the settings end a step. */
export function limitsOf(
  x: Float64Array,
  v: Float64Array,
  { change, bends }: { readonly change: Float64Array; readonly bends: Float64Array },
  preference: Float64Array,
  { multipliers }: Stationarity,
  tangent: Tangent,
  { bounds }: Pick<Oracle, "bounds">,
  options: Pick<NavigatorOptions, "step" | "trust">,
): StepLimits {
  let [curvature, trust] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const largest = Math.max(...change.map(Math.abs));
  bends.forEach((bend, i) => {
    if (preference[i]! > 0 && bend > 0 && change[i]! < 0) curvature = Math.min(curvature, -change[i]! / bend);
    if (bend !== 0 && largest > 0) {
      trust = Math.min(trust, (2 * options.trust * largest) / Math.abs(bend));
    }
  });
  let bound = Number.POSITIVE_INFINITY;
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
