import * as kernels from "../kernels/index.ts";
import type { Matrix } from "../linalg/index.ts";
import { ranksOfComparable } from "./distinct-ranks.ts";
import { plainContributions, plainUnionVolume } from "./plain-hypervolume.ts";
import { takeRows } from "./points.ts";

/**
 * Volume of the union of the boxes [0, row] of a matrix of positive heights. Kernels by m (`hypervolume` of the
 * benchmark in experiments/benchmarks/pareto): 2, radix sort and sweep, O(n log n); 3, HV3D on a bit tree,
 * O(n log n); 4, a dimension sweep over flat arrays, O(n^2); 5 and more, limit sets with that sweep as base,
 * exponential in m at worst. For five and more, rows within others are left out first where there
 * are more than 1024, which then costs next to nothing.
 * Relative error: below 10 * 2^-53 for m <= 4 whatever n; for m >= 5 below about m * 2^-53 times the sum of all
 * boxes over their union.
 */
export function unionVolume(heights: Matrix): number {
  const { rows, columns, data } = heights;
  if (rows === 0) return 0;
  if (columns === 1) return data.reduce((largest, height) => Math.max(largest, height));
  const kept = columns >= 5 && rows > 1024 ? rowsOfRank(heights, 0) : undefined;
  const set = kept === undefined ? heights : takeRows(heights, kept);
  return kernels.unionVolume(set.data, set.rows, columns) ?? plainUnionVolume(set);
}

/** Above this, ranking first costs little beside what it saves where many rows lie within others. */
const largeSet = 4096;

/**
 * What each row covers alone, in row order. Kernels by m: 2 and 3, sweeps in O(n log n); 4, HVC4D over flat arrays,
 * O(n^2) and the moving of what its staircases hold, in O(n) memory; 5 and more, the limit set of each row. In large
 * sets from four dimensions only rows of rank 0 and 1 are looked at: a row of higher rank lies within one of rank 1
 * and takes nothing more from any other. Absolute error: a few 2^-53 times the row's own box, and at m = 4 at worst
 * as many as there are rows that take from it.
 */
export function soleVolumes(heights: Matrix): Float64Array {
  const { rows, columns, data } = heights;
  if (rows === 0) return new Float64Array(0);
  if (columns === 1) return soleLengths(data);
  if (columns <= 3) return kernels.soleVolumes(data, rows, columns) ?? plainContributions(heights);
  if (rows <= largeSet) return kernels.soleVolumes(data, rows, columns) ?? plainContributions(heights);
  const kept = rowsOfRank(heights, 1);
  const set = kept.length === rows ? heights : takeRows(heights, kept);
  const own = kernels.soleVolumes(set.data, set.rows, columns) ?? plainContributions(set);
  const shares = new Float64Array(rows);
  kept.forEach((row, k) => {
    shares[row] = own[k]!;
  });
  return shares;
}

/** Rows of at most that rank, taller boxes first. */
function rowsOfRank(heights: Matrix, most: number): Int32Array {
  const { ranks } = ranksOfComparable({ ...heights, data: heights.data.map((height) => -height) });
  const kept = new Int32Array(ranks.length);
  let count = 0;
  ranks.forEach((rank, i) => {
    if (rank <= most) kept[count++] = i;
  });
  return kept.subarray(0, count);
}

/** One dimension: the longest exceeds the next by what it covers alone. */
function soleLengths(lengths: Float64Array): Float64Array {
  const shares = new Float64Array(lengths.length);
  let longest = 0;
  for (let i = 1; i < lengths.length; i++) if (lengths[i]! > lengths[longest]!) longest = i;
  let next = 0;
  lengths.forEach((length, i) => {
    if (i !== longest) next = Math.max(next, length);
  });
  shares[longest] = lengths[longest]! - next;
  return shares;
}
