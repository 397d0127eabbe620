import { z } from "zod";
import type { SearchSpace } from "../../problems/index.ts";
import { blend } from "./blend.ts";
import type { BoundsRule } from "./confine.ts";
import { gaussian } from "./gaussian.ts";
import { isoLine } from "./iso-line.ts";
import type { Variation } from "./offspring.ts";
import type { Crossover, Mutation } from "./operator.ts";
import { boundsMissing, polynomial } from "./polynomial.ts";
import { sbx } from "./sbx.ts";
import { uniformCrossover } from "./uniform-crossover.ts";

/** A crossover as a config names it: its kind, or its kind and options. */
export type CrossoverInput = CrossoverSpec["kind"] | Loose<CrossoverSpec>;
/** A mutation as a config names it. */
export type MutationInput = MutationSpec["kind"] | Loose<MutationSpec>;

type Loose<Spec> = Spec extends { readonly kind: infer Kind }
  ? { readonly kind: Kind } & { readonly [Name in Exclude<keyof Spec, "kind">]?: Spec[Name] | undefined }
  : never;

export type CrossoverSpec =
  | { readonly kind: "sbx"; readonly eta: number; readonly probability: number }
  | { readonly kind: "uniform"; readonly probability: number }
  | { readonly kind: "blend"; readonly alpha: number; readonly probability: number }
  | { readonly kind: "iso-line"; readonly iso: number; readonly line: number }
  | { readonly kind: "none" };

export type MutationSpec =
  | { readonly kind: "polynomial"; readonly eta: number; readonly probability?: number | undefined }
  | { readonly kind: "gaussian"; readonly sigma: number; readonly probability: number }
  | { readonly kind: "none" };

const byName = (given: unknown): unknown => (typeof given === "string" ? { kind: given } : given);
const chance = z.number().min(0).max(1);

export const crossoverSchema: z.ZodType<CrossoverSpec, CrossoverInput> = z.preprocess(
  byName,
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("sbx"),
      eta: z.number().nonnegative().default(15),
      probability: chance.default(0.9),
    }),
    z.strictObject({ kind: z.literal("uniform"), probability: chance.default(0.9) }),
    z.strictObject({
      kind: z.literal("blend"),
      alpha: z.number().nonnegative().default(0.5),
      probability: chance.default(0.9),
    }),
    z.strictObject({
      kind: z.literal("iso-line"),
      iso: z.number().nonnegative().default(0.005),
      line: z.number().nonnegative().default(0.05),
    }),
    z.strictObject({ kind: z.literal("none") }),
  ]),
) as z.ZodType<CrossoverSpec, CrossoverInput>;

export const mutationSchema: z.ZodType<MutationSpec, MutationInput> = z.preprocess(
  byName,
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("polynomial"),
      eta: z.number().nonnegative().default(20),
      probability: chance.optional(),
    }),
    z.strictObject({
      kind: z.literal("gaussian"),
      sigma: z.number().positive().default(0.02),
      probability: chance.default(1),
    }),
    z.strictObject({ kind: z.literal("none") }),
  ]),
) as z.ZodType<MutationSpec, MutationInput>;

export const boundsSchema: z.ZodType<BoundsRule, BoundsRule | undefined> = z
  .enum(["reflect", "clip", "resample"])
  .default("reflect");

function crossoverOf(spec: CrossoverSpec): Crossover | undefined {
  switch (spec.kind) {
    case "sbx":
      return sbx(spec);
    case "uniform":
      return uniformCrossover(spec);
    case "blend":
      return blend(spec);
    case "iso-line":
      return isoLine(spec);
    case "none":
      return undefined;
  }
}

function mutationOf(spec: MutationSpec): Mutation | undefined {
  switch (spec.kind) {
    case "polynomial":
      return polynomial(spec);
    case "gaussian":
      return gaussian(spec);
    case "none":
      return undefined;
  }
}

/** What was said of the variation; what was not is chosen by `variationOf`. */
export interface VariationChoice {
  readonly crossover?: CrossoverSpec | undefined;
  readonly mutation?: MutationSpec | undefined;
  readonly bounds: BoundsRule;
}

/**
 * The operators for a space. Where a choice is open: in a box the method's own `defaults`; without one, iso+line
 * and no mutation, since crossing the weights of networks position by position rarely helps. Throws an `InputError`
 * where a choice needs a box and there is none.
 */
export function variationOf(
  { crossover, mutation, bounds }: VariationChoice,
  space: SearchSpace | undefined,
  defaults: { readonly crossover: CrossoverSpec; readonly mutation: MutationSpec } = genetic(15, 0.9),
): Variation {
  const open: { readonly crossover: CrossoverSpec; readonly mutation: MutationSpec } =
    space === undefined
      ? { crossover: { kind: "iso-line", iso: 0.005, line: 0.05 }, mutation: { kind: "none" } }
      : defaults;
  const chosen = mutation ?? open.mutation;
  if (space === undefined && chosen.kind === "polynomial") throw boundsMissing();
  return {
    crossover: crossoverOf(crossover ?? open.crossover),
    mutation: mutationOf(chosen),
    bounds,
  };
}

/** SBX with this spread and probability, then polynomial mutation with eta 20: what most methods use in a box. */
export function genetic(
  eta: number,
  probability: number,
): { readonly crossover: CrossoverSpec; readonly mutation: MutationSpec } {
  return { crossover: { kind: "sbx", eta, probability }, mutation: { kind: "polynomial", eta: 20 } };
}
