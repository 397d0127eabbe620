import { z } from "zod";
import type { Evaluated } from "../evaluation/index.ts";
import { fold, type Key } from "../random/index.ts";
import { type BoundHandling, type Bounds, bounded, boundHandling, boundInPlace, boundsOf } from "./bounds.ts";
import { narrowed } from "./box-limits.ts";
import { cloud, cloudMoments } from "./cloud.ts";
import { initialDeviations } from "./deviation.ts";
import { checkStart, orderOf, placesOf } from "./single-objective.ts";
import type { Given, Start, Strategy, StrategyEntry } from "./strategy.ts";

/** The options as resolved. */
export type CrossEntropyOptions = {
  /** Candidates a generation. Default 100. */
  readonly population: number;
  /** Share of them that the distribution is fitted to. Default 0.1, the paper's. */
  readonly elite: number;
  /** First standard deviation. Default: 0.3 of the box's width, 0.1 without a box. */
  readonly sigma?: number | undefined;
  /** Weight of the fit in the new mean and deviation; the rest stays. Default 1. */
  readonly smoothing: number;
  /** Deviation added to the fitted one, as a share of the first deviation; it keeps the search from narrowing early. Default 0. */
  readonly extraNoise: number;
  /** Generations in which that share falls to 0, in equal steps; 0 for never. Default 50. */
  readonly extraNoiseGenerations: number;
  readonly bounds: BoundHandling;
};

const options: z.ZodType<CrossEntropyOptions, Given<CrossEntropyOptions>> = z
  .strictObject({
    population: z.int().min(2).default(100),
    elite: z.number().positive().max(1).default(0.1),
    sigma: z.number().positive().optional(),
    smoothing: z.number().positive().max(1).default(1),
    extraNoise: z.number().nonnegative().default(0),
    extraNoiseGenerations: z.int().nonnegative().default(50),
    bounds: boundHandling,
  })
  .refine(({ population, elite }) => Math.round(elite * population) >= 2, {
    path: ["population"],
    message: "population times elite must be at least 2: a deviation needs two candidates",
  });

/** State of the cross-entropy method: plain data. */
export interface CrossEntropyState {
  readonly key: Key;
  readonly generation: number;
  readonly mean: Float64Array;
  readonly deviations: Float64Array;
  readonly first: Float64Array;
  readonly bounds: Bounds | null;
}

/**
 * The cross-entropy method (Rubinstein 1999; de Boer, Kroese, Mannor, Rubinstein, Annals of Operations Research 134, 2005):
 * a normal distribution for each parameter is fitted to the best candidates. `extraNoise` is the decreasing noise of Szita
 * and Lőrincz (Neural Computation 18, 2006), added to the variance.
 */
export function crossEntropy(given: Given<CrossEntropyOptions> = {}): Strategy<CrossEntropyState> {
  const resolved = options.parse(given);
  const { population, smoothing, extraNoise, extraNoiseGenerations } = resolved;
  const elites = Math.round(resolved.elite * population);
  const noiseKey = ({ key, generation }: CrossEntropyState): Key => fold(key, generation);

  return {
    populationSize: population,

    init(start: Start) {
      checkStart("cross-entropy", start);
      const first = initialDeviations(start, resolved.sigma);
      return {
        key: start.key,
        generation: 0,
        mean: start.parameters.slice(),
        deviations: first,
        first,
        bounds: boundsOf(start, resolved.bounds),
      };
    },

    ask(state) {
      const parameters = cloud(noiseKey(state), population, state.mean, state.deviations);
      boundInPlace(parameters, state.bounds);
      return { kind: "explicit", parameters };
    },

    tell(state, evaluated: Evaluated) {
      const generation = state.generation + 1;
      const places = placesOf("cross-entropy", evaluated, population);
      if (places === null) return { ...state, generation };
      const chosen = orderOf(places)
        .filter((i) => !Number.isNaN(places[i]!))
        .slice(0, elites);
      // Fitted to the noise of the chosen, of which the candidates are an affine image.
      const weights = new Float64Array(population);
      for (const i of chosen) weights[i] = 1 / chosen.length;
      const { sums, squares } = cloudMoments(noiseKey(state), state.mean.length, weights, weights);
      const share =
        extraNoiseGenerations === 0
          ? extraNoise
          : extraNoise * Math.max(0, 1 - state.generation / extraNoiseGenerations);
      const mean = new Float64Array(state.mean.length);
      const deviations = new Float64Array(state.mean.length);
      for (let j = 0; j < mean.length; j++) {
        const own = state.deviations[j]!;
        const fitted = state.mean[j]! + own * sums[j]!;
        const spread = own * Math.sqrt(Math.max(0, squares[j]! - sums[j]! ** 2));
        // Of a single success no deviation can be fitted: the old one stays.
        const deviation = chosen.length > 1 ? spread : own;
        const noisy = Math.hypot(deviation, share * state.first[j]!);
        mean[j] = smoothing * fitted + (1 - smoothing) * state.mean[j]!;
        deviations[j] = smoothing * noisy + (1 - smoothing) * state.deviations[j]!;
      }
      return { ...state, generation, mean, deviations: narrowed(deviations, state.bounds) };
    },

    centre: ({ mean, bounds }) => bounded(mean, bounds),
  };
}

/** The registry's entry. */
export const crossEntropyEntry: StrategyEntry<CrossEntropyOptions> = {
  title: "Cross-entropy method: a normal distribution for each parameter, fitted to the best candidates",
  paper: "de Boer et al. 2005, doi:10.1007/s10479-005-5724-z; Szita and Lőrincz 2006",
  objectives: "one",
  variables: "real",
  cost: "O(n d) time and memory",
  use: "short searches with large populations; plans and small policies",
  options,
  create: (resolved) => crossEntropy(resolved) as Strategy,
};
