import { z } from "zod";
import { ShapeError } from "../base/index.ts";
import type { Evaluated } from "../evaluation/index.ts";
import { type Matrix, matrix } from "../linalg/index.ts";
import type { NoiseKind, ParameterLayout, PerturbedPopulation } from "../policy/index.ts";
import { fold, type Key } from "../random/index.ts";
import { type AdamState, adamInit, adamStep } from "./adam.ts";
import { type NoiseInput, noiseSchema, searchGradient } from "./search-gradient.ts";
import { type Shaping, shapings } from "./shaping/index.ts";
import { checkVariables } from "./single-objective.ts";
import type { Start, Strategy, StrategyEntry } from "./strategy.ts";

/** A shaping by its id, or by id and options; what it is given in full is checked against that shaping's own schema. */
const shaping = z
  .union([z.string().transform((id) => ({ id })), z.looseObject({ id: z.string() })])
  .default({ id: "sum-of-ranks" })
  .transform(({ id, ...own }, context) => {
    if (!shapings.has(id)) {
      context.addIssue({ code: "custom", message: unknownShaping(id), input: id });
      return z.NEVER;
    }
    const checked = shapings.get(id).options.safeParse(own);
    if (checked.success) return { id, ...checked.data };
    for (const issue of checked.error.issues)
      context.addIssue({ ...issue, message: issue.message, input: own } as never);
    return z.NEVER;
  });

