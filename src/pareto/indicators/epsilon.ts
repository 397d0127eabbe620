import { InputError } from "../../base/index.ts";
import { asMatrix, type MatrixLike } from "../../linalg/index.ts";
import { type PointOptions, signsOf } from "../points.ts";
import { pairOf } from "./pairs.ts";

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
  return worstOfBest(own.data, against.data, against.columns, (a, z) => (a === z ? 0 : a - z));
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
  const signs = signsOf(against.columns, options, name);
  return worstOfBest(own.data, against.data, against.columns, (a, z, k) => {
    if (a === z) return 1;
    return signs?.[k] === -1 ? z / a : a / z;
  });
}

/** The largest, over reference points z, of the least, over points a, of the largest `excess(a_k, z_k)`. */
function worstOfBest(
  points: Float64Array,
  against: Float64Array,
  m: number,
  excess: (a: number, z: number, objective: number) => number,
): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < against.length; j += m) {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < points.length; i += m) {
      let largest = Number.NEGATIVE_INFINITY;
      // Past `best` this point can no longer help.
      for (let k = 0; k < m && largest < best; k++) {
        const value = excess(points[i + k]!, against[j + k]!, k);
        if (value > largest) largest = value;
      }
      if (largest < best) best = largest;
    }
    if (best > worst) worst = best;
  }
  return worst;
}
