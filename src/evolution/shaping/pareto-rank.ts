import { z } from "zod";
import { crowdingDistance, ranks } from "../../pareto/index.ts";
import { centredRanks } from "./centred-ranks.ts";
import type { ShapingEntry } from "./shaping.ts";

const options: z.ZodType<Record<string, never>> = z.strictObject({});

/**
 * Candidates are ordered by front, then by crowding distance (larger first), as in NSGA-II (Deb et al. 2002); the
 * places in that order become centred ranks.
 */
export const paretoRank: ShapingEntry<Record<string, never>> = {
  title: "centred ranks of (front, crowding distance)",
  options,
  create() {
    return ({ objectives }) => {
      const front = ranks(objectives);
      const crowding = crowdingDistance(objectives, { ranks: front });
      const order = Array.from(front, (_, i) => i).sort(
        (i, j) => front[i]! - front[j]! || compareDescending(crowding[i]!, crowding[j]!),
      );
      const place = new Float64Array(order.length);
      let current = 0;
      order.forEach((i, k) => {
        const before = order[k - 1];
        if (before !== undefined && (front[before] !== front[i] || crowding[before] !== crowding[i]))
          current = k;
        place[i] = failed(objectives.data, i, objectives.columns) ? Number.NaN : current;
      });
      return centredRanks(place);
    };
  },
};

/** Infinities compare equal to themselves, which a difference would not. */
function compareDescending(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

function failed(data: Float64Array, i: number, columns: number): boolean {
  return data.subarray(i * columns, (i + 1) * columns).some(Number.isNaN);
}
