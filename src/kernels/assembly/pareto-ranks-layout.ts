// Where the arrays of pareto-ranks-bitset lie.
import { argsortScratch } from "./pareto-sort";

export const blockSize: i32 = 256;
/** Bytes of one set of 256 bits. */
export const setBytes: usize = 32;

// @ts-ignore: decorator
@inline
export function padded(n: i32): i32 {
  return (n + 255) & ~255;
}

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Rows per tile: small enough that the 32-byte sets of a tile stay in the second-level cache. */
export function tileSize(n: i32): i32 {
  let size = 4096;
  while (size > 512 && size << 3 > n) size >>= 1;
  return size;
}

// Where everything lies; set by `layOut`.
export let copy: usize = 0;
export let order: usize = 0;
export let position: usize = 0;
export let rank: usize = 0;
export let tileIndex: usize = 0;
export let tileOrdinal: usize = 0;
export let blockIndex: usize = 0;
export let blockOrdinal: usize = 0;
export let blockRank: usize = 0;
export let blockTop: usize = 0;
export let blockOrder: usize = 0;
export let liveIndex: usize = 0;
export let liveOrdinal: usize = 0;
export let ownIndex: usize = 0;
export let ownOrdinal: usize = 0;
export let sets: usize = 0;
export let prefixes: usize = 0;
export let thresholds: usize = 0;
export let place: usize = 0;
export let sortScratch: usize = 0;

export function layOut(n: i32, m: i32, scratch: usize): usize {
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

