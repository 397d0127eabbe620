/** The direction that a method makes of the tangents. */
import type { Matrix } from "../../linalg/index.ts";
import { changeDirection, singleSystem } from "./ancestors.ts";
import { denseSolver } from "./dense-solver.ts";
import { edgesIn, ppeDirection } from "./direction.ts";
import { dependencies } from "./multipliers.ts";
import type { NavigatorOptions } from "./options.ts";
import type { OracleHessian } from "./problem.ts";
import type { Proposal } from "./proposal.ts";
import type { Stationarity } from "./stationarity.ts";
import { minresSolver, type Tangent, type TangentOptions, tangentOf } from "./tangent.ts";
import { combined, longestRow, norm, unitRows, without } from "./vectors.ts";

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

/** What a direction is made of, besides the Hessian and the multipliers. */
export interface Situation {
  readonly x: Float64Array;
  readonly jacobian: Matrix;
  readonly preference: Float64Array;
  readonly options: NavigatorOptions;
  readonly onIteration: TangentOptions["onIteration"];
}

/** Curvature below this share of the longest gradient over the point's size is rounding. */
const straight = 1e-8;

/** The direction for a preference, in the variables that are not held. */
export async function directionOf(
  hessian: OracleHessian,
  { x, jacobian, preference, options, onIteration }: Situation,
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
  // With more objectives than variables to trade them in, where the front ends is not told by its multipliers, and a change
  // that leaves the other objectives as they are may lead out of it; downhill leads towards the preferred one's minimum.
  const open = edgesIn(at.multipliers).length === 0 || dependencies(free) < 2;
  if (method === "pareto-tracer" && open) return changeDirection(free, tangent, preference, at.multipliers);
  const gradients = options.normalise ? unitRows(free) : free;
  const found = ppeDirection(gradients, tangent, preference, at.multipliers);
  return {
    v: combined(tangent.basis, found.chosen.along),
    published: combined(tangent.basis, found.published),
    preferred: found.preferred,
    tangent,
    rule: method === "ppe" ? found.chosen.rule : "tangential",
  };
}
