/**
 * The point of the unit simplex {w >= 0, sum w = 1} nearest to `point`: all values less one threshold, cut off at 0
 * (Held, Wolfe and Crowder, Mathematical Programming 6, 1974). O(n log n).
 */
export function projectOnSimplex(point: ArrayLike<number>): Float64Array {
  // Beside large values the 1 would be lost: less the greatest, which moves no answer. Others stay as they are, to the bit.
  const greatest = Array.from(point).reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const shift = Math.abs(greatest) > 2 ** 20 ? greatest : 0;
  const values = Float64Array.from(point, (value) => value - shift);
  const sorted = values.slice().sort().reverse();
  let sum = 0;
  let threshold = 0;
  for (let k = 0; k < sorted.length; k++) {
    sum += sorted[k]!;
    const candidate = (sum - 1) / (k + 1);
    if (sorted[k]! > candidate) threshold = candidate;
  }
  return values.map((value) => Math.max(0, value - threshold));
}
