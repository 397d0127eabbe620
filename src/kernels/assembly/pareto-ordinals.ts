// Rows of heights as ordinals: each coordinate is replaced by its place among the distinct values of its column,
// from 1 up, in 16 bits; a row of up to eight coordinates is one vector. Comparing and clipping boxes need the
// order of heights only, so one instruction does either for a whole row; volumes look the heights up again.
// Ordinal 0 stands for a coordinate that is left out: all rows agree in it.
import { argsort, argsortScratch } from "./pareto-sort";

/** Vectors of eight 16-bit lanes per row. */
export let vectors: i32 = 1;
/** Bytes per row. */
export let rowBytes: usize = 16;

let tables: usize = 0;
let tableStride: usize = 0;

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of the tables of heights for n rows of m, and of scratch for making them. */
export function ordinalsBytes(n: i32, m: i32): usize {
  return aligned(<usize>(n + 1) * <usize>m << 3) + aligned(<usize>n << 2) + argsortScratch(n) + 64;
}

/** Writes the n rows of `heights` (n x m, n < 65536) as ordinals to `rows`, and their heights to tables at `at`. */
export function makeOrdinals(heights: usize, n: i32, m: i32, rows: usize, at: usize): void {
  vectors = (m + 7) >> 3;
  rowBytes = <usize>vectors << 4;
  tables = at;
  tableStride = <usize>(n + 1) << 3;
  const order = at + aligned(<usize>(n + 1) * <usize>m << 3);
  const scratch = order + aligned(<usize>n << 2);
  memory.fill(rows, 0, <usize>n * rowBytes);
  const stride = <usize>m << 3;
  for (let j = 0; j < m; j++) {
    const column = heights + (<usize>j << 3);
    const table = tables + <usize>j * tableStride;
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

/** The height of coordinate j of a row; 1 where it is left out. */
// @ts-ignore: decorator
@inline
export function heightOf(row: usize, j: i32): f64 {
  return load<f64>(tables + <usize>j * tableStride + (<usize>load<u16>(row + (<usize>j << 1)) << 3));
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
