/**
 * Pairs of single-objective functions as problems of two objectives, after bbob-biobj (Brockhoff, Auger, Hansen, Tušar,
 * Evolutionary Computation 30(2), 2022): two functions, each at a place of its own in one box.
 */
import { z } from "zod";
import { type Matrix, matrix, rowOf } from "../../linalg/index.ts";
import { fold, type Key, keyOf } from "../../random/index.ts";
import { entry } from "../entry.ts";
import { corners } from "../known.ts";
import type { Problem, ProblemEntry } from "../problem.ts";
import { along, valuesOf } from "../sampling.ts";
import { cube } from "../spaces.ts";
import { type BaseFunction, baseFunctions } from "./functions.ts";
import { type Transformed, transformed } from "./transformed.ts";

interface Options {
  readonly first: string;
  readonly second: string;
  readonly dimension: number;
  readonly instance: number | string;
  readonly rotated: boolean;
  readonly aligned: boolean;
}

/** The Hessian R' D R of a moved quadratic. */
function hessianOf(base: BaseFunction, { rotation }: Transformed, dimension: number): Matrix {
  const diagonal = base.hessian!(dimension);
  const out = matrix(dimension, dimension);
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      let sum = 0;
      if (rotation === null) sum = i === j ? diagonal[i]! : 0;
      else
        for (let k = 0; k < dimension; k++)
          sum += diagonal[k]! * rotation[k * dimension + i]! * rotation[k * dimension + j]!;
      out.data[i * dimension + j] = sum;
    }
  }
  return out;
}

/** The solution of A x = b for a symmetric positive definite A, by Cholesky's factors. */
function solveDefinite(a: Matrix, b: Float64Array): Float64Array {
  const n = a.rows;
  const factor = a.data.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j]!;
    }
  }
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * n + k]! * x[k]!;
    x[i]! /= factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= factor[k * n + i]! * x[k]!;
    x[i]! /= factor[i * n + i]!;
  }
  return x;
}

/**
 * Of two convex quadratics the Pareto set is the curve of minimisers of (1 - w) f1 + w f2, w from 0 to 1. With w as a
 * logistic function of even steps, points are spread over both ends, however different the Hessians' sizes.
 */
function quadraticSet(bases: readonly BaseFunction[], moved: readonly Transformed[], count: number): Matrix {
  const [one, two] = moved as readonly [Transformed, Transformed];
  const n = one.shift.length;
  const [h1, h2] = bases.map((base, i) => hessianOf(base, moved[i]!, n)) as [Matrix, Matrix];
  return along(-1, 1, count, (t) => {
    if (Math.abs(t) === 1) return t < 0 ? one.shift : two.shift;
    const w = 1 / (1 + Math.exp(-Math.log((1 + t) / (1 - t)) * 2));
    const mixed = matrix(
      n,
      n,
      h1.data.map((value, i) => (1 - w) * value + w * h2.data[i]!),
    );
    // Relative to the first minimiser: ((1 - w) H1 + w H2) d = w H2 (s2 - s1).
    const pull = Float64Array.from({ length: n }, (_, i) => {
      const row = rowOf(h2, i);
      return w * row.reduce((sum, value, k) => sum + value * (two.shift[k]! - one.shift[k]!), 0);
    });
    return solveDefinite(mixed, pull).map((value, i) => value + one.shift[i]!);
  });
}

function create({ first, second, dimension, instance, rotated, aligned }: Options): Problem {
  const key: Key = keyOf(`bbob-pair/${instance}`);
  const bases = [baseFunctions[first]!, baseFunctions[second]!];
  const moved = bases.map((base, i) => {
    const placed = transformed({ ...base, bounds: pairBounds }, dimension, fold(key, i), rotated);
    if (!aligned || i === 0) return placed;
    return transformed({ ...base, bounds: pairBounds }, dimension, fold(key, i), rotated, fold(key, 0));
  });
  const evaluate: Problem["evaluate"] = (x, f) => {
    f[0] = moved[0]!.value(x);
    f[1] = moved[1]!.value(x);
  };
  const problem = {
    id: "bbob-pair",
    dimension,
    objectives: 2,
    constraints: 0,
    space: cube(dimension, ...pairBounds),
  };
  const crossed = [moved[0]!.value(moved[1]!.shift), moved[1]!.value(moved[0]!.shift)];
  const known = corners([0, 0], crossed);
  if (bases.some(({ hessian }) => hessian === undefined)) return { ...problem, evaluate, ...known };
  const paretoSet = (count: number): Matrix => quadraticSet(bases, moved, count);
  return {
    ...problem,
    evaluate,
    paretoSet,
    front: (count) => valuesOf({ ...problem, evaluate }, paretoSet(count)),
    ...known,
  };
}

/** The box of bbob. */
const pairBounds = [-5, 5] as const;
/** Functions whose minimum can lie anywhere in it. */
const ids = Object.keys(baseFunctions).filter((id) => id !== "schwefel");
const id = z.enum(ids as [string, ...string[]]);

/** The entry. Known fronts: where both functions are quadratic (sphere, ellipsoid, discus, bent cigar). */
export const pairEntry: ProblemEntry = entry<Options>({
  title: "Two bbob-like functions, each with its own place and axes: a front between two minima",
  paper: "Brockhoff, Auger, Hansen, Tušar 2022, Evolutionary Computation 30(2), arXiv:1604.00359",
  options: z.strictObject({
    first: id.default("sphere"),
    second: id.default("ellipsoid"),
    dimension: z.int().min(2).default(10),
    instance: z.union([z.int().nonnegative(), z.string()]).default(1),
    rotated: z.boolean().default(true),
    /** Whether both have the same axes. */
    aligned: z.boolean().default(false),
  }),
  create,
});
