/** Analytic problems and their candidates: rows of variables in, objectives and violations out. */
import { ShapeError } from "../base/index.ts";
import { type Matrix, matrix, rowOf } from "../linalg/index.ts";
import {
  materialise,
  type ParameterEntry,
  type ParameterLayout,
  type Population,
  sizeOf,
} from "../policy/index.ts";
import type { Problem, SearchSpace } from "../problems/index.ts";
import { type Key, uniform } from "../random/index.ts";
import type { FunctionBehaviour } from "./behaviours/index.ts";
import type { Evaluated } from "./evaluated.ts";
import { evaluatePart, partsOf } from "./problem-parts.ts";
import { reasonOf } from "./rollout.ts";

/** A vector without matrices: what a problem's x is to strategies that know of layers. */
export function vectorLayout(size: number): ParameterLayout {
  return { size, entries: [{ name: "x", shape: [size], offset: 0, size, matrix: null }] };
}

/**
 * The layout of the `size` variables that `problems` share: the matrices and vectors of a network where they hold its
 * parameters (all the same ones), else one vector.
 */
export function functionLayout(problems: readonly Problem[], size: number): ParameterLayout {
  const tensors = problems[0]?.tensors;
  const alike = problems.every((problem) => JSON.stringify(problem.tensors) === JSON.stringify(tensors));
  if (tensors === undefined || !alike) return vectorLayout(size);
  let offset = 0;
  const entries = tensors.map((shape, i): ParameterEntry => {
    const [rows, ...others] = shape;
    const columns = others.reduce((product, extent) => product * extent, 1);
    const entry = { name: `x.${i}`, shape, offset, size: rows! * columns };
    offset += entry.size;
    return { ...entry, matrix: others.length === 0 ? null : { rows: rows!, columns } };
  });
  return offset === size ? { size, entries } : vectorLayout(size);
}

/** A point drawn uniformly from the box: whole numbers, each equally likely, for variables that are not real. */
export function randomPoint({ lower, upper, kinds }: SearchSpace, key: Key): Float64Array {
  return uniform(key, lower.length).map((u, i) => {
    const low = lower[i]!;
    const high = upper[i]!;
    return (kinds?.[i] ?? "real") === "real"
      ? low + (high - low) * u
      : low + Math.floor((high - low + 1) * u);
  });
}

/** The candidates of a population, a row each: all of them, or `count` from `first` on. */
export function candidatesOf(
  population: Population,
  layout: ParameterLayout,
  first = 0,
  count: number = sizeOf(population) - first,
): Matrix {
  if (population.kind === "explicit") {
    const { rows, columns, data } = population.parameters;
    if (first === 0 && count === rows) return population.parameters;
    return matrix(count, columns, data.subarray(first * columns, (first + count) * columns));
  }
  const out = matrix(count, layout.size);
  for (let i = 0; i < count; i++) rowOf(out, i).set(materialise(population, first + i, layout));
  return out;
}

/**
 * What `problem` says of candidates, a row each. A candidate with a value that is not a number, or whose evaluation
 * throws, has failed; one that breaks constraints has the sum of what it breaks them by as its violation. Where `skills` says which task each
 * candidate is for, only that one's objectives and constraints are evaluated: those of `problem.tasks`, or without them
 * the objective of that place.
 */
export function evaluateProblem(problem: Problem, candidates: Matrix, skills?: Int32Array): Evaluated {
  if (candidates.columns !== problem.dimension) {
    throw new ShapeError(
      `${problem.id}: candidates have ${candidates.columns} variables but the problem has ${problem.dimension}`,
    );
  }
  const objectives = matrix(candidates.rows, problem.objectives);
  const failures: { member: number; reason: string }[] = [];
  const violations = new Float64Array(candidates.rows);
  const constraints = new Float64Array(problem.constraints);
  const parts = skills === undefined ? null : partsOf(problem);
  for (let i = 0; i < candidates.rows; i++) {
    const values = rowOf(objectives, i);
    const part = parts?.[skills![i]!];
    try {
      if (part === undefined) problem.evaluate(rowOf(candidates, i), values, constraints);
      else evaluatePart(part, rowOf(candidates, i), values, constraints);
    } catch (error) {
      failures.push({ member: i, reason: `${problem.id}: ${reasonOf(error)}` });
      values.fill(Number.NaN);
      continue;
    }
    for (const g of constraints) violations[i]! += Math.max(0, g);
    const own = part === undefined ? values : values.subarray(part.from, part.from + part.count);
    if (own.some(Number.isNaN) || Number.isNaN(violations[i]!)) {
      failures.push({ member: i, reason: `${problem.id} is not defined there` });
      values.fill(Number.NaN);
    }
  }
  return problem.constraints === 0 ? { objectives, failures } : { objectives, failures, violations };
}

/** How far x lies outside the box, summed over its variables, and for variables that are not real from whole numbers. */
export function outsideBy({ lower, upper, kinds }: SearchSpace, x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += Math.max(0, lower[i]! - x[i]!, x[i]! - upper[i]!);
    if ((kinds?.[i] ?? "real") !== "real") sum += Math.abs(x[i]! - Math.round(x[i]!));
  }
  return sum;
}

/** The candidates' behaviours, a row each; NaN in the rows of those whose values are not numbers. */
export function describeCandidates(behaviour: FunctionBehaviour, candidates: Matrix, values: Matrix): Matrix {
  const width = behaviour.space.names.length;
  const described = matrix(candidates.rows, width);
  for (let i = 0; i < candidates.rows; i++) {
    const f = rowOf(values, i);
    if (f.some(Number.isNaN)) rowOf(described, i).fill(Number.NaN);
    else behaviour.describe(rowOf(candidates, i), f, described.data, i * width);
  }
  return described;
}
