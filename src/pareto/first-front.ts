import { firstFront3 } from "../kernels/index.ts";
import type { Matrix } from "../linalg/index.ts";
import { ranksOfComparable } from "./distinct-ranks.ts";
import { weaklyDominatesAt } from "./dominance.ts";
import { takeRows } from "./points.ts";

/** How many strong rows a pass tries on each of the others. */
const pivots = 48;
/** Sets smaller than this are ranked at once. */
const smallSet = 256;
/** A pass must take out this share, else ranking is quicker; a sample of rows tells beforehand. */
const worthwhile = 1 / 3;
const sample = 256;

/**
 * Rows of rank 0 of a NaN-free matrix, ascending, repeated ones included. Passes over the set with the rows of the
 * least normalised sums take out what those dominate, the greater part of a cloud of points, at O(m n) a pass. What
 * is left is swept in three objectives, O(n log n), and ranked in all others.
 */
export function firstFront(points: Matrix): Int32Array {
  let rows = Int32Array.from({ length: points.rows }, (_, i) => i);
  let set = points;
  while (set.rows > smallSet) {
    const strong = strongest(normalisedSums(set));
    if (undominated(set, strong, Math.floor(set.rows / sample)).length > (1 - worthwhile) * sample) break;
    const left = undominated(set, strong, 1);
    rows = left.map((k) => rows[k]!);
    set = takeRows(set, left);
  }
  const flags = set.columns === 3 ? firstFront3(set.data, set.rows) : undefined;
  if (flags !== undefined) return rows.filter((_, k) => flags[k] === 1);
  const { ranks } = ranksOfComparable(set);
  return rows.filter((_, k) => ranks[k] === 0);
}

/** Those of every `stride`-th row that no strong row dominates. */
function undominated({ rows, columns, data }: Matrix, strong: Int32Array, stride: number): Int32Array {
  const left = new Int32Array(Math.ceil(rows / stride));
  let count = 0;
  for (let i = 0; i < rows; i += stride) {
    const at = i * columns;
    let dominated = false;
    for (let s = 0; s < strong.length && !dominated; s++) {
      const by = strong[s]! * columns;
      dominated = weaklyDominatesAt(data, by, at, columns) && !weaklyDominatesAt(data, at, by, columns);
    }
    if (!dominated) left[count++] = i;
  }
  return left.subarray(0, count);
}

/** Sum over the objectives of (value - least) / range, where the range is finite. Only a guide: any would be right. */
function normalisedSums({ rows, columns, data }: Matrix): Float64Array {
  const sums = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = j; at < data.length; at += columns) {
      if (data[at]! < least) least = data[at]!;
      if (data[at]! > most) most = data[at]!;
    }
    const scale = 1 / (most - least);
    if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) continue;
    for (let i = 0, at = j; i < rows; i++, at += columns) sums[i]! += (data[at]! - least) * scale;
  }
  return sums;
}

/** Indexes of the least sums, the least first. */
function strongest(sums: Float64Array): Int32Array {
  const size = Math.min(pivots, sums.length);
  const best = new Int32Array(size);
  const values = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < sums.length; i++) {
    const sum = sums[i]!;
    if (!(sum < values[size - 1]!)) continue;
    let k = size - 1;
    for (; k > 0 && values[k - 1]! > sum; k--) {
      values[k] = values[k - 1]!;
      best[k] = best[k - 1]!;
    }
    values[k] = sum;
    best[k] = i;
  }
  return best;
}
