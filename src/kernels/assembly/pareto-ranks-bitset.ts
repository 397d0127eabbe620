// Ranks in any number of objectives by bit-parallel intersection of prefixes, the idea of merge non-dominated
// sorting (MNDS; Moreno, Rodriguez, Nebro, Lozano, IEEE Trans. Cybernetics 51(12), 2021), cut into tiles.
//
// Rows in lexicographic order are dominated by earlier ones only. A tile of rows meets a block of 256 earlier rows
// as follows: for each objective, both are listed in ascending order; walking them together gives every row of the
// tile the set of block rows no worse in that objective, as 256 bits. The intersection over the objectives is the
// set of the row's dominators in that block. That is 2 (m - 1) vector steps for 256 comparisons.
//
// Blocks that lie in earlier tiles have their final ranks and hold rows of nearly one rank each; they are taken
// from the highest rank down, and a row leaves once no block left can raise it. Within a block, bits are numbered
// by ascending rank, so that the highest bit of the intersection decides.
//
// O(m n log n + m n^2 / 128) time at worst (one front), about O(m n log n + m n T / 128) where there are many
// fronts; O(m n) memory. Nothing quadratic is stored.
import { argsort, equalRows, lexicographicSort } from "./pareto-sort";
import { sweep } from "./pareto-ranks-block";
import { withinTile } from "./pareto-ranks-within";
import { blockIndex, blockOrder, blockOrdinal, blockRank, blockSize, blockTop, copy, layOut, liveIndex, liveOrdinal, order, padded, place, position, rank, sets, sortScratch, tileIndex, tileOrdinal, tileSize } from "./pareto-ranks-layout";

/** Bytes of scratch for ranksBitset. */
export function ranksBitsetScratch(n: i32, m: i32): usize {
  return layOut(n, m, 0) + 64;
}

/** Ranks of the n rows of `points` (n x m, m >= 2) into `ranks` (i32, by row). Returns the number of fronts. */
export function ranksBitset(points: usize, n: i32, m: i32, ranks: usize, scratch: usize): i32 {
  layOut(n, m, scratch);
  lexicographicSort(points, n, m, order, sortScratch);
  const rowBytes = <usize>m << 3;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    if (i == 0 || !equalRows(points, m, load<u32>(order + (<usize>(i - 1) << 2)), row)) {
      memory.copy(copy + <usize>count * rowBytes, points + <usize>row * rowBytes, rowBytes);
      count++;
    }
    store<u32>(position + (<usize>i << 2), count - 1);
  }
  const fronts = rankDistinct(count, m);
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    store<i32>(ranks + (<usize>row << 2), load<i32>(rank + (<usize>load<u32>(position + (<usize>i << 2)) << 2)));
  }
  return fronts;
}

/** Ranks of the n distinct rows of `copy`, in lexicographic order, into `rank`. */
function rankDistinct(n: i32, m: i32): i32 {
  const T = tileSize(n);
  const N = <usize>(padded(n) + 4096);
  const columns = m - 1;
  // blockRank and blockTop serve as scratch here; they are written tile by tile later on.
  for (let j = 0; j < columns; j++) distribute(n, m, j, T, N);
  memory.fill(rank, 0, <usize>n << 2);
  let blocks = 0;
  let fronts = 0;
  for (let start = 0; start < n; start += T) {
    const size = min(T, n - start);
    againstEarlier(start, size, columns, N, blocks);
    withinTile(start, size, columns, N);
    blocks = regroup(start, size, columns, N, blocks);
  }
  for (let i = 0; i < n; i++) fronts = max(fronts, load<i32>(rank + (<usize>i << 2)) + 1);
  return fronts;
}

/** Lists column j + 1 tile by tile: places within the tile in ascending order, and dense ordinals. */
function distribute(n: i32, m: i32, j: i32, T: i32, N: usize): void {
  const sorted = blockRank;
  const fill = blockTop;
  argsort(copy + (<usize>(j + 1) << 3), <usize>m << 3, n, sorted, sortScratch, false);
  const shift = 31 - clz(T);
  for (let t = 0; t <= (n - 1) >> shift; t++) store<u32>(fill + (<usize>t << 2), t << shift);
  const index = tileIndex + <usize>j * N * 2;
  const ordinals = tileOrdinal + <usize>j * N * 4;
  let ordinal: u32 = 0;
  let previous: f64 = NaN;
  for (let i = 0; i < n; i++) {
    const p = load<u32>(sorted + (<usize>i << 2));
    const value = load<f64>(copy + (<usize>p * <usize>m + <usize>(j + 1) << 3));
    if (value != previous) ordinal++;
    previous = value;
    const at = fill + (<usize>(p >> shift) << 2);
    const slot = load<u32>(at);
    store<u32>(at, slot + 1);
    store<u16>(index + (<usize>slot << 1), <u16>(p & (T - 1)));
    store<u32>(ordinals + (<usize>slot << 2), ordinal);
  }
}

