import { firstSoleVolumes } from "../kernels/index.ts";
import { unionVolume } from "./union-volume.ts";

/**
 * Volume of the box [0, box] outside the boxes [0, row] of the first `count` rows of `others` (m values a row): the
 * box less the union of the others clipped to it. O(n log n) for m <= 3; at m = 4 O(n log n) to find the k others
 * that matter and O(k^2) for their union.
 */
export function exclusiveVolume(box: Float64Array, others: Float64Array, count: number): number {
  const m = box.length;
  const volume = box.reduce((product, height) => product * height, 1);
  if (!(volume > 0) || count === 0) return Math.max(volume, 0);
  const clipped = new Float64Array((count + 1) * m);
  clipped.set(box);
  let size = m;
  for (let k = 0; k < count; k++) {
    let covered = true;
    let empty = false;
    for (let j = 0; j < m; j++) {
      const height = others[k * m + j]!;
      if (height < box[j]!) covered = false;
      if (height === 0) empty = true;
      clipped[size + j] = Math.min(height, box[j]!);
    }
    if (covered) return 0;
    if (!empty) size += m;
  }
  const rows = size / m - 1;
  if (rows === 0) return volume;
  if (m >= 4) {
    const found = firstSoleVolumes(clipped.subarray(0, size), rows + 1, m, 1);
    if (found !== undefined) return found[0]!;
  }
  return Math.max(0, volume - unionVolume({ rows, columns: m, data: clipped.subarray(m, size) }));
}
