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
  if (bytes == 16) return limitSetOfVectors(p, list, listed, skipped, out, prune);
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

/** As `limitSet` for rows of one vector, which then stay in registers. */
function limitSetOfVectors(p: usize, list: usize, listed: i32, skipped: usize, out: usize, prune: bool): i32 {
  const own = v128.load(p);
  const listEnd = list + (<usize>listed << 4);
  let end = out;
  let keptList = list;
  for (let q = list; q < listEnd; q += 16) {
    if (q == skipped) continue;
    const other = v128.load(q);
    const row = i16x8.min_u(own, other);
    if (!v128.any_true(i16x8.sub_sat_u(own, row))) {
      if (prune) {
        for (let r = q; r < listEnd; r += 16) {
          v128.store(keptList, v128.load(r));
          keptList += 16;
        }
        stillListed = <i32>((keptList - list) >> 4);
      }
      return -1;
    }
    if (prune && v128.any_true(i16x8.sub_sat_u(other, row))) {
      v128.store(keptList, other);
      keptList += 16;
    }
    let r = out;
    while (r < end && v128.any_true(i16x8.sub_sat_u(row, v128.load(r)))) r += 16;
    if (r < end) {
      const half = out + ((r - out) >> 5 << 4);
      const holder = v128.load(r);
      v128.store(r, v128.load(half));
      v128.store(half, holder);
      continue;
    }
    let kept = out;
    for (r = out; r < end; r += 16) {
      const held = v128.load(r);
      v128.store(kept, held);
      kept += v128.any_true(i16x8.sub_sat_u(held, row)) ? 16 : 0;
    }
    v128.store(kept, row);
    end = kept + 16;
  }
  stillListed = <i32>((keptList - list) >> 4);
  return <i32>((end - out) >> 4);
}
