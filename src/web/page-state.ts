import { pathTo } from "../gradient/index.ts";
import { usersValues, type WalkSession } from "../runs/index.ts";
import type { PageProposal, PageState } from "./state.ts";

/** A session as the page is told of it. */
export function pageState(session: WalkSession, version: number, steerer: string | null): PageState {
  const { navigable, walk } = session;
  return {
    version,
    title: navigable.title,
    method: navigable.method,
    kind: navigable.kind,
    why: navigable.why,
    folder: session.folder,
    objectives: navigable.objectives,
    background: navigable.background,
    points: walk.points.map(
      ({ id, parent, corrects, kind, preference, step, multipliers, stationarity, x }) => ({
        id,
        parent,
        corrects,
        kind,
        values: session.valuesOf(id),
        ...(preference && { preference: Array.from(preference) }),
        step,
        multipliers: Array.from(multipliers),
        stationarity,
        name: navigable.nameOf?.(x),
      }),
    ),
    path: pathTo(walk).map(({ id }) => id),
    at: walk.at,
    proposal: proposalOf(session),
    working: session.working,
    steerer,
  };
}

function proposalOf(session: WalkSession): PageProposal | null {
  const { proposal, navigable } = session;
  if (proposal === null) return null;
  const { condition, limits, cost } = proposal;
  return {
    from: proposal.from,
    preference: Array.from(proposal.preference),
    change: usersValues(proposal.change, navigable.objectives),
    order: proposal.order,
    step: limits.step,
    bound: limits.bound,
    refusal: proposal.refusal,
    notes: proposal.notes,
    stationarity: condition.stationarity,
    rank: condition.rank,
    expectedRank: condition.expectedRank,
    systems: condition.systems.map(({ iterations, residual }) => ({ iterations, residual })),
    gradients: cost.gradients,
    products: cost.products,
  };
}
