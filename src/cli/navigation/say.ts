/** What a walk's operations did, in a sentence each. */
import type { Proposal } from "../../gradient/index.ts";
import type { Advanced, WalkSession } from "../../runs/index.ts";
import { formatValue } from "../format.ts";
import { predictedChange, signed } from "./picture.ts";

export function proposalLines(session: WalkSession, proposal: Proposal, share: number): string[] {
  if (proposal.refusal !== null) return [`refused: ${proposal.refusal}`];
  const { limits, condition, cost } = proposal;
  const change = predictedChange(session, proposal, share);
  const parts = session.navigable.objectives.map(({ id }, i) => `${id} ${signed(change[i]!)}`);
  const why = Object.entries({
    curvature: limits.curvature,
    trust: limits.trust,
    bound: limits.bound,
    settings: limits.settings,
  })
    .filter(([, value]) => value !== null && value <= limits.step * (1 + 1e-9))
    .map(([name]) => name);
  const solved = condition.systems.map(
    ({ iterations, residual }) => `${iterations} (${residual.toExponential(0)})`,
  );
  return [
    `predicted for a step of ${formatValue(limits.step * share)}: ${parts.join(", ")}`,
    ...(session.navigable.kind === "front"
      ? []
      : [
          `rests on: residual ${condition.stationarity.toExponential(1)}, ${condition.rank} of ${condition.expectedRank} tangents, MINRES iterations ${solved.join(", ") || "none"}${why.length > 0 ? `; step limited by ${why.join(" and ")}` : ""}; ${cost.gradients} gradients, ${cost.products} products`,
        ]),
    ...proposal.notes.map((line) => `note: ${line}`),
  ];
}

export function advancedLines(session: WalkSession, { accepted, corrected }: Advanced): string[] {
  if (accepted.outcome === "refused") return [`not taken: ${accepted.reason}`];
  const { walk } = session;
  const steps = accepted.predictors > 1 ? `${accepted.predictors} steps` : "step";
  const lines = [`taken: ${steps} of ${formatValue(accepted.step)}; now at point ${walk.at}`];
  if (accepted.reason !== null) lines.push(accepted.reason);
  if (corrected?.outcome === "new-front") {
    lines.push(
      "the corrector found a better front: every objective is better than before the step; undo goes back",
    );
  } else if (corrected?.outcome === "crossed") {
    lines.push(
      "the front ended on the way: another piece of it is better or as good in every objective, and the walk goes on there; undo goes back",
    );
  } else if (corrected?.outcome === "kept") {
    lines.push("the corrected point was worse in what is preferred, so the step stays as it was taken");
  } else if (corrected && corrected.outcome !== "stationary") {
    lines.push(
      `corrected: residual ${corrected.before.toExponential(1)} to ${corrected.after.toExponential(1)} in ${corrected.descentSteps + corrected.newtonSteps} steps${corrected.share < 1 ? `, from ${formatValue(100 * corrected.share)} % of the step: corrected, the whole of it would have brought nothing` : ""}`,
    );
  }
  if (corrected && !corrected.gained) {
    lines.push(
      "back on the front not all that was preferred is better than before the step: undo, or ask for something else",
    );
  }
  return lines;
}
