// Sorting of one column of doubles: radix sort on the top 32 bits in which the values differ, then a repair of
// what those 32 bits could not tell apart. O(n) passes; O(r log r) for a run of r values that agree in them.

/** Order-preserving unsigned image of a double; -0 and 0 have one image. */
// @ts-ignore: decorator
@inline
function monotone(value: f64): u64 {
  const bits = reinterpret<u64>(value + 0.0);
  return bits ^ ((<u64>((<i64>bits) >> 63)) | 0x8000000000000000);
}

// @ts-ignore: decorator
@inline
function valueAt(values: usize, stride: usize, i: u32): f64 {
  return load<f64>(values + <usize>i * stride);
}

/** Bytes of scratch that argsort needs. */
export function argsortScratch(n: i32): usize {
  return (<usize>n << 4) + 3 * 2048 * 4;
}

/**
 * Stable argsort of n doubles `stride` bytes apart into `order` (u32), ascending, or descending with `descending`.
 * No NaN.
 */
export function argsort(values: usize, stride: usize, n: i32, order: usize, scratch: usize, descending: bool): void {
  if (n <= 80) {
    insertionSort(values, stride, n, order, descending);
    return;
  }
  const a = scratch;
  const b = scratch + (<usize>n << 3);
  const histogram = b + (<usize>n << 3);
  const flip: u64 = descending ? 0xffffffffffffffff : 0;
  let low: u64 = 0xffffffffffffffff;
  let high: u64 = 0;
  for (let i = 0; i < n; i++) {
    const key = monotone(valueAt(values, stride, i)) ^ flip;
    store<u64>(b + (<usize>i << 3), key);
    low = key < low ? key : low;
    high = key > high ? key : high;
  }
  const bits: i32 = 64 - <i32>clz(high - low);
  const shift: i32 = bits > 32 ? bits - 32 : 0;
  const keyBits: i32 = bits > 32 ? 32 : bits;
  const digit: i32 = n < 3000 ? 8 : 11;
  const size: i32 = 1 << digit;
  const mask: u32 = size - 1;
  const passes: i32 = (keyBits + digit - 1) / digit;
  memory.fill(histogram, 0, <usize>(passes * size) << 2);
  for (let i = 0; i < n; i++) {
    const key = <u32>((load<u64>(b + (<usize>i << 3)) - low) >> shift);
    store<u64>(a + (<usize>i << 3), ((<u64>key) << 32) | <u64>i);
    let k = key;
    for (let p = 0; p < passes; p++) {
      const at = histogram + (<usize>(<u32>(p << digit) + (k & mask)) << 2);
      store<u32>(at, load<u32>(at) + 1);
      k >>= digit;
    }
  }
  let from = a;
  let to = b;
  for (let p = 0; p < passes; p++) {
    const counts = histogram + (<usize>(p << digit) << 2);
    let sum: u32 = 0;
    let single = false;
    for (let d = 0; d < size; d++) {
      const at = counts + (<usize>d << 2);
      const count = load<u32>(at);
      if (count == <u32>n) single = true;
      store<u32>(at, sum);
      sum += count;
    }
    if (single) continue;
    const right: u64 = 32 + p * digit;
    for (let i = 0; i < n; i++) {
      const pair = load<u64>(from + (<usize>i << 3));
      const at = counts + (<usize>((<u32>(pair >> right)) & mask) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u64>(to + (<usize>place << 3), pair);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i = 0; i < n; i++) store<u32>(order + (<usize>i << 2), <u32>load<u64>(from + (<usize>i << 3)));
  if (shift == 0) return;
  let start = 0;
  while (start < n) {
    const key = <u32>(load<u64>(from + (<usize>start << 3)) >> 32);
    let end = start + 1;
    while (end < n && <u32>(load<u64>(from + (<usize>end << 3)) >> 32) == key) end++;
    if (end - start > 1) repair(values, stride, order + (<usize>start << 2), end - start, to, descending);
    start = end;
  }
}

/** Sorts a run by full value, keeping the order of equal ones. */
function repair(values: usize, stride: usize, run: usize, n: i32, scratch: usize, descending: bool): void {
  if (n <= 24) {
    for (let i = 1; i < n; i++) {
      const index = load<u32>(run + (<usize>i << 2));
      const value = valueAt(values, stride, index);
      let j = i - 1;
      while (j >= 0) {
        const other = load<u32>(run + (<usize>j << 2));
        const otherValue = valueAt(values, stride, other);
        if (descending ? otherValue >= value : otherValue <= value) break;
        store<u32>(run + (<usize>j << 2), other, 4);
        j--;
      }
      store<u32>(run + (<usize>j << 2), index, 4);
    }
    return;
  }
  const half = n >> 1;
  repair(values, stride, run, half, scratch, descending);
  repair(values, stride, run + (<usize>half << 2), n - half, scratch, descending);
  memory.copy(scratch, run, <usize>half << 2);
  let i = 0;
  let j = half;
  let k = 0;
  while (i < half && j < n) {
    const left = load<u32>(scratch + (<usize>i << 2));
    const right = load<u32>(run + (<usize>j << 2));
    const x = valueAt(values, stride, left);
    const y = valueAt(values, stride, right);
    if (descending ? x >= y : x <= y) {
      store<u32>(run + (<usize>k << 2), left);
      i++;
    } else {
      store<u32>(run + (<usize>k << 2), right);
      j++;
    }
    k++;
  }
  memory.copy(run + (<usize>k << 2), scratch + (<usize>i << 2), <usize>(half - i) << 2);
}

function insertionSort(values: usize, stride: usize, n: i32, order: usize, descending: bool): void {
  for (let i = 0; i < n; i++) {
    const value = valueAt(values, stride, i);
    let j = i - 1;
    while (j >= 0) {
      const other = load<u32>(order + (<usize>j << 2));
      const otherValue = valueAt(values, stride, other);
      if (descending ? otherValue >= value : otherValue <= value) break;
      store<u32>(order + (<usize>j << 2), other, 4);
      j--;
    }
    store<u32>(order + (<usize>j << 2), i, 4);
  }
}

/** Lexicographic comparison of rows a and b in columns `first` to m - 1: negative, 0 or positive. */
// @ts-ignore: decorator
@inline
function compareRows(points: usize, m: i32, a: u32, b: u32, first: i32): i32 {
  const p = points + (<usize>a * <usize>m << 3);
  const q = points + (<usize>b * <usize>m << 3);
  for (let j = first; j < m; j++) {
    const x = load<f64>(p + (<usize>j << 3));
    const y = load<f64>(q + (<usize>j << 3));
    if (x < y) return -1;
    if (x > y) return 1;
  }
  return 0;
}

/** Lexicographic argsort of the n rows of `points` (n x m); equal rows in index order. Scratch as argsort. */
export function lexicographicSort(points: usize, n: i32, m: i32, order: usize, scratch: usize): void {
  argsort(points, <usize>m << 3, n, order, scratch, false);
  const stride = <usize>m << 3;
  let start = 0;
  while (start < n) {
    const value = valueAt(points, stride, load<u32>(order + (<usize>start << 2)));
    let end = start + 1;
    while (end < n && valueAt(points, stride, load<u32>(order + (<usize>end << 2))) == value) end++;
    if (end - start > 1) sortRun(points, m, order + (<usize>start << 2), end - start, scratch);
    start = end;
  }
}

/** Stable merge sort of row indexes by columns 1 to m - 1. */
function sortRun(points: usize, m: i32, run: usize, n: i32, scratch: usize): void {
  if (n <= 12) {
    for (let i = 1; i < n; i++) {
      const index = load<u32>(run + (<usize>i << 2));
      let j = i - 1;
      while (j >= 0) {
        const other = load<u32>(run + (<usize>j << 2));
        if (compareRows(points, m, other, index, 1) <= 0) break;
        store<u32>(run + (<usize>j << 2), other, 4);
        j--;
      }
      store<u32>(run + (<usize>j << 2), index, 4);
    }
    return;
  }
  const half = n >> 1;
  sortRun(points, m, run, half, scratch);
  sortRun(points, m, run + (<usize>half << 2), n - half, scratch);
  memory.copy(scratch, run, <usize>half << 2);
  let i = 0;
  let j = half;
  let k = 0;
  while (i < half && j < n) {
    const left = load<u32>(scratch + (<usize>i << 2));
    const right = load<u32>(run + (<usize>j << 2));
    if (compareRows(points, m, left, right, 1) <= 0) {
      store<u32>(run + (<usize>k << 2), left);
      i++;
    } else {
      store<u32>(run + (<usize>k << 2), right);
      j++;
    }
    k++;
  }
  memory.copy(run + (<usize>k << 2), scratch + (<usize>i << 2), <usize>(half - i) << 2);
}

/** Whether rows a and b are equal. */
export function equalRows(points: usize, m: i32, a: u32, b: u32): bool {
  return compareRows(points, m, a, b, 0) == 0;
}
