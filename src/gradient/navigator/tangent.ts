/**
 * The tangent space of the Pareto set at a stationary point. Along the set sum_i a_i g_i = 0 stays true, so H v + J' a' = 0
 * with sum a' = 0 (Hillermeier 2001; Schuetze, Martin et al. 2019): v solves H v = J' (e_k - e_{k+1}) for k = 1 .. T-1, H
 * the Hessian of sum_i a_i f_i, by MINRES on Hessian-vector products (Ma, Du, Matusik, arXiv:2006.16434).
 */
import { type Matrix, type MinresSolution, matrix, minres, rowOf } from "../../linalg/index.ts";
import type { OracleHessian } from "./problem.ts";
import { addTo, dot, longestRow, norm } from "./vectors.ts";

export interface TangentOptions {
  /** Added to the diagonal of H. */
  readonly damping: number;
  readonly tolerance: number;
  readonly maxIterations: number | undefined;
  /** Curvature below this is rounding: the front is straight along what it would solve. */
  readonly leastCurvature: number;
  /** A generator within so much of the span of the others (as a share of its length) adds nothing. */
  readonly rankTolerance: number;
  /** Told after each product: the generator of how many, the iteration, the residual. */
  readonly onIteration?:
    | ((generator: number, of: number, iteration: number, residual: number) => void)
    | undefined;
}

/** How one system was solved. */
export interface GeneratorRecord {
  readonly iterations: number;
  readonly residual: number;
  /** As MINRES says; `none` where the two gradients do not differ; `dense` where H itself was decomposed. */
  readonly status: "solved" | "least-squares" | "limit" | "none" | "dense";
}

export interface Tangent {
  /** A row for each difference of neighbouring objectives; 0 where their gradients are the same. */
  readonly generators: Matrix;
  /** Orthonormal rows that span the same. Their number is the rank. */
  readonly basis: Matrix;
  /** How fast the multipliers change along each row of the basis; rank x objectives. */
  readonly multiplierRates: Matrix;
  readonly records: readonly GeneratorRecord[];
  /** Whether MINRES met negative curvature: the front is then not convex here, or not the best. */
  readonly indefinite: boolean;
}

/** Solves one system: what `tangentOf` asks of MINRES, or of a decomposition. */
export type Solver = (
  b: Float64Array,
  generator: number,
) => Promise<{
  readonly v: Float64Array;
  readonly moves: boolean;
  readonly record: GeneratorRecord;
  readonly indefinite: boolean;
}>;

/** Where b has a part this large (a share of its length) that no H v reaches, that part is the tangent. */
const outOfRange = 1e-6;

/** MINRES on products; `held` variables stay where they are. */
export function minresSolver(
  hessian: OracleHessian,
  tasks: number,
  held: Uint8Array | undefined,
  options: TangentOptions,
): Solver {
  const { damping, tolerance, maxIterations, leastCurvature, onIteration } = options;
  const of = tasks - 1;
  return async (b, generator) => {
    const solve = (shift: number): Promise<MinresSolution> =>
      minres(
        async (v) => {
          const product = await hessian.product(v);
          return held ? product.map((value, j) => (held[j] ? 0 : value)) : product;
        },
        b,
        {
          shift,
          tolerance,
          maxIterations,
          ...(onIteration && {
            onIteration: (iteration, residual) => onIteration(generator, of, iteration, residual),
          }),
        },
      );
    const found = await solve(damping);
    if (norm(found.x) * leastCurvature > norm(b)) {
      // Singular but for rounding: what is solved there is noise. A shift as large as that turns it into the part of b
      // that no curvature meets.
      const { x, iterations, relativeResidual, status, indefinite } = await solve(damping + leastCurvature);
      const record = { iterations: found.iterations + iterations, residual: relativeResidual, status };
      return { v: x, moves: false, record, indefinite };
    }
    // H is singular there and b not in its range: as damping goes to 0 its solution turns into the residual, along
    // which the gradients' sum stays 0 with the multipliers as they are (straight fronts).
    const flat = found.status === "least-squares" && found.relativeResidual > outOfRange;
    return {
      v: flat ? found.residual : found.x,
      moves: !flat,
      record: { iterations: found.iterations, residual: found.relativeResidual, status: found.status },
      indefinite: found.indefinite,
    };
  };
}

/** The generators by `solve`, and an orthonormal basis of their span. */
export async function tangentOf(free: Matrix, solve: Solver, rankTolerance: number): Promise<Tangent> {
  const { rows: tasks, columns: n } = free;
  const longest = longestRow(free);
  const found: { v: Float64Array; rates: Float64Array }[] = [];
  const records: GeneratorRecord[] = [];
  const generators = matrix(Math.max(0, tasks - 1), n);
  let indefinite = false;
  for (let k = 0; k + 1 < tasks; k++) {
    const b = rowOf(free, k).map((value, j) => value - free.data[(k + 1) * n + j]!);
    if (norm(b) <= 1e-9 * longest) {
      records.push({ iterations: 0, residual: 0, status: "none" });
      continue;
    }
    const solved = await solve(b, k + 1);
    records.push(solved.record);
    indefinite ||= solved.indefinite;
    const rates = new Float64Array(tasks);
    if (solved.moves) {
      rates[k] = -1;
      rates[k + 1] = 1;
    }
    generators.data.set(solved.v, k * n);
    if (norm(solved.v) > 0) found.push({ v: solved.v, rates });
  }
  return { generators, ...orthonormal(found, n, tasks, rankTolerance), records, indefinite };
}

/**
 * Gram-Schmidt, twice, on generators of length 1, the one that is farthest from the span first: a rank-revealing basis.
 * What is done to a generator is done to its multipliers' rates.
 */
function orthonormal(
  found: readonly { readonly v: Float64Array; readonly rates: Float64Array }[],
  n: number,
  tasks: number,
  rankTolerance: number,
): { basis: Matrix; multiplierRates: Matrix } {
  const left = found.map(({ v, rates }) => {
    const length = norm(v);
    return { v: v.map((value) => value / length), rates: rates.map((rate) => rate / length) };
  });
  const taken: { v: Float64Array; rates: Float64Array }[] = [];
  while (left.length > 0) {
    for (const each of left) {
      for (let again = 0; again < 2; again++) {
        for (const { v, rates } of taken) {
          const along = dot(v, each.v);
          addTo(each.v, v, -along);
          addTo(each.rates, rates, -along);
        }
      }
    }
    left.sort((a, b) => norm(b.v) - norm(a.v));
    const { v, rates } = left.shift()!;
    const length = norm(v);
    if (length <= rankTolerance) break;
    taken.push({ v: v.map((value) => value / length), rates: rates.map((rate) => rate / length) });
  }
  const basis = matrix(taken.length, n);
  const multiplierRates = matrix(taken.length, tasks);
  taken.forEach(({ v, rates }, k) => {
    basis.data.set(v, k * n);
    multiplierRates.data.set(rates, k * tasks);
  });
  return { basis, multiplierRates };
}
