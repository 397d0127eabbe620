import { ShapeError } from "../../base/index.ts";
import type { Matrix, MatrixLike } from "../../linalg/index.ts";
import { type PointOptions, signsOf } from "../points.ts";
import { PointList } from "./point-list.ts";
import { minimisedSets } from "./surfaces.ts";
import { sweep2, sweep3 } from "./sweeps.ts";

/** Where two optimisers' attainment differs. */
export interface AttainmentDifference {
  /**
   * The points from which the difference can change: every lower corner of a region of goals that are attained by the
   * same sets: k x m, best first objective first in two objectives, best last objective first in three.
   */
  readonly points: Matrix;
  /** At each of them, the share of the first group's sets that attain it minus the second's: in [-1, 1]. */
  readonly values: Float64Array;
}

/**
 * The difference between the empirical attainment functions of two groups of sets, in two or three objectives
 * (López-Ibáñez, Paquete, Stützle 2010): positive where the first group attains a goal more often. Groups may differ in
 * size. A row with a NaN takes no part. Errors as for `attainmentSurfaces`. O(s) a corner beyond the surfaces.
 */
export function attainmentDifference(
  first: readonly MatrixLike[],
  second: readonly MatrixLike[],
  options: PointOptions = {},
): AttainmentDifference {
  const name = "attainmentDifference";
  const { sets, m } = checkedGroups(first, second, options, name);
  const points = new PointList();
  const values: number[] = [];
  const sweep = m === 2 ? sweep2 : sweep3;
  sweep(sets, (level, x, y, z, attains) => {
    let ofFirst = 0;
    let ofSecond = 0;
    for (let set = 0; set < sets.length; set++) {
      if (!attains(set)) continue;
      if (set < first.length) ofFirst++;
      else ofSecond++;
    }
    // A point that several sets bring at once is minimal at several levels; it is told at the highest.
    if (ofFirst + ofSecond !== level + 1) return;
    points.push(m, x, y, z);
    values.push(ofFirst / first.length - ofSecond / second.length);
  });
  return { points: points.toMatrix(m, signsOf(m, options, name)), values: Float64Array.from(values) };
}

/** A rectangle of goals among which the difference is the same; the worse ends may be infinite. */
export interface DifferenceRectangle {
  /** The better ends, which belong to it: the first and the second objective. */
  readonly from: readonly [number, number];
  /** The worse ends, which do not. */
  readonly to: readonly [number, number];
  readonly value: number;
}

/**
 * The same difference in two objectives as disjoint rectangles that cover every goal where it is not 0: what a
 * difference plot paints. Neighbours of one value and height are joined. Errors as for `attainmentSurfaces`, and a
 * `ShapeError` for other than two objectives.
 */
export function attainmentRectangles(
  first: readonly MatrixLike[],
  second: readonly MatrixLike[],
  options: PointOptions = {},
): DifferenceRectangle[] {
  const name = "attainmentRectangles";
  const { sets, m } = checkedGroups(first, second, options, name);
  if (m !== 2)
    throw new ShapeError(`${name}: rectangles need two objectives, got ${m}; use attainmentDifference`);
  const signs = signsOf(m, options, name) ?? [1, 1];
  const events = sets.flatMap(({ data, rows }, set) =>
    Array.from({ length: rows }, (_, i) => ({ set, x: data[2 * i]!, y: data[2 * i + 1]! })),
  );
  events.sort((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0));
  const weight = (set: number): number => (set < first.length ? 1 / first.length : -1 / second.length);
  /** Above which second value each set attains a goal, in the current slab of first values. */
  const floors = new Float64Array(sets.length).fill(Number.POSITIVE_INFINITY);
  const open = new Map<string, { x: number; low: number; high: number; value: number }>();
  const rectangles: DifferenceRectangle[] = [];
  const close = (part: { x: number; low: number; high: number; value: number }, x: number): void => {
    const { low, high, value } = part;
    rectangles.push({
      from: [signs[0]! * part.x + 0, signs[1]! * low + 0],
      to: [signs[0]! * x + 0, signs[1]! * high + 0],
      value,
    });
  };
  for (let i = 0; i < events.length; ) {
    const x = events[i]!.x;
    for (; i < events.length && events[i]!.x === x; i++) {
      const { set, y } = events[i]!;
      floors[set] = Math.min(floors[set]!, y);
    }
    const parts = new Map<string, { x: number; low: number; high: number; value: number }>();
    const order = Array.from(floors.keys()).sort((a, b) =>
      floors[a]! < floors[b]! ? -1 : floors[a]! > floors[b]! ? 1 : 0,
    );
    let value = 0;
    order.forEach((set, k) => {
      const low = floors[set]!;
      const high = k + 1 < order.length ? floors[order[k + 1]!]! : Number.POSITIVE_INFINITY;
      value += weight(set);
      // Shares of different groups rarely cancel to exactly 0 in floating point.
      if (low < high && Math.abs(value) > 1e-12)
        parts.set(`${low},${high},${value.toFixed(12)}`, { x, low, high, value });
    });
    for (const [key, part] of open) {
      if (parts.has(key)) parts.set(key, part);
      else close(part, x);
    }
    open.clear();
    for (const [key, part] of parts) open.set(key, part);
  }
  for (const part of open.values()) close(part, Number.POSITIVE_INFINITY);
  return rectangles;
}

function checkedGroups(
  first: readonly MatrixLike[],
  second: readonly MatrixLike[],
  options: PointOptions,
  name: string,
): { sets: Matrix[]; m: number } {
  minimisedSets(first, options, `${name}: first`);
  minimisedSets(second, options, `${name}: second`);
  return minimisedSets([...first, ...second], options, name);
}
