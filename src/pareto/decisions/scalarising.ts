import { InputError, ShapeError } from "../../base/index.ts";
import type { MatrixLike } from "../../linalg/index.ts";
import { normalise } from "../normalisation.ts";
import { minimised } from "../points.ts";
import {
  type Candidates,
  candidatesOf,
  type Decision,
  type DecisionOptions,
  decide,
  shown,
  weightsOf,
} from "./decision.ts";

export interface AchievementOptions extends DecisionOptions {
  /** Values to reach, one an objective in its own direction. Default: the ideal point. */
  readonly aspiration?: ArrayLike<number> | undefined;
  /** Weight of the sum of all shortfalls beside the largest, which keeps weakly dominated rows from winning. Default 1e-4. */
  readonly augmentation?: number | undefined;
}

/**
 * Achievement scalarising function (Wierzbicki 1980): the row whose largest weighted shortfall from the aspiration,
 * max_j w_j (f_j - a_j) + rho sum_j w_j (f_j - a_j), is least, objectives scaled to [0, 1] over the front. A row that
 * meets the aspiration has a negative value. The winner is Pareto optimal among the rows for any aspiration.
 * Throws an `InputError` or `ShapeError` on options that do not fit, or where no row is finite.
 */
export function achievement(points: MatrixLike, options: AchievementOptions = {}): Decision {
  const name = "achievement";
  const candidates = candidatesOf(points, options, name);
  const m = candidates.points.columns;
  const weights = weightsOf(options, m, name);
  const { augmentation = 1e-4 } = options;
  if (!(augmentation >= 0))
    throw new InputError(`${name}: augmentation must be at least 0, got ${augmentation}`);
  const aspiration = aspirationOf(candidates, options, name);
  const values = eachRow(candidates, (row) => {
    const shortfalls = row.map((value, j) => weights[j]! * (value - aspiration[j]!));
    const largest = Math.max(...shortfalls);
    const sum = shortfalls.reduce((total, shortfall) => total + shortfall, 0);
    // An aspiration out of all proportion can make shortfalls infinite both ways; the largest alone then decides.
    return Number.isFinite(sum) ? largest + augmentation * sum : largest;
  });
  const goal = options.aspiration === undefined ? "the best value of every objective" : "the aspired values";
  return decide(candidates, values, "lower", (row, value) =>
    value <= 0
      ? `Row ${row} reaches ${goal} in every objective, and goes beyond by the largest margin.`
      : `Row ${row} comes nearest to ${goal}: its worst weighted shortfall, ${shown(value)} of the front's range, is the smallest.`,
  );
}

export interface CompromiseOptions extends DecisionOptions {
  /** Order of the distance: 1 adds shortfalls, 2 is Euclidean, Infinity looks at the largest alone. Default 2. */
  readonly p?: number | undefined;
}

/**
 * Compromise programming (Yu, Management Science 19(8), 1973; Zeleny 1973): the row with the least weighted L_p
 * distance to the ideal point, objectives scaled to [0, 1] over the front. Throws as `achievement` does.
 */
export function compromise(points: MatrixLike, options: CompromiseOptions = {}): Decision {
  const { p = 2 } = options;
  if (!(p >= 1)) throw new InputError(`compromise: p must be at least 1, got ${p}`);
  const candidates = candidatesOf(points, options, "compromise");
  const weights = weightsOf(options, candidates.points.columns, "compromise");
  const values = eachRow(candidates, (row) => {
    const parts = row.map((value, j) => weights[j]! * value);
    if (p === Number.POSITIVE_INFINITY) return Math.max(...parts);
    return parts.reduce((sum, part) => sum + part ** p, 0) ** (1 / p);
  });
  return decide(
    candidates,
    values,
    "lower",
    (row, value) =>
      `Row ${row} lies nearest to the ideal point: ${shown(value)} away, with every objective scaled to the front's range.`,
  );
}

/**
 * TOPSIS (Hwang, Yoon, "Multiple Attribute Decision Making", 1981): the row that is at once near the best and far from
 * the worst values. Each objective is divided by its Euclidean norm over the candidates and weighted; the value is
 * d- / (d+ + d-), from 0 at the worst to 1 at the best. Throws as `achievement` does.
 */
