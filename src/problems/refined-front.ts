/** Fronts that nobody has a formula for: a grid over the box, its best points refined by ever smaller steps. */
import { type Matrix, rowOf } from "../linalg/index.ts";
import { crowdingDistance, nondominated } from "../pareto/index.ts";
import type { Problem } from "./problem.ts";
import { linspace, mapRows, product, rowsOf, valuesOf } from "./sampling.ts";

interface Found {
  readonly xs: Matrix;
  readonly values: Matrix;
}

function pick({ xs, values }: Found, rows: readonly number[]): Found {
  return {
    xs: rowsOf(rows.map((row) => rowOf(xs, row))),
    values: rowsOf(rows.map((row) => rowOf(values, row))),
  };
}

/** The non-dominated ones, at most `size` of them, the most crowded dropped in one go. */
function best(found: Found, size: number): Found {
  const kept = pick(found, Array.from(nondominated(found.values, { keepDuplicates: false })));
  if (kept.xs.rows <= size) return kept;
  const crowding = crowdingDistance(kept.values);
  const order = Array.from(crowding.keys()).sort((a, b) => crowding[b]! - crowding[a]! || a - b);
  return pick(
    kept,
    order.slice(0, size).sort((a, b) => a - b),
  );
}

/** Every neighbour of every row: a step up, down or none along each variable, inside the box. */
function neighbours(xs: Matrix, problem: Problem, steps: readonly number[]): Matrix {
  const { lower, upper } = problem.space;
  const moves = product([0, -1, 1], problem.dimension);
  const rows: number[][] = [];
  for (let i = 0; i < xs.rows; i++) {
    for (let k = 0; k < moves.rows; k++) {
      const move = rowOf(moves, k);
      rows.push(
        Array.from(rowOf(xs, i), (value, j) =>
          Math.min(upper[j]!, Math.max(lower[j]!, value + move[j]! * steps[j]!)),
        ),
      );
    }
  }
  return rowsOf(rows);
}

/**
 * About `count` attained, mutually non-dominated points of a problem of few variables, with their x. `side` grid points
 * an axis must be enough to hit every part of the front; after the halvings, points are within steps of
 * extent / (side - 1) / 2^halvings of points that no neighbour dominates.
 */
export function refinedFront(problem: Problem, count: number, side: number, halvings: number): Found {
  const { lower, upper } = problem.space;
  const grid = mapRows(product(linspace(0, 1, side), problem.dimension), (u) =>
    u.map((value, j) => lower[j]! + (upper[j]! - lower[j]!) * value),
  );
  let found = best({ xs: grid, values: valuesOf(problem, grid) }, count);
  let steps = Array.from(lower, (low, j) => (upper[j]! - low) / (side - 1));
  for (let halving = 0; halving < halvings; halving++) {
    steps = steps.map((step) => step / 2);
    // Twice at each size, so that points can walk further than a cell.
    for (let turn = 0; turn < 2; turn++) {
      const xs = neighbours(found.xs, problem, steps);
      found = best({ xs, values: valuesOf(problem, xs) }, count);
    }
  }
  return found;
}
