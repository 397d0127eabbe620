import type { Matrix } from "../linalg/index.ts";
import { weaklyDominatesAt } from "./dominance.ts";

/** Row indexes in lexicographic order of the rows (minimised); equal rows in index order. O(m n log n). */
export function lexicographicOrder({ rows, columns, data }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, i) => i).sort((a, b) => {
    for (let j = 0; j < columns; j++) {
      const difference = data[a * columns + j]! - data[b * columns + j]!;
      if (difference < 0) return -1;
      if (difference > 0) return 1;
    }
    return a - b;
  });
}

/**
 * Ranks by efficient non-dominated sort with sequential search (ENS-SS; Zhang, Tian, Cheng, Jin, IEEE TEVC 19(2),
 * 2015), for NaN-free rows. After a lexicographic sort a point is dominated by earlier ones only, so each goes
 * into the first front none of whose members dominates it. O(m n^2) time worst, O(n) memory.
 * What runs where WebAssembly does not, and the twin of the kernels in the tests.
 */
export function plainRanks(points: Matrix): Int32Array {
  const { columns, data } = points;
  const order = lexicographicOrder(points);
  const ranks = new Int32Array(points.rows);
  const fronts: number[][] = [];
  let previous = -1;
  for (const i of order) {
    if (previous >= 0 && weaklyDominatesAt(data, i * columns, previous * columns, columns)) {
      ranks[i] = ranks[previous]!; // lexicographically not before, and weakly dominating: equal
      continue;
    }
    previous = i;
    let rank = 0;
    while (
      rank < fronts.length &&
      fronts[rank]!.some((k) => weaklyDominatesAt(data, k * columns, i * columns, columns))
    )
      rank++;
    ranks[i] = rank;
    const front = fronts[rank];
    if (front === undefined) fronts.push([i]);
    else front.push(i);
  }
  return ranks;
}
