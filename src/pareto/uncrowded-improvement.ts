import { ShapeError } from "../base/index.ts";
import { asMatrix, type MatrixLike, matrix, rowOf } from "../linalg/index.ts";
import { contributions } from "./contributions.ts";
import { localUpperBounds } from "./local-upper-bounds.ts";
import { nondominated } from "./ranks.ts";

/**
 * The uncrowded hypervolume improvement of every point over the others (Touré, Hansen, Auger, Brockhoff, GECCO 2019,
 * arXiv:1904.08823): what a non-dominated point inside the reference box adds to the hypervolume, and for any other
 * point minus its Euclidean distance to the part of that box that the set leaves undominated. So dominated points are
 * told how far they are from mattering, instead of all getting 0.
 *
 * `points`: n x m, minimised; `reference`: m values. Returns n values; NaN for a row that is not finite, which takes no
 * part. The answer's two halves have different units: bring objectives to like scales first.
 * Throws a `ShapeError` where the reference does not fit.
 */
export function uncrowdedHypervolumeImprovement(
  points: MatrixLike,
  reference: ArrayLike<number>,
): Float64Array {
  const all = asMatrix(points, "uncrowdedHypervolumeImprovement");
  const m = all.columns;
  if (reference.length !== m && all.rows > 0) {
    throw new ShapeError(
      `uncrowdedHypervolumeImprovement: reference has ${reference.length} values but the points have ${m} objectives; pass one value an objective`,
    );
  }
  const improvement = new Float64Array(all.rows).fill(Number.NaN);
  const finite = Array.from({ length: all.rows }, (_, i) => i).filter((i) =>
    rowOf(all, i).every(Number.isFinite),
  );
  if (finite.length === 0) return improvement;
  const usable = matrix(finite.length, m);
  finite.forEach((i, k) => {
    usable.data.set(rowOf(all, i), k * m);
  });

  const gain = contributions(usable, reference, { ignoreDominated: true });
  const members = nondominated(usable, { keepDuplicates: false });
  const front = matrix(members.length, m);
  members.forEach((i, k) => {
    front.data.set(rowOf(usable, i), k * m);
  });
  const bounds = localUpperBounds(front, reference);
  finite.forEach((i, k) => {
    const point = rowOf(usable, k);
    let least = Number.POSITIVE_INFINITY;
    for (const bound of bounds) {
      let squares = 0;
      for (let j = 0; j < m; j++) squares += Math.max(0, point[j]! - bound[j]!) ** 2;
      least = Math.min(least, squares);
    }
    improvement[i] = gain[k]! - Math.sqrt(least);
  });
  return improvement;
}
