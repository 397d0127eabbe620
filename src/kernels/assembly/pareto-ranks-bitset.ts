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
import { argsort, argsortScratch, equalRows, lexicographicSort } from "./pareto-sort";

const blockSize: i32 = 256;
/** Bytes of one set of 256 bits. */
const setBytes: usize = 32;

// @ts-ignore: decorator
@inline
function padded(n: i32): i32 {
  return (n + 255) & ~255;
}

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Rows per tile: small enough that the 32-byte sets of a tile stay in the second-level cache. */
function tileSize(n: i32): i32 {
  let size = 4096;
  while (size > 512 && size << 3 > n) size >>= 1;
  return size;
}

// Where everything lies; set by `layOut`.
let copy: usize = 0;
let order: usize = 0;
let position: usize = 0;
let rank: usize = 0;
let tileIndex: usize = 0;
let tileOrdinal: usize = 0;
let blockIndex: usize = 0;
let blockOrdinal: usize = 0;
let blockRank: usize = 0;
let blockTop: usize = 0;
let blockOrder: usize = 0;
let liveIndex: usize = 0;
let liveOrdinal: usize = 0;
let ownIndex: usize = 0;
let ownOrdinal: usize = 0;
let sets: usize = 0;
let prefixes: usize = 0;
let thresholds: usize = 0;
let place: usize = 0;
let sortScratch: usize = 0;

function layOut(n: i32, m: i32, scratch: usize): usize {
  const N = <usize>(padded(n) + 4096);
  const columns = <usize>(m - 1);
  const T: usize = 4096;
  let at = aligned(scratch);
  copy = at;
  at = aligned(at + N * <usize>m * 8);
  order = at;
  at = aligned(at + N * 4);
  position = at;
  at = aligned(at + N * 4);
  rank = at;
  at = aligned(at + N * 4);
  tileIndex = at;
  at = aligned(at + N * columns * 2);
  tileOrdinal = at;
  at = aligned(at + N * columns * 4);
  blockIndex = at;
  at = aligned(at + N * columns);
  blockOrdinal = at;
  at = aligned(at + N * columns * 4);
  blockRank = at;
  at = aligned(at + N * 4);
  blockTop = at;
  at = aligned(at + N);
  blockOrder = at;
  at = aligned(at + N);
  liveIndex = at;
  at = aligned(at + T * columns * 2);
  liveOrdinal = at;
  at = aligned(at + T * columns * 4);
  ownIndex = at;
  at = aligned(at + T * columns);
  ownOrdinal = at;
  at = aligned(at + T * columns * 4);
  sets = at;
  at = aligned(at + T * setBytes);
  prefixes = at;
  at = aligned(at + 257 * setBytes);
  thresholds = at;
  at = aligned(at + 257 * 4);
  place = at;
  at = aligned(at + T * 4 * 2);
  sortScratch = at;
  return at + argsortScratch(n);
}

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
  // The sort's order array is free scratch behind `blockRank`, which is written tile by tile later on.
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

/**
 * Raises the ranks of listed rows by one block. Lists of column j start j * listStride entries on, those of the
 * block j * blockStride. Rows before `least` in the tile are left alone.
 */
