import { InputError, ShapeError } from "../../base/index.ts";
import { type Matrix, matrix } from "../../linalg/index.ts";
import { hessianAt } from "../engine/index.ts";
import type { GradientSource, Place, Vector } from "../source.ts";
import { passes } from "../training/index.ts";
import { moved, norm } from "./vectors.ts";

/** What a navigator walks on: losses of one vector x, all to be minimised, with their derivatives. */
export interface NavigatorProblem<Batch = undefined> {
  /** All parameters shared: a network's heads lie in x too (`sharedModel`). */
  readonly source: GradientSource<Batch>;
  /** What gradients are taken and line searches made on; the same in every step. */
  readonly batch: Batch;
  /** Examples in it, for the account. Default 1. */
  readonly examples?: number | undefined;
  /** What Hessian-vector products are taken on, where that is less. Default: the batch. */
  readonly curvature?: { readonly batch: Batch; readonly examples: number } | undefined;
  /**
   * `exact`: the source's own Hessian-vector products. `differences`: of the weighted gradient along v, for two gradients
   * a product; of smooth networks right to three digits or so, and where a network has kinks (rectifiers, pooling) they
   * see those within reach, which exact products do not. Default `exact`.
   */
  readonly products?: "exact" | "differences" | undefined;
  /** A box that x stays in. */
  readonly bounds?: Bounds | undefined;
  /** What a person judges by: values to be minimised, one a task. Default: the losses of the batch. */
  readonly judged?: ((x: Float64Array) => Promise<Float64Array>) | undefined;
}

/** A box; infinite where there is no bound. */
export interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** What an operation took. */
export interface Cost {
  /** Evaluations of all losses. */
  readonly losses: number;
  /** Evaluations of the gradients of all losses. */
  readonly gradients: number;
  /** Hessian-vector products. */
  readonly products: number;
  /**
   * Example passes: a forward pass of one example is 1, a backward pass 2, a product with the Hessian 2 gradients, and one
   * gradient more where a source keeps what many products share.
   */
  readonly passes: number;
}

export const noCost: Cost = { losses: 0, gradients: 0, products: 0, passes: 0 };

export const addCost = (a: Cost, b: Cost): Cost => ({
  losses: a.losses + b.losses,
  gradients: a.gradients + b.gradients,
  products: a.products + b.products,
  passes: a.passes + b.passes,
});

/** A Hessian at a place, whose products are counted. */
export interface OracleHessian {
  product(v: Float64Array): Promise<Float64Array>;
  dispose(): void;
}

/** A problem that is asked and keeps count. */
export interface Oracle {
  readonly tasks: readonly string[];
  readonly size: number;
  readonly bounds: Bounds | undefined;
  losses(x: Float64Array): Promise<Float64Array>;
  judged(x: Float64Array, losses: Float64Array): Promise<Float64Array>;
  derivatives(x: Float64Array): Promise<{ readonly losses: Float64Array; readonly jacobian: Matrix }>;
  /** The Hessian of sum_i weights_i * loss_i, for many products; to be disposed of. */
  hessian(x: Float64Array, weights: ArrayLike<number>): Promise<OracleHessian>;
  /** One product with it. */
  product(x: Float64Array, weights: ArrayLike<number>, v: Float64Array): Promise<Float64Array>;
  cost(): Cost;
}

/** Throws an `InputError` where tasks have parameters of their own, or there is one loss alone. */
export function checkProblem<Batch>({ source, bounds }: NavigatorProblem<Batch>): void {
  if (source.tasks.length < 2) {
    throw new InputError(
      `navigator: expected two objectives or more, found ${source.tasks.length}; one objective has no front to walk on`,
    );
  }
  if (source.sizes.own.some((size) => size > 0)) {
    throw new InputError(
      "navigator: expected all parameters in one vector, found tasks with parameters of their own; build the source of sharedModel(model)",
    );
  }
  for (const bound of [bounds?.lower, bounds?.upper]) {
    if (bound && bound.length !== source.sizes.shared) {
      throw new ShapeError(
        `navigator: bounds have ${bound.length} values for ${source.sizes.shared} parameters; give one each`,
      );
    }
  }
}

/** Of |x|: gradients of single precision, right to 1e-7, then give three digits and more. */
const differenceStep = 1e-3;

/** Losses and gradients of all tasks at a place. */
interface KnownDerivatives {
  readonly losses: Float64Array;
  readonly jacobian: Matrix;
}

/**
 * The latest derivatives by their place, the array itself: a step ends where its correction begins, and that ends where the
 * next proposal is made. A memory, not a state: what is asked again is the same.
 */
export type DerivativeMemory = Map<Float64Array, KnownDerivatives>;
export const derivativeMemory = (): DerivativeMemory => new Map();
const remembered = 2;

/**
 * Asks the problem and counts. What is known at `standing`, a point of the walk, was counted with that point, whether or
 * not it is remembered still.
 */
export function oracleOf<Batch>(
  problem: NavigatorProblem<Batch>,
  memory: DerivativeMemory = derivativeMemory(),
  standing?: Float64Array,
): Oracle {
  const { source, batch, examples = 1, curvature, bounds } = problem;
  const { tasks } = source;
  const own = tasks.map(() => new Float64Array(0));
  const place = (x: Float64Array): Place => ({ shared: x, own });
  const count = { losses: 0, gradients: 0, products: 0, passes: 0 };
  const on = curvature ?? { batch, examples };
  const gradientPasses = on.examples * (passes.forward + passes.backward);

  async function differences(x: Float64Array, weights: ArrayLike<number>): Promise<OracleHessian> {
    const gradient = async (at: Float64Array): Promise<Vector> =>
      (await source.combined(place(at), on.batch, weights)).shared;
    return {
      async product(v) {
        const length = norm(v);
        if (length === 0) return new Float64Array(x.length);
        const h = (differenceStep * Math.max(1, norm(x))) / length;
        const above = await gradient(moved(x, v, h));
        const below = await gradient(moved(x, v, -h));
        return x.map((_, j) => (above[j]! - below[j]!) / (2 * h));
      },
      dispose() {},
    };
  }

  async function hessian(x: Float64Array, weights: ArrayLike<number>): Promise<OracleHessian> {
    const exact = problem.products !== "differences";
    const { product, dispose } = exact
      ? await hessianAt(source, place(x), on.batch, weights)
      : await differences(x, weights);
    if (exact && source.hessian) count.passes += gradientPasses;
    return {
      async product(v) {
        count.products++;
        count.passes += 2 * gradientPasses;
        return Float64Array.from(await product(v));
      },
      dispose,
    };
  }

  return {
    tasks,
    size: source.sizes.shared,
    bounds,
    async losses(x) {
      count.losses++;
      count.passes += examples * passes.forward;
      return source.losses(place(x), batch);
    },
    judged: async (x, losses) => problem.judged?.(x) ?? losses.slice(),
    async derivatives(x) {
      const known = memory.get(x);
      if (known) return known;
      if (x !== standing) {
        count.gradients++;
        count.passes += examples * (passes.forward + tasks.length * passes.backward);
      }
      const { losses, jacobian } = await source.derivatives(place(x), batch, { shared: "jacobian" });
      const data = Float64Array.from(jacobian!.data);
      const found = { losses, jacobian: matrix(tasks.length, source.sizes.shared, data) };
      memory.set(x, found);
      for (const oldest of memory.keys()) if (memory.size > remembered) memory.delete(oldest);
      return found;
    },
    hessian,
    async product(x, weights, v) {
      const opened = await hessian(x, weights);
      return opened.product(v).finally(opened.dispose);
    },
    cost: () => ({ ...count }),
  };
}
