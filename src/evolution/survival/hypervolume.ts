import { idealPoint, normalise, selectSubset } from "../../pareto/index.ts";
import { type Contest, fillByFronts, fromColumns, rowsOf, type Survivors } from "./fronts.ts";

/**
 * Keeps `count` candidates by front; of the last front the least contributor to its hypervolume is dropped until
 * the rest fits (Beume, Naujoks, Emmerich, EJOR 181(3), 2007). The front is scaled to the unit box first, and the
 * reference lies `offset` beyond its worst values in that scale; so objectives of unequal size weigh alike.
 * `offset` 1 is the authors' "worst value plus one"; the larger it is, the surer the ends of the front survive.
 */
export function hypervolumeSurvival(contest: Contest, count: number, offset = 1): Survivors {
  const { ranks, whole, last, open } = fillByFronts(contest, count);
  const rows = [...whole];
  if (open > 0) {
    const front = rowsOf(contest.objectives, last);
    const m = front.columns;
    const nadir = new Float64Array(m).fill(Number.NEGATIVE_INFINITY);
    front.data.forEach((value, i) => {
      nadir[i % m] = Math.max(nadir[i % m]!, value);
    });
    const { points } = normalise(front, { ideal: idealPoint(front), nadir });
    const kept = selectSubset(points, open, new Float64Array(m).fill(1 + offset));
    rows.push(...kept.map((k) => last[k]!));
  }
  return { rows: Int32Array.from(rows), fitness: fromColumns(count, [(k) => ranks[rows[k]!]!]) };
}
