// Rows of heights as ordinals: each coordinate is replaced by its place among the distinct values of its column,
// from 1 up, in 16 bits; a row of up to eight coordinates is one vector. Comparing and clipping boxes need the
// order of heights only, so one instruction does either for a whole row; volumes look the heights up again.
// Ordinal 0 stands for a coordinate that is left out: all rows agree in it.
import { argsort, argsortScratch } from "./pareto-sort";

/** Bytes per row. */
export let rowBytes: usize = 16;

/** For each lane of a row the address (u32) of the heights of its column. */
let lanes: usize = 0;

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of the tables of heights for n rows of m, and of scratch for making them. */
export function ordinalsBytes(n: i32, m: i32): usize {
  return aligned(<usize>(n + 1) * <usize>m << 3) + aligned(<usize>m << 2) + aligned(<usize>n << 2) + argsortScratch(n) + 64;
}

/** Writes the n rows of `heights` (n x m, n < 65536) as ordinals to `rows`, and their heights to tables at `at`. */
export function makeOrdinals(heights: usize, n: i32, m: i32, rows: usize, at: usize): void {
  rowBytes = <usize>((m + 7) >> 3) << 4;
  const tableBytes = <usize>(n + 1) << 3;
  lanes = at + aligned(tableBytes * <usize>m);
  const order = lanes + aligned(<usize>m << 2);
  const scratch = order + aligned(<usize>n << 2);
  memory.fill(rows, 0, <usize>n * rowBytes);
  const stride = <usize>m << 3;
  for (let j = 0; j < m; j++) {
    const column = heights + (<usize>j << 3);
    const table = at + <usize>j * tableBytes;
    store<u32>(lanes + (<usize>j << 2), <u32>table);
    argsort(column, stride, n, order, scratch, false);
    store<f64>(table, 1);
    let ordinal: u32 = 0;
    let previous: f64 = NaN;
    for (let i = 0; i < n; i++) {
      const row = <usize>load<u32>(order + (<usize>i << 2));
      const value = load<f64>(column + row * stride);
      if (value != previous) {
        ordinal++;
        store<f64>(table + (<usize>ordinal << 3), value);
      }
      previous = value;
      store<u16>(rows + row * rowBytes + (<usize>j << 1), <u16>ordinal);
    }
  }
}

/** The height in lane j of a row; 1 where it is left out. */
// @ts-ignore: decorator
@inline
export function heightOf(row: usize, j: i32): f64 {
  return load<f64>(<usize>load<u32>(lanes + (<usize>j << 2)) + (<usize>load<u16>(row + (<usize>j << 1)) << 3));
}

/** Whether row a is at least row b everywhere. */
// @ts-ignore: decorator
@inline
export function holds(a: usize, b: usize): bool {
  // A saturating difference is 0 exactly where a is at least b: cheaper than an unsigned comparison on x64.
  if (v128.any_true(i16x8.sub_sat_u(v128.load(b), v128.load(a)))) return false;
  for (let at: usize = 16; at < rowBytes; at += 16) {
    if (v128.any_true(i16x8.sub_sat_u(v128.load(b + at), v128.load(a + at)))) return false;
  }
  return true;
}

/** Writes the smaller coordinates of a and b to `to`. */
// @ts-ignore: decorator
@inline
export function clip(a: usize, b: usize, to: usize): void {
  v128.store(to, i16x8.min_u(v128.load(a), v128.load(b)));
  for (let at: usize = 16; at < rowBytes; at += 16) {
    v128.store(to + at, i16x8.min_u(v128.load(a + at), v128.load(b + at)));
  }
}

// @ts-ignore: decorator
@inline
export function copyRow(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  for (let at: usize = 16; at < rowBytes; at += 16) v128.store(to + at, v128.load(from + at));
}

/**
 * Rewrites n rows of more than one vector, of which only the d <= 8 lanes listed at `active` count, as rows of one.
 * `state` (64 bytes) keeps what `unpack` needs to go back. The d lanes are 0 to d - 1 afterwards.
 */
export function pack(rows: usize, n: i32, active: usize, d: i32, to: usize, state: usize): void {
  memory.fill(to, 0, <usize>n << 4);
  store<u32>(state, <u32>lanes);
  store<u32>(state, <u32>rowBytes, 4);
  for (let k = 0; k < d; k++) {
    const lane = <usize>load<u8>(active + <usize>k);
    for (let i = 0; i < n; i++) {
      store<u16>(to + (<usize>i << 4) + (<usize>k << 1), load<u16>(rows + <usize>i * rowBytes + (lane << 1)));
    }
    store<u8>(state + 8 + <usize>k, <u8>lane);
    store<u32>(state + 16 + (<usize>k << 2), load<u32>(lanes + (lane << 2)));
    store<u8>(active + <usize>k, <u8>k);
  }
  lanes = state + 16;
  rowBytes = 16;
}

/** Undoes `pack`. */
export function unpack(active: usize, d: i32, state: usize): void {
  lanes = <usize>load<u32>(state);
  rowBytes = <usize>load<u32>(state, 4);
  for (let k = 0; k < d; k++) store<u8>(active + <usize>k, load<u8>(state + 8 + <usize>k));
}
