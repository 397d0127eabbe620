import { matrix, rowOf, symmetricEigen } from "../../linalg/index.ts";
import type { OracleHessian } from "./problem.ts";
import type { Solver } from "./tangent.ts";
import { addTo, dot, norm } from "./vectors.ts";

/** Eigenvalues below so much of the largest count as 0: products by differences are no more precise. */
const rankOfHessian = 1e-8;

/**
 * Tangents from the whole Hessian, as Pareto Tracer takes them (Martin, Schuetze, "Pareto Tracer", Computers &
 * Operations Research 2018): n products, O(n^3), and then each system for nothing. For problems of few variables.
 */
export async function denseSolver(
  h: OracleHessian,
  n: number,
  held: Uint8Array | undefined,
  damping: number,
): Promise<Solver> {
  const hessian = matrix(n, n);
  for (let j = 0; j < n; j++) {
    if (held?.[j]) continue;
    const unit = new Float64Array(n);
    unit[j] = 1;
    const column = await h.product(unit);
    for (let i = 0; i < n; i++) if (!held?.[i]) hessian.data[i * n + j] = column[i]!;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (hessian.data[i * n + j]! + hessian.data[j * n + i]!) / 2;
      hessian.data[i * n + j] = mean;
      hessian.data[j * n + i] = mean;
    }
    if (!held?.[i]) hessian.data[i * n + i]! += damping;
  }
  const { values, vectors } = symmetricEigen(hessian);
  const cut = rankOfHessian * Math.max(...values.map(Math.abs));
  const indefinite = values.some((value) => value < -cut);
  return async (b) => {
    const v = new Float64Array(n);
    const rest = Float64Array.from(b);
    values.forEach((value, k) => {
      if (Math.abs(value) <= cut) return;
      const u = rowOf(vectors, k);
      const along = dot(u, b);
      addTo(v, u, along / value);
      addTo(rest, u, -along);
    });
    const residual = norm(rest) / norm(b);
    const flat = residual > 1e-6;
    return {
      v: flat ? rest : v,
      moves: !flat,
      record: { iterations: n, residual, status: "dense" },
      indefinite,
    };
  };
}
