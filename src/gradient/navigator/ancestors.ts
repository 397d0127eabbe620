/** Directions of the methods that PPE grew out of, from the same tangents. */
import {
  dualConeWeights,
  gramianOf,
  type Matrix,
  matrix,
  pseudoSolve,
  rowOf,
  symmetricEigen,
} from "../../linalg/index.ts";
import { coneWithin, leaves, tangentialGradients } from "./direction.ts";
import type { Solver, Tangent } from "./tangent.ts";
import type { Direction } from "./tangent-direction.ts";
import { addTo, combined, dot, norm, products } from "./vectors.ts";

/**
 * Pareto Tracer (Martin, Schuetze, Computers & Operations Research 2018): the tangent v whose J v is nearest to a wanted
 * change of the objectives; here -p. Where that would make a preferred objective worse, or lead past the front's end, it is
 * the nearest that does not: in the metric of the objectives, the projection on a cone.
 */
export function changeDirection(
  free: Matrix,
  tangent: Tangent,
  preference: Float64Array,
  multipliers: Float64Array,
): Direction {
  const { basis } = tangent;
  const rank = basis.rows;
  const slopes = tangentialGradients(free, basis);
  const preferred = combined(free, preference).map((value) => -value);
  const nothing = new Float64Array(free.columns);
  if (rank === 0) return { v: nothing, published: nothing, preferred, tangent, rule: "published" };
  // Least squares by normal equations over the basis: S'S c = -S'p.
  const columns = matrix(rank, free.rows);
  for (let i = 0; i < free.rows; i++) {
    for (let k = 0; k < rank; k++) columns.data[k * free.rows + i] = slopes.data[i * rank + k]!;
  }
  const gramian = gramianOf(columns);
  const right = products(columns, preference).map((value) => -value);
  const published = pseudoSolve(gramian, right, least);
  const cone = coneWithin(free, tangent, preference, multipliers);
  const inside = leaves(cone, published) ? withinCone(gramian, published, cone) : published;
  return {
    v: combined(basis, inside),
    published: combined(basis, published),
    preferred,
    tangent,
    rule: inside === published ? "published" : "tangential",
  };
}

/** Tangents that change the objectives by less than this share of what others do, squared, count for none. */
const least = 1e-12;

/** The point of {d: row . d >= 0} that is nearest to c by the norm of `metric`. */
function withinCone(metric: Matrix, c: Float64Array, cone: Matrix): Float64Array {
  const { values, vectors } = symmetricEigen(metric);
  const cut = least * Math.max(...values);
  // d = W z with W the metric's inverse root: |z| is then d's norm.
  const roots = values.map((value) => (value > cut ? Math.sqrt(value) : 0));
  const white = (d: Float64Array, by: (root: number) => number): Float64Array => {
    const out = new Float64Array(d.length);
    roots.forEach((root, k) => {
      if (root === 0) return;
      const u = rowOf(vectors, k);
      addTo(out, u, by(root) * dot(u, d));
    });
    return out;
  };
  const rows = matrix(cone.rows + 1, c.length);
  rows.data.set(white(c, (root) => root));
  for (let k = 0; k < cone.rows; k++) {
    rows.data.set(
      white(rowOf(cone, k), (root) => 1 / root),
      (k + 1) * c.length,
    );
  }
  // Of z itself exactly 1 is taken: more of it would only be longer.
  const weights = dualConeWeights(gramianOf(rows), new Float64Array(rows.rows).fill(1, 0, 1));
  return white(combined(rows, weights), (root) => 1 / root);
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
