// Ranks within one tile, for pareto-ranks-bitset.
import { makePrefixes, sweep } from "./pareto-ranks-block";
import { blockSize, order, ownIndex, ownOrdinal, place, prefixes, rank, sets, thresholds, tileIndex, tileOrdinal } from "./pareto-ranks-layout";

/** Raises the ranks of a tile by its own rows, block by block in lexicographic order. */
export function withinTile(start: i32, size: i32, columns: i32, N: usize): void {
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

