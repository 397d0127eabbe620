import type { Problem } from "../../problems/index.ts";
import { problemSource } from "../problems/index.ts";
import type { GradientSource } from "../source.ts";
import type { Bounds, NavigatorProblem } from "./problem.ts";
import { norm } from "./vectors.ts";

/**
 * An analytic problem to walk on: exact gradients where it has them, else differences, and Hessian-vector products by
 * differences of those, all within its box.
 */
export function navigableProblem(problem: Problem): NavigatorProblem {
  const bounds: Bounds = { lower: problem.space.lower, upper: problem.space.upper };
  return { source: boundedSource(problemSource(problem), bounds), batch: undefined, bounds };
}

/** The same formulas with Hessian-vector products that ask for gradients within the box alone. */
export function boundedSource(source: GradientSource, bounds: Bounds): GradientSource {
  const own = source.tasks.map(() => new Float64Array(0));
  const { hessian: _, ...rest } = source;
  return {
    ...rest,
    hessianVector: (at, batch, weights, v) =>
      boundedProduct(
        async (shared) => Float64Array.from((await source.combined({ shared, own }, batch, weights)).shared),
        Float64Array.from(at.shared),
        Float64Array.from(v),
        bounds,
      ),
  };
}

/** As in every central difference: O(h^2) against O(eps / h). */
const relativeStep = Math.cbrt(Number.EPSILON);

/** H v by differences: central where there is room on both sides, else one-sided over three points. */
async function boundedProduct(
  gradient: (x: Float64Array) => Promise<Float64Array>,
  x: Float64Array,
  v: Float64Array,
  { lower, upper }: Bounds,
): Promise<Float64Array> {
  const length = norm(v);
  if (length === 0) return new Float64Array(x.length);
  const step = (relativeStep * Math.max(1, norm(x))) / length;
  const room = (sign: number): number => {
    let most = Number.POSITIVE_INFINITY;
    v.forEach((value, j) => {
      const along = sign * value;
      if (Math.abs(along) <= 1e-12 * length) return;
      most = Math.min(most, (along > 0 ? upper[j]! - x[j]! : lower[j]! - x[j]!) / along);
    });
    return Math.max(0, most);
  };
  const at = (h: number): Promise<Float64Array> =>
    gradient(x.map((value, j) => Math.min(upper[j]!, Math.max(lower[j]!, value + h * v[j]!))));
  const [ahead, behind] = [room(1), room(-1)];
  if (Math.min(ahead, behind) >= step) {
    const above = await at(step);
    const below = await at(-step);
    return above.map((value, j) => (value - below[j]!) / (2 * step));
  }
  const sign = ahead >= behind ? 1 : -1;
  const h = sign * Math.min(step, Math.max(ahead, behind) / 2);
  if (h === 0) return new Float64Array(x.length);
  const [g0, g1, g2] = [await gradient(x), await at(h), await at(2 * h)];
  return g0.map((value, j) => (4 * g1[j]! - 3 * value - g2[j]!) / (2 * h));
}
