import { type KernelRanks, ranks2, ranks3, ranksBitset } from "../kernels/pareto.ts";
import type { Matrix } from "../linalg/index.ts";
import { plainRanks } from "./plain-ranks.ts";

/**
 * Ranks of NaN-free rows by the algorithm that is fastest for their shape (`ranks` of the benchmark in
 * experiments/benchmarks/pareto):
 *   - one or two objectives: sort and bisect, O(n log n); nothing beats it at any n or number of fronts;
 *   - three: one staircase per front, O(n log f log n), three to ten times the bitset kernel's speed from n = 10^3
 *     up whether there is one front or hundreds. Where a staircase has a large part of the points, moving its
 *     steps would cost O(n^2); the sweep notices and hands over to
 *   - four and more: intersections of bitsets, m n^2 / 128 steps at worst. Its cost does not grow with the number
 *     of fronts but falls, so that no second algorithm for many fronts is needed. It stays ahead of divide and
 *     conquer to n of a few 10^5.
 */
export function ranksOfComparable({ rows, columns, data }: Matrix): KernelRanks {
  if (rows === 0) return { ranks: new Int32Array(0), fronts: 0 };
  let found: KernelRanks | undefined;
  if (columns === 1) found = ranks2(twice(data), rows);
  else if (columns === 2) found = ranks2(data, rows);
  else {
    if (columns === 3) found = ranks3(data, rows);
    found ??= ranksBitset(data, rows, columns);
  }
  if (found !== undefined) return found;
  const ranks = plainRanks({ rows, columns, data });
  return { ranks, fronts: ranks.reduce((most, rank) => Math.max(most, rank), -1) + 1 };
}

/** Each value as the point (x, x): dominance among those is the order of the values. */
function twice(values: Float64Array): Float64Array {
  const pairs = new Float64Array(2 * values.length);
  values.forEach((value, i) => {
    pairs[2 * i] = pairs[2 * i + 1] = value;
  });
  return pairs;
}
