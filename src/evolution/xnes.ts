import { z } from "zod";
import type { Evaluated } from "../evaluation/index.ts";
import {
  addOuterInPlace,
  type Matrix,
  matrix,
  productOf,
  productWithTransposed,
  rowOf,
  symmetricEigen,
} from "../linalg/index.ts";
import { fold, type Key, normal } from "../random/index.ts";
import { type BoundHandling, type Bounds, bounded, boundHandling, boundInPlace, boundsOf } from "./bounds.ts";
import { narrowing } from "./box-limits.ts";
import { initialDeviation, initialDeviations } from "./deviation.ts";
import { nesUtilities, usualPopulation } from "./nes-utilities.ts";
import { remembered } from "./remembered.ts";
import { checkStart, placesOf, shareByRank } from "./single-objective.ts";
import type { Given, Start, Strategy, StrategyEntry } from "./strategy.ts";

/** The options as resolved. */
export type XnesOptions = {
  /** Candidates a generation. Default 4 + floor(3 ln d) for d parameters. */
  readonly population?: number | undefined;
  /** First standard deviation. Default: 0.3 of the box's width, 0.1 without a box. */
  readonly sigma?: number | undefined;
  /** Step size of the mean, in natural units. Default 1. */
  readonly learningRate: number;
  /** Step size of sigma and of the shape. Default (9 + 3 ln d) / (5 d sqrt d). */
  readonly shapeLearningRate?: number | undefined;
  readonly bounds: BoundHandling;
};

const options: z.ZodType<XnesOptions, Given<XnesOptions>> = z.strictObject({
  population: z.int().min(2).optional(),
  sigma: z.number().positive().optional(),
  learningRate: z.number().positive().default(1),
  shapeLearningRate: z.number().nonnegative().optional(),
  bounds: boundHandling,
});

/** State of xNES: plain data. */
export interface XnesState {
  readonly key: Key;
  readonly generation: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  /** B, row-major d x d, of determinant 1 but for the start's and the box's part: candidates are mean + sigma B z. */
  readonly shape: Float64Array;
  readonly bounds: Bounds | null;
}

/** B v for each row v. */
const shaped = (shape: Float64Array, rows: Matrix): Matrix =>
  productWithTransposed(rows, matrix(rows.columns, rows.columns, shape));

/** B exp(M) for a symmetric M given by its lower triangle: exp(M) = sum_k exp(values[k]) v_k v_k'. */
export function timesExponential(shape: Float64Array, symmetric: Matrix): Float64Array {
  const d = symmetric.rows;
  const { values, vectors } = symmetricEigen(symmetric);
  const along = shaped(vectors.data, matrix(d, d, shape));
  for (let i = 0; i < d; i++) {
    const row = rowOf(along, i);
    for (let k = 0; k < d; k++) row[k]! *= Math.exp(values[k]!);
  }
  return productOf(along, vectors).data;
}

/** (rate / 2) (sum_i u_i z_i z_i' - mean of its diagonal on the diagonal), lower triangle, and that mean. */
function shapeGradient(noise: Matrix, utilities: Float64Array, rate: number) {
  const d = noise.columns;
  const gradient = matrix(d, d);
  const weighted = matrix(noise.rows, d);
  for (let i = 0; i < noise.rows; i++) {
    const u = utilities[i]!;
    for (let at = i * d; at < (i + 1) * d; at++) weighted.data[at] = u * noise.data[at]!;
  }
  addOuterInPlace(gradient.data, weighted, noise);
  // The utilities sum to zero, so sum u (z z' - I) is sum u z z'.
  let trace = 0;
  for (let a = 0; a < d; a++) trace += gradient.data[a * d + a]!;
  const widening = trace / d;
  for (let a = 0; a < d; a++) {
    gradient.data[a * d + a]! -= widening;
    for (let b = 0; b <= a; b++) gradient.data[a * d + b]! *= rate / 2;
  }
  return { gradient, widening };
}

