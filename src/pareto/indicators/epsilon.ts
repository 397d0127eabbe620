import { InputError } from "../../base/index.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../../linalg/index.ts";
import { type PointOptions, signsOf } from "../points.ts";
import { pairOf } from "./pairs.ts";
import { sortedByFirst } from "./sorted-rows.ts";

/**
 * Additive epsilon indicator (Zitzler, Thiele, Laumanns, Fonseca, Grunert da Fonseca, IEEE TEVC 7(2), 2003): the
 * least amount by which every point must improve in every objective so that each reference point is weakly dominated.
 * Lower is better; negative where the set is better everywhere. **Weakly Pareto-compliant**.
 *
 * A row with a NaN takes no part; Infinity for a set without points. Throws an `InputError` for an empty reference
 * set, a `ShapeError` where the numbers of objectives differ. O(n r m).
 */
export function epsilonAdditive(
  points: MatrixLike,
  referenceSet: MatrixLike,
  options: PointOptions = {},
): number {
  const { points: own, against } = pairOf(points, referenceSet, options, "epsilonAdditive");
  return worstOfBest(own, against, "difference", undefined);
}

/**
 * Multiplicative epsilon indicator (Zitzler et al. 2003): the least factor by which every point's values must be
 * divided (multiplied, for an objective to maximise) so that each reference point is weakly dominated. Lower is better;
 * 1 for the reference set itself. **Weakly Pareto-compliant**. Independent of the objectives' scales.
 *
 * Defined for positive values only: throws an `InputError` on others. Empty sets, NaN and sizes as in
 * `epsilonAdditive`.
 */
export function epsilonMultiplicative(
  points: MatrixLike,
  referenceSet: MatrixLike,
  options: PointOptions = {},
): number {
  const name = "epsilonMultiplicative";
  const { points: own, against } = pairOf(points, referenceSet, options, name);
  for (const input of [points, referenceSet]) {
    const { data } = asMatrix(input, name);
    const bad = data.find((value) => value <= 0);
    if (bad !== undefined) {
      throw new InputError(
        `${name}: values must be positive, found ${bad}; shift the objectives or use epsilonAdditive`,
      );
    }
  }
  return worstOfBest(own, against, "ratio", signsOf(against.columns, options, name));
}

/**
 * The largest, over reference points z, of the least, over points a, of the largest excess of a_k over
 * z_k: their difference, or their ratio (inverted where the objective is maximised, hence negated). Both sets are
 * walked in order of the first objective, each search going outwards from where the last one ended: most reference
 * points meet at once a point that shows that they cannot raise the result.
 */
function worstOfBest(
  own: Matrix,
  against: Matrix,
  excess: "difference" | "ratio",
  signs: Float64Array | undefined,
): number {
  const m = against.columns;
  const points = sortedByFirst(own);
  const goals = sortedByFirst(against);
  let worst = Number.NEGATIVE_INFINITY;
  let start = 0;
  for (let goal = 0; goal < goals.length; goal += m) {
    let best = Number.POSITIVE_INFINITY;
    let found = start;
    let right = start;
    let left = start - m;
    while (best > worst && (left >= 0 || right < points.length)) {
      const fromRight = right < points.length && (left < 0 || right - start <= start - left);
      const point = fromRight ? right : left;
      if (fromRight) right += m;
      else left -= m;
      let largest = Number.NEGATIVE_INFINITY;
      // Past `best` this point can no longer help.
      for (let k = 0; k < m && largest < best; k++) {
        const a = points[point + k]!;
        const z = goals[goal + k]!;
        let value: number;
        if (excess === "difference") value = a === z ? 0 : a - z;
        else value = a === z ? 1 : signs !== undefined && signs[k]! < 0 ? z / a : a / z;
        if (value > largest) largest = value;
      }
      if (largest < best) {
        best = largest;
        found = point;
      }
    }
    if (best > worst) worst = best;
    start = found;
  }
  return worst;
}
