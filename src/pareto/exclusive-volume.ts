import { unionVolume } from "./union-volume.ts";
/** Volume of the box [0, box] outside all boxes [0, other]: the box less the union of the others clipped to it. */
export function exclusiveVolume(box: Float64Array, others: readonly Float64Array[]): number {
  const m = box.length;
  const volume = box.reduce((product, height) => product * height, 1);
  if (volume === 0) return 0;
  const limit = new Float64Array(others.length * m);
  for (let k = 0; k < others.length; k++) {
    let covered = true;
    for (let j = 0; j < m; j++) {
      const height = Math.min(others[k]![j]!, box[j]!);
      if (height < box[j]!) covered = false;
      limit[k * m + j] = height;
    }
    if (covered) return 0;
  }
  return Math.max(0, volume - unionVolume({ rows: others.length, columns: m, data: limit }));
}
