import { InputError, ShapeError } from "../../base/index.ts";
import { gramianOf, type Matrix } from "../../linalg/index.ts";
import type { Derivatives, GradientSource, Place, Vector } from "../source.ts";
import { differencedGradients, differencedHessianVector } from "./differences.ts";

/** Gradients of all losses at one place. */
export interface FormulaGradients {
  /** tasks x shared parameters. */
  readonly shared: Matrix;
  /** Over each task's own parameters; left out where there are none. */
  readonly own?: readonly Float64Array[];
}

/**
 * T losses written as a formula, in double precision. Functions must be pure, give the same for the same input and
 * leave their arguments as they are.
 */
export interface Formula<Batch = undefined> {
  /** Ids of the losses. */
  readonly tasks: readonly string[];
  /** How many parameters all losses share. */
  readonly shared: number;
  /** How many parameters each loss has of its own. Default: none. */
  readonly own?: readonly number[];
  /** One value a task; NaN where the batch says nothing of it. */
  losses(shared: Float64Array, own: readonly Float64Array[], batch: Batch): ArrayLike<number>;
  /** Exact gradients. Left out: central differences, 2 evaluations a parameter, of relative error about 1e-10. */
  gradients?(shared: Float64Array, own: readonly Float64Array[], batch: Batch): FormulaGradients;
  /**
   * H v for H the Hessian of sum_i weights_i * loss_i over the shared parameters. Left out: central differences of
   * the gradient along v.
   */
  hessianVector?(
    shared: Float64Array,
    own: readonly Float64Array[],
    weights: Float64Array,
    v: Float64Array,
    batch: Batch,
  ): Float64Array;
}

/** A copy; of doubles by `slice`, many times as fast as value by value. */
const doubles = (values: Vector): Float64Array =>
  values instanceof Float64Array ? values.slice() : Float64Array.from(values);

/**
 * A source of losses and derivatives from a formula. A task whose loss is NaN has a row of
 * zeros and adds nothing to a combination, whatever its weight.
 */
export function formulaSource<Batch = undefined>(formula: Formula<Batch>): GradientSource<Batch> {
  const { tasks } = formula;
  const sizes = { shared: formula.shared, own: formula.own ?? tasks.map(() => 0) };

  const placed = (at: Place): { shared: Float64Array; own: Float64Array[] } => {
    if (at.shared.length !== sizes.shared) {
      throw new ShapeError(`place: expected ${sizes.shared} shared parameters, got ${at.shared.length}`);
    }
    sizes.own.forEach((size, task) => {
      const found = at.own[task]?.length ?? 0;
      if (found !== size) {
        throw new ShapeError(`place: task "${tasks[task]}" has ${size} parameters of its own, got ${found}`);
      }
    });
    return { shared: doubles(at.shared), own: sizes.own.map((_, task) => doubles(at.own[task] ?? noValues)) };
  };

  const lossesAt = (shared: Float64Array, own: readonly Float64Array[], batch: Batch): Float64Array => {
    const losses = Float64Array.from(formula.losses(shared, own, batch));
    if (losses.length !== tasks.length) {
      throw new ShapeError(`formula: expected ${tasks.length} losses, one a task, got ${losses.length}`);
    }
    return losses;
  };

  const gradientsAt = (
    shared: Float64Array,
    own: readonly Float64Array[],
    losses: Float64Array,
    batch: Batch,
  ): { shared: Matrix; own: Float64Array[] } => {
    const found =
      formula.gradients?.(shared, own, batch) ??
      differencedGradients((x, y) => lossesAt(x, y, batch), shared, own, tasks.length);
    const { rows, columns } = found.shared;
    if (rows !== tasks.length || columns !== sizes.shared) {
      throw new ShapeError(
        `formula: gradients must be ${tasks.length} x ${sizes.shared}, got ${rows} x ${columns}`,
      );
    }
    const data = Float64Array.from(found.shared.data);
    const owns = sizes.own.map((size, task) =>
      Float64Array.from(found.own?.[task] ?? new Float64Array(size)),
    );
    losses.forEach((loss, task) => {
      if (!Number.isNaN(loss)) return;
      data.fill(0, task * columns, (task + 1) * columns);
      owns[task]!.fill(0);
    });
    return { shared: { rows, columns, data }, own: owns };
  };

  const combinedAt = (
    { shared, own }: ReturnType<typeof placed>,
    batch: Batch,
    weights: ArrayLike<number> | ((losses: Float64Array) => ArrayLike<number>),
  ): { losses: Float64Array; shared: Float64Array; own: Float64Array[] } => {
    const losses = lossesAt(shared, own, batch);
    const gradients = gradientsAt(shared, own, losses, batch);
    const w = typeof weights === "function" ? weights(losses.slice()) : weights;
    checkWeights(w, tasks.length);
    const sum = new Float64Array(sizes.shared);
    losses.forEach((loss, task) => {
      if (Number.isNaN(loss)) return;
      const own = gradients.own[task]!;
      for (let i = 0; i < own.length; i++) own[i]! *= w[task]!;
      for (let j = 0; j < sum.length; j++)
        sum[j]! += w[task]! * gradients.shared.data[task * sum.length + j]!;
    });
    return { losses, shared: sum, own: gradients.own };
  };

  return {
    tasks,
    sizes,
    async losses(at, batch) {
      const { shared, own } = placed(at);
      return lossesAt(shared, own, batch);
    },
    async derivatives(at, batch, wanted): Promise<Derivatives> {
      if (wanted.shared === "representation") {
        throw new InputError(
          "a formula has no representation between its parameters and its losses; ask for the jacobian",
        );
      }
      const { shared, own } = placed(at);
      const losses = lossesAt(shared, own, batch);
      if (!wanted.shared && !wanted.own) return { losses };
      const gradients = gradientsAt(shared, own, losses, batch);
      return {
        losses,
        ...(wanted.shared === "jacobian" && { jacobian: gradients.shared }),
        ...(wanted.shared === "gramian" && { gramian: gramianOf(gradients.shared) }),
        ...(wanted.own && { own: gradients.own }),
      };
    },
    combined: async (at, batch, weights) => combinedAt(placed(at), batch, weights),
    async hessianVector(at, batch, weights, v) {
      checkWeights(weights, tasks.length);
      if (v.length !== sizes.shared) {
        throw new ShapeError(`hessianVector: v must have ${sizes.shared} values, got ${v.length}`);
      }
      const place = placed(at);
      const direction = doubles(v);
      if (formula.hessianVector) {
        return formula.hessianVector(place.shared, place.own, Float64Array.from(weights), direction, batch);
      }
      const gradient = (shared: Float64Array): Float64Array =>
        combinedAt({ ...place, shared }, batch, weights).shared;
      return differencedHessianVector(gradient, place.shared, direction);
    },
  };
}

const noValues = new Float64Array(0);

function checkWeights(weights: ArrayLike<number>, tasks: number): void {
  if (weights.length !== tasks) {
    throw new ShapeError(`weights: expected one a task (${tasks}), got ${weights.length}`);
  }
}
