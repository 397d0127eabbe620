/** Sequences of transformations that the nine problems are made of. `y` is changed in place; `t` takes m numbers. */
import { bParam, rNonsep, rSum, sLinear } from "./transformations.ts";

/** How many variables say where on the front a point is, of how many. */
export interface Sizes {
  readonly position: number;
  readonly dimension: number;
}

export type Reduce = (y: Float64Array, from: number, to: number) => number;

/** s_linear with A = 0.35 on the distance variables. */
export function shiftDistance(y: Float64Array, { position, dimension }: Sizes): void {
  for (let i = position; i < dimension; i++) y[i] = sLinear(y[i]!, 0.35);
}

/** b_param of variable i by the mean of y[from .. to - 1]. */
export function biasBy(y: Float64Array, i: number, from: number, to: number): void {
  y[i] = bParam(y[i]!, rSum(y, from, to), 0.98 / 49.98, 0.02, 50);
}

/** The positions, in m - 1 equal groups, and the distances, as one, each reduced to a number. */
export function reduceGroups(
  t: Float64Array,
  y: Float64Array,
  { position, dimension }: Sizes,
  reduce: Reduce,
): void {
  const groups = t.length - 1;
  const gap = position / groups;
  for (let i = 0; i < groups; i++) t[i] = reduce(y, i * gap, (i + 1) * gap);
  t[groups] = reduce(y, position, dimension);
}

/** WFG2 and 3: the distances in pairs, r_nonsep of each, then means. */
export function reducePairs(t: Float64Array, y: Float64Array, sizes: Sizes): void {
  const { position, dimension } = sizes;
  const half = (dimension - position) / 2;
  for (let i = 0; i < half; i++) y[position + i] = rNonsep(y, position + 2 * i, position + 2 * i + 2, 2);
  reduceGroups(t, y, { position, dimension: position + half }, rSum);
}

/** r_nonsep of as many as there are. */
export const nonseparable: Reduce = (y, from, to) => rNonsep(y, from, to, to - from);
