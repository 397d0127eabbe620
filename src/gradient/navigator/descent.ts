/** Multiple-gradient descent to a Pareto-stationary point (Desideri 2012), within a box. */
import type { NavigatorOptions } from "./options.ts";
import type { Oracle } from "./problem.ts";
import { type MultiplierChoice, type Stationarity, stationarityOf } from "./stationarity.ts";
import { clipped, dot, moved } from "./vectors.ts";

/** Where a search stands, with what is known there. */
export interface Visited {
  readonly x: Float64Array;
  readonly losses: Float64Array;
  readonly at: Stationarity;
}

export async function visit(
  oracle: Oracle,
  x: Float64Array,
  choice: MultiplierChoice = {},
): Promise<Visited> {
  const { losses, jacobian } = await oracle.derivatives(x);
  return { x, losses, at: stationarityOf(jacobian, x, oracle.bounds, choice) };
}

export interface Descended {
  readonly visited: Visited;
  readonly steps: number;
}

/**
 * Steps against the shortest combination of the gradients, along which no loss grows, each as long as all losses fall by
 * what Armijo asks; the length of the one before, doubled where that did, is tried first. Ends at `residual`, after `most` steps,
 * before a step that `holds` refuses, or where no step helps any more. No loss ever gets worse.
 */
export async function descend(
  oracle: Oracle,
  from: Visited,
  residual: number,
  most: number,
  { armijo, backtrack, leastStep }: Pick<NavigatorOptions, "armijo" | "backtrack" | "leastStep">,
  onStep?: (step: number, residual: number) => void,
  holds?: (next: Visited) => Promise<boolean>,
): Promise<Descended> {
  let visited = from;
  let length = 1;
  let steps = 0;
  while (visited.at.residual > residual && steps < most) {
    const { x, losses, at } = visited;
    const direction = at.gradient;
    const slope = dot(direction, direction);
    if (slope === 0) break;
    let next: Float64Array | undefined;
    for (let step = length; step * Math.sqrt(slope) > leastStep; step *= backtrack) {
      const tried = clipped(moved(x, direction, -step), oracle.bounds);
      const gone = tried.map((value, j) => x[j]! - value);
      const promised = dot(direction, gone);
      const found = await oracle.losses(tried);
      if (found.every((loss, i) => loss <= losses[i]! - armijo * promised)) {
        next = tried;
        length = step === length ? 2 * step : step;
        break;
      }
    }
    if (!next) break;
    const reached = await visit(oracle, next, { near: at.multipliers });
    if (holds && !(await holds(reached))) break;
    visited = reached;
    steps++;
    onStep?.(steps, visited.at.residual);
  }
  return { visited, steps };
}
