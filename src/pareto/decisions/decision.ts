import { InputError, ShapeError } from "../../base/index.ts";
import { type Matrix, type MatrixLike, rowOf } from "../../linalg/index.ts";
import { normalise } from "../normalisation.ts";
import { minimised, type PointOptions, takeRows } from "../points.ts";
import { nondominated } from "../ranks.ts";

/** Which row to take, and why. */
export interface Decision {
  /** The row recommended. */
  readonly index: number;
  /** All rows that were considered (the finite non-dominated ones), best first; ties in row order. */
  readonly indexes: Int32Array;
  /** The method's value of every row given; NaN for rows that were not considered. */
  readonly values: Float64Array;
  /** Whether a low or a high value is the better one. */
  readonly better: "lower" | "higher";
  /** Why this row, in one sentence. */
  readonly explanation: string;
}

export interface DecisionOptions extends PointOptions {
  /** How much each objective matters: non-negative, not all 0; only their ratios count. Default: all the same. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** The rows a decision is made among: finite and non-dominated. */
export interface Candidates {
  readonly count: number;
  /** Their row numbers in the input. */
  readonly rows: Int32Array;
  /** Their values, minimised. */
  readonly points: Matrix;
  /** The same with 0 at the front's ideal and 1 at its nadir. */
  readonly normalised: Matrix;
  /** Ideal and nadir, minimised. */
  readonly ideal: Float64Array;
  readonly nadir: Float64Array;
}

/** Finds the candidates. Throws an `InputError` where no row is finite. */
export function candidatesOf(input: MatrixLike, options: PointOptions, name: string): Candidates {
  const all = minimised(input, options, name);
  const finite = Int32Array.from(
    Array.from({ length: all.rows }, (_, i) => i).filter((i) => rowOf(all, i).every(Number.isFinite)),
  );
  if (finite.length === 0)
    throw new InputError(`${name}: no row is finite; give at least one point with finite values`);
  const rows = nondominated(takeRows(all, finite)).map((i) => finite[i]!);
  const points = takeRows(all, rows);
  const { points: normalised, ideal, nadir } = normalise(points);
  return { count: all.rows, rows, points, normalised, ideal, nadir };
}

/** Weights that sum to 1. Throws where they do not fit. */
export function weightsOf({ weights }: DecisionOptions, m: number, name: string): Float64Array {
  if (weights === undefined) return new Float64Array(m).fill(1 / m);
  if (weights.length !== m) {
    throw new ShapeError(
      `${name}: weights has ${weights.length} values but the points have ${m} objectives; pass one per objective`,
    );
  }
  const given = Float64Array.from(weights);
  const sum = given.reduce((total, weight) => total + weight, 0);
  const bad = given.find((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad !== undefined)
    throw new InputError(`${name}: weights must be non-negative and finite, found ${bad}`);
  if (!(sum > 0)) throw new InputError(`${name}: weights are all 0; make at least one positive`);
  return given.map((weight) => weight / sum);
}

/** Makes the decision that these values (one a candidate) lead to; `explain` gets the winner's row and value. */
export function decide(
  candidates: Candidates,
  values: ArrayLike<number>,
  better: "lower" | "higher",
  explain: (row: number, value: number) => string,
): Decision {
  const order = Array.from({ length: values.length }, (_, k) => k);
  const sign = better === "lower" ? 1 : -1;
  // A value that is not a number says nothing for its row, so it comes last.
  const cost = (k: number): number =>
    Number.isNaN(values[k]!) ? Number.POSITIVE_INFINITY : sign * values[k]!;
  order.sort((a, b) => (cost(a) < cost(b) ? -1 : cost(a) > cost(b) ? 1 : a - b));
  const spread = new Float64Array(candidates.count).fill(Number.NaN);
  candidates.rows.forEach((row, k) => {
    spread[row] = values[k]!;
  });
  const winner = order[0]!;
  const index = candidates.rows[winner]!;
  return {
    index,
    indexes: Int32Array.from(order, (k) => candidates.rows[k]!),
    values: spread,
    better,
    explanation: explain(index, values[winner]!),
  };
}

/** A number as an explanation shows it: three significant digits. */
export const shown = (value: number): string => String(Number(value.toPrecision(3)));
