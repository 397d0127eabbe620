/**
 * Faces of the box on which some objectives are at their best. There multipliers that weigh those alone certify a point,
 * whatever the others do: it is weakly optimal, and no more. Within the face the others are the whole problem.
 */
import { type Matrix, matrix, rowOf } from "../../linalg/index.ts";
import type { Bounds, Oracle } from "./problem.ts";
import { sidesOf } from "./stationarity.ts";
import { longestRow, norm } from "./vectors.ts";

export interface Face {
  /** Objectives that the box holds at their best to first order, or that have no slope at all. */
  readonly settled: readonly number[];
  /** The others, in their order. */
  readonly rest: readonly number[];
  /** 1 for the variables that a settled objective holds at their bounds. */
  readonly fixed: Uint8Array;
}

/** What of a gradient may be left within the face, as a share of it. */
const none = 1e-7;

/** A gradient this short beside the longest is none: DTLZ4 is as flat as that over most of its box. */
const vanished = 1e-8;

/** The face that x lies on; undefined where no objective is settled by the box, or all are. */
export function faceOf(jacobian: Matrix, x: Float64Array, bounds: Bounds | undefined): Face | undefined {
  if (!bounds) return undefined;
  const side = sidesOf(x, bounds);
  const least = vanished * longestRow(jacobian);
  const fixed = new Uint8Array(x.length);
  const settled = new Set<number>();
  for (let before = -1; before < settled.size; ) {
    before = settled.size;
    for (let i = 0; i < jacobian.rows; i++) {
      const gradient = rowOf(jacobian, i);
      const length = norm(gradient);
      if (settled.has(i)) continue;
      if (length <= least) {
        settled.add(i);
        continue;
      }
      // Downhill leads out of the box, or nowhere.
      const within = gradient.map((value, j) => (fixed[j] || side[j]! * value < 0 ? 0 : value));
      if (norm(within) > none * length) continue;
      settled.add(i);
      gradient.forEach((value, j) => {
        if (side[j]! * value < 0 && Math.abs(value) > none * length) fixed[j] = 1;
      });
    }
  }
  const rest = Array.from({ length: jacobian.rows }, (_, i) => i).filter((i) => !settled.has(i));
  if (settled.size === 0 || rest.length === 0) return undefined;
  return { settled: [...settled].sort((a, b) => a - b), rest, fixed };
}

/** By how much rounding may lift a settled objective. */
const rounding = 1e-14;

/** Whether no settled objective is worse than before: to second order it may be, and then the point is better left. */
export function keeps({ settled }: Face, before: Float64Array, after: Float64Array): boolean {
  return settled.every((i) => after[i]! <= before[i]! + rounding * Math.max(1, Math.abs(before[i]!)));
}

/**
 * The problem of the other objectives within the face. Where a settled objective would grow, their losses are infinite, so that
 * line searches turn back.
 */
export function withinFace(oracle: Oracle, face: Face, before: Float64Array): Oracle {
  const { rest, fixed } = face;
  const part = (values: ArrayLike<number>): Float64Array => Float64Array.from(rest, (i) => values[i]!);
  const whole = (weights: ArrayLike<number>): Float64Array => {
    const all = new Float64Array(before.length);
    rest.forEach((i, k) => {
      all[i] = weights[k]!;
    });
    return all;
  };
  const inside = (v: Float64Array): Float64Array => v.map((value, j) => (fixed[j] ? 0 : value));
  return {
    ...oracle,
    tasks: rest.map((i) => oracle.tasks[i]!),
    async losses(x) {
      const losses = await oracle.losses(x);
      return keeps(face, before, losses) ? part(losses) : part(losses).fill(Number.POSITIVE_INFINITY);
    },
    judged: async (_, losses) => losses.slice(),
    async derivatives(x) {
      const { losses, jacobian } = await oracle.derivatives(x);
      const free = matrix(rest.length, jacobian.columns);
      rest.forEach((i, k) => {
        free.data.set(inside(rowOf(jacobian, i)), k * free.columns);
      });
      return { losses: part(losses), jacobian: free };
    },
    async hessian(x, weights) {
      const hessian = await oracle.hessian(x, whole(weights));
      return { product: async (v) => inside(await hessian.product(inside(v))), dispose: hessian.dispose };
    },
    product: async (x, weights, v) => inside(await oracle.product(x, whole(weights), inside(v))),
  };
}
