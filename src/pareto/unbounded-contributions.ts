import type { Matrix } from "../linalg/index.ts";
import type { Checked } from "./boxes.ts";
import { takeRows } from "./points.ts";

/**
 * Contributions where a point or the reference is infinite. A union of orthants covers the orthant of p if and
 * only if it covers its corner, that is if some other point weakly dominates p. Hence the part that p alone
 * dominates is unbounded
 *   - towards -Infinity in objective j iff p_j = -Infinity and no other point weakly dominates p, and
 *   - towards +Infinity in objective j iff the reference is infinite there and no other point weakly dominates p
 *     in the remaining objectives.
 * All other parts lie within the finite values of the set, so infinite ones are replaced by bounds beyond those.
 * `bounded` computes the contributions of finite rows. O(m^2 n^2) time for the infinite points, then as for finite ones.
 */
export function unboundedContributions(
  { points, reference }: Checked,
  rows: Int32Array,
  bounded: (set: Checked) => Float64Array,
): Float64Array {
  const values = takeRows(points, rows);
  const { columns: m, data } = values;
  const unbounded = new Uint8Array(values.rows);
  for (let j = 0; j < m; j++) {
    const open = reference[j] === Number.POSITIVE_INFINITY;
    for (let i = 0; i < values.rows; i++) {
      if (open && !isCovered(values, i, j)) unbounded[i] = 1;
      if (data[i * m + j] === Number.NEGATIVE_INFINITY && !isCovered(values, i, -1)) unbounded[i] = 1;
    }
  }
  const bounds = reference.slice();
  for (let j = 0; j < m; j++) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = j; at < data.length; at += m) {
      if (data[at] === Number.NEGATIVE_INFINITY) continue;
      least = Math.min(least, data[at]!);
      most = Math.max(most, data[at]!);
    }
    if (least > most) least = most = Math.min(reference[j]!, 0);
    if (bounds[j] === Number.POSITIVE_INFINITY) bounds[j] = above(most);
    const floor = least < bounds[j]! ? least : below(bounds[j]!);
    for (let at = j; at < data.length; at += m) if (data[at] === Number.NEGATIVE_INFINITY) data[at] = floor;
  }
  const finite = bounded({ points: values, reference: bounds });
  return finite.map((volume, i) => (unbounded[i] === 1 ? Number.POSITIVE_INFINITY : volume));
}

/** Whether some other row is at most row `i` in every objective but `skipped`. */
function isCovered({ rows, columns, data }: Matrix, i: number, skipped: number): boolean {
  for (let k = 0; k < rows; k++) {
    if (k === i) continue;
    let j = 0;
    while (j < columns && (j === skipped || data[k * columns + j]! <= data[i * columns + j]!)) j++;
    if (j === columns) return true;
  }
  return false;
}

/** A finite number above, and one below, a finite number. */
const above = (x: number): number => Math.min(Number.MAX_VALUE, x + Math.max(1, Math.abs(x)));
const below = (x: number): number => Math.max(-Number.MAX_VALUE, x - Math.max(1, Math.abs(x)));
