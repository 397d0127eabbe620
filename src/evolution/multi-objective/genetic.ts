/**
 * What the genetic algorithms of several objectives share: a first population, then parents by tournament, children
 * by variation, and a survival of parents and children together, which is what tells them apart.
 */
import { z } from "zod";
import type { Evaluated } from "../../evaluation/index.ts";
import { type Matrix, matrix, rowOf } from "../../linalg/index.ts";
import type { SearchSpace } from "../../problems/index.ts";
import { fold, type Key, normal } from "../../random/index.ts";
import { remembered } from "../remembered.ts";
import { randomPoint } from "../solve.ts";
import type { Start, Strategy } from "../strategy.ts";
import { type Contest, type DirectionLayer, rowsOf, type Survivors, tournament } from "../survival/index.ts";
import {
  type BoundsRule,
  boundsSchema,
  type CrossoverInput,
  type CrossoverSpec,
  crossoverSchema,
  type MutationInput,
  type MutationSpec,
  mutationSchema,
  offspringOf,
  variationOf,
} from "../variation/index.ts";
import { checkEvaluated, checkSeveral, compromiseOf, usableOf } from "./shared.ts";

/** What a user may say of any of them. */
export interface GeneticInput {
  /** Candidates kept, and made a generation. Default 100. */
  readonly population?: number | undefined;
  /** How parents are crossed. Default: SBX in a box, iso+line without one. */
  readonly crossover?: CrossoverInput | undefined;
  /** How children are mutated. Default: polynomial in a box, none without one. */
  readonly mutation?: MutationInput | undefined;
  /** What becomes of values outside the box. Default: reflect. */
  readonly bounds?: BoundsRule | undefined;
  /** Without a box: standard deviation of the first population about the start. Default 0.1. */
  readonly spread?: number | undefined;
}

export type GeneticOptions = {
  readonly population: number;
  readonly crossover?: CrossoverSpec | undefined;
  readonly mutation?: MutationSpec | undefined;
  readonly bounds: BoundsRule;
  readonly spread: number;
};

/** The schema's fields; a method adds its own. */
export const geneticFields: {
  population: z.ZodDefault<z.ZodInt>;
  crossover: z.ZodOptional<z.ZodType<CrossoverSpec, CrossoverInput>>;
  mutation: z.ZodOptional<z.ZodType<MutationSpec, MutationInput>>;
  bounds: z.ZodType<BoundsRule, BoundsRule | undefined>;
  spread: z.ZodDefault<z.ZodNumber>;
} = {
  population: z
    .int()
    .min(4, "population must be at least 4: parents meet in pairs and survivors need rivals")
    .default(100),
  crossover: crossoverSchema.optional(),
  mutation: mutationSchema.optional(),
  bounds: boundsSchema,
  spread: z.number().positive().default(0.1),
};

/** What a user may say of reference directions. */
export interface DirectionInput {
  /**
   * Lattices of directions, such as `[{ divisions: 3 }, { divisions: 2, scale: 0.5 }]`. Default: as many as
   * `population` lets.
   */
  readonly directions?: readonly DirectionLayer[] | undefined;
}

export type DirectionFields = { readonly directions?: readonly DirectionLayer[] | undefined };

/** The schema's field for directions. */
export const directionFields: {
  directions: z.ZodOptional<z.ZodType<readonly DirectionLayer[], readonly DirectionLayer[]>>;
} = {
  directions: z
    .array(z.strictObject({ divisions: z.int().positive(), scale: z.number().positive().max(1).optional() }))
    .min(1)
    .optional() as z.ZodOptional<z.ZodType<readonly DirectionLayer[], readonly DirectionLayer[]>>,
};

/** State of a genetic algorithm: plain data. `Memory` is what its survival carries on. */
export interface GeneticState<Memory> {
  readonly key: Key;
  readonly generation: number;
  readonly start: Float64Array;
  readonly objectives: number;
  readonly space: SearchSpace | null;
  /** Those alive, a row each: their values, what they break of constraints, how they compare as parents. */
  readonly population: Matrix;
  readonly values: Matrix;
  readonly violations: Float64Array;
  readonly fitness: Matrix;
  readonly memory: Memory;
}

