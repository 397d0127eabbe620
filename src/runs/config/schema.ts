import { z } from "zod";
import { limitsSchema } from "../../evolution/index.ts";
import { type Initialiser, type LayerDescription, layerSchema } from "../../policy/index.ts";
import { armGradientSchema, frontSchema, gradientSchema, methodSchema } from "./gradient-schema.ts";
import type { Chosen, GradientConfig } from "./gradient-types.ts";
import type { ArmConfig, BehaviourConfig, BudgetConfig } from "./types.ts";

/** A config after the check of its form: defaults that need no knowledge of environments are filled in. */
export interface CheckedConfig {
  readonly name?: string | undefined;
  readonly seed: number | string;
  readonly tasks: Readonly<Record<string, CheckedTask>>;
  readonly objectives?:
    | readonly { readonly id: string; readonly direction?: "min" | "max" | undefined }[]
    | undefined;
  readonly variables: "shared" | "unified";
  /** Without layers, and not read, where tasks are problems. `initialiser`: how strategies' first weights are drawn. */
  readonly network: {
    readonly layers: readonly LayerDescription[];
    readonly initialiser?: Initialiser | undefined;
  };
  readonly model?: Chosen | undefined;
  readonly strategy?: Chosen | undefined;
  readonly gradient: GradientConfig;
  readonly arms?: Readonly<Record<string, ArmConfig>> | undefined;
  readonly budget: BudgetConfig;
  readonly hypervolume: {
    readonly reference?: readonly number[] | undefined;
    readonly scale: readonly number[] | "best";
  };
  readonly test: { readonly episodes: number; readonly every: number };
  readonly checkpoint: { readonly every: number; readonly keep: number };
  readonly baseline: { readonly episodes: number };
  readonly device: string;
  readonly workers: number | "auto";
  readonly modules: readonly string[];
}

/** One task after that check. */
export interface CheckedTask {
  readonly environment?: string | undefined;
  readonly problem?: string | undefined;
  readonly data?: string | undefined;
  readonly target?: string | undefined;
  readonly loss?: string | undefined;
  readonly batch: number | "all";
  readonly batches: "generation" | "run";
  readonly options: Readonly<Record<string, unknown>>;
  readonly episodes: number;
  readonly sharedEpisodes: "member" | "pair" | "generation";
  readonly referenceRows: number;
  readonly normaliseObservations: boolean | "shared";
  readonly frames: number;
  readonly actions: "greedy" | "sampled";
  readonly part?: number | undefined;
  readonly behaviour?: BehaviourConfig | undefined;
}

/** Ids become file names and parts of value names, so they are plain words. */
const id = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
    "expected a name of letters, digits, - and _ that starts with a letter",
  );
const seedForm = "expected a whole number in [0, 2^53) or a text";
const count = z.int().positive();
const limit = z.number().positive();

const task = z.strictObject({
  environment: z.string().optional(),
  problem: z.string().optional(),
  data: z.string().optional(),
  target: z.string().optional(),
  loss: z.string().optional(),
  batch: z.union([count, z.literal("all")], 'expected a whole number above 0, or "all"').default(256),
  batches: z.enum(["generation", "run"]).default("generation"),
  part: count.optional(),
  options: z
    .record(z.string(), z.unknown())
    .nullable()
    .default({})
    .transform((given) => given ?? {}),
  episodes: count.default(1),
  sharedEpisodes: z.enum(["member", "pair", "generation"]).default("pair"),
  referenceRows: count.default(128),
  normaliseObservations: z
    .union([z.boolean(), z.literal("shared")], { error: "expected true, false or shared" })
    .default(false),
  frames: count.default(1),
  actions: z.enum(["greedy", "sampled"]).default("greedy"),
  behaviour: z
    .preprocess(
      (given) => (typeof given === "string" ? { id: given } : given),
      z.looseObject({ id: z.string() }),
    )
    .optional(),
});

const objective = z
  .union([z.string(), z.strictObject({ id: z.string(), direction: z.enum(["min", "max"]).optional() })])
  .transform((given) => (typeof given === "string" ? { id: given } : given));

const config = z.strictObject({
  name: z
    .string()
    .regex(/^[^/\\:*?"<>|\p{Cc}]+$/u, "expected a text that can be a file name")
    .optional(),
  seed: z.union([z.int(seedForm).nonnegative(seedForm), z.string()], seedForm).default(1),
  tasks: z
    .record(
      id,
      z.preprocess((given) => given ?? {}, task),
    )
    .refine((tasks) => Object.keys(tasks).length > 0, "expected at least one task"),
  objectives: z.array(objective).min(1).optional(),
  variables: z.enum(["shared", "unified"]).default("shared"),
  network: z.strictObject({
    layers: z.array(layerSchema),
    initialiser: z.enum(["fan-in", "he", "glorot", "zero"]).optional(),
  }),
  model: z.looseObject({ id: z.string() }).optional(),
  strategy: z.looseObject({ id: z.string() }).optional(),
  gradient: gradientSchema,
  arms: z
    .record(
      id,
      z.strictObject({
        train: z.array(z.string()).min(1),
        strategy: z.record(z.string(), z.unknown()).optional(),
        method: methodSchema.optional(),
        front: frontSchema.optional(),
        gradient: armGradientSchema.optional(),
        budget: limitsSchema.optional(),
      }),
    )
    .refine((arms) => Object.keys(arms).length > 0, "expected at least one arm")
    .optional(),
  budget: limitsSchema,
  hypervolume: z
    .strictObject({
      reference: z.array(z.number()).optional(),
      scale: z
        .union([z.array(limit), z.literal("best")], 'expected a list of numbers above 0, or "best"')
        .default("best"),
    })
    .prefault({}),
  test: z
    .strictObject({ episodes: count.default(100), every: z.int().nonnegative().default(10) })
    .prefault({}),
  checkpoint: z.strictObject({ every: count.default(10), keep: count.default(3) }).prefault({}),
  baseline: z.strictObject({ episodes: z.int().nonnegative().default(100) }).prefault({}),
  device: z.string().default("wasm"),
  workers: z.union([count, z.literal("auto")], 'expected a whole number above 0, or "auto"').default("auto"),
  modules: z.array(z.string()).default([]),
  // Settings for the short form, which are checked where they are taken; a run as it is has no use for them.
  quick: z.record(z.string(), z.unknown()).optional(),
});

/** Tasks that are problems, or are learnt by a model, need no network: it may be left out then, and only then. */
function withNetwork(given: unknown): unknown {
  if (typeof given !== "object" || given === null || !("tasks" in given) || "network" in given) return given;
  const { tasks } = given;
  const isProblem = (task: unknown): boolean =>
    typeof task === "object" && task !== null && ("problem" in task || "data" in task);
  if (typeof tasks !== "object" || tasks === null || !Object.values(tasks).some(isProblem)) return given;
  return { ...given, network: { layers: [] } };
}

/** The form of a config. What depends on registries (options, objectives, arms) is checked when it is resolved. */
export const configSchema: z.ZodType<CheckedConfig> = z.preprocess(
  withNetwork,
  config,
) as z.ZodType<CheckedConfig>;
