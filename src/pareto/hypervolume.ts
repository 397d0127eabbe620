import type { MatrixLike } from "../linalg/index.ts";
import { boxesOf, type Checked, checked, rowsInside, scaleByPowerOfTwo } from "./boxes.ts";
import type { PointOptions } from "./points.ts";
import { unionVolume } from "./union-volume.ts";

/**
 * Hypervolume of `points` (n x m): the volume that they dominate up to `reference` (m values). A point takes part
 * if it is strictly better than the reference in every objective; rows with a NaN never are. 0 for an empty set,
 * Infinity where a point that takes part or the reference is infinite on the good or the far side.
 * Throws a `ShapeError` where the reference does not fit and an `InputError` where it holds a NaN.
 */
export function hypervolume(
  points: MatrixLike,
  reference: ArrayLike<number>,
  options: PointOptions = {},
): number {
  const set = checked(points, reference, options, "hypervolume");
  const inside = rowsInside(set);
  if (inside.length === 0) return 0;
  if (isUnbounded(set, inside)) return Number.POSITIVE_INFINITY;
  const { heights, exponent } = boxesOf(set, inside);
  return scaleByPowerOfTwo(unionVolume(heights), exponent);
}

/** Whether some box of the given rows is infinite. */
export function isUnbounded({ points, reference }: Checked, inside: Int32Array): boolean {
  if (reference.includes(Number.POSITIVE_INFINITY)) return true;
  const { columns, data } = points;
  for (const i of inside) {
    for (let j = 0; j < columns; j++) if (data[i * columns + j]! === Number.NEGATIVE_INFINITY) return true;
  }
  return false;
}
