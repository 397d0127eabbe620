import { type Matrix, rowOf } from "../../linalg/index.ts";

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

/**
 * For each row of `goals` the least, over the rows of `points`, of the squared shortfall: the sum over objectives of
 * max(point - goal, 0)^2. Points worse in the first objective by more than the best so far are left out; O(n r m).
 */
export function leastShortfall(goals: Matrix, points: Matrix): Float64Array {
  const m = goals.columns;
  const { data, firsts } = sortedByFirst(points);
  const least = new Float64Array(goals.rows);
  for (let i = 0; i < goals.rows; i++) {
    const goal = i * m;
    const middle = lowerBound(firsts, goals.data[goal]!);
    let best = Number.POSITIVE_INFINITY;
    // Leftwards nothing is lost in the first objective, so all must be tried.
    for (let row = (middle - 1) * m; row >= 0 && best > 0; row -= m) {
      const sum = shortfall(data, row, goals.data, goal, m, best);
      if (sum < best) best = sum;
    }
    for (let k = middle; k < firsts.length && best > 0; k++) {
      const across = gap(firsts[k]!, goals.data[goal]!);
      if (across * across >= best) break;
      const sum = shortfall(data, k * m, goals.data, goal, m, best);
      if (sum < best) best = sum;
    }
    least[i] = best;
  }
  return least;
}

/** What each row of `points` is worse by than the row of `goals` where that is least, squared and summed. O(n r m). */
export function leastShortfallOfPoints(points: Matrix, goals: Matrix): Float64Array {
  const m = points.columns;
  const { data, firsts } = sortedByFirst(goals);
  const least = new Float64Array(points.rows);
  for (let i = 0; i < points.rows; i++) {
    const point = i * m;
    const middle = lowerBound(firsts, points.data[point]!);
    let best = Number.POSITIVE_INFINITY;
    for (let row = middle * m; row < data.length && best > 0; row += m) {
      const sum = shortfall(points.data, point, data, row, m, best);
      if (sum < best) best = sum;
    }
    for (let k = middle - 1; k >= 0 && best > 0; k--) {
      const across = gap(points.data[point]!, firsts[k]!);
      if (across * across >= best) break;
      const sum = shortfall(points.data, point, data, k * m, m, best);
      if (sum < best) best = sum;
    }
    least[i] = best;
  }
  return least;
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
export function sortedByFirst(points: Matrix): { data: Float64Array; firsts: Float64Array } {
  const { rows, columns: m } = points;
  const order = Array.from({ length: rows }, (_, i) => i);
  order.sort((a, b) => {
    const x = points.data[a * m]!;
    const y = points.data[b * m]!;
    return x < y ? -1 : x > y ? 1 : 0;
  });
  const data = new Float64Array(rows * m);
  order.forEach((row, i) => {
    data.set(rowOf(points, row), i * m);
  });
  return { data, firsts: Float64Array.from({ length: rows }, (_, i) => data[i * m]!) };
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