function sweep(
  index: usize, ordinals: usize, listStride: usize, count: i32, columns: i32,
  blockAt: usize, blockOrdinalAt: usize, blockStride: usize, blockCount: i32,
  ranksOfBits: usize, top: i32, tileRank: usize, least: i32,
): void {
  for (let j = 0; j < columns; j++) {
    makePrefixes(blockAt + <usize>j * blockStride, blockOrdinalAt + <usize>j * blockStride * 4, blockCount);
    let indexAt = index + <usize>j * listStride * 2;
    let ordinalAt = ordinals + <usize>j * listStride * 4;
    const end = indexAt + (<usize>count << 1);
    let prefix = prefixes;
    let thresholdAt = thresholds;
    let threshold = load<u32>(thresholdAt);
    let low = v128.load(prefix);
    let high = v128.load(prefix, 16);
    if (j == columns - 1) {
      while (indexAt < end) {
        const ordinal = load<u32>(ordinalAt);
        if (threshold <= ordinal) {
          do {
            thresholdAt += 4;
            prefix += setBytes;
            threshold = load<u32>(thresholdAt);
          } while (threshold <= ordinal);
          low = v128.load(prefix);
          high = v128.load(prefix, 16);
        }
        const at = <usize>load<u16>(indexAt);
        let a = low;
        let b = high;
        if (columns > 1) {
          a = v128.and(a, v128.load(sets + (at << 5)));
          b = v128.and(b, v128.load(sets + (at << 5), 16));
        }
        if (v128.any_true(v128.or(a, b))) {
          const old = load<i32>(tileRank + (at << 2));
          if (old <= top && <i32>at >= least) {
            const w3 = i64x2.extract_lane(b, 1);
            const w2 = i64x2.extract_lane(b, 0);
            const w1 = i64x2.extract_lane(a, 1);
            const w0 = i64x2.extract_lane(a, 0);
            const bit = w3 != 0 ? 255 - <i32>clz(w3) : w2 != 0 ? 191 - <i32>clz(w2) : w1 != 0 ? 127 - <i32>clz(w1) : 63 - <i32>clz(w0);
            const raised = load<i32>(ranksOfBits + (<usize>bit << 2)) + 1;
            if (raised > old) store<i32>(tileRank + (at << 2), raised);
          }
        }
        indexAt += 2;
        ordinalAt += 4;
      }
    } else if (j == 0) {
      while (indexAt < end) {
        const ordinal = load<u32>(ordinalAt);
        if (threshold <= ordinal) {
          do {
            thresholdAt += 4;
            prefix += setBytes;
            threshold = load<u32>(thresholdAt);
          } while (threshold <= ordinal);
          low = v128.load(prefix);
          high = v128.load(prefix, 16);
        }
        const set = sets + (<usize>load<u16>(indexAt) << 5);
        v128.store(set, low);
        v128.store(set, high, 16);
        indexAt += 2;
        ordinalAt += 4;
      }
    } else {
      while (indexAt < end) {
        const ordinal = load<u32>(ordinalAt);
        if (threshold <= ordinal) {
          do {
            thresholdAt += 4;
            prefix += setBytes;
            threshold = load<u32>(thresholdAt);
          } while (threshold <= ordinal);
          low = v128.load(prefix);
          high = v128.load(prefix, 16);
        }
        const set = sets + (<usize>load<u16>(indexAt) << 5);
        v128.store(set, v128.and(low, v128.load(set)));
        v128.store(set, v128.and(high, v128.load(set, 16)), 16);
        indexAt += 2;
        ordinalAt += 4;
      }
    }
  }
}

/** prefixes[t]: the first t rows of a block in one objective; thresholds[t]: the ordinal of the next. */
function makePrefixes(blockAt: usize, blockOrdinalAt: usize, count: i32): void {
  let low = i64x2.splat(0);
  let high = i64x2.splat(0);
  let at = prefixes;
  v128.store(at, low);
  v128.store(at, high, 16);
  for (let t = 0; t < count; t++) {
    const bit = <usize>load<u8>(blockAt + <usize>t);
    at += setBytes;
    v128.store(at, low);
    v128.store(at, high, 16);
    const byte = at + (bit >> 3);
    store<u8>(byte, <u8>(<u32>load<u8>(byte) | ((<u32>1) << (<u32>bit & 7))));
    low = v128.load(at);
    high = v128.load(at, 16);
    store<u32>(thresholds + (<usize>t << 2), load<u32>(blockOrdinalAt + (<usize>t << 2)));
  }
  store<u32>(thresholds + (<usize>count << 2), 0xffffffff);
}

/** Raises the ranks of a tile by its own rows, block by block in lexicographic order. */
function withinTile(start: i32, size: i32, columns: i32, N: usize): void {
  const fill = place;
  for (let j = 0; j < columns; j++) {
    const index = tileIndex + (<usize>j * N + <usize>start) * 2;
    const ordinals = tileOrdinal + (<usize>j * N + <usize>start) * 4;
    for (let b = 0; b << 8 < size; b++) store<u32>(fill + (<usize>b << 2), b << 8);
    for (let i = 0; i < size; i++) {
      const at = load<u16>(index + (<usize>i << 1));
      const counter = fill + (<usize>(at >> 8) << 2);
      const slot = <usize>load<u32>(counter);
      store<u32>(counter, <u32>slot + 1);
      store<u8>(ownIndex + <usize>j * 4096 + slot, <u8>at);
      store<u32>(ownOrdinal + (<usize>j * 4096 + slot << 2), load<u32>(ordinals + (<usize>i << 2)));
    }
  }
  const tileRank = rank + (<usize>start << 2);
  const bitRanks = place;
  for (let first = 0; first < size; first += blockSize) {
    const count = min(blockSize, size - first);
    withinBlock(first, count, columns, tileRank);
    if (first + count >= size) return;
    const top = numberByRank(first, count, columns, tileRank, bitRanks);
    sweep(
      tileIndex + (<usize>start << 1), tileOrdinal + (<usize>start << 2), N, size, columns,
      ownIndex + <usize>first, ownOrdinal + (<usize>first << 2), 4096, count,
      bitRanks, top, tileRank, first + count,
    );
  }
}

