import type { Matrix } from "../../linalg/index.ts";
import { argsort } from "../argsort.ts";
import { type Corner, LevelStaircase } from "./level-staircase.ts";

/**
 * Takes the minimal points of every level as the sweep finds them. `attains` says, until the call returns, which sets
 * attain the point. `level` counts from 0.
 */
export type Emit = (
  level: number,
  x: number,
  y: number,
  z: number,
  attains: (set: number) => boolean,
) => void;

/**
 * Two objectives: along the first, each set's least second value so far is kept sorted over the sets; the k-th
 * smallest is where level k lies. Points of each level come out in rising order of the first objective.
 * O(N log N + N s) for N points in s sets, and the size of the answer.
 */
export function sweep2(sets: readonly Matrix[], emit: Emit): void {
  const { data, owner } = alongAxis(sets, 2, 0);
  const n = sets.length;
  const floors = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const attained = new Uint8Array(n);
  /** Floors of the sets that attain anything, rising, and what each level last put out. */
  const sorted = new Float64Array(n);
  const shown = new Float64Array(n).fill(Number.NaN);
  let count = 0;
  let lowest = n;
  let height = 0;
  const attains = (set: number): boolean => attained[set] === 1 && floors[set]! <= height;
  for (let i = 0; i < owner.length; i++) {
    const set = owner[i]!;
    const x = data[2 * i]!;
    const y = data[2 * i + 1]!;
    if (attained[set] === 0 || y < floors[set]!) {
      // The set's old floor leaves its place, or a new place opens at the end; the new one moves in below.
      let at = attained[set] === 0 ? count++ : placeOf(sorted, floors[set]!, count);
      for (; at > 0 && sorted[at - 1]! > y; at--) sorted[at] = sorted[at - 1]!;
      sorted[at] = y;
      attained[set] = 1;
      floors[set] = y;
      lowest = Math.min(lowest, at);
    }
    if (i + 1 < owner.length && data[2 * i + 2] === x) continue;
    for (let k = lowest; k < count; k++) {
      // Not equal also where nothing was shown yet, which NaN stands for.
      if (shown[k] === sorted[k]) continue;
      height = sorted[k]!;
      shown[k] = height;
      emit(k, x, height, 0, attains);
    }
    lowest = n;
  }
}

/**
 * Three objectives: along the last, every set and every level is a staircase in the other two. A point extends what
 * its own set attains, and level k grows where that extension meets what level k - 1 held before (after Fonseca,
 * Guerreiro, López-Ibáñez, Paquete, EMO 2011). Points of each level come out in rising order of the last objective.
 * O(N (log N + s (log N + c))) for c corners met per point and level.
 */
export function sweep3(sets: readonly Matrix[], emit: Emit): void {
  const { data, owner } = alongAxis(sets, 3, 2);
  const attained = sets.map(() => new LevelStaircase());
  const levels = sets.map(() => new LevelStaircase());
  let at: Corner = { x: 0, y: 0, gone: false };
  const attains = (set: number): boolean => attained[set]!.covers(at.x, at.y);
  const fresh: Corner[][] = sets.map(() => []);
  for (let i = 0; i < owner.length; i++) {
    const z = data[3 * i + 2]!;
    extend(attained[owner[i]!]!, data[3 * i]!, data[3 * i + 1]!, levels, fresh);
    if (i + 1 < owner.length && data[3 * i + 5] === z) continue;
    // What came in at this z and was not replaced at the same z is minimal.
    for (let k = 0; k < levels.length; k++) {
      const corners = fresh[k]!;
      if (corners.length > 1) corners.sort((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0));
      for (const corner of corners) {
        if (corner.gone) continue;
        at = corner;
        emit(k, corner.x, corner.y, z, attains);
      }
      corners.length = 0;
    }
  }
}

/** Adds (x, y) to what its set attains, and to every level what that brings it. */
function extend(
  own: LevelStaircase,
  x: number,
  y: number,
  levels: readonly LevelStaircase[],
  fresh: readonly Corner[][],
): void {
  if (own.covers(x, y)) return;
  const grow = (k: number, cornerX: number, cornerY: number): void => {
    // What the set attained before counts in level k - 1 already, and can bring level k nothing.
    if (own.covers(cornerX, cornerY) || levels[k]!.covers(cornerX, cornerY)) return;
    fresh[k]!.push(levels[k]!.add(cornerX, cornerY));
  };
  // From the top down, so that level k - 1 is still what it was before this point.
  for (let k = levels.length - 1; k > 0; k--) {
    // The corners of level k - 1, cut to what lies at or right of x and at or above y.
    const { corners } = levels[k - 1]!;
    const above = levels[k - 1]!.firstAbove(x);
    const left = above > 0 ? corners[above - 1]!.y : Number.POSITIVE_INFINITY;
    if (above > 0) grow(k, x, Math.max(y, left));
    if (left <= y) continue;
    for (let i = above; i < corners.length; i++) {
      const corner = corners[i]!;
      grow(k, corner.x, Math.max(y, corner.y));
      if (corner.y <= y) break;
    }
  }
  grow(0, x, y);
  own.add(x, y);
}

/** Where `value` stands among the first `count` rising values. */
function placeOf(sorted: Float64Array, value: number, count: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All points, a row each, in rising order of one coordinate (ties by set, then row), and the set of each. */
function alongAxis(
  sets: readonly Matrix[],
  m: number,
  axis: number,
): { data: Float64Array; owner: Uint32Array } {
  const rows = sets.reduce((sum, set) => sum + set.rows, 0);
  const unsorted = new Float64Array(rows * m);
  const numbers = new Uint32Array(rows);
  let at = 0;
  sets.forEach((set, number) => {
    // Adding 0 makes -0 into 0, so that equal values print and compare alike.
    for (let i = 0; i < set.rows * m; i++) unsorted[at * m + i] = set.data[i]! + 0;
    numbers.fill(number, at, at + set.rows);
    at += set.rows;
  });
  const column = new Float64Array(rows);
  for (let i = 0; i < rows; i++) column[i] = unsorted[i * m + axis]!;
  const order = argsort(column);
  const data = new Float64Array(rows * m);
  order.forEach((row, i) => {
    for (let j = 0; j < m; j++) data[i * m + j] = unsorted[row * m + j]!;
  });
  return { data, owner: order.map((row) => numbers[row]!) };
}