/** What a method adds. */
export interface GeneticParts<Memory> {
  readonly id: string;
  /** Its operators in a box, where the user leaves them open. */
  readonly defaults: { readonly crossover: CrossoverSpec; readonly mutation: MutationSpec };
  /** Children a generation. Default: as many as are kept. */
  readonly offspring?: number | undefined;
  /** What the survival remembers at the start. Throws where the method cannot take so many objectives. */
  begin(start: Start): Memory;
  /** Who of parents and children lives on: `count` of them or fewer. A pure function. */
  survive(
    contest: Contest,
    count: number,
    memory: Memory,
    context: { readonly key: Key; readonly generation: number },
  ): Survivors & { readonly memory: Memory };
}

/** Below a generation's key. */
const path = { sample: 0, parents: 1, children: 2, survival: 3 } as const;

/** The first candidates: the start itself, and others uniform in the box or normal about it. */
export function firstCandidates(
  key: Key,
  count: number,
  start: Float64Array,
  space: SearchSpace | null,
  spread: number,
): Matrix {
  const out = matrix(count, start.length);
  for (let i = 0; i < count; i++) {
    const own = fold(key, i);
    const x =
      i === 0
        ? start
        : space === null
          ? normal(own, start.length).map((z, j) => start[j]! + spread * z)
          : randomPoint(space, own);
    rowOf(out, i).set(x);
  }
  return out;
}

/** A space whose arrays are its own. */
export function copiedSpace(space: SearchSpace | undefined): SearchSpace | null {
  if (space === undefined) return null;
  const { lower, upper, kinds } = space;
  const box = { lower: lower.slice(), upper: upper.slice() };
  return kinds === undefined ? box : { ...box, kinds: [...kinds] };
}

/** Rows of a, then rows of b. */
function stacked(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return matrix(a.rows + b.rows, b.columns, data);
}

/** A genetic algorithm of several objectives out of its parts. */
export function geneticAlgorithm<Memory>(
  parts: GeneticParts<Memory>,
  options: GeneticOptions,
): Strategy<GeneticState<Memory>> {
  const { id, defaults } = parts;
  const { population: size, spread } = options;
  const children = parts.offspring ?? size;

  const candidates = remembered((state: GeneticState<Memory>): Matrix => {
    const key = fold(state.key, state.generation);
    if (state.population.rows === 0) {
      return firstCandidates(fold(key, path.sample), size, state.start, state.space, spread);
    }
    const pairs = tournament(fold(key, path.parents), state.fitness, 2 * Math.ceil(children / 2));
    const space = state.space ?? undefined;
    const variation = variationOf(options, space, defaults);
    return offspringOf(fold(key, path.children), state.population, pairs, children, variation, space);
  });

  return {
    populationSize: children === size ? size : null,

    init(start) {
      checkSeveral(id, start);
      variationOf(options, start.space, defaults);
      return {
        key: start.key,
        generation: 0,
        start: start.parameters.slice(),
        objectives: start.objectives,
        space: copiedSpace(start.space),
        population: matrix(0, start.parameters.length),
        values: matrix(0, start.objectives),
        violations: new Float64Array(0),
        fitness: matrix(0, 1),
        memory: parts.begin(start),
      };
    },

    ask: (state) => ({ kind: "explicit", parameters: candidates(state) }),

    tell(state, evaluated: Evaluated) {
      const asked = candidates(state);
      checkEvaluated(id, evaluated, asked.rows, state.objectives);
      const generation = state.generation + 1;
      const usable = usableOf(evaluated);
      if (usable.length === 0) return { ...state, generation };
      const pool = stacked(state.population, rowsOf(asked, usable));
      const objectives = stacked(state.values, rowsOf(evaluated.objectives, usable));
      const violations = Float64Array.from([
        ...state.violations,
        ...Array.from(usable, (i) => evaluated.violations?.[i] ?? 0),
      ]);
      const contest = violations.some((v) => v > 0) ? { objectives, violations } : { objectives };
      const key = fold(state.key, state.generation, path.survival);
      const { rows, fitness, memory } = parts.survive(contest, Math.min(size, pool.rows), state.memory, {
        key,
        generation: state.generation,
      });
      return {
        ...state,
        generation,
        population: rowsOf(pool, rows),
        values: rowsOf(objectives, rows),
        violations: Float64Array.from(rows, (i) => violations[i]!),
        fitness,
        memory,
      };
    },

    centre({ population, values, violations, start }) {
      return population.rows === 0 ? start : rowOf(population, compromiseOf(values, violations)).slice();
    },
  };
}
