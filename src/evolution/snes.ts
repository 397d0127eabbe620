import { z } from "zod";
import type { Evaluated } from "../evaluation/index.ts";
import { fold, type Key } from "../random/index.ts";
import { type BoundHandling, type Bounds, bounded, boundHandling, boundInPlace, boundsOf } from "./bounds.ts";
import { narrowed } from "./box-limits.ts";
import { cloud, cloudMoments } from "./cloud.ts";
import { initialDeviations } from "./deviation.ts";
import { nesUtilities, usualPopulation } from "./nes-utilities.ts";
import { checkStart, placesOf, shareByRank } from "./single-objective.ts";
import type { Given, Start, Strategy, StrategyEntry } from "./strategy.ts";

/** The options as resolved. */
export type SnesOptions = {
  /** Candidates a generation. Default 4 + floor(3 ln d) for d parameters. */
  readonly population?: number | undefined;
  /** First standard deviation. Default: 0.3 of the box's width, 0.1 without a box. */
  readonly sigma?: number | undefined;
  /** Step size of the mean, in natural units. Default 1. */
  readonly learningRate: number;
  /** Step size of the deviations. Default (3 + ln d) / (5 sqrt d). */
  readonly sigmaLearningRate?: number | undefined;
  readonly bounds: BoundHandling;
};

const options: z.ZodType<SnesOptions, Given<SnesOptions>> = z.strictObject({
  population: z.int().min(2).optional(),
  sigma: z.number().positive().optional(),
  learningRate: z.number().positive().default(1),
  sigmaLearningRate: z.number().nonnegative().optional(),
  bounds: boundHandling,
});

/** State of SNES: plain data. */
export interface SnesState {
  readonly key: Key;
  readonly generation: number;
  readonly mean: Float64Array;
  readonly deviations: Float64Array;
  readonly bounds: Bounds | null;
}

/**
 * Separable natural evolution strategy (Schaul, Glasmachers, Schmidhuber, GECCO 2011; algorithm 6 of Wierstra et al.,
 * JMLR 15, 2014): the natural gradient of the expected utility for a normal distribution with a deviation for each
 * parameter.
 */
export function snes(given: Given<SnesOptions> = {}): Strategy<SnesState> {
  const resolved = options.parse(given);
  const sizeFor = (dimension: number): number => resolved.population ?? usualPopulation(dimension);
  const noiseKey = ({ key, generation }: SnesState): Key => fold(key, generation);

  return {
    populationSize: resolved.population ?? null,

    init(start: Start) {
      checkStart("snes", start);
      return {
        key: start.key,
        generation: 0,
        mean: start.parameters.slice(),
        deviations: initialDeviations(start, resolved.sigma),
        bounds: boundsOf(start, resolved.bounds),
      };
    },

    ask(state) {
      const { mean, deviations, bounds } = state;
      const parameters = cloud(noiseKey(state), sizeFor(mean.length), mean, deviations);
      boundInPlace(parameters, bounds);
      return { kind: "explicit", parameters };
    },

    tell(state, evaluated: Evaluated) {
      const { mean, deviations } = state;
      const d = mean.length;
      const n = sizeFor(d);
      const generation = state.generation + 1;
      const places = placesOf("snes", evaluated, n);
      if (places === null) return { ...state, generation };
      const utilities = shareByRank(nesUtilities(n), places);
      const total = utilities.reduce((sum, u) => sum + u, 0);
      const { sums: gradient, squares } = cloudMoments(noiseKey(state), d, utilities, utilities);
      const rate = resolved.sigmaLearningRate ?? (3 + Math.log(d)) / (5 * Math.sqrt(d));
      return {
        ...state,
        generation,
        mean: mean.map((m, j) => m + resolved.learningRate * deviations[j]! * gradient[j]!),
        deviations: narrowed(
          deviations.map((s, j) => s * Math.exp((rate / 2) * (squares[j]! - total))),
          state.bounds,
        ),
      };
    },

    centre: ({ mean, bounds }) => bounded(mean, bounds),
  };
}

/** The registry's entry. */
export const snesEntry: StrategyEntry<SnesOptions> = {
  title: "SNES: natural gradient on the mean and on a deviation for each parameter",
  paper: "Wierstra et al. 2014, JMLR 15",
  objectives: "one",
  variables: "real",
  cost: "O(n d) time and memory",
  use: "many parameters of unequal scale that act apart; no step size to choose",
  options,
  create: (resolved) => snes(resolved) as Strategy,
};
