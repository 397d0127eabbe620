import { z } from "zod";
import type { Evaluated } from "../evaluation/index.ts";
import { type Matrix, matrix, rowOf } from "../linalg/index.ts";
import { fold, type Key, normal } from "../random/index.ts";
import { type BoundHandling, type Bounds, bounded, boundHandling, boundInPlace, boundsOf } from "./bounds.ts";
import { narrowing } from "./box-limits.ts";
import { cmaParameters } from "./cma-parameters.ts";
import { initialDeviation } from "./deviation.ts";
import { usualPopulation } from "./nes-utilities.ts";
import { remembered } from "./remembered.ts";
import { checkStart, placesOf, shareByRank } from "./single-objective.ts";
import type { Given, Start, Strategy, StrategyEntry } from "./strategy.ts";

/** The options as resolved. */
export type LmMaEsOptions = {
  /** Candidates a generation. Default 4 + floor(3 ln d) for d parameters. */
  readonly population?: number | undefined;
  /** First standard deviation. Default: 0.3 of the box's width, 0.1 without a box. */
  readonly sigma?: number | undefined;
  /** Directions that are remembered. Default 4 + floor(3 ln d). */
  readonly memory?: number | undefined;
  readonly bounds: BoundHandling;
};

const options: z.ZodType<LmMaEsOptions, Given<LmMaEsOptions>> = z.strictObject({
  population: z.int().min(3).optional(),
  sigma: z.number().positive().optional(),
  memory: z.int().positive().optional(),
  bounds: boundHandling,
});

/** State of LM-MA-ES: plain data. */
export interface LmMaEsState {
  readonly key: Key;
  readonly generation: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  readonly sigmaPath: Float64Array;
  /** memory x d, row-major: means of the selected z, each faded at its own rate. */
  readonly directions: Float64Array;
  readonly bounds: Bounds | null;
}

/** Applies the first `used` directions to z, in place: v <- (1 - c_i) v + c_i m_i (m_i . v), line 11. */
function transform(v: Float64Array, directions: Float64Array, used: number): void {
  const d = v.length;
  for (let i = 0; i < used; i++) {
    const m = directions.subarray(i * d, (i + 1) * d);
    const rate = 1 / (1.5 ** i * d);
    let dot = 0;
    for (let j = 0; j < d; j++) dot += m[j]! * v[j]!;
    const along = rate * dot;
    for (let j = 0; j < d; j++) v[j] = (1 - rate) * v[j]! + along * m[j]!;
  }
}

/**
 * LM-MA-ES (Loshchilov, Glasmachers, Beyer, IEEE TEVC 23, 2019, arXiv:1705.06693), algorithm 2: matrix adaptation whose
 * transformation is a product of a few rank-one corrections. Line numbers are the paper's. Its rates 2 n / d and n / (4^i d)
 * are meant for d far above n candidates; below, they are held at 1.
 */
export function lmMaEs(given: Given<LmMaEsOptions> = {}): Strategy<LmMaEsState> {
  const resolved = options.parse(given);
  const sizeFor = (dimension: number): number => resolved.population ?? usualPopulation(dimension);
  const memoryFor = (dimension: number): number => resolved.memory ?? usualPopulation(dimension);
  const sampleOf = remembered((state: LmMaEsState): { noise: Matrix; steps: Matrix } => {
    const { key, generation, mean, directions } = state;
    const d = mean.length;
    const rows = sizeFor(d);
    const noise = matrix(rows, d, normal(fold(key, generation), rows * d));
    const steps = matrix(rows, d, noise.data.slice());
    const used = Math.min(generation, memoryFor(d));
    for (let i = 0; i < rows; i++) transform(rowOf(steps, i), directions, used);
    return { noise, steps };
  });

  return {
    populationSize: resolved.population ?? null,

    init(start: Start) {
      checkStart("lm-ma-es", start);
      const d = start.parameters.length;
      return {
        key: start.key,
        generation: 0,
        mean: start.parameters.slice(),
        sigma: initialDeviation(start, resolved.sigma),
        sigmaPath: new Float64Array(d),
        directions: new Float64Array(memoryFor(d) * d),
        bounds: boundsOf(start, resolved.bounds),
      };
    },

    ask(state) {
      const { mean, sigma, bounds } = state;
      const { steps } = sampleOf(state);
      const d = mean.length;
      const data = steps.data.map((y, at) => mean[at % d]! + sigma * y);
      const parameters = matrix(steps.rows, d, data);
      boundInPlace(parameters, bounds);
      return { kind: "explicit", parameters };
    },

    tell(state, evaluated: Evaluated) {
      const { mean, sigma } = state;
      const d = mean.length;
      const n = sizeFor(d);
      const generation = state.generation + 1;
      const places = placesOf("lm-ma-es", evaluated, n);
      if (places === null) return { ...state, generation };
      const { recombination, effective } = cmaParameters(d, n);
      const weights = shareByRank(recombination, places);
      const { noise, steps } = sampleOf(state);
      const step = new Float64Array(d);
      const selected = new Float64Array(d);
      for (let i = 0; i < n; i++) {
        const w = weights[i]!;
        if (w === 0) continue;
        const y = rowOf(steps, i);
        const z = rowOf(noise, i);
        for (let j = 0; j < d; j++) {
          step[j]! += w * y[j]!;
          selected[j]! += w * z[j]!;
        }
      }
      const rate = Math.min(1, (2 * n) / d);
      const gain = Math.sqrt(effective * rate * (2 - rate));
      const sigmaPath = state.sigmaPath.map((p, j) => (1 - rate) * p + gain * selected[j]!); // line 15
      const squares = sigmaPath.reduce((sum, p) => sum + p * p, 0);
      const directions = state.directions.map((m, at) => {
        const fading = Math.min(1, n / (4 ** Math.floor(at / d) * d));
        return (1 - fading) * m + Math.sqrt(effective * fading * (2 - fading)) * selected[at % d]!; // line 17
      });
      const nextSigma = sigma * Math.exp((rate / 2) * (squares / d - 1)); // line 18
      return {
        ...state,
        generation,
        mean: mean.map((m, j) => m + sigma * step[j]!), // line 14
        sigma: nextSigma * (narrowing(deviationsOf(steps, nextSigma), state.bounds)?.overall ?? 1),
        sigmaPath,
        directions,
      };
    },

    centre: ({ mean, bounds }) => bounded(mean, bounds),
  };
}

/** What the coordinates of candidates deviate by, as this generation's did: the covariance itself is nowhere written out. */
function deviationsOf(steps: Matrix, sigma: number): Float64Array {
  const { rows, columns, data } = steps;
  const squares = new Float64Array(columns);
  data.forEach((y, at) => {
    squares[at % columns]! += y * y;
  });
  return squares.map((sum) => sigma * Math.sqrt(sum / rows));
}

/** The registry's entry. */
export const lmMaEsEntry: StrategyEntry<LmMaEsOptions> = {
  title: "LM-MA-ES: covariance adaptation by a few remembered directions",
  paper: "Loshchilov, Glasmachers, Beyer 2019, arXiv:1705.06693",
  objectives: "one",
  variables: "real",
  cost: "O(n d log d) time, O((n + log d) d) memory",
  use: "thousands of dependent parameters, networks among them, where CMA-ES is too slow",
  options,
  create: (resolved) => lmMaEs(resolved) as Strategy,
};
