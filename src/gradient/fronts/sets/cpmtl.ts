import { z } from "zod";
import { type Matrix, minNormWeights, minres, weightedRows } from "../../../linalg/index.ts";
import type { Jacobian } from "../../source.ts";
import type { FieldsOf } from "../fields.ts";
import type { FrontRule } from "../rule.ts";

/** Options of continuous Pareto exploration. */
export interface CpmtlOptions {
  /** Members that are trained to the front first, from places of their own; the others grow from them. Default 1. */
  readonly origins?: number | undefined;
  /** Steps of that training, by MGDA. Default 500. */
  readonly reach?: number | undefined;
  /** Steps along the front from one member to the next. Default 10. */
  readonly explore?: number | undefined;
  /** Length of such a step, in parameters. Default 0.1. */
  readonly stride?: number | undefined;
  /** Added to the diagonal of the Hessian. Default 0.1. */
  readonly damping?: number | undefined;
  /** The most Hessian-vector products for a step. Default 50. */
  readonly products?: number | undefined;
  /** Steps of MGDA that a new member is corrected by before the next grows from it. Default 0. */
  readonly correct?: number | undefined;
}

export const cpmtlFields: FieldsOf<CpmtlOptions> = {
  origins: z.int().min(1).default(1),
  reach: z.int().min(0).default(500),
  explore: z.int().min(1).default(10),
  stride: z.number().positive().default(0.1),
  damping: z.number().min(0).default(0.1),
  products: z.int().min(1).default(50),
  correct: z.int().min(0).default(0),
};

/**
 * A unit step along the front that lowers what `beta` asks for (Ma, Du and Matusik 2020, arXiv:2006.16434): at a
 * Pareto-stationary point the front's tangent is {v: H v in the span of the gradients}, so (H + damping I) v = -J' beta, with
 * H the Hessian of the losses weighted by the point's multipliers, solved by MINRES.
 */
export async function cpmtlStep(
  jacobian: Jacobian,
  beta: ArrayLike<number>,
  hessianVector: (v: Float64Array) => Promise<Float64Array>,
  { damping = 0.1, products = 50 }: Pick<CpmtlOptions, "damping" | "products"> = {},
): Promise<Float64Array> {
  const right = Float64Array.from(weightedRows(beta, jacobian), (value) => -value);
  const { x } = await minres(hessianVector, right, {
    shift: damping,
    maxIterations: products,
    tolerance: 1e-5,
  });
  const length = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? x.map((value) => value / length) : x;
}

/** Which member is under way, and how many steps of its part are done; `member` is -1 while the origins are trained. */
interface State {
  readonly members: number;
  readonly tasks: number;
  readonly member: number;
  readonly done: number;
}

/** Task that member k (after the origins) seeks, and the member that it grows from: each origin has a chain a task. */
export function growth(
  k: number,
  origins: number,
  tasks: number,
): { readonly task: number; readonly from: number } {
  const chain = (k - origins) % (origins * tasks);
  const link = Math.floor((k - origins) / (origins * tasks));
  const from = link === 0 ? Math.floor(chain / tasks) : k - origins * tasks;
  return { task: chain % tasks, from };
}

/**
 * The rule: the origins come to the front by MGDA; then member after member is a copy of an earlier one that goes on along
 * the front, towards lower losses of one task. Once all have grown they are all trained on by MGDA.
 */
export function cpmtlRule(options: CpmtlOptions): FrontRule<State> {
  const { origins = 1, reach = 500, explore = 10, stride = 0.1, correct = 0 } = options;
  const growing = ({ members, member }: State): boolean => member >= 0 && member < members;
  const next = (state: State): State => {
    const done = state.done + 1;
    if (state.member < 0) return done >= reach ? { ...state, member: origins, done: 0 } : { ...state, done };
    return done >= explore + correct ? { ...state, member: state.member + 1, done: 0 } : { ...state, done };
  };
  /** Whose gradients a step of the member under way needs: those of what it grows from, at its first step. */
  const looked = ({ member, done, tasks }: State): number =>
    done === 0 ? growth(member, origins, tasks).from : member;
  return {
    of: "front",
    gradients: "rows",
    hessian: true,
    init: (tasks, members) => ({ members, tasks, member: reach === 0 ? origins : -1, done: 0 }),
    active(state) {
      if (growing(state)) return [looked(state)];
      return Array.from(
        { length: state.member < 0 ? Math.min(origins, state.members) : state.members },
        (_, k) => k,
      );
    },
    async step(state, { jacobians, gramians, losses, hessian }) {
      const after = next(state);
      const shortest = (k: number) => weightedRows(minNormWeights(gramians![k]!), jacobians![k]!);
      if (!growing(state)) {
        const directions = losses.map((own, k) => (Number.isNaN(own[0]!) ? null : shortest(k)));
        return { state: after, directions };
      }
      const { member, done, tasks } = state;
      const at = looked(state);
      const from = losses.map((_, k) => (k === member && done === 0 ? at : k));
      if (done >= explore) {
        const directions = losses.map((_, k) => (k === member ? shortest(k) : null));
        return { state: after, directions };
      }
      const multipliers = minNormWeights(gramians![at] as Matrix);
      const { task } = growth(member, origins, tasks);
      const beta = Float64Array.from({ length: tasks }, (_, i) => (i === task ? 1 : 0));
      const { product, dispose } = await hessian!(at, multipliers);
      const v = await cpmtlStep(jacobians![at]!, beta, product, options).finally(dispose);
      const moves = losses.map((_, k) => (k === member ? v.map((value) => value * stride) : null));
      return { state: after, moves, from };
    },
  };
}
