/** Directions of the methods that PPE grew out of, from the same tangents. */
import { gramianOf, type Matrix, matrix, pseudoSolve, rowOf } from "../../linalg/index.ts";
import { tangentialGradients } from "./direction.ts";
import type { Solver, Tangent } from "./tangent.ts";
import type { Direction } from "./tangent-direction.ts";
import { combined, norm } from "./vectors.ts";

/**
 * Pareto Tracer (Martin, Schuetze, Computers & Operations Research 2018): the tangent v whose J v is nearest to a wanted
 * change of the objectives; here -p.
 */
export function changeDirection(free: Matrix, tangent: Tangent, preference: Float64Array): Direction {
  const slopes = tangentialGradients(free, tangent.basis);
  const rank = tangent.basis.rows;
  // Least squares by normal equations over the basis.
  const columns = matrix(rank, free.rows);
  for (let i = 0; i < free.rows; i++) {
    for (let k = 0; k < rank; k++) columns.data[k * free.rows + i] = slopes.data[i * rank + k]!;
  }
  const right = Array.from({ length: rank }, (_, k) => {
    const row = rowOf(columns, k);
    return -row.reduce((sum, slope, i) => sum + slope * preference[i]!, 0);
  });
  const along = rank === 0 ? new Float64Array(0) : pseudoSolve(gramianOf(columns), right, 1e-12);
  const v = combined(tangent.basis, along);
  const preferred = combined(free, preference).map((value) => -value);
  return { v, published: v, preferred, tangent, rule: "published" };
}

/**
 * Continuous Pareto exploration (Ma, Du, Matusik, ICML 2020, arXiv:2006.16434): one system, (H + damping I) v = -J' p,
 * for whatever weights p one likes.
 */
export async function singleSystem(
  free: Matrix,
  preference: Float64Array,
  solve: Solver,
): Promise<Direction> {
  const n = free.columns;
  const preferred = combined(free, preference).map((value) => -value);
  const { v, record, indefinite, moves } = await solve(preferred, 1);
  const length = norm(v);
  const rates = preference.map((value) => (moves && length > 0 ? value / length : 0));
  const tangent: Tangent = {
    generators: matrix(1, n, v.slice()),
    basis:
      length > 0
        ? matrix(
            1,
            n,
            v.map((value) => value / length),
          )
        : matrix(0, n),
    // Weights off the simplex are brought back by scaling: only their ratios count.
    multiplierRates: length > 0 ? matrix(1, preference.length, rates) : matrix(0, preference.length),
    records: [record],
    indefinite,
  };
  return { v, published: v, preferred, tangent, rule: "published" };
}
