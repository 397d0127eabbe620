import type { MatrixLike } from "../linalg/index.ts";
import { boxesOf, checked, scaleByPowerOfTwo } from "./boxes.ts";
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
  const boxes = boxesOf(checked(points, reference, options, "hypervolume"));
  if ("unbounded" in boxes) return Number.POSITIVE_INFINITY;
  return scaleByPowerOfTwo(unionVolume(boxes.heights), boxes.exponent);
}
