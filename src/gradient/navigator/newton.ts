/** Newton's method for sum_i a_i g_i(x) = 0 at fixed multipliers a, by MINRES on Hessian-vector products. */
import { minres } from "../../linalg/index.ts";
import { type Visited, visit } from "./descent.ts";
import type { NavigatorOptions } from "./options.ts";
import type { Oracle } from "./problem.ts";
import { clipped, moved, norm } from "./vectors.ts";

export interface Polished {
  readonly visited: Visited;
  readonly steps: number;
}

/**
 * Newton steps from a point near the front, each halved until the residual falls. It finds points on fronts of any
 * curvature, since it looks for a stationary point and not for a minimum of the weighted sum. Variables at a bound that
 * the gradient holds there stay; the others go no further than their bounds. `visited` is given and returned with the
 * multipliers at the point itself, as they are once x has moved.
 */
export async function polish(
  oracle: Oracle,
  from: Visited,
  residual: number,
  { damping, tolerance, maxIterations, newtonSteps }: NavigatorOptions,
  onStep?: (step: number, residual: number) => void,
): Promise<Polished> {
  const { multipliers } = from.at;
  let visited = from;
  let fixed = from;
  let steps = 0;
  while (fixed.at.residual > residual && steps < newtonSteps) {
    const { x, at } = fixed;
    const { held } = at;
    const right = at.gradient.map((value) => -value);
    const hessian = await oracle.hessian(x, multipliers);
    const { x: step } = await minres(
      async (v) => {
        const product = await hessian.product(v);
        return held ? product.map((value, j) => (held[j] ? 0 : value)) : product;
      },
      right,
      { shift: damping, tolerance: Math.max(tolerance, 1e-8), maxIterations },
    ).finally(hessian.dispose);
    let next: Visited | undefined;
    for (let share = 1; share > 1e-3; share /= 2) {
      const tried = await visit(oracle, clipped(moved(x, step, share), oracle.bounds), {
        given: multipliers,
      });
      // The norm of the sum itself: a share of the longest gradient would fall where that one grows.
      if (norm(tried.at.gradient) < norm(at.gradient)) {
        next = tried;
        break;
      }
    }
    if (!next) break;
    fixed = next;
    steps++;
    onStep?.(steps, fixed.at.residual);
  }
  if (steps > 0) visited = await visit(oracle, fixed.x, { near: multipliers });
  return { visited, steps };
}
