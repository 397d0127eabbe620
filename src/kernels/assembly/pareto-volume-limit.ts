// Volume of a union of boxes in five and more dimensions by slicing and limit sets (WFG; While, Bradstreet,
// Barone, IEEE TEVC 16(1), 2012) on the four-dimensional sweep as base: rows in descending order of the last height
// each add, in the other dimensions, their own box less the union of the earlier ones clipped to it, times that
// height. Exponential in m at worst. Each level subtracts volumes no larger than the boxes it starts from, so the
// error is below about 2^-53 * m times the sum of the boxes' volumes in that level.
import { argsort, argsortScratch } from "./pareto-sort";
import { limitSet, strideOf } from "./pareto-limit-set";
import { volume4, volume4Scratch, volume4Sorted } from "./pareto-volume4";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of one level's frame for n rows of dimension d: their list, probes, and the limit set. */
// @ts-ignore: decorator
@inline
function frameBytes(n: i32, d: i32): usize {
  return aligned(<usize>n << 2) * 2 + aligned(<usize>(n + 1) * <usize>strideOf(d - 1) << 3);
}

let baseScratch: usize = 0;

/** Bytes of scratch for volumeLimit. */
export function volumeLimitScratch(n: i32, m: i32): usize {
  let bytes = aligned(volume4Scratch(n)) + aligned(<usize>n * <usize>strideOf(m) << 3) + aligned(<usize>n << 2);
  for (let d = m; d > 4; d--) bytes += frameBytes(n, d);
  return bytes + argsortScratch(n) + 256;
}

/** Volume of the union of the n boxes of `heights` (n x m, m >= 5). */
export function volumeLimit(heights: usize, n: i32, m: i32, scratch: usize): f64 {
  baseScratch = aligned(scratch);
  const order = baseScratch + aligned(volume4Scratch(n));
  const rows = order + aligned(<usize>n << 2);
  const frames = rows + aligned(<usize>n * <usize>strideOf(m) << 3);
  argsort(heights + (<usize>(m - 1) << 3), <usize>m << 3, n, order, frames, true);
  layRows(heights, n, m, order, rows);
  return union(rows, n, m, frames);
}

/** The rows in the given order, padded to an even number of doubles. */
export function layRows(heights: usize, n: i32, m: i32, order: usize, rows: usize): void {
  const bytes = <usize>strideOf(m) << 3;
  for (let i = 0; i < n; i++) {
    const from = heights + <usize>load<u32>(order + (<usize>i << 2)) * (<usize>m << 3);
    const to = rows + <usize>i * bytes;
    for (let j = 0; j < m; j++) store<f64>(to + (<usize>j << 3), load<f64>(from + (<usize>j << 3)));
    if ((m & 1) != 0) store<f64>(to + (<usize>m << 3), 0);
  }
}

/** Product of the first d heights of a row. */
// @ts-ignore: decorator
@inline
export function boxVolume(row: usize, d: i32): f64 {
  let volume = load<f64>(row);
  for (let j = 1; j < d; j++) volume *= load<f64>(row + (<usize>j << 3));
  return volume;
}

/** Volume of a union of rows of dimension d >= 4 in descending order of the last height. */
export function union(rows: usize, n: i32, d: i32, frame: usize): f64 {
  const bytes = <usize>strideOf(d) << 3;
  if (n == 1) return boxVolume(rows, d);
  if (n == 2) {
    let both: f64 = 1;
    for (let j = 0; j < d; j++) {
      const a = load<f64>(rows + (<usize>j << 3));
      const b = load<f64>(rows + bytes + (<usize>j << 3));
      both *= a < b ? a : b;
    }
    return boxVolume(rows, d) + (boxVolume(rows + bytes, d) - both);
  }
  if (d == 4) return n <= 96 ? volume4Sorted(rows, n, baseScratch) : volume4(rows, n, baseScratch);
  const list = frame;
  const probes = list + aligned(<usize>n << 2);
  const limit = probes + aligned(<usize>n << 2);
  const next = frame + frameBytes(n, d);
  let listed = 0;
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    const p = rows + <usize>i * bytes;
    const size = limitSet(p, d - 1, list, listed, 0, limit, probes);
    if (size < 0) continue;
    let gain = boxVolume(p, d - 1);
    if (size > 0) gain -= union(limit, size, d - 1, next);
    sum += gain * load<f64>(p + (<usize>(d - 1) << 3));
    listed = enlist(p, d - 1, list, listed);
  }
  return sum;
}

/** Adds p to a list in descending order of coordinate d - 1, and takes out rows that lie within p. */
function enlist(p: usize, d: i32, list: usize, listed: i32): i32 {
  const at = <usize>(d - 1) << 3;
  const own = load<f64>(p + at);
  let place = 0;
  while (place < listed && load<f64>(<usize>load<u32>(list + (<usize>place << 2)) + at) > own) place++;
  // Rows from `place` on are no higher than p in coordinate d - 1.
  let kept = place;
  for (let i = place; i < listed; i++) {
    const q = load<u32>(list + (<usize>i << 2));
    store<u32>(list + (<usize>kept << 2), q);
    kept += i32(!isWithin(<usize>q, p, d - 1));
  }
  for (let i = kept; i > place; i--) store<u32>(list + (<usize>i << 2), load<u32>(list + (<usize>(i - 1) << 2)));
  store<u32>(list + (<usize>place << 2), <u32>p);
  return kept + 1;
}

// @ts-ignore: decorator
@inline
function isWithin(q: usize, p: usize, d: i32): bool {
  for (let j = 0; j < d; j++) if (load<f64>(q + (<usize>j << 3)) > load<f64>(p + (<usize>j << 3))) return false;
  return true;
}