/** Sigma and B with no coordinate's deviation, sigma times the length of its row of B, above what the box can tell apart. */
function withinBox(
  sigma: number,
  shape: Float64Array,
  bounds: Bounds | null,
): { readonly sigma: number; readonly shape: Float64Array } {
  if (bounds === null) return { sigma, shape };
  const d = bounds.lower.length;
  const deviations = Float64Array.from({ length: d }, (_, j) => {
    let squares = 0;
    for (let k = 0; k < d; k++) squares += shape[j * d + k]! ** 2;
    return sigma * Math.sqrt(squares);
  });
  const { overall = 1, each = null } = narrowing(deviations, bounds) ?? {};
  return {
    sigma: sigma * overall,
    shape: each === null ? shape : shape.map((value, at) => value * each[Math.floor(at / d)]!),
  };
}

/**
 * Exponential natural evolution strategy (Glasmachers, Schaul, Yi, Wierstra, Schmidhuber, GECCO 2010; algorithm 5 of
 * Wierstra et al., JMLR 15, 2014): the natural gradient of the expected utility for a normal distribution of any
 * covariance, taken in exponential coordinates, so that the shape is multiplied by the exponential of a matrix.
 */
export function xnes(given: Given<XnesOptions> = {}): Strategy<XnesState> {
  const resolved = options.parse(given);
  const sizeFor = (dimension: number): number => resolved.population ?? usualPopulation(dimension);
  const noiseOf = remembered(({ key, generation, mean }: XnesState): Matrix => {
    const rows = sizeFor(mean.length);
    return matrix(rows, mean.length, normal(fold(key, generation), rows * mean.length));
  });

  return {
    populationSize: resolved.population ?? null,

    init(start: Start) {
      checkStart("xnes", start);
      const d = start.parameters.length;
      const sigma = initialDeviation(start, resolved.sigma);
      const shape = new Float64Array(d * d);
      initialDeviations(start, resolved.sigma).forEach((s, j) => {
        shape[j * d + j] = s / sigma;
      });
      return {
        key: start.key,
        generation: 0,
        mean: start.parameters.slice(),
        sigma,
        shape,
        bounds: boundsOf(start, resolved.bounds),
      };
    },

    ask(state) {
      const { mean, sigma, shape, bounds } = state;
      const noise = noiseOf(state);
      const parameters = shaped(shape, noise);
      const x = parameters.data;
      for (let from = 0; from < x.length; from += mean.length) {
        for (let j = 0; j < mean.length; j++) x[from + j] = mean[j]! + sigma * x[from + j]!;
      }
      boundInPlace(parameters, bounds);
      return { kind: "explicit", parameters };
    },

    tell(state, evaluated: Evaluated) {
      const { mean, sigma, shape } = state;
      const d = mean.length;
      const n = sizeFor(d);
      const generation = state.generation + 1;
      const places = placesOf("xnes", evaluated, n);
      if (places === null) return { ...state, generation };
      const utilities = shareByRank(nesUtilities(n), places);
      const noise = noiseOf(state);
      const direction = new Float64Array(d);
      for (let i = 0; i < n; i++) {
        const u = utilities[i]!;
        for (let j = 0; j < d; j++) direction[j]! += u * noise.data[i * d + j]!;
      }
      const step = shaped(shape, matrix(1, d, direction)).data;
      const rate = resolved.shapeLearningRate ?? (9 + 3 * Math.log(d)) / (5 * d * Math.sqrt(d));
      const { gradient, widening } = shapeGradient(noise, utilities, rate);
      return {
        ...state,
        generation,
        mean: mean.map((m, j) => m + resolved.learningRate * sigma * step[j]!),
        ...withinBox(
          sigma * Math.exp((rate / 2) * widening),
          timesExponential(shape, gradient),
          state.bounds,
        ),
      };
    },

    centre: ({ mean, bounds }) => bounded(mean, bounds),
  };
}

/** The registry's entry. */
export const xnesEntry: StrategyEntry<XnesOptions> = {
  title: "xNES: natural gradient on the mean and a full covariance, by matrix exponential",
  paper: "Glasmachers et al. 2010, doi:10.1145/1830483.1830557; Wierstra et al. 2014, JMLR 15",
  objectives: "one",
  variables: "real",
  cost: "O(n d^2 + d^3) time, O(d^2) memory",
  use: "up to about a hundred parameters, where a principled gradient matters more than speed",
  options,
  create: (resolved) => xnes(resolved) as Strategy,
};
