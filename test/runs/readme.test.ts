import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createFront, createMethod, createModel, optimiserOf, optimisers } from "../../src/gradient/index.ts";
import { configSchema } from "../../src/runs/config/schema.ts";
import { type ConfigInput, parseConfig, planOf, type TaskConfig } from "../../src/runs/index.ts";

const page = readFileSync(new URL("../../src/runs/README.md", import.meta.url), "utf8");
const [example, trained] = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), (found) => found[1]!) as [
  string,
  string,
];

const keysAt = (...path: string[]): string[] => {
  let schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" });
  for (const part of path)
    schema = (schema.properties?.[part] ?? schema.additionalProperties) as typeof schema;
  return Object.keys(schema.properties ?? {}).sort();
};

test("the page's config is one, and says everything that can be said", async () => {
  const { config } = await planOf(parseConfig(example, "README.md"));
  expect(Object.keys(config.arms)).toEqual(["both", "short-only"]);

  const given = parse(example) as ConfigInput & Record<string, object>;
  // What concerns training by gradients is in a config of its own.
  expect([...Object.keys(given), "model", "gradient"].sort()).toEqual(keysAt());
  for (const group of ["budget", "hypervolume", "test", "checkpoint", "baseline", "network"]) {
    expect(Object.keys(given[group]!).sort()).toEqual(keysAt(group));
    expect(keysAt(group)).not.toEqual([]);
  }
  // A task is an environment or a problem; the page shows the latter in a sentence.
  const inSentences = ["problem", "part", "behaviour", "data", "target", "loss", "batch", "batches"];
  expect([...Object.keys(given.tasks["short"]!), ...inSentences].sort()).toEqual(keysAt("tasks", "short"));
  expect(page).toContain("zdt1: { problem: zdt1, options: { dimension: 30 } }");
  expect(page).toContain("behaviour: { id: final-observation, entries: [position] }");
  expect([...Object.keys(given.arms!["short-only"]!), "method", "front", "gradient"].sort()).toEqual(
    keysAt("arms", "short-only"),
  );
});

test("what the page calls a default is the default", async () => {
  const bare = {
    tasks: { short: { environment: "cart-pole" } },
    network: { layers: [] },
    strategy: { id: "openai-es" },
    budget: { steps: 1 },
  };
  const { config } = await planOf(parseConfig(JSON.stringify(bare), "bare.json"));
  const full = await planOf(parseConfig(example, "README.md"));
  const { environment: _, options: _options, ...task } = full.config.tasks["short"] as TaskConfig;
  expect(config.tasks["short"]).toMatchObject(task);
  for (const key of ["seed", "test", "checkpoint", "baseline", "device", "workers", "modules"] as const) {
    expect(config[key]).toEqual(full.config[key]);
  }
  expect(config.hypervolume).toEqual({ reference: [0], scale: "best" });
});

test("the page's config of training by gradients says everything that can be said of it", () => {
  const given = parse(trained) as { gradient: object };
  const parsed = configSchema.safeParse(given);
  expect(parsed.error).toBeUndefined();
  expect(Object.keys(given.gradient).sort()).toEqual(keysAt("gradient"));
  const config = parsed.data!;
  // Methods, optimisers and architectures have their options checked where they are made.
  for (const arm of Object.values(config.arms!)) {
    for (const { id, ...options } of [arm.method ?? []].flat()) createMethod(id, options);
    for (const { id, ...options } of [arm.front ?? []].flat()) createFront(id, options);
  }
  const { id, ...options } = config.model!;
  const tasks = ["left", "right"].map((task) => ({ id: task, outputs: 10 }));
  createModel(id, options, { input: [28, 28, 1], tasks });
  optimiserOf(config.gradient.optimiser);
});

test("what the page calls a default of training is the default", () => {
  const bare = configSchema.parse({
    tasks: { sphere: { problem: "sphere" } },
    budget: { steps: 1 },
  }).gradient;
  const { gradient } = configSchema.parse(parse(trained));
  const { optimiser: _, clipNorm: __, microBatch: ___, passes: ____, ...rest } = gradient;
  expect(bare).toEqual({ ...rest, optimiser: { id: "sgd" } });
  expect(page).toContain("# default sgd, 0.01");
  expect(optimisers.get("sgd").options.parse({})["learningRate"]).toBe(0.01);
});
