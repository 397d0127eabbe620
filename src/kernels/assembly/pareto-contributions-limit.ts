// What each box covers alone in five and more dimensions, or single boxes in four: the box less the union of its
// limit set among all others, found as in pareto-volume-limit. A limit set costs n / 8 vector steps for each of its
// k rows at worst, its union in four dimensions O(k^2).
import { columnsBytes, limitSetWide, limitsBytes, makeColumns } from "./pareto-limit-wide";
import { limitSet } from "./pareto-limit-set";
import { rowBytes } from "./pareto-ordinals";
import { boxVolume, coordinates, firstFrame, prepareLimit, union, volumeLimitScratch } from "./pareto-volume-limit";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of scratch for contributionsLimit. */
export function contributionsLimitScratch(n: i32, m: i32): usize {
  const row = <usize>((m + 7) >> 3) << 4;
  return (
    aligned(volumeLimitScratch(n, m)) + aligned(columnsBytes(n, m)) + aligned(limitsBytes(n, m)) + aligned(<usize>(n + 2) * row) + 256
  );
}

/** Contributions of the first `asked` of the n rows of `heights` (n x m, m >= 4, n < 65536) to `out`. */
export function contributionsLimit(heights: usize, n: i32, m: i32, asked: i32, out: usize, scratch: usize): void {
  const rows = prepareLimit(heights, n, m, scratch);
  const columns = aligned(scratch) + aligned(volumeLimitScratch(n, m));
  const limits = columns + aligned(columnsBytes(n, m));
  const limit = limits + aligned(limitsBytes(n, m));
  const wide = n >= 24 && rowBytes == 16;
  for (let j = 0; j < m; j++) store<u8>(coordinates() + <usize>j, <u8>j);
  if (wide) makeColumns(rows, n, coordinates(), m, columns);
  for (let i = 0; i < asked; i++) {
    const p = rows + <usize>i * rowBytes;
    for (let j = 0; j < m; j++) store<u8>(coordinates() + <usize>j, <u8>j);
    const size = wide
      ? limitSetWide(p, rows, n, i, coordinates(), m, columns, limits, limit)
      : limitSet(p, rows, n, p, limit, false);
    let share: f64 = 0;
    if (size >= 0) {
      share = boxVolume(p, m);
      if (size > 0) share -= union(limit, size, m, firstFrame);
      share = max(share, 0);
    }
    store<f64>(out + (<usize>i << 3), share);
  }
}
