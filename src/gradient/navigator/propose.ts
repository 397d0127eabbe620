import { toRows } from "../../linalg/index.ts";
import { noLimits } from "./limits.ts";
import { notesOf } from "./notes.ts";
import type { NavigatorOptions } from "./options.ts";
import { addCost, noCost, type Oracle } from "./problem.ts";
import type { Proposal } from "./proposal.ts";
import { flat } from "./refusal.ts";
import { type Asked, servedBy, type Way } from "./serve.ts";
import type { TangentOptions } from "./tangent.ts";
import { longestRow, norm, products } from "./vectors.ts";

/** Where a proposal is made. */
export interface Standing {
  readonly point: number;
  readonly x: Float64Array;
  /** Those of the point: of several sets that would do, this one is taken. */
  readonly multipliers: Float64Array;
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
