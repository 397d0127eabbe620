/** Runs with arms that train a whole front, and policies by preference. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeSafetensors } from "../../src/policy/index.ts";
import {
  type ConfigInput,
  preferredPolicy,
  readRun,
  resolveConfig,
  resumeRun,
  runExperiment,
} from "../../src/runs/index.ts";
import { freshFolder, timelessRecords } from "./worlds.ts";

const gradient = { optimiser: { id: "adam", learningRate: 0.02 }, every: 4 } as const;

/** Parameters of a network that puts out the variables of ZDT1. */
const zdt = {
  name: "zdt",
  seed: 2,
  tasks: { f: { problem: "neural", options: { options: { dimension: 4 }, hidden: [4], latent: 2 } } },
  gradient,
  arms: {
    epo: { train: ["f"], front: { id: "epo", members: 3 } },
    phn: { train: ["f"], front: { id: "phn-ls", hidden: [4], points: 4 }, gradient: { starts: 2 } },
    "hv-gradient": { train: ["f"], front: { id: "hypervolume-gradient", members: 3 } },
    single: { train: ["f"], method: { id: "mgda" } },
  },
  budget: { generations: 3 },
  checkpoint: { every: 1, keep: 2 },
  hypervolume: { reference: [2, 8], scale: [1, 1] },
  workers: 1,
} as const satisfies ConfigInput;

const examples = { tasks: 2, inputs: 6, outputs: 3, kind: "classes", train: 60, validation: 30, test: 30 };

/** Two targets of a small data set, a network of any description. */
const data = {
  name: "data",
  seed: 4,
  tasks: {
    first: { data: "synthetic", target: "task1", options: examples },
    second: { data: "synthetic", target: "task2", options: examples },
  },
  model: { id: "mmoe", encoder: { kind: "mlp", hidden: [5] }, experts: 2 },
  gradient: { ...gradient, batch: 20, backend: "cpu" },
  arms: {
    cosmos: { train: ["first", "second"], front: { id: "cosmos", points: 3 } },
    palora: { train: ["second", "first"], front: { id: "palora", rank: 1, points: 3 } },
    pmgda: { train: ["first", "second"], front: { id: "pmgda", members: 2 } },
  },
  budget: { generations: 2 },
  checkpoint: { every: 1, keep: 2 },
  hypervolume: { reference: [4, 4], scale: [1, 1] },
  workers: 1,
} as const satisfies ConfigInput;

describe("fronts on a problem", () => {
  test("are judged at all their points, cost what they say, and leave their models", async () => {
    const folder = freshFolder();
    await runExperiment(zdt, folder);
    const run = readRun(folder);
    const [epo, phn, hv, single] = run.arms.map(({ generations }) => generations.at(-1)!);
    // 12 steps: 3 members of 1 + 2 x 2 passes; 3 passes of each of two starts; 3 members of 1 + 3; 1 + 2 x 2.
    expect([epo!.steps, phn!.steps, hv!.steps, single!.steps]).toEqual([180, 72, 144, 60]);
    expect([epo, phn, hv, single].map((record) => record!.returns["f.f1"]!.length)).toEqual([3, 8, 3, 1]);
    expect(epo!.measuredSteps).toBe(3 * (3 + 5));
    const { arms } = run.front!;
    expect(arms["phn"]!.model).toBe("policies/phn.front.safetensors");
    expect(arms["epo"]!.model).toBeUndefined();
    const { tensors } = decodeSafetensors(readFileSync(join(folder, arms["phn"]!.model!)));
    expect(Object.keys(tensors)).toEqual(["front.0", "front.1"]);
  });

  test("end a generation after so many passes, so that none spends far beyond another's budget", async () => {
    const folder = freshFolder();
    const config = { ...zdt, gradient: { ...gradient, passes: 20 }, budget: { steps: 60 } } as const;
    await runExperiment(config, folder);
    const spent = readRun(folder).arms.map(({ generations }) => generations.map(({ steps }) => steps));
    // A step of EPO costs 15, of the others 3 a start, 12 and 5; `every` is 4 steps. A start's budget is its own.
    expect(spent).toEqual([
      [30, 60],
      [24, 48, 72, 96, 120],
      [24, 48, 72],
      [20, 40, 60],
    ]);
  });

  test("go on bit for bit after a stop", async () => {
    const [whole, folder] = [freshFolder(), freshFolder()];
    await runExperiment(zdt, whole);
    const stop = new AbortController();
    const { status } = await runExperiment(zdt, folder, {
      signal: stop.signal,
      onRecord: (record) => {
        if (record.type === "generation" && record.arm === "phn" && record.generation === 2) stop.abort();
      },
    });
    expect(status).toBe("interrupted");
    await resumeRun(folder);
    expect(timelessRecords(folder)).toEqual(timelessRecords(whole));
    for (const file of ["front.json", "policies/phn.front.safetensors", "policies/epo.safetensors"])
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(whole, file)))).toBe(true);
  });

  test("a model gives the network of a preference, with the values it has; a set its nearest member", async () => {
    const folder = freshFolder();
    await runExperiment(zdt, folder);
    const asked = await preferredPolicy(folder, [3, 1], { arm: "phn", start: 2 });
    expect(asked.kind).toBe("model");
    expect(asked.preference).toEqual({ "f.f1": 0.75, "f.f2": 0.25 });
    const other = await preferredPolicy(folder, [0.1, 0.9], { arm: "phn", start: 2 });
    expect(other.values).not.toEqual(asked.values);
    const { x } = decodeSafetensors(asked.bytes).tensors;
    // latent 2 to 4 hidden to 4 variables.
    expect(x!.data).toHaveLength(4 * 3 + 4 * 5);
    const member = await preferredPolicy(folder, [1, 0], { arm: "epo" });
    const front = readRun(folder).front!.arms["epo"]!.members;
    const best = front.reduce((a, b) => (b.values[0]! < a.values[0]! ? b : a));
    expect(member.kind).toBe("member");
    expect(member.file).toBe(best.policy);
    expect(member.values).toEqual({ "f.f1": best.values[0], "f.f2": best.values[1] });
    // Without an arm: that of the largest hypervolume.
    const volumes = Object.entries(readRun(folder).front!.arms).map(([name, { hypervolume }]) => ({
      name,
      hypervolume,
    }));
    const largest = volumes.reduce((a, b) => (b.hypervolume > a.hypervolume ? b : a)).name;
    expect((await preferredPolicy(folder, [1, 1])).arm).toBe(largest);

    const refused: [readonly number[], { arm?: string; start?: number }, RegExp][] = [
      [[1], { arm: "phn" }, /preference: expected 2 numbers, one a task \(f.f1, f.f2\), got 1/],
      [[0, 0], { arm: "phn" }, /all are 0/],
      [[1, -1], { arm: "epo" }, /numbers of at least 0/],
      [[1, 1, 1], { arm: "epo" }, /expected 2 numbers/],
      [
        [1, 1],
        { arm: "epo", start: 1 },
        /start: arm "epo" has no front model, whose trainings it would tell/,
      ],
      [[1, 1], { arm: "phm" }, /unknown arm "phm"; did you mean "phn"/],
      [
        [1, 1],
        { arm: "phn", start: 3 },
        /start: expected one of 1 to 2, the trainings of arm "phn", found 3/,
      ],
    ];
    for (const [preference, options, message] of refused)
      await expect(preferredPolicy(folder, preference, options)).rejects.toThrow(message);
    await expect(preferredPolicy(`${folder}-none`, [1, 1])).rejects.toThrow(/expected a folder, found none/);
  });
});

