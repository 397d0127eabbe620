// Limit sets (While, Bradstreet, Barone, IEEE TEVC 16(1), 2012): the boxes of a set clipped to one box p, less
// those that lie within another. Rows are ordinals (pareto-ordinals).
import { clip, copyRow, holds, rowBytes } from "./pareto-ordinals";

/** How many of the listed rows did not lie within p, after `limitSet`; they are moved to the front of the list. */
export let stillListed: i32 = 0;

/**
 * Writes the limit set of p among the `listed` rows at `list` to `out`, and returns its size, or -1 where one row
 * covers p. Rows that lie within p are taken out of the list if `prune` is set, since p clips any later row at
 * least as high; the row at `skipped` is passed over.
 */
export function limitSet(p: usize, list: usize, listed: i32, skipped: usize, out: usize, prune: bool): i32 {
  const bytes = rowBytes;
  const listEnd = list + <usize>listed * bytes;
  let end = out;
  let keptList = list;
  for (let q = list; q < listEnd; q += bytes) {
    if (q == skipped) continue;
    clip(p, q, end);
    if (holds(end, p)) {
      // p will not be listed itself. Rows taken out so far lie within p and so within q, and stay out.
      if (prune) {
        for (let r = q; r < listEnd; r += bytes) keptList = moved(r, keptList);
        stillListed = <i32>((keptList - list) / bytes);
      }
      return -1;
    }
    if (prune) {
      if (!holds(end, q)) keptList = moved(q, keptList);
    }
    end = entered(end, out);
  }
  stillListed = <i32>((keptList - list) / bytes);
  return <i32>((end - out) / bytes);
}

// @ts-ignore: decorator
@inline
function moved(from: usize, to: usize): usize {
  if (from != to) copyRow(from, to);
  return to + rowBytes;
}

/** Keeps the row at `end` of the set from `out` unless another holds it; returns the new end. */
// @ts-ignore: decorator
@inline
function entered(end: usize, out: usize): usize {
  const bytes = rowBytes;
  for (let r = out; r < end; r += bytes) {
    if (holds(r, end)) {
      // What held one row is likely to hold the next: half way to the front with it.
      const half = out + (((r - out) / bytes) >> 1) * bytes;
      if (half != r) {
        for (let at: usize = 0; at < bytes; at += 16) {
          const a = v128.load(r + at);
          v128.store(r + at, v128.load(half + at));
          v128.store(half + at, a);
        }
      }
      return end;
    }
  }
  // Not held: it may hold others.
  let kept = out;
  for (let r = out; r < end; r += bytes) {
    if (!holds(end, r)) kept = moved(r, kept);
  }
  return moved(end, kept);
}
