import { z } from "zod";
import { fold, type Key, keyOf, normal, uniform } from "../../random/index.ts";
import { count, entry } from "../entry.ts";
import type { Problem, ProblemEntry } from "../problem.ts";
import { cube } from "../spaces.ts";
import { type BaseFunction, baseFunctions } from "./functions.ts";

/** The schema of an instance: a number or a text that rotations and shifts derive from. */
export const instanceSchema: z.ZodType<number | string | undefined> = z
  .union([z.int().nonnegative(), z.string()])
  .optional();

/** A function moved to another place: f(R (x - shift) + z*), z* its textbook minimiser. */
export interface Transformed {
  readonly shift: Float64Array;
  /** Row-major, or null where the axes stay. */
  readonly rotation: Float64Array | null;
  readonly value: (x: Float64Array) => number;
}

/** An orthogonal matrix, row-major, uniform over all of them: Gram and Schmidt's procedure on normal rows. */
export function randomRotation(key: Key, dimension: number): Float64Array {
  const rows = normal(key, dimension * dimension);
  for (let i = 0; i < dimension; i++) {
    const row = rows.subarray(i * dimension, (i + 1) * dimension);
    // Twice: what the first pass leaves by rounding, the second takes away.
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = rows.subarray(j * dimension, (j + 1) * dimension);
        let dot = 0;
        for (let k = 0; k < dimension; k++) dot += row[k]! * other[k]!;
        for (let k = 0; k < dimension; k++) row[k]! -= dot * other[k]!;
      }
    }
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let k = 0; k < dimension; k++) row[k]! /= norm;
  }
  return rows;
}

/** Writes R (x - shift) + offset to `out`. */
export function moveInto(
  out: Float64Array,
  x: Float64Array,
  rotation: Float64Array | null,
  shift: Float64Array,
  offset: number,
): void {
  const dimension = shift.length;
  for (let i = 0; i < dimension; i++) {
    let sum = 0;
    if (rotation === null) sum = x[i]! - shift[i]!;
    else for (let k = 0; k < dimension; k++) sum += rotation[i * dimension + k]! * (x[k]! - shift[k]!);
    out[i] = sum + offset;
  }
}

/**
 * `base` in `dimension` variables: as the textbooks have it without a key; with one, its minimum lies uniformly in
 * the middle 80 % of the box, and its axes are turned unless `rotated` is false; functions with the same `axes` alike.
 */
export function transformed(
  base: BaseFunction,
  dimension: number,
  key: Key | undefined,
  rotated = true,
  axes: Key | undefined = key,
): Transformed {
  if (key === undefined) {
    const shift = new Float64Array(dimension).fill(base.minimiser);
    return { shift, rotation: null, value: base.value };
  }
  const [lower, upper] = base.bounds;
  const shift = uniform(fold(key, 0), dimension).map((u) => lower + (upper - lower) * (0.1 + 0.8 * u));
  const rotation = rotated ? randomRotation(fold(axes ?? key, 1), dimension) : null;
  const moved = new Float64Array(dimension);
  return {
    shift,
    rotation,
    value(x) {
      moveInto(moved, x, rotation, shift, base.minimiser);
      return base.value(moved);
    },
  };
}

interface SingleOptions {
  readonly dimension: number;
  readonly instance?: number | string | undefined;
  readonly rotated: boolean;
}

function single(id: string, base: BaseFunction): ProblemEntry {
  return entry<SingleOptions>({
    title: base.title,
    paper: "Hansen, Finck, Ros, Auger 2009, INRIA RR-6829; Jamil, Yang 2013, arXiv:1308.4008",
    options: z.strictObject({
      dimension: count(base.least, 10),
      instance: instanceSchema,
      rotated: z.boolean().default(true),
    }),
    create({ dimension, instance, rotated }): Problem {
      const key = instance === undefined ? undefined : keyOf(`${id}/${instance}`);
      const { shift, value } = transformed(base, dimension, key, rotated);
      return {
        id,
        dimension,
        objectives: 1,
        constraints: 0,
        space: cube(dimension, ...base.bounds),
        evaluate(x, objectives) {
          objectives[0] = value(x);
        },
        ideal: [0],
        nadir: [0],
        optimum: { x: shift, value: 0 },
      };
    },
  });
}

/** The functions of one objective, each with `dimension`, and with an `instance` that shifts and rotates it. */
export const singleEntries: Readonly<Record<string, ProblemEntry>> = Object.fromEntries(
  Object.entries(baseFunctions).map(([id, base]) => [id, single(id, base)]),
);
