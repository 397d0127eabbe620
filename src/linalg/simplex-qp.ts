import { type Matrix, matrix } from "./matrix.ts";
import { minNormWeights } from "./min-norm.ts";

/**
 * The w on the unit simplex with the least 1/2 w' G w + b . w, for a positive semidefinite G and a b in its range (products
 * of the vectors with some vector, as g_i . y). Exact, by the method of
 * `minNormWeights`: as sum w = 1, the linear term may be spread over the matrix, G_ij + b_i + b_j, and any constant taken
 * off b; that method looks at differences of entries alone, so the matrix need not stay definite.
 */
export function simplexQp(g: Matrix, b: ArrayLike<number>): Float64Array {
  const n = g.rows;
  // That of the shortest vector: what is far from it belongs to longer ones, which rounding may touch more.
  let shortest = 0;
  for (let i = 1; i < n; i++) if (g.data[i * n + i]! < g.data[shortest * n + shortest]!) shortest = i;
  const constant = b[shortest]!;
  const spread = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      spread.data[i * n + j] = g.data[i * n + j]! + (b[i]! - constant) + (b[j]! - constant);
    }
  }
  return minNormWeights(spread);
}
