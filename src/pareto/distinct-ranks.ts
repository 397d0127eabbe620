import { type KernelRanks, ranks2, ranks3, ranksBitset } from "../kernels/index.ts";
import type { Matrix } from "../linalg/index.ts";
import { plainRanks } from "./plain-ranks.ts";

/**
 * Ranks of NaN-free rows by the algorithm that is fastest for their shape; the figures are those of `crossovers` and
 * `compare` in experiments/benchmarks/pareto:
 *   - one or two objectives: sort and bisect, O(n log n), at any n and number of fronts;
 *   - three: one staircase per front, O(n log f log n): 2 to 10 times the bitset kernel's speed from n = 10^2 to
 *     10^5, with one front as with thousands (least for thousands of fronts, where the two meet). Where a staircase
 *     holds a large part of the points, moving its steps would cost O(n^2); the sweep counts what it moves and
 *     hands over to
 *   - four and more: intersections of bitsets, m n^2 / 128 vector steps at worst. Its cost falls with the number of
 *     fronts (n = 10^5, m = 5: 22 fronts 160 ms, 841 fronts 40 ms), so that no second algorithm for many fronts is
 *     needed; at n = 10^5 it takes a third to a sixtieth of the time of moocore's divide and conquer.
 * The plain twin is within a factor of three only below n of about 30.
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
