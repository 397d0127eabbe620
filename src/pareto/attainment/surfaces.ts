import { InputError, ShapeError } from "../../base/index.ts";
import { type Matrix, type MatrixLike, matrix, rowOf } from "../../linalg/index.ts";
import { comparable } from "../indicators/pairs.ts";
import { type PointOptions, signsOf } from "../points.ts";
import { type Corner, LevelStaircase } from "./level-staircase.ts";

export interface SurfaceOptions extends PointOptions {
  /** Levels wanted, as numbers of sets from 1 to their count. Default: all. */
  readonly levels?: readonly number[] | undefined;
}

/** What at least `level` of the sets attain: the region at or above (in the sense of dominance) one of `points`. */
export interface AttainmentSurface {
  readonly level: number;
  /** `level` divided by the number of sets: 0.5 is the median surface. */
  readonly fraction: number;
  /** The minimal points of the region, mutually non-dominated, in lexicographic order: k x m. May be empty. */
  readonly points: Matrix;
}

/**
 * The attainment surfaces of several sets of points in two or three objectives, the level sets of their empirical
 * attainment function: how often, over the runs of an optimiser, a goal is attained (Grunert da Fonseca, Fonseca, Hall,
 * EMO 2001). A set attains a goal where one of its points is no worse in every objective.
 *
 * A sweep along the last objective (after Fonseca, Guerreiro, López-Ibáñez, Paquete, EMO 2011): each point extends what
 * its own set attains, and level k grows where that extension meets what level k - 1 held before. For N points in all,
 * s sets and c corners met per level and point, O(N (log N + s (log N + c))).
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
  const found = sweep(all, m);
  const signs = signsOf(m, options, name);
  return levels.map((level) => {
    const rows = found[level - 1]!;
    const points = matrix(rows.length, m, Float64Array.from(rows.flat()));
    if (signs)
      for (let i = 0; i < points.data.length; i++) points.data[i] = points.data[i]! * signs[i % m]! + 0;
    return { level, fraction: level / all.length, points };
  });
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

/** The minimal points of every level, lexicographically sorted; two objectives are swept with a third that is 0. */
function sweep(sets: readonly Matrix[], m: number): number[][][] {
  const order: { set: number; x: number; y: number; z: number }[] = [];
  sets.forEach(({ data }, set) => {
    for (let i = 0; i < data.length; i += m) {
      order.push({ set, x: data[i]! + 0, y: data[i + 1]! + 0, z: m === 3 ? data[i + 2]! + 0 : 0 });
    }
  });
  order.sort((a, b) => compare(a.z, b.z) || compare(a.x, b.x) || compare(a.y, b.y));

  const attained = sets.map(() => new LevelStaircase());
  const levels = sets.map(() => new LevelStaircase());
  const found: number[][][] = sets.map(() => []);
  const fresh: Corner[][] = sets.map(() => []);
  order.forEach(({ set, x, y, z }, i) => {
    extend(set, x, y, attained, levels, fresh);
    if (i + 1 < order.length && order[i + 1]!.z === z) return;
    // What came in at this z and was not replaced at the same z is minimal.
    fresh.forEach((corners, level) => {
      for (const corner of corners)
        if (!corner.gone) found[level]!.push(m === 3 ? [corner.x, corner.y, z] : [corner.x, corner.y]);
      corners.length = 0;
    });
  });
  for (const points of found)
    points.sort((a, b) => compare(a[0]!, b[0]!) || compare(a[1]!, b[1]!) || compare(a[2] ?? 0, b[2] ?? 0));
  return found;
}

/** Adds (x, y) to what `set` attains, and to every level what that brings it. */
function extend(
  set: number,
  x: number,
  y: number,
  attained: readonly LevelStaircase[],
  levels: readonly LevelStaircase[],
  fresh: readonly Corner[][],
): void {
  const own = attained[set]!;
  if (own.covers(x, y)) return;
  // From the top down, so that level k - 1 is still what it was before this point.
  for (let k = levels.length - 1; k >= 0; k--) {
    const level = levels[k]!;
    const corners: [number, number][] = k === 0 ? [[x, y]] : levels[k - 1]!.cornersWithin(x, y);
    for (const [cornerX, cornerY] of corners) {
      // What the set attained before counts in level k - 1 already, and can bring level k nothing.
      if (own.covers(cornerX, cornerY) || level.covers(cornerX, cornerY)) continue;
      fresh[k]!.push(level.add(cornerX, cornerY));
    }
  }
  own.add(x, y);
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
