// One column of doubles as 15-bit ordinals, for vector comparisons of eight rows at once.
import { argsort, argsortScratch } from "./pareto-sort";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of scratch for columnOrdinals. */
export function columnOrdinalsScratch(n: i32): usize {
  return aligned(<usize>n << 2) + argsortScratch(n) + 64;
}

/**
 * Ordinals of n doubles from 1, equal values alike, halved as often as it takes to fit 15 bits (signed comparisons
 * are the native ones). Returns 1 where that leaves neighbours alike, else 0.
 */
export function columnOrdinals(values: usize, n: i32, ordinals: usize, scratch: usize): i32 {
  const sorted = aligned(scratch);
  argsort(values, 8, n, sorted, sorted + aligned(<usize>n << 2), false);
  let shift = 0;
  while (n >> shift > 32000) shift++;
  let ordinal: u32 = 0;
  let previous: f64 = NaN;
  for (let i = 0; i < n; i++) {
    const k = load<u32>(sorted + (<usize>i << 2));
    const value = load<f64>(values + (<usize>k << 3));
    if (value != previous) ordinal++;
    previous = value;
    store<u16>(ordinals + (<usize>k << 1), <u16>((ordinal >> shift) + 1));
  }
  return shift > 0 ? 1 : 0;
}
