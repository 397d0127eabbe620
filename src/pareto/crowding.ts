import { ShapeError } from "../base/index.ts";
import type { MatrixLike } from "../linalg/index.ts";
import { minimised, type PointOptions } from "./points.ts";
import { nondominatedSort } from "./ranks.ts";

export interface CrowdingOptions extends PointOptions {
  /** The front each row belongs to, where known; rows of one rank are measured together. Default: `ranks(points)`. */
  readonly ranks?: Int32Array;
}

/**
 * Crowding distance of every row within its front (Deb, Pratap, Agarwal, Meyarivan, IEEE TEVC 6(2), 2002): over
 * the objectives, the sum of (next - previous) / (largest - smallest) in the order of that objective. The two ends
 * of each objective get Infinity. Equal values are taken in row order. An objective whose range is zero or
 * infinite adds nothing; rows with a NaN get 0. The sum is not divided by m. O(m n log n).
 */
export function crowdingDistance(points: MatrixLike, options: CrowdingOptions = {}): Float64Array {
  const values = minimised(points, options, "crowdingDistance");
  const { rows, columns, data } = values;
  if (options.ranks !== undefined && options.ranks.length !== rows) {
    throw new ShapeError(
      `crowdingDistance: ranks has ${options.ranks.length} values but there are ${rows} points; pass one rank per point`,
    );
  }
  const distance = new Float64Array(rows);
  const fronts = options.ranks === undefined ? nondominatedSort(values).fronts : groups(options.ranks);
  for (const front of fronts) {
    for (let j = 0; j < columns; j++) {
      const key = (i: number): number => data[i * columns + j]!;
      const members = front.filter((i) => !Number.isNaN(key(i)));
      addCrowding(distance, members, key);
    }
  }
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i]!)) distance[Math.floor(i / columns)] = 0;
  return distance;
}

/** Adds one objective's share to the distances of one front. */
function addCrowding(distance: Float64Array, front: Int32Array, key: (i: number) => number): void {
  if (front.length === 0) return;
  const order = front.slice().sort((a, b) => key(a) - key(b) || a - b);
  const last = order.length - 1;
  distance[order[0]!] = Number.POSITIVE_INFINITY;
  distance[order[last]!] = Number.POSITIVE_INFINITY;
  // Halved, so that a range of finite values is finite; exact but for subnormals.
  const half = (i: number): number => key(i) / 2;
  let range = key(order[last]!) - key(order[0]!);
  const value = Number.isFinite(range) ? key : half;
  range = value(order[last]!) - value(order[0]!);
  if (!(range > 0 && range < Number.POSITIVE_INFINITY)) return;
  for (let k = 1; k < last; k++) {
    distance[order[k]!]! += (value(order[k + 1]!) - value(order[k - 1]!)) / range;
  }
}

/** Rows of equal rank, ascending within a group. */
function groups(ranks: Int32Array): Int32Array[] {
  const byRank = new Map<number, number[]>();
  ranks.forEach((rank, i) => {
    const group = byRank.get(rank);
    if (group === undefined) byRank.set(rank, [i]);
    else group.push(i);
  });
  return [...byRank.values()].map((rows) => Int32Array.from(rows));
}