export function topsis(points: MatrixLike, options: DecisionOptions = {}): Decision {
  const candidates = candidatesOf(points, options, "topsis");
  const { rows: n, columns: m, data } = candidates.points;
  const weights = weightsOf(options, m, "topsis");
  const unit = Float64Array.from({ length: m }, (_, j) => {
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(data[i * m + j]!));
    if (largest === 0) return 1;
    // Divided by the largest first, so that squares of extreme scales neither overflow nor vanish.
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (data[i * m + j]! / largest) ** 2;
    return largest * Math.sqrt(sum);
  });
  const scaled = data.map((value, i) => (weights[i % m]! * value) / unit[i % m]!);
  const column = (j: number): Float64Array => scaled.filter((_, i) => i % m === j);
  const best = Array.from({ length: m }, (_, j) => column(j).reduce((a, b) => Math.min(a, b)));
  const worst = Array.from({ length: m }, (_, j) => column(j).reduce((a, b) => Math.max(a, b)));
  const values = Float64Array.from({ length: n }, (_, i) => {
    const row = scaled.subarray(i * m, (i + 1) * m);
    const toBest = Math.hypot(...row.map((value, j) => value - best[j]!));
    const toWorst = Math.hypot(...row.map((value, j) => value - worst[j]!));
    return toBest + toWorst === 0 ? 1 : toWorst / (toBest + toWorst);
  });
  return decide(
    candidates,
    values,
    "higher",
    (row, value) =>
      `Row ${row} is nearest to the best and farthest from the worst values at once: closeness ${shown(value)} of 1.`,
  );
}

export interface PseudoWeightDecision extends Decision {
  /** The pseudo-weights of each row in `indexes`, in that order: what weighting the row stands for. */
  readonly pseudoWeights: readonly Float64Array[];
}

/**
 * Pseudo-weights (Deb, "Multi-Objective Optimization using Evolutionary Algorithms", 2001, section 8.6): a row's
 * weight on an objective is its relative distance from the worst value in it, the weights summing to 1. The row whose
 * pseudo-weights are nearest (L1) to the wanted weights is taken. Throws as `achievement` does.
 */
export function pseudoWeights(points: MatrixLike, options: DecisionOptions = {}): PseudoWeightDecision {
  const candidates = candidatesOf(points, options, "pseudoWeights");
  const m = candidates.points.columns;
  const wanted = weightsOf(options, m, "pseudoWeights");
  const own = new Map<number, Float64Array>();
  const values = eachRow(candidates, (row, index) => {
    const gains = row.map((value) => 1 - value);
    const sum = gains.reduce((total, gain) => total + gain, 0);
    // A row at the nadir in every objective favours none.
    const weights = sum > 0 ? gains.map((gain) => gain / sum) : new Float64Array(m).fill(1 / m);
    own.set(index, weights);
    return weights.reduce((total, weight, j) => total + Math.abs(weight - wanted[j]!), 0);
  });
  const decision = decide(candidates, values, "lower", (row) => {
    const percent = (weights: Float64Array): string =>
      Array.from(weights, (weight) => `${Math.round(100 * weight)} %`).join(", ");
    return `Row ${row} trades the objectives off most like the wanted weights (${percent(wanted)}): its own are ${percent(own.get(row)!)}.`;
  });
  return { ...decision, pseudoWeights: Array.from(decision.indexes, (row) => own.get(row)!) };
}

/** The value of each candidate, computed from its normalised row and its row number. */
function eachRow(candidates: Candidates, value: (row: Float64Array, index: number) => number): Float64Array {
  const { rows, columns, data } = candidates.normalised;
  return Float64Array.from({ length: rows }, (_, k) =>
    value(data.subarray(k * columns, (k + 1) * columns), candidates.rows[k]!),
  );
}

/** The aspiration on the normalised scale; the ideal, which is 0, where none is given. */
function aspirationOf(candidates: Candidates, options: AchievementOptions, name: string): Float64Array {
  const m = candidates.points.columns;
  const { aspiration } = options;
  if (aspiration === undefined) return new Float64Array(m);
  if (aspiration.length !== m) {
    throw new ShapeError(
      `${name}: aspiration has ${aspiration.length} values but the points have ${m} objectives; pass one per objective`,
    );
  }
  const wanted = minimised([aspiration], options, name);
  if (!wanted.data.every(Number.isFinite)) {
    throw new InputError(`${name}: aspiration must be finite; give one finite value per objective`);
  }
  return normalise(wanted, candidates).points.data;
}
