// Ranks in two and three objectives by sweeping the rows in lexicographic order (Jensen, IEEE TEVC 7(5), 2003).
import { argsortScratch, equalRows, lexicographicSort } from "./pareto-sort";

/** Bytes of scratch for ranks2: the order, the tails of the fronts, the sort's own. */
export function ranks2Scratch(n: i32): usize {
  return (<usize>n << 2) + (<usize>n << 3) + argsortScratch(n) + 16;
}

/**
 * Ranks of the n rows of `points` (n x 2) into `ranks` (i32). A row joins the first front whose latest second value
 * exceeds its own; those values never fall from front to front, so it is found by bisection. O(n log n).
 * Returns the number of fronts.
 */
export function ranks2(points: usize, n: i32, ranks: usize, scratch: usize): i32 {
  const tails = scratch;
  const order = tails + (<usize>n << 3);
  lexicographicSort(points, n, 2, order, order + (((<usize>n << 2) + 15) & ~15));
  let fronts = 0;
  let lastX: f64 = NaN;
  let lastY: f64 = NaN;
  let last = 0;
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    const x = load<f64>(points + (<usize>row << 4));
    const y = load<f64>(points + (<usize>row << 4), 8);
    if (x != lastX || y != lastY) {
      // The most common answers first: the first front, and a new one.
      let low = 0;
      if (fronts > 0 && load<f64>(tails) <= y) {
        let base = tails;
        let length = fronts;
        while (length > 1) {
          const half = length >> 1;
          base = load<f64>(base + (<usize>half << 3)) <= y ? base + (<usize>half << 3) : base;
          length -= half;
        }
        low = <i32>((base - tails) >> 3) + 1;
      }
      last = low;
      if (low == fronts) fronts++;
      store<f64>(tails + (<usize>low << 3), y);
      lastX = x;
      lastY = y;
    }
    store<i32>(ranks + (<usize>row << 2), last);
  }
  return fronts;
}

/** Bytes of scratch for ranks3: order, front records, staircases of at most 4 n entries in all. */
export function ranks3Scratch(n: i32): usize {
  return (<usize>n << 2) + (<usize>n << 4) + (<usize>(5 * n + 64) << 4) + argsortScratch(n) + 64;
}

/**
 * Ranks of the n rows of `points` (n x 3) into `ranks`. Each front keeps the staircase of its members in the last
 * two objectives, second ascending and third descending, as a sorted array; a row is dominated by a front if the
 * last step at or before its second value has a third value no larger. Fronts are nested, so the first that does
 * not dominate is found by bisection: O(n log f log n) and the moving of steps, which is short where staircases
 * are. Returns the number of fronts, or -1 where more than `budget` steps had to be moved: then a staircase is so
 * long that another algorithm is better.
 */
export function ranks3(points: usize, n: i32, ranks: usize, scratch: usize, budget: i64): i32 {
  // A front's record: address (u32), length (i32), capacity (i32), unused.
  const fronts = scratch;
  const pool = fronts + (<usize>n << 4);
  const poolEnd = pool + (<usize>(5 * n + 64) << 4);
  const order = poolEnd;
  lexicographicSort(points, n, 3, order, order + (((<usize>n << 2) + 15) & ~15));
  let free = pool;
  let count = 0;
  let moved: i64 = 0;
  let last = 0;
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    if (i > 0 && equalRows(points, 3, load<u32>(order + (<usize>(i - 1) << 2)), row)) {
      store<i32>(ranks + (<usize>row << 2), last);
      continue;
    }
    const at = points + <usize>row * 24;
    const y = load<f64>(at, 8);
    const z = load<f64>(at, 16);
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const front = fronts + (<usize>middle << 4);
      const steps = <usize>load<u32>(front);
      const place = upperBound(steps, load<i32>(front, 4), y);
      if (place > 0 && load<f64>(steps + (<usize>(place - 1) << 4), 8) <= z) low = middle + 1;
      else high = middle;
    }
    last = low;
    store<i32>(ranks + (<usize>row << 2), low);
    const front = fronts + (<usize>low << 4);
    if (low == count) {
      count++;
      store<u32>(front, <u32>free);
      store<i32>(front, 0, 4);
      store<i32>(front, 4, 8);
      free += 4 << 4;
      if (free > poolEnd) return -1;
    }
    let steps = <usize>load<u32>(front);
    let length = load<i32>(front, 4);
    // Steps from `first` to `end` have both values no better and go.
    let first = upperBound(steps, length, y);
    while (first > 0 && load<f64>(steps + (<usize>(first - 1) << 4)) == y) first--;
    let end = first;
    while (end < length && load<f64>(steps + (<usize>end << 4), 8) >= z) end++;
    if (end == first && length == load<i32>(front, 8)) {
      const capacity = length << 1;
      const larger = free;
      free += <usize>capacity << 4;
      if (free > poolEnd) return -1;
      memory.copy(larger, steps, <usize>length << 4);
      store<u32>(front, <u32>larger);
      store<i32>(front, capacity, 8);
      steps = larger;
    }
    if (end != first + 1) {
      memory.copy(steps + (<usize>(first + 1) << 4), steps + (<usize>end << 4), <usize>(length - end) << 4);
      moved += <i64>(length - end);
      if (moved > budget) return -1;
    }
    store<f64>(steps + (<usize>first << 4), y);
    store<f64>(steps + (<usize>first << 4), z, 8);
    store<i32>(front, length - (end - first) + 1, 4);
  }
  return count;
}

/** How many of the steps have a first value at most y. */
// @ts-ignore: decorator
@inline
function upperBound(steps: usize, length: i32, y: f64): i32 {
  let base = steps;
  let left = length;
  while (left > 1) {
    const half = left >> 1;
    base = load<f64>(base + (<usize>half << 4)) <= y ? base + (<usize>half << 4) : base;
    left -= half;
  }
  return <i32>((base - steps) >> 4) + (left == 1 && load<f64>(base) <= y ? 1 : 0);
}
