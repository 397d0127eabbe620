import { ShapeError } from "../base/index.ts";
import { solveDefinite } from "./cholesky.ts";
import { type Matrix, matrix } from "./matrix.ts";

/**
 * The v >= u (entry by entry) with the least v' G v, for the Gramian G of vectors g_1 .. g_T. Then sum_i v_i g_i is the
 * projection of sum_i u_i g_i on the dual cone {x: g_i . x >= 0 for all i} (Lopez-Paz and Ranzato, arXiv:1706.08840,
 * section 3; Quinton and Rey, arXiv:2406.16232, proposition 1).
 *
 * Exact: the active-set method of Lawson and Hanson (Solving Least Squares Problems, 1974, chapter 23) on v - u, with
 * the vectors scaled to length 1 so that one tolerance serves. Finite; each step solves a system of at most T equations.
 * A zero vector keeps its u. Throws a `ShapeError` where the Gramian is not square, of u's size and finite.
 */
export function dualConeWeights(gramian: Matrix, u: ArrayLike<number>): Float64Array {
  const n = gramian.rows;
  if (gramian.columns !== n || u.length !== n) {
    throw new ShapeError(
      `dualConeWeights: the Gramian is ${n} x ${gramian.columns} and there are ${u.length} bounds; give n x n and n`,
    );
  }
  if (!gramian.data.every(Number.isFinite)) {
    throw new ShapeError(
      "dualConeWeights: the Gramian holds a value that is not finite; check the gradients",
    );
  }
  const lengths = Float64Array.from({ length: n }, (_, i) =>
    Math.sqrt(Math.max(0, gramian.data[i * n + i]!)),
  );
  const cosine = (i: number, j: number): number =>
    i === j ? 1 : gramian.data[i * n + j]! / (lengths[i]! * lengths[j]!);
  // Unknowns are the lengths added along each unit vector; `slack` is how far the present sum violates each side.
  const added = new Float64Array(n);
  const free: number[] = [];
  const size = lengths.reduce((sum, length, i) => sum + Math.abs(length * u[i]!), 0);
  const tolerance = 4 * n * Number.EPSILON * size;
  const start = lengths.map((length, i) => {
    if (length === 0) return 0;
    let sum = 0;
    for (let j = 0; j < n; j++) if (lengths[j]! > 0) sum -= cosine(i, j) * lengths[j]! * u[j]!;
    return sum;
  });
  for (const [i, length] of violatedTogether(cosine, start, tolerance)) {
    free.push(i);
    added[i] = length;
  }
  const violation = (i: number): number => free.reduce((sum, j) => sum - cosine(i, j) * added[j]!, start[i]!);
  const refused = new Set<number>();

  for (let major = 0; major < 10 * n + 10; major++) {
    let entering = -1;
    let worst = tolerance;
    for (let i = 0; i < n; i++) {
      if (lengths[i] === 0 || refused.has(i) || free.includes(i)) continue;
      const by = violation(i);
      if (by > worst) [entering, worst] = [i, by];
    }
    if (entering < 0) break;
    free.push(entering);
    for (;;) {
      const target = stationary(cosine, free, start);
      if (target === undefined) {
        // Dependent on those that are free to within rounding: it cannot help.
        free.splice(free.indexOf(entering), 1);
        added[entering] = 0;
        refused.add(entering);
        break;
      }
      let step = 1;
      free.forEach((i, k) => {
        if (target[k]! <= 0) step = Math.min(step, added[i]! / (added[i]! - target[k]!));
      });
      free.forEach((i, k) => {
        added[i]! += step * (target[k]! - added[i]!);
      });
      if (step === 1) {
        refused.clear();
        break;
      }
      const leaving = free.filter((i) => added[i]! <= Number.EPSILON * size);
      for (const i of leaving) {
        added[i] = 0;
        free.splice(free.indexOf(i), 1);
      }
      if (leaving.includes(entering)) refused.add(entering);
      if (free.length === 0) break;
    }
  }
  return Float64Array.from({ length: n }, (_, i) =>
    added[i]! > 0 ? u[i]! + added[i]! / lengths[i]! : u[i]!,
  );
}

/**
 * Where to begin: the vectors that the sum violates at the outset, where all are free at once with positive lengths, else
 * those of them that have such, and so on. Vectors that are nearly at right angles are settled so in one step for all; where
 * it does not end soon, nothing is free at the beginning.
 */
function violatedTogether(
  cosine: (i: number, j: number) => number,
  start: Float64Array,
  tolerance: number,
): [index: number, length: number][] {
  let free = Array.from(start.keys()).filter((i) => start[i]! > tolerance);
  for (let attempt = 0; attempt < 4 && free.length > 0; attempt++) {
    const target = stationary(cosine, free, start);
    if (target === undefined) return [];
    if (target.every((length) => length > tolerance)) return free.map((i, k) => [i, target[k]!]);
    free = free.filter((_, k) => target[k]! > tolerance);
  }
  return [];
}

/** The unconstrained minimiser over the free vectors. */
function stationary(
  cosine: (i: number, j: number) => number,
  free: readonly number[],
  start: Float64Array,
): Float64Array | undefined {
  const n = free.length;
  const system = matrix(n, n);
  free.forEach((i, row) => {
    free.forEach((j, column) => {
      system.data[row * n + column] = cosine(i, j);
    });
  });
  return solveDefinite(
    system,
    free.map((i) => start[i]!),
  );
}
