import * as kernels from "../kernels/pareto.ts";
import type { Matrix } from "../linalg/index.ts";
import { plainUnionVolume } from "./plain-hypervolume.ts";

/**
 * Volume of the union of the boxes [0, row] of a matrix of positive heights: radix sort and sweep for m = 2, HV3D
 * for 3, a dimension sweep in O(n^2) for 4, limit sets on that sweep for 5 and more.
 */
export function unionVolume(heights: Matrix): number {
  const { rows, columns, data } = heights;
  if (rows === 0) return 0;
  if (columns === 1) return data.reduce((largest, height) => Math.max(largest, height));
  return kernels.unionVolume(data, rows, columns) ?? plainUnionVolume(heights);
}
