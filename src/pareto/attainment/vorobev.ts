import { InputError, ShapeError } from "../../base/index.ts";
import { type Matrix, type MatrixLike, matrix } from "../../linalg/index.ts";
import { hypervolume } from "../hypervolume.ts";
import { minimised, type PointOptions } from "../points.ts";
import { attainmentSurfaces, minimisedSets } from "./surfaces.ts";

/** The expectation of a random set of points, in the sense of Vorob'ev. */
export interface VorobevExpectation {
  /** The surface whose hypervolume is nearest to the sets' mean from above: k x m, in the objectives' directions. */
  readonly points: Matrix;
  /** How many sets attain it, and their share: the Vorob'ev threshold. */
  readonly level: number;
  readonly threshold: number;
  /** Its hypervolume, and the mean hypervolume of the sets. */
  readonly hypervolume: number;
  readonly meanHypervolume: number;
  /**
   * Vorob'ev deviation: the mean volume of the symmetric difference between what a set attains and what the
   * expectation does. How much the runs vary, in units of the hypervolume.
   */
  readonly deviation: number;
}

/**
 * Vorob'ev expectation, threshold and deviation of several sets in two or three objectives (Binois, Ginsbourger,
 * Roustant, EJOR 243(2), 2015): of all attainment surfaces the highest level whose hypervolume is at least the sets'
 * mean. The expectation is itself a possible result, which a mean of points is not; the deviation says how far
 * single runs are from it. `reference`: the hypervolume's, in the objectives' directions, finite.
 *
 * A row with a NaN takes no part. Throws as `attainmentSurfaces` and `hypervolume` do, and an `InputError` where a
 * hypervolume is infinite.
 */
export function vorobev(
  sets: readonly MatrixLike[],
  reference: ArrayLike<number>,
  options: PointOptions = {},
): VorobevExpectation {
  const name = "vorobev";
  const { all, origin, m } = checkedSets(sets, reference, options, name);
  const volumes = all.map((set) => hypervolume(set, origin));
  const meanHypervolume = mean(volumes);
  if (!Number.isFinite(meanHypervolume))
    throw new InputError(`${name}: a set's hypervolume is infinite; give finite points and reference`);
  const surfaces = attainmentSurfaces(all);
  const surfaceVolumes = surfaces.map(({ points }) => hypervolume(points, origin));
  let at = surfaces.length - 1;
  // Volumes that should be equal can differ by rounding; level 1 attains what any set does, so it always reaches the mean.
  while (at > 0 && surfaceVolumes[at]! < meanHypervolume * (1 - 1e-12)) at--;
  const { points, level, fraction } = surfaces[at]!;
  return {
    points: minimised(points, options, name),
    level,
    threshold: fraction,
    hypervolume: surfaceVolumes[at]!,
    meanHypervolume,
    deviation: deviationFrom(points, surfaceVolumes[at]!, all, volumes, origin, m),
  };
}

/**
 * Vorob'ev deviation of several sets from a given one: the mean hypervolume of the symmetric difference. Any number
 * of objectives. Throws as `hypervolume` does, and a `ShapeError` where sizes differ.
 */
export function vorobevDeviation(
  sets: readonly MatrixLike[],
  expectation: MatrixLike,
  reference: ArrayLike<number>,
  options: PointOptions = {},
): number {
  const name = "vorobevDeviation";
  const { all, origin, m } = checkedSets([...sets, expectation], reference, options, name, reference.length);
  const centre = all.pop()!;
  const volumes = all.map((set) => hypervolume(set, origin));
  return deviationFrom(centre, hypervolume(centre, origin), all, volumes, origin, m);
}

/**
 * The hypervolume of every attainment surface, level 1 first: n values that never rise, whose mean is the mean
 * hypervolume of the sets. Their steepness shows how much runs differ. Errors as for `vorobev`.
 */
export function attainmentHypervolumes(
  sets: readonly MatrixLike[],
  reference: ArrayLike<number>,
  options: PointOptions = {},
): Float64Array {
  const { all, origin } = checkedSets(sets, reference, options, "attainmentHypervolumes");
  return Float64Array.from(attainmentSurfaces(all), ({ points }) => hypervolume(points, origin));
}

/** Mean of |A symmetric-difference Q| = 2 |A and Q together| - |A| - |Q|, volumes of what the sets attain. */
function deviationFrom(
  centre: Matrix,
  centreVolume: number,
  sets: readonly Matrix[],
  volumes: readonly number[],
  origin: Float64Array,
  m: number,
): number {
  return mean(
    sets.map((set, i) => {
      const union = matrix(set.rows + centre.rows, m);
      union.data.set(set.data.subarray(0, set.rows * m));
      union.data.set(centre.data.subarray(0, centre.rows * m), set.rows * m);
      const together = hypervolume(union, origin);
      return together - volumes[i]! + (together - centreVolume);
    }),
  );
}

function checkedSets(
  sets: readonly MatrixLike[],
  reference: ArrayLike<number>,
  options: PointOptions,
  name: string,
  objectives?: number,
): { all: Matrix[]; origin: Float64Array; m: number } {
  const { sets: all, m } = minimisedSets(sets, options, name, objectives);
  if (reference.length !== m) {
    throw new ShapeError(
      `${name}: reference has ${reference.length} values but the sets have ${m} objectives; pass one value per objective`,
    );
  }
  return { all, origin: minimised([reference], options, name).data, m };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
