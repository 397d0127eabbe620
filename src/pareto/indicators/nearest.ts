import type { Matrix } from "../../linalg/index.ts";
import { argsort } from "../argsort.ts";

/**
 * For each row of `from` the squared Euclidean distance to the nearest row of `to`. Rows of `to` are sorted by the first
 * objective and tried outwards from the row's own place, until the first objective alone is farther than the best so
 * far. About O(n sqrt n) for a front of two objectives, O(n r m) at worst.
 */
export function nearestSquared(from: Matrix, to: Matrix): Float64Array {
  const m = from.columns;
  const { data, firsts } = sortedByFirst(to);
  const source = from.data;
  const nearest = new Float64Array(from.rows);
  for (let i = 0; i < from.rows; i++) {
    const start = i * m;
    const first = source[start]!;
    let right = lowerBound(firsts, first);
    let left = right - 1;
    let least = Number.POSITIVE_INFINITY;
    while (left >= 0 || right < firsts.length) {
      const leftGap = left >= 0 ? gap(first, firsts[left]!) : Number.POSITIVE_INFINITY;
      const rightGap = right < firsts.length ? gap(firsts[right]!, first) : Number.POSITIVE_INFINITY;
      const isLeft = leftGap < rightGap || right >= firsts.length;
      const row = (isLeft ? left-- : right++) * m;
      const across = isLeft ? leftGap : rightGap;
      let sum = across * across;
      if (sum >= least) break;
      for (let k = 1; k < m && sum < least; k++) {
        const difference = gap(source[start + k]!, data[row + k]!);
        sum += difference * difference;
      }
      if (sum < least) least = sum;
    }
    nearest[i] = least;
  }
  return nearest;
}

/** Rows between two looks at whether what is left can still help. */
const stride = 8;

/**
 * For each row of `goals` the least, over the rows of `points`, of the squared shortfall: the sum over objectives of
 * max(point - goal, 0)^2. As above, outwards in the first objective. Leftwards that objective loses nothing, so there
 * (and rightwards too) the search ends where the least values that the remaining rows have in each objective, taken
 * together, lose as much as the best so far.
 */
export function leastShortfall(goals: Matrix, points: Matrix): Float64Array {
  const m = goals.columns;
  const { data, firsts } = sortedByFirst(points);
  const n = firsts.length;
  const before = runningLeast(data, m, false);
  const after = runningLeast(data, m, true);
  const least = new Float64Array(goals.rows);
  for (let i = 0; i < goals.rows; i++) {
    const goal = i * m;
    const middle = lowerBound(firsts, goals.data[goal]!);
    let best = Number.POSITIVE_INFINITY;
    for (let k = middle - 1; k >= 0 && best > 0; k--) {
      if (k % stride === 0 && shortfall(before, k * m, goals.data, goal, m, best) >= best) break;
      const sum = shortfall(data, k * m, goals.data, goal, m, best);
      if (sum < best) best = sum;
    }
    for (let k = middle; k < n && best > 0; k++) {
      if (k % stride === 0 && shortfall(after, k * m, goals.data, goal, m, best) >= best) break;
      const sum = shortfall(data, k * m, goals.data, goal, m, best);
      if (sum < best) best = sum;
    }
    least[i] = best;
  }
  return least;
}

/** In each row the least of each column over the rows up to it, or from it on. */
function runningLeast(data: Float64Array, m: number, fromEnd: boolean): Float64Array {
  const running = data.slice();
  if (fromEnd) {
    for (let i = running.length - m - 1; i >= 0; i--)
      if (running[i + m]! < running[i]!) running[i] = running[i + m]!;
  } else {
    for (let i = m; i < running.length; i++) if (running[i - m]! < running[i]!) running[i] = running[i - m]!;
  }
  return running;
}

/** Sum of squares of what the point is above the goal; stops once it reaches `limit`. */
function shortfall(
  points: Float64Array,
  point: number,
  goals: Float64Array,
  goal: number,
  m: number,
  limit: number,
): number {
  let sum = 0;
  for (let k = 0; k < m && sum < limit; k++) {
    const over = points[point + k]! - goals[goal + k]!;
    if (over > 0) sum += over * over;
  }
  return sum;
}

/** |a - b|; equal infinities are no distance apart, where their difference would be NaN. */
function gap(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b);
}

/** The rows in rising order of the first objective, and those first values. */
export function sortedByFirst({ rows, columns: m, data: unsorted }: Matrix): {
  data: Float64Array;
  firsts: Float64Array;
} {
  const column = new Float64Array(rows);
  for (let i = 0; i < rows; i++) column[i] = unsorted[i * m]!;
  const order = argsort(column);
  const data = new Float64Array(rows * m);
  const firsts = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const from = order[i]! * m;
    firsts[i] = unsorted[from]!;
    for (let j = 0; j < m; j++) data[i * m + j] = unsorted[from + j]!;
  }
  return { data, firsts };
}

/** Index of the first of the rising values that is at least `value`. */
function lowerBound(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
