import { InputError } from "../../base/index.ts";
import { type Matrix, matrix } from "../../linalg/index.ts";

/**
 * The simplex lattice of Das and Dennis (SIAM J. Optimization 8(3), 1998): every vector of non-negative multiples of
 * 1 / `divisions` that sums to 1. C(divisions + objectives - 1, objectives - 1) rows in lexicographic order. With 0
 * divisions, the centre alone. Throws an `InputError` on numbers that are not counts.
 */
export function dasDennis(objectives: number, divisions: number): Matrix {
  checkCount("dasDennis: objectives", objectives, 1);
  checkCount("dasDennis: divisions", divisions, 0);
  if (divisions === 0) return matrix(1, objectives, new Float64Array(objectives).fill(1 / objectives));
  const rows = dasDennisSize(objectives, divisions);
  const lattice = matrix(rows, objectives);
  const parts = new Int32Array(objectives);
  parts[objectives - 1] = divisions;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < objectives; j++) lattice.data[i * objectives + j] = parts[j]! / divisions;
    nextComposition(parts);
  }
  return lattice;
}

/** How many directions `dasDennis` makes: C(divisions + objectives - 1, objectives - 1). */
export function dasDennisSize(objectives: number, divisions: number): number {
  let size = 1;
  for (let k = 1; k < objectives; k++) size = (size * (divisions + k)) / k;
  return Math.round(size);
}

/** The largest number of divisions whose lattice has at most `points` directions; 0 where even one is too many. */
export function dasDennisDivisions(objectives: number, points: number): number {
  checkCount("dasDennisDivisions: objectives", objectives, 1);
  checkCount("dasDennisDivisions: points", points, 1);
  if (objectives === 1) return 0;
  let divisions = 0;
  while (dasDennisSize(objectives, divisions + 1) <= points) divisions++;
  return divisions;
}

/** The coarsest lattice with at least `points` directions; of one objective, the one there is. */
export function latticeOfAtLeast(objectives: number, points: number): Matrix {
  let divisions = 1;
  while (objectives > 1 && dasDennisSize(objectives, divisions) < points) divisions++;
  return dasDennis(objectives, divisions);
}

/** One layer of a multi-layer lattice. */
export interface Layer {
  readonly divisions: number;
  /** How far its corners reach from the centre towards the axes, in (0, 1]. Default 1. */
  readonly scale?: number;
}

/**
 * Several Das-Dennis lattices drawn in towards the centre by their scales (Deb, Jain, IEEE TEVC 18(4), 2014): for many
 * objectives, directions inside the simplex without the vast number that a fine single lattice takes. Equal directions
 * of two layers are kept once, the first. Throws an `InputError` on an empty list or values out of range.
 */
export function layeredDirections(objectives: number, layers: readonly Layer[]): Matrix {
  if (layers.length === 0)
    throw new InputError("layeredDirections: layers is empty; give at least one, such as { divisions: 3 }");
  const rows: number[][] = [];
  const seen = new Set<string>();
  for (const { divisions, scale = 1 } of layers) {
    if (!(scale > 0 && scale <= 1))
      throw new InputError(`layeredDirections: scale must be in (0, 1], got ${scale}`);
    const { data } = dasDennis(objectives, divisions);
    for (let i = 0; i < data.length; i += objectives) {
      const row = Array.from(
        data.subarray(i, i + objectives),
        (value) => scale * value + (1 - scale) / objectives,
      );
      const key = row.map((value) => value.toFixed(12)).join(" ");
      if (!seen.has(key)) rows.push(row);
      seen.add(key);
    }
  }
  return matrix(rows.length, objectives, Float64Array.from(rows.flat()));
}

/**
 * The incremental lattice (Takagi, Takadama, Sato, GECCO 2020 companion): the lattice of each further division
 * contains the inner directions of the one before, pushed in by a new rim, so directions spread evenly over the inside of
 * the simplex as well as its boundary with far fewer rows than Das-Dennis in many objectives. With 1 division the
 * corners and the centre. Rows in lexicographic order. Throws an `InputError` on numbers that are not counts.
 */
export function incrementalDirections(objectives: number, divisions: number): Matrix {
  checkCount("incrementalDirections: objectives", objectives, 1);
  checkCount("incrementalDirections: divisions", divisions, 1);
  // Integer coordinates that sum to objectives * divisions. The rim of each step is what Das-Dennis with that many
  // divisions has on the simplex's boundary, in steps of `objectives`; all earlier rows move in by 1 a coordinate.
  let rows: number[][] = [new Array<number>(objectives).fill(0)];
  for (let step = 1; step <= divisions; step++) {
    const rim: number[][] = [];
    const parts = new Int32Array(objectives);
    parts[objectives - 1] = step;
    for (let i = dasDennisSize(objectives, step); i > 0; i--) {
      if (parts.includes(0) || objectives === 1) rim.push(Array.from(parts, (part) => objectives * part));
      nextComposition(parts);
    }
    rows = [...rows.map((row) => row.map((value) => value + 1)), ...rim];
    if (objectives === 1) rows = rim;
  }
  const total = objectives * divisions;
  rows.sort((a, b) => a.map((value, j) => value - b[j]!).find((difference) => difference !== 0) ?? 0);
  return matrix(
    rows.length,
    objectives,
    Float64Array.from(rows.flat(), (value) => value / total),
  );
}

/** Advances to the next sequence of counts with the same sum, in lexicographic order. */
function nextComposition(parts: Int32Array): void {
  const last = parts.length - 1;
  // Take one from the rightmost positive part that is not first; give it to its left; the rest goes to the end.
  let j = last;
  while (j > 0 && parts[j] === 0) j--;
  if (j === 0) return;
  const rest = parts[j]! - 1;
  parts[j] = 0;
  parts[j - 1]!++;
  parts[last] = rest;
}

function checkCount(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InputError(`${name} must be an integer of at least ${least}, got ${value}`);
  }
}