function unknownShaping(id: string): string {
  try {
    shapings.get(id);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

/** What a user may say. */
export interface OpenAiEsInput {
  /** Candidates a generation: antithetic pairs, so an even number. Default 256. */
  readonly population?: number | undefined;
  /** Standard deviation of the perturbations. Default 0.02. */
  readonly sigma?: number | undefined;
  /** What sigma is multiplied by after each generation. Default 1. */
  readonly sigmaDecay?: number | undefined;
  /** Adam's step size. Default 0.01. */
  readonly learningRate?: number | undefined;
  /** What the learning rate is multiplied by after each generation. Default 1. */
  readonly learningRateDecay?: number | undefined;
  /** Coefficient of the L2 term added to the descent direction. Default 0.005. */
  readonly weightDecay?: number | undefined;
  /** Adam's decay rates and guard against division by zero. Defaults 0.9, 0.999, 1e-8. */
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly epsilon?: number | undefined;
  /** `dense`, or `low-rank` (of rank 1, or as `{ kind: "low-rank", rank }`). Default dense. */
  readonly noise?: NoiseInput | undefined;
  /** A shaping's id, or its id and options. Default sum-of-ranks. */
  readonly shaping?: string | ({ readonly id: string } & Readonly<Record<string, unknown>>) | undefined;
}

/** The options as resolved: all there. */
export type OpenAiEsOptions = {
  readonly population: number;
  readonly sigma: number;
  readonly sigmaDecay: number;
  readonly learningRate: number;
  readonly learningRateDecay: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly noise: NoiseKind;
  readonly shaping: { readonly id: string } & Readonly<Record<string, unknown>>;
};

const options: z.ZodType<OpenAiEsOptions, OpenAiEsInput> = z.strictObject({
  population: z
    .int()
    .min(2)
    .multipleOf(2, "population must be even: candidates come in antithetic pairs")
    .default(256),
  sigma: z.number().positive().default(0.02),
  sigmaDecay: z.number().positive().max(1).default(1),
  learningRate: z.number().positive().default(0.01),
  learningRateDecay: z.number().positive().max(1).default(1),
  weightDecay: z.number().nonnegative().default(0.005),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  noise: noiseSchema,
  shaping,
});

/** State of OpenAI-ES: plain data. */
export interface OpenAiEsState {
  readonly key: Key;
  readonly generation: number;
  readonly parameters: Float64Array;
  readonly adam: AdamState;
  readonly layout: ParameterLayout;
}

/** Below a generation's key: the perturbations, and the shaping's own draws. */
const path = { noise: 0, shaping: 1 } as const;

function populationOf(state: OpenAiEsState, resolved: OpenAiEsOptions): PerturbedPopulation {
  return {
    kind: "perturbed",
    centre: state.parameters,
    sigma: resolved.sigma * resolved.sigmaDecay ** state.generation,
    noise: resolved.noise,
    key: fold(state.key, state.generation, path.noise),
    count: resolved.population,
  };
}

function gramianOf(gradients: readonly Float64Array[]): Matrix {
  const gramian = matrix(gradients.length, gradients.length);
  gradients.forEach((a, i) => {
    gradients.forEach((b, j) => {
      let dot = 0;
      for (let k = 0; k < a.length; k++) dot += a[k]! * b[k]!;
      gramian.data[i * gradients.length + j] = dot;
    });
  });
  return gramian;
}

/**
 * OpenAI-ES (Salimans, Ho, Chen, Sidor, Sutskever 2017, arXiv:1703.03864): antithetic Gaussian perturbations of one
 * centre, rank-shaped utilities, Adam with an L2 term. With `noise: low-rank` the perturbation of each matrix is
 * A B' / sqrt(r) (EGGROLL, Sarkar et al. 2025, arXiv:2511.16652), drawn afresh each generation. O(d) state; a
 * generation costs one pass over the noise besides the evaluation.
 *
 * Throws an `InputError` where the options do not fit the number of objectives.
 */
export function openAiEs(given: OpenAiEsInput = {}): Strategy<OpenAiEsState> {
  const resolved = options.parse(given);
  const { id, ...own } = resolved.shaping;
  const shape: Shaping = shapings.get(id).create(own);
  return {
    populationSize: resolved.population,

    init(start: Start) {
      checkVariables("openai-es", start);
      const { key, parameters, layout } = start;
      return {
        key,
        generation: 0,
        parameters: parameters.slice(),
        adam: adamInit(parameters.length),
        layout,
      };
    },

    ask: (state) => populationOf(state, resolved),

    tell(state, { objectives, failures }: Evaluated) {
      if (objectives.rows !== resolved.population) {
        throw new ShapeError(
          `openai-es: expected values of ${resolved.population} candidates, found ${objectives.rows}`,
        );
      }
      const generation = state.generation + 1;
      // Nothing is known of any candidate: stay, and draw other noise.
      if (failures.length === resolved.population) return { ...state, generation };
      const population = populationOf(state, resolved);
      const utilities = shape({
        objectives,
        key: fold(state.key, state.generation, path.shaping),
        gramian: (each) => gramianOf(each.map((u) => searchGradient(population, u, state.layout))),
      });
      // Our own array: it may become the direction of descent in place.
      const descent = searchGradient(population, utilities, state.layout);
      const { weightDecay } = resolved;
      for (let i = 0; i < descent.length; i++) descent[i] = weightDecay * state.parameters[i]! - descent[i]!;
      const learningRate = resolved.learningRate * resolved.learningRateDecay ** state.generation;
      const { beta1, beta2, epsilon } = resolved;
      const moved = adamStep(state.parameters, descent, state.adam, { learningRate, beta1, beta2, epsilon });
      return { ...state, generation, parameters: moved.parameters, adam: moved.state };
    },

    centre: (state) => state.parameters,
  };
}

/** The registry's entry. */
export const openAiEsEntry: StrategyEntry<OpenAiEsOptions> = {
  title:
    "OpenAI-ES: antithetic noise, ranks, Adam; dense or low-rank (EGGROLL) perturbations; several objectives by a shaping",
  paper: "Salimans et al. 2017, arXiv:1703.03864; Sarkar et al. 2025, arXiv:2511.16652",
  objectives: "several",
  variables: "real",
  cost: "O(n d) time, O(d) memory",
  use: "networks of any size on noisy returns; the first to try where workers are many",
  options,
  create: (resolved) => openAiEs(resolved) as Strategy,
};
