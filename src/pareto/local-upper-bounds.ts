import type { Matrix } from "../linalg/index.ts";

/**
 * The local upper bounds of a set inside the box below `reference` (all minimised): the maximal corners of the region
 * that no point of the set dominates (Klamroth, Lacour, Vanderpooten, EJOR 245(3), 2015, algorithm 1 with the plain
 * redundancy filter). A point lies in that region if it is at most some bound in every coordinate. Points that are not
 * strictly below the reference change nothing. At most O(n^floor(m/2)) bounds for n points of m objectives; the filter
 * takes time quadratic in the bounds a point touches.
 *
 * `points` must be finite; the answer has a bound a row, only `reference` itself for an empty set.
 */
export function localUpperBounds(points: Matrix, reference: ArrayLike<number>): Float64Array[] {
  const m = points.columns;
  let bounds: Float64Array[] = [Float64Array.from(reference)];
  for (let i = 0; i < points.rows; i++) {
    const point = points.data.subarray(i * m, (i + 1) * m);
    const untouched: Float64Array[] = [];
    const cut: Float64Array[] = [];
    for (const bound of bounds) {
      if (strictlyBelow(point, bound)) {
        for (let j = 0; j < m; j++) {
          const child = bound.slice();
          child[j] = point[j]!;
          cut.push(child);
        }
      } else untouched.push(bound);
    }
    if (cut.length === 0) continue;
    const kept = cut.filter(
      (child, a) =>
        !untouched.some((other) => atMost(child, other)) &&
        // Of equal children the first stays.
        !cut.some((other, b) => a !== b && atMost(child, other) && (b < a || !atMost(other, child))),
    );
    bounds = [...untouched, ...kept];
  }
  return bounds;
}

function strictlyBelow(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let j = 0; j < a.length; j++) if (!(a[j]! < b[j]!)) return false;
  return true;
}

function atMost(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let j = 0; j < a.length; j++) if (!(a[j]! <= b[j]!)) return false;
  return true;
}
