import { ShapeError } from "../../base/index.ts";
import { type Matrix, type MatrixLike, matrix, rowOf } from "../../linalg/index.ts";
import { type PointOptions, signsOf } from "../points.ts";
import { attainmentSurfaces, minimisedSets } from "./surfaces.ts";

/** Where two optimisers' attainment differs. */
export interface AttainmentDifference {
  /**
   * The points from which the difference can change: every lower corner of a region of goals that are attained by the
   * same sets. In lexicographic order, k x m.
   */
  readonly points: Matrix;
  /** At each of them, the share of the first group's sets that attain it minus the second's: in [-1, 1]. */
  readonly values: Float64Array;
}

/**
 * The difference between the empirical attainment functions of two groups of sets, in two or three objectives
 * (López-Ibáñez, Paquete, Stützle 2010): positive where the first group attains a goal more often. Groups may differ in
 * size. A row with a NaN takes no part. Errors as for `attainmentSurfaces`. O(corners N) beyond the surfaces.
 */
export function attainmentDifference(
  first: readonly MatrixLike[],
  second: readonly MatrixLike[],
  options: PointOptions = {},
): AttainmentDifference {
  const name = "attainmentDifference";
  const { sets, m } = checkedGroups(first, second, options, name);
  const distinct = new Map<string, Float64Array>();
  for (const { points } of attainmentSurfaces(sets)) {
    for (let i = 0; i < points.rows; i++) distinct.set(rowOf(points, i).join(), rowOf(points, i));
  }
  const corners = [...distinct.values()].sort((a, b) => {
    const at = a.findIndex((value, j) => value !== b[j]);
    return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
  });
  const values = Float64Array.from(corners, (corner) => {
    const attains = (set: Matrix): boolean => {
      for (let i = 0; i < set.rows; i++)
        if (rowOf(set, i).every((value, j) => value <= corner[j]!)) return true;
      return false;
    };
    const share = (group: readonly Matrix[]): number => group.filter(attains).length / group.length;
    return share(sets.slice(0, first.length)) - share(sets.slice(first.length));
  });
  const signs = signsOf(m, options, name);
  const points = matrix(corners.length, m, Float64Array.from(corners.flatMap((corner) => [...corner])));
  if (signs)
    for (let i = 0; i < points.data.length; i++) points.data[i] = points.data[i]! * signs[i % m]! + 0;
  return { points, values };
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
      from: [signs[0]! * part.x, signs[1]! * low],
      to: [signs[0]! * x, signs[1]! * high],
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
