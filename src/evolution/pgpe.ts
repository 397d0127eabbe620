import { z } from "zod";
import type { Evaluated } from "../evaluation/index.ts";
import { fold, type Key } from "../random/index.ts";
import { type AdamState, adamInit, adamStep } from "./adam.ts";
import { type BoundHandling, type Bounds, bounded, boundHandling, boundInPlace, boundsOf } from "./bounds.ts";
import { narrowed } from "./box-limits.ts";
import { clipUpStep } from "./clip-up.ts";
import { cloud, cloudMoments } from "./cloud.ts";
import { initialDeviations } from "./deviation.ts";
import { centredRanks } from "./shaping/index.ts";
import { checkStart, placesOf } from "./single-objective.ts";
import type { Given, Start, Strategy, StrategyEntry } from "./strategy.ts";

/** The options as resolved. */
export type PgpeOptions = {
  /** Candidates a generation: antithetic pairs, so an even number. Default 64. */
  readonly population: number;
  /** First standard deviation. Default: 0.3 of the box's width, 0.1 without a box. */
  readonly sigma?: number | undefined;
  /** What moves the mean. Default clip-up. */
  readonly optimiser: "clip-up" | "adam";
  /** The optimiser's step size, in units of the parameters. Default 0.05. */
  readonly learningRate: number;
  /** ClipUp: greatest length of a step. Default: twice the learning rate. */
  readonly maxSpeed?: number | undefined;
  /** ClipUp: share of the velocity that is kept. Default 0.9. */
  readonly momentum: number;
  /** Adam's decay rates and guard against division by zero. Defaults 0.9, 0.999, 1e-8. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Step size of the deviations. Default 0.1. */
  readonly sigmaLearningRate: number;
  /** Greatest relative change of a deviation in a generation. Default 0.2. */
  readonly sigmaMaxChange: number;
  readonly bounds: BoundHandling;
};

const options: z.ZodType<PgpeOptions, Given<PgpeOptions>> = z.strictObject({
  population: z
    .int()
    .min(2)
    .multipleOf(2, "population must be even: candidates come in antithetic pairs")
    .default(64),
  sigma: z.number().positive().optional(),
  optimiser: z.enum(["clip-up", "adam"]).default("clip-up"),
  learningRate: z.number().positive().default(0.05),
  maxSpeed: z.number().positive().optional(),
  momentum: z.number().min(0).lt(1).default(0.9),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  sigmaLearningRate: z.number().nonnegative().default(0.1),
  sigmaMaxChange: z.number().nonnegative().lt(1).default(0.2),
  bounds: boundHandling,
});

/** State of PGPE: plain data. */
export interface PgpeState {
  readonly key: Key;
  readonly generation: number;
  readonly mean: Float64Array;
  readonly deviations: Float64Array;
  /** ClipUp's velocity, or Adam's moments. */
  readonly optimiser: { readonly velocity: Float64Array } | { readonly adam: AdamState };
  readonly bounds: Bounds | null;
}

/**
 * PGPE (Sehnke, Osendorfer, Rückstieß, Graves, Peters, Schmidhuber, Neural Networks 23, 2010) with symmetric sampling:
 * follows the gradient of the expected utility with respect to the mean and the standard deviation of each parameter.
 * Utilities are centred ranks; the mean moves by ClipUp (Toklu et al. 2020, arXiv:2008.02387) or Adam.
 */
export function pgpe(given: Given<PgpeOptions> = {}): Strategy<PgpeState> {
  const resolved = options.parse(given);
  const { population, learningRate, momentum, sigmaLearningRate, sigmaMaxChange } = resolved;
  const maxSpeed = resolved.maxSpeed ?? 2 * learningRate;
  const pairs = population / 2;
  const noiseKey = ({ key, generation }: PgpeState): Key => fold(key, generation);

  function moved(state: PgpeState, descent: Float64Array): Pick<PgpeState, "mean" | "optimiser"> {
    if ("velocity" in state.optimiser) {
      const { velocity } = state.optimiser;
      const step = clipUpStep(state.mean, descent, velocity, { learningRate, momentum, maxSpeed });
      return { mean: step.parameters, optimiser: { velocity: step.velocity } };
    }
    const step = adamStep(state.mean, descent, state.optimiser.adam, resolved);
    return { mean: step.parameters, optimiser: { adam: step.state } };
  }

  return {
    populationSize: population,

    init(start: Start) {
      checkStart("pgpe", start);
      const { length } = start.parameters;
      return {
        key: start.key,
        generation: 0,
        mean: start.parameters.slice(),
        deviations: initialDeviations(start, resolved.sigma),
        optimiser:
          resolved.optimiser === "adam" ? { adam: adamInit(length) } : { velocity: new Float64Array(length) },
        bounds: boundsOf(start, resolved.bounds),
      };
    },

    ask(state) {
      const { mean, deviations, bounds } = state;
      const parameters = cloud(noiseKey(state), pairs, mean, deviations, { antithetic: true });
      boundInPlace(parameters, bounds);
      return { kind: "explicit", parameters };
    },

    tell(state, evaluated: Evaluated) {
      const places = placesOf("pgpe", evaluated, population);
      const generation = state.generation + 1;
      if (places === null) return { ...state, generation };
      // Centred ranks sum to zero, so the baseline of the deviations' gradient is zero.
      const utilities = centredRanks(places);
      const { deviations } = state;
      const differences = new Float64Array(pairs);
      const halves = new Float64Array(pairs);
      for (let k = 0; k < pairs; k++) {
        differences[k] = (utilities[2 * k]! - utilities[2 * k + 1]!) / population;
        halves[k] = (utilities[2 * k]! + utilities[2 * k + 1]!) / population;
      }
      const total = halves.reduce((sum, u) => sum + u, 0);
      const { sums, squares } = cloudMoments(noiseKey(state), deviations.length, differences, halves);
      const descent = sums.map((sum, j) => -deviations[j]! * sum);
      const next = deviations.map((s, j) => {
        const change = sigmaMaxChange * s;
        const widening = s * (squares[j]! - total);
        return s + Math.min(change, Math.max(-change, sigmaLearningRate * widening));
      });
      return {
        ...state,
        generation,
        deviations: narrowed(next, state.bounds),
        ...moved(state, descent),
      };
    },

    centre: ({ mean, bounds }) => bounded(mean, bounds),
  };
}

/** The registry's entry. */
export const pgpeEntry: StrategyEntry<PgpeOptions> = {
  title: "PGPE: a deviation for each parameter, antithetic noise, ranks, ClipUp or Adam",
  paper: "Sehnke et al. 2010, doi:10.1016/j.neunet.2009.12.004; Toklu et al. 2020, arXiv:2008.02387",
  objectives: "one",
  variables: "real",
  cost: "O(n d) time and memory",
  use: "networks whose parameters want different step sizes; control from few, noisy episodes",
  options,
  create: (resolved) => pgpe(resolved) as Strategy,
};
