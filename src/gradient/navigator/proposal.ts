import type { Cost } from "./problem.ts";
import type { GeneratorRecord } from "./tangent.ts";

/** What the step cannot go beyond, and the one proposed. All in lengths along the direction. */
export interface StepLimits {
  /** What is proposed: the least of the others. */
  readonly step: number;
  /** Where a parabola through the slope and curvature of a preferred objective is lowest; null where it bends down. */
  readonly curvature: number | null;
  /** Where the bend of some objective adds as much to its change as is trusted (`trust`): predictions end there. */
  readonly trust: number | null;
  /** Where x meets its box; null where it does not. */
  readonly bound: number | null;
  /** Where a multiplier would become 0, to first order: the front's edge. Not a limit: corrections follow the edge. */
  readonly edge: number | null;
  /** The longest that the settings allow; null where they do not say. */
  readonly settings: number | null;
}

/** What a proposal rests on. */
export interface Condition {
  /** Residual of the weighted gradients at the point, as a share of the longest gradient. */
  readonly stationarity: number;
  readonly multipliers: Float64Array;
  /** How each system was solved, in the order of the generators. */
  readonly systems: readonly GeneratorRecord[];
  /** Independent tangents found, and how many a regular front has. */
  readonly rank: number;
  readonly expectedRank: number;
  /** Whether negative curvature was met: a part of the front that no weighted sum has as its minimum. */
  readonly indefinite: boolean;
  readonly damping: number;
  /** Variables held at their bounds. */
  readonly held: number;
}

/** What a preference leads to at a point. Plain data. */
export interface Proposal {
  /** The point of the walk it starts from. */
  readonly from: number;
  readonly preference: Float64Array;
  readonly method: string;
  /** Of length 1; all zeros where the preference is refused. */
  readonly direction: Float64Array;
  /**
   * What every objective changes for a step of length 1; below 0 for all that is preferred. Of order 1 J v; of order 2 half
   * the bend over the proposed step besides; of order 0 what was seen at its end, as a share of its length.
   */
  readonly change: Float64Array;
  /**
   * The order of the derivatives that the improvement rests on. 1: what is preferred falls to first order, J v < 0. 2: it is
   * flat here to first order (J v = 0 but for rounding) and bends down along the direction. 0: the front ends here for what is
   * preferred, or is flat, and losses were looked at further off: a jump to another piece of it, taken whole or not at all.
   */
  readonly order: 0 | 1 | 2;
  /** Norm of the direction before it was made a unit: how fast the preference can be followed. */
  readonly strength: number;
  readonly limits: StepLimits;
  readonly condition: Condition;
  /** The direction as its paper has it, of length 1 or all zeros, and its first-order change. */
  readonly published: { readonly direction: Float64Array; readonly change: Float64Array };
  /**
   * `tangential`: the published direction would have made a preferred objective worse, or left the front at an edge, so
   * the preferred gradients were projected once more within the tangent space. `newton`: one objective is preferred and
   * near its best, where the published direction would turn to and fro; its Newton direction within the tangent space. `box`:
   * at a corner of the box, from where the front goes on inwards alone and has no tangent, the preferred direction itself.
   * `jump`: along a line to the nearest place where all that is preferred is better.
   */
  readonly rule: "published" | "tangential" | "newton" | "box" | "jump";
  /** -sum_i p_i d_i, before it was projected on the tangent space. */
  readonly preferredDirection: Float64Array;
  /** Solutions of the systems, a row each, in their order; zeros where there was nothing to solve. */
  readonly generators: readonly Float64Array[];
  /** Why there is no direction; null where there is one. */
  readonly refusal: string | null;
  /** What a person should know before taking the step. */
  readonly notes: readonly string[];
  readonly cost: Cost;
}
