import { type Matrix, rowOf } from "../../linalg/index.ts";
import { fold, type Key, permutation, uniform } from "../../random/index.ts";

/** Below 0 where row a is the better parent: columns are compared from the left, smaller is better. */
function compareRows(fitness: Matrix, a: number, b: number): number {
  const first = rowOf(fitness, a);
  const second = rowOf(fitness, b);
  for (let j = 0; j < first.length; j++) {
    if (first[j] !== second[j]) return first[j]! < second[j]! ? -1 : 1;
  }
  return 0;
}

/**
 * `count` winners of binary tournaments over the rows of `fitness`; a draw falls to either by halves. Opponents
 * come from whole permutations, so that in a round everyone meets once. Needs at least one row; a single one wins
 * always.
 */
export function tournament(key: Key, fitness: Matrix, count: number): Int32Array {
  const n = fitness.rows;
  const winners = new Int32Array(count);
  if (n < 2) return winners;
  const coins = uniform(fold(key, 0), count);
  const bouts = Math.floor(n / 2);
  let order: Uint32Array = new Uint32Array(0);
  for (let k = 0; k < count; k++) {
    const bout = k % bouts;
    if (bout === 0) order = permutation(fold(key, 1 + k / bouts), n);
    const a = order[2 * bout]!;
    const b = order[2 * bout + 1]!;
    const verdict = compareRows(fitness, a, b) || coins[k]! - 0.5;
    winners[k] = verdict < 0 ? a : b;
  }
  return winners;
}
