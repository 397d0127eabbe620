import { z } from "zod";

/** How a navigator works out directions, steps and corrections. Every field has a default. */
export interface NavigatorOptions {
  /**
   * `ppe`: Preference Pareto Exploration. `pareto-tracer`: the whole Hessian, and the tangent that changes the objectives
   * most nearly as asked. `cpmtl`: one system, H v = -J' p (continuous Pareto exploration).
   */
  readonly method: "ppe" | "pareto-tracer" | "cpmtl";
  /** Residual of the multipliers' sum, as a share of the longest gradient, up to which a point counts as stationary. */
  readonly stationary: number;
  /** Added to the Hessian's diagonal when tangents are worked out. PPE's and CPMTL's code has 0.1. */
  readonly damping: number;
  /** MINRES stops at this residual (a share of the right-hand side). */
  readonly tolerance: number;
  /** Most Hessian-vector products for one system. Default: four times the parameters. */
  readonly maxIterations?: number | undefined;
  /** Share of its length within which a tangent counts as a combination of the others. */
  readonly rank: number;
  /** Whether gradients are divided by their lengths before they are projected, as PPE's deep code does. */
  readonly normalise: boolean;
  /** The longest step along a direction of length 1. Default: as far as curvature and bounds allow. */
  readonly step?: number | undefined;
  /**
   * How wrong a prediction may be: the share of the largest change predicted that an objective's bend may add over the step.
   * Longer steps are not proposed.
   */
  readonly trust: number;
  /** What a step must bring of what its slope promises. */
  readonly armijo: number;
  /** What a step is multiplied by until it does. */
  readonly backtrack: number;
  /** Steps shorter than this are none. */
  readonly leastStep: number;
  /**
   * Most predictors of one step, where a person judges by other values than steps are made on: they are repeated until
   * every preferred one has improved. PPE's code has 10.
   */
  readonly repeats: number;
  /**
   * Share of the weight from which on the objectives that carry it are refused: a gain in them costs the others so many
   * times as much. PPE's code has 0.9, of single objectives. Default 1: where they carry all of it.
   */
  readonly corner: number;
  /** `newton`: Newton steps at fixed multipliers, by MINRES, and descent where they fail. `mgda`: descent alone. */
  readonly corrector: "newton" | "mgda";
  /** Residual that corrections stop at. Default: a ten-thousandth of `stationary`. */
  readonly corrected?: number | undefined;
  /** Most steps of descent in a start, and in a correction. */
  readonly descentSteps: number;
  /** Most Newton steps of a correction. */
  readonly newtonSteps: number;
  /**
   * Places that are looked at on a line across the box, for pieces of the front that no step along it leads to: where a
   * preference would be refused, and where a point may lie behind another piece. 0: none. Without a box there are none.
   */
  readonly reach: number;
}

export const navigatorOptions: z.ZodType<NavigatorOptions> = z.strictObject({
  method: z.enum(["ppe", "pareto-tracer", "cpmtl"]).default("ppe"),
  stationary: z.number().positive().default(1e-4),
  damping: z.number().nonnegative().default(0),
  tolerance: z.number().positive().default(1e-10),
  maxIterations: z.int().positive().optional(),
  rank: z.number().positive().default(1e-6),
  normalise: z.boolean().default(false),
  step: z.number().positive().optional(),
  trust: z.number().positive().default(0.25),
  armijo: z.number().nonnegative().lt(1).default(1e-4),
  backtrack: z.number().positive().lt(1).default(0.5),
  leastStep: z.number().positive().default(1e-12),
  repeats: z.int().positive().default(1),
  corner: z.number().positive().max(1).default(1),
  corrector: z.enum(["newton", "mgda"]).default("newton"),
  corrected: z.number().positive().optional(),
  descentSteps: z.int().nonnegative().default(1000),
  newtonSteps: z.int().nonnegative().default(20),
  reach: z.int().nonnegative().default(64),
});

/** What users write of them. */
export type NavigatorSettings = Partial<NavigatorOptions>;