describe("fronts on a data set", () => {
  test("weights go into a network of any architecture; its policy has the arrays of the network", async () => {
    const folder = freshFolder();
    await runExperiment(data, folder);
    const asked = await preferredPolicy(folder, [0.2, 0.8], { arm: "palora" });
    // The arm's own order of tasks.
    expect(asked.preference).toEqual({ second: 0.2, first: 0.8 });
    const { tensors } = decodeSafetensors(asked.bytes);
    const member = decodeSafetensors((await preferredPolicy(folder, [1, 1], { arm: "pmgda" })).bytes).tensors;
    const shapes = (of: typeof tensors) =>
      Object.entries(of)
        .map(([name, { shape }]) => `${name} ${shape}`)
        .sort();
    expect(shapes(tensors)).toEqual(shapes(member));
    expect(Object.keys(asked.values)).toContain("first.accuracy");
    // Looked at again it is what the run found: 0.5 is the middle one of the three points.
    const middle = await preferredPolicy(folder, [1, 1], { arm: "cosmos" });
    const last = readRun(folder).arms[0]!.generations.at(-1)!;
    expect(middle.values["first.loss"]).toBeCloseTo(last.returns["first.loss"]![1]!, 6);
  });
});

describe("configs that cannot be", () => {
  const refuse = (arm: object, message: RegExp): Promise<void> =>
    expect(resolveConfig({ ...zdt, arms: { it: { train: ["f"], ...arm } } } as ConfigInput)).rejects.toThrow(
      message,
    );

  test.each<[object, RegExp]>([
    [{ front: "epp" }, /arms.it.front: unknown front method "epp"; did you mean "epo"/],
    [{ front: { id: "epo", lambda: 1 } }, /arms.it.front: front method "epo": unknown option "lambda"/],
    [
      { front: { id: "epo", preferences: [[1, 2, 3]] } },
      /arms.it.front: epo: preference 1: expected 2 numbers/,
    ],
    [{ front: { id: "epo", preferences: [[0, 0]] } }, /all are 0, so no task matters/],
    [{ front: { id: "epo", preferences: [[-1, 2]] } }, /numbers of at least 0/],
    [{ front: { id: "epo", ideal: [0] } }, /epo: ideal has 1 values for 2 tasks/],
    [{ front: "epo", method: "mgda" }, /arms.it.front: expected either a method or a front, found both/],
    [
      { front: "epo", strategy: { id: "nsga-ii" } },
      /arms.it.strategy: expected either a front or a strategy, found both/,
    ],
    [{ front: "epo", gradient: { starts: [[1]] } }, /expected a number of starts/],
  ])("%j", async (arm, message) => {
    await refuse(arm, message);
  });

  test("one loss has no front, environments have no gradients", async () => {
    await expect(
      resolveConfig({ ...data, arms: { it: { train: ["first"], front: { id: "epo" } } } }),
    ).rejects.toThrow(
      /arms.it.front: expected tasks with two losses or more in all, as one has no front, found 1 \(first\)/,
    );
    const poles = {
      tasks: { "cart-pole": {} },
      network: { layers: [] },
      arms: { it: { train: ["cart-pole"], front: { id: "epo" } } },
      budget: { generations: 1 },
    };
    await expect(resolveConfig(poles)).rejects.toThrow(
      /arms.it.front: expected a strategy instead, .* found a front/,
    );
  });
});
