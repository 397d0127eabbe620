// The first front in three objectives: one staircase, kept as a bit tree over the places in the order of the second
// objective, so that no step is ever moved. O(n log n), whatever the shape of the front.
import { argsort, argsortScratch, equalRows, lexicographicSort } from "./pareto-sort";
import { bitAfter, bitBefore, bitTreeBytes, insertBit, openBitTree, removeBit } from "./pareto-bit-tree";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 15) & ~15;
}

/** Bytes of scratch for firstFront3. */
export function firstFront3Scratch(n: i32): usize {
  return 3 * aligned(<usize>n << 2) + aligned(<usize>n << 3) + aligned(bitTreeBytes(n)) + argsortScratch(n) + 64;
}

/** Writes 1 to `flags` (u8) for each of the n rows of `points` (n x 3) that no other dominates, else 0. */
export function firstFront3(points: usize, n: i32, flags: usize, scratch: usize): void {
  const words = aligned(<usize>n << 2);
  const order = scratch;
  const byY = order + words;
  const place = byY + words;
  const thirds = place + words;
  const tree = thirds + aligned(<usize>n << 3);
  const sorting = tree + aligned(bitTreeBytes(n));
  argsort(points + 8, 24, n, byY, sorting, false);
  // Rows of equal second value share the place of the last of them, so that "at most" is "at or before".
  let shared = n - 1;
  for (let k = n - 1; k >= 0; k--) {
    const row = load<u32>(byY + (<usize>k << 2));
    if (k < n - 1) {
      const next = load<u32>(byY + (<usize>(k + 1) << 2));
      if (load<f64>(points + <usize>row * 24, 8) < load<f64>(points + <usize>next * 24, 8)) shared = k;
    }
    store<u32>(place + (<usize>row << 2), shared);
  }
  lexicographicSort(points, n, 3, order, sorting);
  openBitTree(tree, n);
  let last: u8 = 0;
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    if (i == 0 || !equalRows(points, 3, load<u32>(order + (<usize>(i - 1) << 2)), row)) {
      last = enter(tree, thirds, <i32>load<u32>(place + (<usize>row << 2)), load<f64>(points + <usize>row * 24, 16));
    }
    store<u8>(flags + <usize>row, last);
  }
}

/** 1 if the row at k enters the staircase, 0 if a step at or before k is no higher in the third objective. */
// @ts-ignore: decorator
@inline
function enter(tree: usize, thirds: usize, k: i32, z: f64): u8 {
  const held = (load<u64>(tree + (<usize>(k >> 6) << 3)) & (<u64>1 << (k & 63))) != 0;
  const before = held ? k : bitBefore(tree, k);
  if (before >= 0 && load<f64>(thirds + (<usize>before << 3)) <= z) return 0;
  for (let after = bitAfter(tree, k); after >= 0; after = bitAfter(tree, after)) {
    if (load<f64>(thirds + (<usize>after << 3)) < z) break;
    removeBit(tree, after);
  }
  store<f64>(thirds + (<usize>k << 3), z);
  if (!held) insertBit(tree, k);
  return 1;
}