/** Raises the ranks of a tile by all blocks of earlier tiles. */
function againstEarlier(start: i32, size: i32, columns: i32, N: usize, blocks: i32): void {
  if (blocks == 0) return;
  for (let j = 0; j < columns; j++) {
    const from = <usize>j * N + <usize>start;
    memory.copy(liveIndex + <usize>j * 8192, tileIndex + from * 2, <usize>size << 1);
    memory.copy(liveOrdinal + <usize>j * 16384, tileOrdinal + from * 4, <usize>size << 2);
  }
  const tileRank = rank + (<usize>start << 2);
  let live = size;
  let checkAt = 0;
  for (let k = 0; k < blocks; k++) {
    const b = load<i32>(blockOrder + (<usize>k << 2));
    const top = load<i32>(blockTop + (<usize>b << 2));
    if (k >= checkAt) {
      // A row whose rank exceeds the highest of all blocks left is done.
      let done = 0;
      for (let i = 0; i < live; i++) {
        const at = <usize>load<u16>(liveIndex + (<usize>i << 1));
        done += i32(load<i32>(tileRank + (at << 2)) > top);
      }
      if (done == live) return;
      if (done << 3 > live) live = compact(live, columns, tileRank, top);
      checkAt = k + 4;
    }
    const base = <usize>b << 8;
    sweep(
      liveIndex, liveOrdinal, 4096, live, columns,
      blockIndex + base, blockOrdinal + (base << 2), N, blockSize,
      blockRank + (base << 2), top, tileRank, 0,
    );
  }
}

/** Takes the rows whose rank exceeds `top` out of the live lists. */
function compact(live: i32, columns: i32, tileRank: usize, top: i32): i32 {
  let kept = 0;
  for (let j = 0; j < columns; j++) {
    const index = liveIndex + <usize>j * 8192;
    const ordinals = liveOrdinal + <usize>j * 16384;
    kept = 0;
    for (let i = 0; i < live; i++) {
      const at = load<u16>(index + (<usize>i << 1));
      store<u16>(index + (<usize>kept << 1), at);
      store<u32>(ordinals + (<usize>kept << 2), load<u32>(ordinals + (<usize>i << 2)));
      kept += i32(load<i32>(tileRank + (<usize>at << 2)) <= top);
    }
  }
  return kept;
}

/** Makes blocks of nearly equal rank out of a finished tile, and queues them from the highest rank down. */
function regroup(start: i32, size: i32, columns: i32, N: usize, blocks: i32): i32 {
  const tileRank = rank + (<usize>start << 2);
  const sorted = place;
  const target = place + 4096 * 4;
  // Ascending ranks as doubles would need a copy; a radix sort of the integers, 11 bits a pass, does.
  sortByRank(tileRank, size, sorted, target);
  const base = <usize>(start);
  for (let k = 0; k < size; k++) {
    const at = load<u32>(sorted + (<usize>k << 2));
    store<u32>(target + (<usize>at << 2), k);
    store<i32>(blockRank + (base + <usize>k << 2), load<i32>(tileRank + (<usize>at << 2)));
  }
  const fill = sets;
  for (let j = 0; j < columns; j++) {
    const from = <usize>j * N + base;
    for (let b = 0; b << 8 < size; b++) store<u32>(fill + (<usize>b << 2), b << 8);
    for (let i = 0; i < size; i++) {
      const k = load<u32>(target + (<usize>load<u16>(tileIndex + (from + <usize>i << 1)) << 2));
      const counter = fill + (<usize>(k >> 8) << 2);
      const slot = <usize>load<u32>(counter);
      store<u32>(counter, <u32>slot + 1);
      store<u8>(blockIndex + from + slot, <u8>k);
      store<u32>(blockOrdinal + (from + slot << 2), load<u32>(tileOrdinal + (from + <usize>i << 2)));
    }
  }
  let count = blocks;
  // Only the last tile can be short, and no tile follows it.
  for (let b = 0; (b + 1) << 8 <= size; b++) {
    const id = (start >> 8) + b;
    const top = load<i32>(blockRank + (base + <usize>((b << 8) + 255) << 2));
    store<i32>(blockTop + (<usize>id << 2), top);
    let k = count - 1;
    while (k >= 0 && load<i32>(blockTop + (<usize>load<i32>(blockOrder + (<usize>k << 2)) << 2)) < top) {
      store<i32>(blockOrder + (<usize>k << 2), load<i32>(blockOrder + (<usize>k << 2)), 4);
      k--;
    }
    store<i32>(blockOrder + (<usize>k << 2), id, 4);
    count++;
  }
  return count;
}

/** Stable ascending argsort of `size` ranks (i32, not negative): radix sort over 11-bit digits. */
function sortByRank(ranks: usize, size: i32, sorted: usize, other: usize): void {
  const counts = sets;
  let highest = 0;
  for (let i = 0; i < size; i++) {
    store<u32>(sorted + (<usize>i << 2), i);
    highest = max(highest, load<i32>(ranks + (<usize>i << 2)));
  }
  let from = sorted;
  let to = other;
  for (let shift = 0; shift < 32 && highest >> shift > 0; shift += 11) {
    memory.fill(counts, 0, 2048 * 4);
    for (let i = 0; i < size; i++) {
      const at = counts + (<usize>((load<i32>(ranks + (<usize>i << 2)) >> shift) & 2047) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    let sum: u32 = 0;
    for (let d = 0; d < 2048; d++) {
      const at = counts + (<usize>d << 2);
      const count = load<u32>(at);
      store<u32>(at, sum);
      sum += count;
    }
    for (let i = 0; i < size; i++) {
      const index = load<u32>(from + (<usize>i << 2));
      const at = counts + (<usize>((load<i32>(ranks + (<usize>index << 2)) >> shift) & 2047) << 2);
      const slot = load<u32>(at);
      store<u32>(at, slot + 1);
      store<u32>(to + (<usize>slot << 2), index);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  if (from != sorted) memory.copy(sorted, from, <usize>size << 2);
}
