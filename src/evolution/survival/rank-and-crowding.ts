import { crowdingDistance } from "../../pareto/index.ts";
import { type Contest, fillByFronts, fromColumns, type Survivors } from "./fronts.ts";

/**
 * Keeps `count` candidates by front, and of the last front those in the emptiest surroundings (Deb, Pratap, Agarwal,
 * Meyarivan, IEEE TEVC 6(2), 2002). Crowding is measured once, among all of a front. Equal crowding: the first rows.
 * O(m n log n) beyond the sorting.
 */
export function rankAndCrowding(contest: Contest, count: number): Survivors {
  const { ranks, whole, last, open } = fillByFronts(contest, count);
  const crowding = crowdingDistance(contest.objectives, { ranks });
  const byCrowding = last.slice().sort((a, b) => {
    const [x, y] = [crowding[a]!, crowding[b]!];
    return x === y ? a - b : x > y ? -1 : 1;
  });
  const rows = Int32Array.from([...whole, ...byCrowding.subarray(0, open)]);
  return { rows, fitness: fromColumns(count, [(k) => ranks[rows[k]!]!, (k) => -crowding[rows[k]!]!]) };
}
