import type { Matrix } from "../linalg/index.ts";

/** Parameters or gradients, as they come: single precision from networks, double from formulas. */
export type Vector = Float32Array | Float64Array;

/** The rows of several gradients, row-major: row i is the gradient of task i. */
export interface Jacobian {
  readonly rows: number;
  readonly columns: number;
  readonly data: Vector;
}

/** Where in parameter space: what all tasks share, and what only one task's loss depends on (its head). */
export interface Place {
  readonly shared: Vector;
  /** One a task; of length 0 where a task has no parameters of its own. */
  readonly own: readonly Vector[];
}

/** What is asked beside the losses. Nothing more is computed or held. */
export interface Wanted {
  /**
   * `jacobian`: gradients of all tasks over the shared parameters. `representation`: over what the encoder hands to
   * the heads, summed over nothing (examples are columns). `gramian`: the inner products of the former alone.
   */
  readonly shared?: "jacobian" | "representation" | "gramian";
  /** Also each task's gradient over its own parameters, unweighted. */
  readonly own?: boolean;
}

/** What is known of all losses at one place on one batch. */
export interface Derivatives {
  /** One a task; NaN where the batch has no label of that task. */
  readonly losses: Float64Array;
  /** A task without a label in the batch has a row of zeros. */
  readonly jacobian?: Jacobian;
  /** tasks x tasks, where the Gramian was asked for. */
  readonly gramian?: Matrix;
  readonly own?: readonly Vector[];
}

/** The Hessian of a weighted sum of losses at one place on one batch. */
export interface HessianOperator {
  /** H v over the shared parameters; `v` has one value each. */
  product(v: Vector): Promise<Vector>;
  /** Frees what it keeps; nothing is to be asked of it afterwards. */
  dispose(): void;
}

/**
 * T losses as functions of parameters, with their derivatives: a network on a batch of examples, or a formula. All
 * methods are pure: the same place and batch give the same numbers, and nothing given is changed. Asynchronous,
 * because some backends only answer so.
 */
export interface GradientSource<Batch = undefined> {
  /** Ids of the tasks, in the order of all rows. */
  readonly tasks: readonly string[];
  /** How many parameters are shared, and how many each task has of its own. */
  readonly sizes: { readonly shared: number; readonly own: readonly number[] };
  losses(at: Place, batch: Batch): Promise<Float64Array>;
  derivatives(at: Place, batch: Batch, wanted: Wanted): Promise<Derivatives>;
  /**
   * Gradient of sum_i weights_i * loss_i over the shared parameters, by one forward and one backward pass, and over
   * the tasks' own. Weights that depend on the losses are asked for once, between the two, with those of the batch.
   */
  combined(
    at: Place,
    batch: Batch,
    weights: ArrayLike<number> | ((losses: Float64Array) => ArrayLike<number>),
  ): Promise<{ readonly losses: Float64Array; readonly shared: Vector; readonly own: readonly Vector[] }>;
  /** H v for H the Hessian of sum_i weights_i * loss_i over the shared parameters. */
  hessianVector(at: Place, batch: Batch, weights: ArrayLike<number>, v: Vector): Promise<Vector>;
  /**
   * The same Hessian for many products, the same numbers: what does not depend on v is worked out once. Left out where
   * that saves nothing; `hessianAt` then makes it of `hessianVector`.
   */
  hessian?(at: Place, batch: Batch, weights: ArrayLike<number>): Promise<HessianOperator>;
}
