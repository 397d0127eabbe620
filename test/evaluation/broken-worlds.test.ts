/** Worlds that are wrong from the start or go wrong: each is said with its reason, and the run's folder stays whole. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Environment, environments } from "../../environments/index.ts";
import { JobError } from "../../src/base/index.ts";
import { randomBaseline } from "../../src/evaluation/index.ts";
import { taskRuntimes } from "../../src/evaluation/task-runtime.ts";
import { readRun, runExperiment } from "../../src/runs/index.ts";
import { episodesTask, linearExperiment, runKey } from "./experiment.ts";

type Change = (inner: Environment) => Partial<Record<keyof Environment, unknown>>;

const worlds: Record<string, Change> = {
  "endless-world": ({ spec }) => ({ spec: { ...spec, stepLimit: Number.POSITIVE_INFINITY } }),
  "shapeless-world": ({ spec }) => ({
    spec: { ...spec, observation: { ...spec.observation, shape: [2, 0] } },
  }),
  "unpaid-world": ({ spec }) => ({ spec: { ...spec, values: [] } }),
  "unmade-world": () => {
    throw new Error("out of clay");
  },
  "handless-world": () => ({ step: undefined }),
  "narrow-world": ({ spec }) => ({ spec: { ...spec, observation: { shape: [6], kind: "real" } } }),
  "throwing-world": () => ({
    step() {
      throw new Error("sensor unplugged");
    },
  }),
  "closed-world": () => ({
    reset() {
      throw new Error("no way in");
    },
  }),
  "blind-world": (inner) => {
    let steps = 0;
    return {
      reset(key: [number, number]) {
        steps = 0;
        inner.reset(key);
      },
      step(action: number, values: Float64Array) {
        steps += 1;
        return inner.step(action, values);
      },
      observe(into: Float32Array, offset: number) {
        inner.observe(into, offset);
        if (steps > 0) into[offset] = Number.NaN;
      },
    };
  },
  "promising-world": (inner) => ({
    step: async (action: number, values: Float64Array) => inner.step(action, values),
  }),
  "sleepless-world": (inner) => ({
    spec: { ...inner.spec, stepLimit: 40 },
    step(action: number, values: Float64Array) {
      if (inner.step(action, values) !== 0) inner.reset([1, 1]);
      return 0;
    },
  }),
};

beforeAll(() => {
  const { create } = environments.get("cart-pole");
  for (const [id, change] of Object.entries(worlds)) {
    environments.register(id, {
      title: `cart pole gone wrong: ${id}`,
      options: z.strictObject({}),
      create() {
        const inner = create({ stepLimit: 500 });
        const names = ["reset", "step", "observe", "save", "restore"] as const;
        const own = Object.fromEntries(
          names.map((name) => [name, (inner[name] as () => unknown).bind(inner)]),
        );
        return { spec: { ...inner.spec, id }, ...own, ...change(inner) } as unknown as Environment;
      },
    });
  }
});

const experimentOf = (id: string, referenceRows = 0) =>
  linearExperiment(4, 2, [episodesTask(id, { referenceRows })]);

describe("what is wrong from the start", () => {
  test.each([
    [
      "endless-world",
      "has stepLimit Infinity, expected a positive integer: episodes that do not end are cut there",
    ],
    ["shapeless-world", "has observations of shape [2, 0], expected positive integers"],
    ["unmade-world", "cannot be made: out of clay"],
    ["handless-world", "has no step(); an environment has spec, reset, step, observe, save, restore"],
    ["unpaid-world", "pays no values; name one or more in spec.values"],
    ["narrow-world", "leaves value 4 of its first observation unwritten or NaN; its shape [6] says 6 values"],
  ])("%s", (id, message) => {
    expect(() => taskRuntimes(experimentOf(id), runKey)).toThrow(
      `task "${id}": environment "${id}" ${message}`,
    );
  });
});

describe("random play", () => {
  test("of a world that throws has no value, and does not end the run", () => {
    expect(randomBaseline(experimentOf("throwing-world"), runKey, 2)).toEqual({
      "throwing-world.return": [Number.NaN, Number.NaN],
    });
    expect(randomBaseline(experimentOf("sleepless-world"), runKey, 2)).toEqual({
      "sleepless-world.return": [40, 40],
    });
  });

  test("for reference observations ends with the reason where it always fails", () => {
    const [closed] = taskRuntimes(experimentOf("closed-world", 8), runKey);
    expect(() => closed!.reference()).toThrow(
      new JobError(
        'task "closed-world": 20 random episodes for reference observations failed in a row, the last: no way in',
      ),
    );
    const [blind] = taskRuntimes(experimentOf("blind-world", 8), runKey);
    expect(() => blind!.reference()).toThrow(
      new JobError('task "blind-world": a reference observation holds NaN, not a finite number'),
    );
  });
});

describe("a run", () => {
  const parent = mkdtempSync(join(tmpdir(), "evofront-broken-"));
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  const config = (id: string) => ({
    name: id,
    tasks: { [id]: {} },
    network: { layers: [] },
    strategy: { id: "openai-es", population: 4 },
    budget: { generations: 50 },
    test: { episodes: 2, every: 0 },
    baseline: { episodes: 2 },
    checkpoint: { every: 1 },
    workers: 1,
  });

  test.each([
    ["throwing-world", 'task "throwing-world", episode 0, step 0: sensor unplugged'],
    [
      "promising-world",
      'task "promising-world", episode 0, step 1: step() returned [object Promise], which is no status: running, terminated or truncated',
    ],
    [
      "blind-world",
      'task "blind-world", episode 0, step 1: the observation holds a value that is not finite',
    ],
  ])(
    "in which every candidate fails says so, gives up, and leaves a whole folder: %s",
    async (id, reason) => {
      const folder = join(parent, id);
      const warnings: string[] = [];
      const run = runExperiment(config(id), folder, {
        onRecord(record) {
          if (record.type === "warning") warnings.push(record.message);
        },
      });
      await expect(run).rejects.toThrow(reason);
      await expect(run).rejects.toBeInstanceOf(JobError);
      expect(warnings[0]).toContain(`every candidate of generation 1 failed (${reason})`);
      const history = readRun(folder);
      expect(history.status).toBe("unfinished");
      expect(history.arms[0]!.generations.length).toBeGreaterThan(0);
      expect(history.arms[0]!.generations[0]!.failures).toHaveLength(4);
      expect(existsSync(join(folder, "config.yaml"))).toBe(true);
      expect(readdirSync(join(folder, "checkpoints")).length).toBeGreaterThan(0);
    },
  );

  test("in which no episode ends by itself goes to its end, every episode cut at the step limit", async () => {
    const folder = join(parent, "sleepless");
    await runExperiment({ ...config("sleepless-world"), budget: { generations: 2 } }, folder);
    const [arm] = readRun(folder).arms;
    expect(arm!.end!.reason).toBe("generations");
    expect(arm!.generations.at(-1)!.steps).toBe(2 * 4 * 40);
  });
});
