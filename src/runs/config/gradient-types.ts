/** What a config says of training by gradients. */
import type { BackendId } from "../../gradient/index.ts";

/** An id and, beside it, its options. */
export type Chosen = { readonly id: string } & Readonly<Record<string, unknown>>;

/** How the gradient arms of a run train; an arm's own settings take the place of the run's. */
export interface GradientConfig {
  /** What moves the parameters against a direction. Default `sgd`, learning rate 0.01. */
  readonly optimiser: Chosen;
  /** Examples a step; of a problem there is one. Default 256. */
  readonly batch: number;
  /** Where networks are trained: a backend of tfjs, or `auto`, the first that starts. Default `auto`. */
  readonly backend: "auto" | BackendId;
  /** Steps from one look at the validation examples to the next: what is a generation to other arms. Default 100. */
  readonly every: number;
  /**
   * Example passes after which a generation ends even so, where a step of one arm costs a hundred times what a step of
   * another does. Default: none.
   */
  readonly passes?: number | undefined;
  /**
   * Independent trainings, each from parameters and with batches of its own; or where they start, or the `usual` places
   * of a problem that has such. Default 1.
   */
  readonly starts: number | "usual" | readonly (readonly number[])[];
  /** Whether each training has the arm's budget to itself, or all share it. Default `each`. */
  readonly budgetFor: "each" | "all";
  /** What task gradients are taken over. Default `parameters`. */
  readonly gradientsOf: "parameters" | "gramian" | "representation";
  /**
   * Size of directions: as the method makes them, that of a sum over tasks, of a mean, or the method's times the
   * number of tasks, as in some authors' code. Default `method`.
   */
  readonly size: "method" | "sum" | "mean" | "times-tasks";
  /** What the tasks' own parameters follow. Default `method`. */
  readonly heads: "method" | "plain" | "weighted";
  /** Norm that gradients are clipped to. Default: none. */
  readonly clipNorm?: number | undefined;
  /** Examples that are in memory at once; a batch is cut into so many. Default: the whole batch. */
  readonly microBatch?: number | undefined;
  /** Where a loss is no number: `stop` the run, or `end` the arm and go on with the others. Default `stop`. */
  readonly divergence: "stop" | "end";
}
