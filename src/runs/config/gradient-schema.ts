/** The form of what a config says of training by gradients. */
import { z } from "zod";
import { backendIds } from "../../gradient/index.ts";
import type { Chosen, GradientConfig } from "./gradient-types.ts";

const count = z.int().positive();
const limit = z.number().positive();
const chosen = z.preprocess(
  (given) => (typeof given === "string" ? { id: given } : given),
  z.looseObject({ id: z.string() }),
);

const fields = {
  optimiser: chosen,
  batch: count,
  backend: z.enum(["auto", ...backendIds]),
  every: count,
  passes: count,
  starts: z.union([count, z.literal("usual"), z.array(z.array(z.number()).min(1)).min(1)]),
  budgetFor: z.enum(["each", "all"]),
  gradientsOf: z.enum(["parameters", "gramian", "representation"]),
  size: z.enum(["method", "sum", "mean", "times-tasks"]),
  heads: z.enum(["method", "plain", "weighted"]),
  clipNorm: limit,
  microBatch: count,
  divergence: z.enum(["stop", "end"]),
};

const { clipNorm, microBatch, passes, ...defaulted } = fields;

/** What a run says of its gradient arms. */
export const gradientSchema: z.ZodType<GradientConfig> = z
  .strictObject({
    ...defaulted,
    optimiser: defaulted.optimiser.prefault({ id: "sgd" }),
    batch: defaulted.batch.default(256),
    backend: defaulted.backend.default("auto"),
    every: defaulted.every.default(100),
    starts: defaulted.starts.default(1),
    budgetFor: defaulted.budgetFor.default("each"),
    gradientsOf: defaulted.gradientsOf.default("parameters"),
    size: defaulted.size.default("method"),
    heads: defaulted.heads.default("method"),
    divergence: defaulted.divergence.default("stop"),
    clipNorm: clipNorm.optional(),
    microBatch: microBatch.optional(),
    passes: passes.optional(),
  })
  .prefault({}) as unknown as z.ZodType<GradientConfig>;

/** What one arm says instead. `clipNorm: null` takes the run's away. */
export const armGradientSchema: z.ZodType<Partial<GradientConfig>> = z
  .strictObject({ ...fields, clipNorm: clipNorm.nullable() })
  .partial() as unknown as z.ZodType<Partial<GradientConfig>>;

/** A front method. */
export const frontSchema: z.ZodType<Chosen> = chosen as unknown as z.ZodType<Chosen>;

/** One method, or several, each of which is a training of its own. */
export const methodSchema: z.ZodType<Chosen | readonly Chosen[]> = z.union([
  chosen,
  z.array(chosen).min(1),
]) as unknown as z.ZodType<Chosen | readonly Chosen[]>;