/** Final ranks within one block, given what earlier rows made of them. */
function withinBlock(first: i32, count: i32, columns: i32, tileRank: usize): void {
  for (let j = 0; j < columns; j++) {
    const index = ownIndex + <usize>j * 4096 + <usize>first;
    const ordinals = ownOrdinal + (<usize>j * 4096 + <usize>first << 2);
    makePrefixes(index, ordinals, count);
    let t = 0;
    for (let i = 0; i < count; i++) {
      const ordinal = load<u32>(ordinals + (<usize>i << 2));
      while (load<u32>(thresholds + (<usize>t << 2)) <= ordinal) t++;
      const set = sets + (<usize>load<u8>(index + <usize>i) << 5);
      const prefix = prefixes + (<usize>t << 5);
      for (let w: usize = 0; w < 32; w += 8) {
        const bits = load<u64>(prefix + w);
        store<u64>(set + w, j == 0 ? bits : bits & load<u64>(set + w));
      }
    }
  }
  const ranks = tileRank + (<usize>first << 2);
  // highest[i]: the highest rank among the first i + 1 rows, past which no earlier bit can raise.
  const highest = place + 2048;
  for (let i = 0; i < count; i++) {
    let own = load<i32>(ranks + (<usize>i << 2));
    const set = sets + (<usize>i << 5);
    let word = i >> 6;
    let bits = load<u64>(set + (<usize>word << 3)) & ((<u64>1 << (i & 63)) - 1);
    while (true) {
      while (bits != 0) {
        const offset = 63 - <i32>clz(bits);
        const k = (word << 6) + offset;
        if (load<i32>(highest + (<usize>k << 2)) < own) {
          word = 0;
          bits = 0;
          break;
        }
        own = max(own, load<i32>(ranks + (<usize>k << 2)) + 1);
        bits ^= <u64>1 << offset;
      }
      if (word == 0) break;
      word--;
      bits = load<u64>(set + (<usize>word << 3));
    }
    store<i32>(ranks + (<usize>i << 2), own);
    store<i32>(highest + (<usize>i << 2), i == 0 ? own : max(own, load<i32>(highest + (<usize>(i - 1) << 2))));
  }
}

/** Numbers the bits of a block by ascending rank; their ranks go to `bitRanks`. Returns the highest. */
function numberByRank(first: i32, count: i32, columns: i32, tileRank: usize, bitRanks: usize): i32 {
  const ranks = tileRank + (<usize>first << 2);
  const sorted = place + 1024;
  const label = place + 2048;
  for (let i = 0; i < count; i++) {
    const own = load<i32>(ranks + (<usize>i << 2));
    let k = i - 1;
    while (k >= 0 && load<i32>(bitRanks + (<usize>k << 2)) > own) {
      store<i32>(bitRanks + (<usize>k << 2), load<i32>(bitRanks + (<usize>k << 2)), 4);
      store<i32>(sorted + (<usize>k << 2), load<i32>(sorted + (<usize>k << 2)), 4);
      k--;
    }
    store<i32>(bitRanks + (<usize>k << 2), own, 4);
    store<i32>(sorted + (<usize>k << 2), i, 4);
  }
  for (let k = 0; k < count; k++) store<u8>(label + <usize>load<i32>(sorted + (<usize>k << 2)), <u8>k);
  for (let j = 0; j < columns; j++) {
    const index = ownIndex + <usize>j * 4096 + <usize>first;
    for (let i = 0; i < count; i++) store<u8>(index + <usize>i, load<u8>(label + <usize>load<u8>(index + <usize>i)));
  }
  return load<i32>(bitRanks + (<usize>(count - 1) << 2));
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
