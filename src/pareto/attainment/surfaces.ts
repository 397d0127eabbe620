import { InputError, ShapeError } from "../../base/index.ts";
import { type Matrix, type MatrixLike, rowOf } from "../../linalg/index.ts";
import { comparable } from "../indicators/pairs.ts";
import { type PointOptions, signsOf } from "../points.ts";
import { PointList } from "./point-list.ts";
import { sweep2, sweep3 } from "./sweeps.ts";

export interface SurfaceOptions extends PointOptions {
  /** Levels wanted, as numbers of sets from 1 to their count. Default: all. */
  readonly levels?: readonly number[] | undefined;
}

/** What at least `level` of the sets attain: the region at or above (in the sense of dominance) one of `points`. */
export interface AttainmentSurface {
  readonly level: number;
  /** `level` divided by the number of sets: 0.5 is the median surface. */
  readonly fraction: number;
  /**
   * The minimal points of the region, mutually non-dominated: k x m. Of two objectives sorted by the first, of three by
   * the last and then the first, best to worst. May be empty.
   */
  readonly points: Matrix;
}

/**
 * The attainment surfaces of several sets of points in two or three objectives, the level sets of their empirical
 * attainment function: how often, over the runs of an optimiser, a goal is attained (Grunert da Fonseca, Fonseca, Hall,
 * EMO 2001). A set attains a goal where one of its points is no worse in every objective.
 *
 * Two objectives: O(N log N + N s) for N points in s sets. Three: O(N (log N + s (log N + c))) for c corners met per
 * point and level.
 *
 * A row with a NaN takes no part. Throws an `InputError` for no sets, other than two or three objectives, or levels out
 * of range; a `ShapeError` where the numbers of objectives differ.
 */
export function attainmentSurfaces(
  sets: readonly MatrixLike[],
  options: SurfaceOptions = {},
): AttainmentSurface[] {
  const name = "attainmentSurfaces";
  const { sets: all, m } = minimisedSets(sets, options, name);
  const levels = options.levels ?? all.map((_, i) => i + 1);
  const bad = levels.find((level) => !Number.isInteger(level) || level < 1 || level > all.length);
  if (bad !== undefined)
    throw new InputError(
      `${name}: levels must be integers from 1 to ${all.length}, the number of sets, got ${bad}`,
    );
  const found = all.map(() => new PointList());
  const sweep = m === 2 ? sweep2 : sweep3;
  sweep(all, (level, x, y, z) => found[level]!.push(m, x, y, z));
  const signs = signsOf(m, options, name);
  return levels.map((level) => ({
    level,
    fraction: level / all.length,
    points: found[level - 1]!.toMatrix(m, signs),
  }));
}

/**
 * The empirical attainment function at a goal: the share of the sets that attain it. Any number of objectives. Rows and
 * goals with a NaN attain nothing. Errors as for `attainmentSurfaces`.
 */
export function attainment(
  sets: readonly MatrixLike[],
  goal: ArrayLike<number>,
  options: PointOptions = {},
): number {
  const name = "attainment";
  const { sets: all } = minimisedSets(sets, options, name, goal.length);
  const signs = signsOf(goal.length, options, name);
  const wanted = Array.from(goal, (value, j) => value * (signs?.[j] ?? 1));
  const attaining = all.filter((set) => {
    for (let i = 0; i < set.rows; i++)
      if (rowOf(set, i).every((value, j) => value <= wanted[j]!)) return true;
    return false;
  });
  return attaining.length / all.length;
}

/** The sets minimised, without NaN rows, checked to agree in their number of objectives. */
export function minimisedSets(
  sets: readonly MatrixLike[],
  options: PointOptions,
  name: string,
  objectives?: number,
): { sets: Matrix[]; m: number } {
  if (sets.length === 0) throw new InputError(`${name}: no sets; give at least one set of points`);
  const all = sets.map((set) => comparable(set, options, name));
  const m = objectives ?? all.find((set) => set.rows > 0)?.columns ?? options.directions?.length ?? 2;
  const wrong = all.findIndex((set) => set.rows > 0 && set.columns !== m);
  if (wrong >= 0) {
    throw new ShapeError(
      `${name}: set ${wrong + 1} has ${all[wrong]!.columns} objectives but ${m} are expected; compare like with like`,
    );
  }
  if (objectives === undefined && m !== 2 && m !== 3) {
    throw new InputError(
      `${name}: surfaces are computed for two or three objectives, got ${m}; project the sets, or use attainment() at chosen goals`,
    );
  }
  return { sets: all, m };
}
