import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Experiment, inlineExecutor, mergeStatistics } from "../../src/evaluation/index.ts";
import { asMatrix } from "../../src/linalg/index.ts";
import { nondominated } from "../../src/pareto/index.ts";
import { fold, keyOf } from "../../src/random/index.ts";
import {
  type ConfigInput,
  configFromValue,
  isRunFolder,
  planOf,
  type RunRecord,
  readPolicy,
  readRun,
  referenceKey,
  resolveConfig,
  resumeRun,
  runExperiment,
  scaledHypervolume,
  type TaskConfig,
} from "../../src/runs/index.ts";
import { keyPath } from "../../src/runs/run/arm.ts";
import { configDigest } from "../../src/runs/run/digest.ts";
import { freshFolder, mood, timelessRecords, twoTasks } from "./worlds.ts";

/** Bytes of everything that must not depend on how a run was made. */
function results(folder: string): Record<string, string> {
  const policies = readdirSync(join(folder, "policies")).sort();
  return Object.fromEntries(
    ["front.json", ...policies.map((name) => `policies/${name}`)].map((name) => [
      name,
      readFileSync(join(folder, name)).toString("base64"),
    ]),
  );
}

describe("a run", () => {
  test("leaves a folder with everything in it, told record by record", async () => {
    const folder = freshFolder();
    const told: RunRecord[] = [];
    const outcome = await runExperiment(twoTasks, folder, { onRecord: (record) => told.push(record) });
    expect(outcome.status).toBe("finished");
    expect(isRunFolder(folder)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([
      "checkpoints",
      "config.yaml",
      "environment.json",
      "events.jsonl",
      "front.json",
      "metrics.parquet",
      "policies",
    ]);
    expect(told.map((record) => JSON.stringify(record))).toEqual(
      readFileSync(join(folder, "events.jsonl"), "utf8").trimEnd().split("\n"),
    );
    const kinds = told.map((record) =>
      record.type === "generation" || record.type === "test"
        ? `${record.type} ${record.generation}`
        : record.type,
    );
    const arm = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((g) => [
      ...(g > 0 ? [`generation ${g}`] : []),
      ...(g % 3 === 0 ? [`test ${g}`] : []),
    ]);
    expect(kinds).toEqual(["start", "baseline", ...arm, "test 7", "end", ...arm, "test 7", "end"]);
    expect(readdirSync(join(folder, "checkpoints"))).toHaveLength(3);
  });

  test("counts what it spends: training in the budget, looking beside it", async () => {
    const folder = freshFolder();
    await runExperiment(twoTasks, folder);
    const [both, single] = readRun(folder).arms;
    for (const [i, record] of both!.generations.entries()) {
      expect(record.evaluations).toBe(8 * (i + 1));
      expect(record.measuredSteps).toBe(0);
      expect(record.failures).toEqual([]);
    }
    // A step pays 1, so the steps of a generation are the sum of its returns.
    let steps = 0;
    let measured = 0;
    for (const record of single!.generations) {
      steps += record.returns["short.return"]!.reduce<number>((sum, value) => sum + value!, 0);
      measured += record.returns["long.return"]!.reduce<number>((sum, value) => sum + value!, 0);
      expect(record.steps).toBe(steps);
      expect(record.measuredSteps).toBe(measured);
    }
  });

  test("an arm's numbers depend on no other arm", async () => {
    const folder = freshFolder();
    const alone = freshFolder();
    await runExperiment(twoTasks, folder);
    await runExperiment({ ...twoTasks, arms: { "short-only": twoTasks.arms["short-only"] } }, alone);
    const of = (path: string) =>
      timelessRecords(path).filter((record) => "arm" in record && record.arm === "short-only");
    expect(of(alone)).toEqual(of(folder));
    expect(of(alone).length).toBeGreaterThan(8);
  });

  test("the front holds what no candidate of the arm dominates, with the policies that made it", async () => {
    const folder = freshFolder();
    await runExperiment(twoTasks, folder);
    const run = readRun(folder);
    const { front, objectives } = run;
    const options = { directions: ["max", "max"] as const };
    for (const arm of run.arms) {
      const { members, hypervolume } = front!.arms[arm.name]!;
      const points = arm.generations.flatMap(({ returns }) =>
        returns["short.return"]!.map((value, i) => [value!, returns["long.return"]![i]!]),
      );
      const expected = Array.from(
        nondominated(points, { ...options, keepDuplicates: false }),
        (i) => points[i]!,
      );
      expect(new Set(members.map(({ values }) => values.join()))).toEqual(
        new Set(expected.map((p) => p.join())),
      );
      for (const { generation, member, values, policy } of members) {
        const { returns } = arm.generations[generation - 1]!;
        expect(values).toEqual([returns["short.return"]![member], returns["long.return"]![member]]);
        expect(readPolicy(join(folder, policy)).parameters).toHaveLength(3 * 5 + 2 * 4);
      }
      expect(hypervolume).toBeCloseTo(
        scaledHypervolume(
          members.map(({ values }) => values),
          objectives,
          front!.reference,
          front!.scale,
        ),
        9,
      );
    }
    // The best of any arm is 100 on the scale.
    const best = (id: string) =>
      Math.max(
        ...run.arms.flatMap(({ generations }) =>
          generations.flatMap(({ returns }) => returns[id] as number[]),
        ),
      );
    expect(front!.scale).toEqual([best("short.return") / 100, best("long.return") / 100]);
    expect(run.scale).toEqual(front!.scale);
  });

  test("a front's policies play their own episodes again as they were recorded, bit for bit", async () => {
    const folder = freshFolder();
    await runExperiment(twoTasks, folder);
    const { experiment, config } = await planOf(configFromValue(twoTasks));
    const executor = await inlineExecutor(experiment as Experiment, {
      device: "wasm",
      key: referenceKey(config.seed),
      workers: 1,
    });
    const { members } = readRun(folder).front!.arms["both"]!;
    expect(members.length).toBeGreaterThan(1);
    for (const { generation, member, values, policy } of members) {
      const { parameters, observations } = readPolicy(join(folder, policy));
      expect(Object.keys(observations)).toEqual(generation > 1 ? ["long"] : []);
      // The same policy in every row, as episodes go by the row's number.
      const rows = Array.from({ length: member + 1 }, () => parameters);
      const result = await executor.evaluate({
        tasks: ["short", "long"],
        population: { kind: "explicit", parameters: asMatrix(rows) },
        key: fold(keyOf(config.seed), keyPath.episodes, generation - 1),
        observations,
      });
      expect(result.outcomes.map((outcome) => outcome.values.data[member])).toEqual(values);
    }
  });

  test("tasks that share their normalisation have one, of all that both have seen", async () => {
    const tasksWith = (normaliseObservations: true | "shared") => ({
      short: { ...twoTasks.tasks.short, normaliseObservations },
      long: { ...twoTasks.tasks.long, normaliseObservations },
    });
    const statistics = async (wanted: true | "shared") => {
      const folder = freshFolder();
      // One generation: nothing is normalised yet, so that both runs see the same.
      await runExperiment({ ...twoTasks, tasks: tasksWith(wanted), budget: { generations: 1 } }, folder);
      return readPolicy(join(folder, "policies", "both.safetensors")).observations;
    };
    const [own, shared] = [await statistics(true), await statistics("shared")];
    expect(shared["short"]).toEqual(shared["long"]);
    expect(shared["short"]).toEqual(mergeStatistics(own["short"]!, own["long"]!));
    expect(own["short"]!.count).not.toBe(own["long"]!.count);
  });

  test("hypervolumes are on the final scale when read, and never above the whole box", async () => {
    const folder = freshFolder();
    await runExperiment(twoTasks, folder);
    const { arms, scale, records } = readRun(folder);
    const written = records.filter((record) => record.type === "generation");
    const read = arms.flatMap(({ generations }) => generations);
    for (const [i, { hypervolume }] of read.entries()) {
      expect(hypervolume).toBeCloseTo(written[i]!.hypervolume / (scale[0]! * scale[1]!), 6);
      expect(hypervolume).toBeGreaterThan(0);
      expect(hypervolume).toBeLessThanOrEqual(10_000 * (1 + 1e-12));
    }
  });

  test("the same config and seed give the same files, another seed others, wherever the folder lies", async () => {
    const [a, b, c] = [freshFolder(), freshFolder(), freshFolder()];
    await runExperiment(twoTasks, a);
    await runExperiment(twoTasks, b);
    await runExperiment({ ...twoTasks, seed: "other" }, c);
    expect(results(b)).toEqual(results(a));
    expect(timelessRecords(b)).toEqual(timelessRecords(a));
    expect(results(c)["front.json"]).not.toBe(results(a)["front.json"]);
  });
});

describe("stopping and going on", () => {
  test("interrupted at every record and resumed, a run ends as if it had never stopped", async () => {
    const whole = freshFolder();
    await runExperiment(twoTasks, whole);
    const folder = freshFolder();
    let stops = 0;
    let outcome = null;
    for (let after = 3; outcome?.status !== "finished"; after = after === 3 ? 4 : 3) {
      const controller = new AbortController();
      let records = 0;
      const options = {
        signal: controller.signal,
        onRecord: () => {
          records += 1;
          if (records === after) controller.abort();
        },
      };
      outcome = existsSync(folder)
        ? await resumeRun(folder, options)
        : await runExperiment(twoTasks, folder, options);
      if (outcome.status === "interrupted") {
        stops += 1;
        expect(readRun(folder).status).toBe("unfinished");
        expect(existsSync(join(folder, "front.json"))).toBe(false);
      }
      expect(stops).toBeLessThan(40);
    }
    expect(stops).toBeGreaterThan(5);
    expect(results(folder)).toEqual(results(whole));
    expect(timelessRecords(folder)).toEqual(timelessRecords(whole));
  });

  test("an interrupted run says so at its end until it is resumed", async () => {
    const folder = freshFolder();
    const controller = new AbortController();
    const outcome = await runExperiment(twoTasks, folder, {
      signal: controller.signal,
      onRecord: (record) => {
        if (record.type === "generation" && record.generation === 3) controller.abort(new Error("enough"));
      },
    });
    expect(outcome).toEqual({ status: "interrupted" });
    expect(readRun(folder).arms[0]!.end).toEqual({ type: "end", arm: "both", reason: "interrupted" });
    expect(readRun(folder).arms[0]!.generations).toHaveLength(3);
    await resumeRun(folder);
    expect(readRun(folder).arms[0]!.end!.reason).toBe("generations");
    expect(readRun(folder).arms[0]!.generations.map(({ generation }) => generation)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
  });

  test("a finished run is left as it is by resume", async () => {
    const folder = freshFolder();
    const { front } = (await runExperiment(twoTasks, folder)) as { front: unknown };
    const before = results(folder);
    expect(await resumeRun(folder)).toEqual({ status: "finished", front });
    expect(results(folder)).toEqual(before);
  });

  test("a larger budget may be written into config.yaml before going on; other numbers may not", async () => {
    const folder = freshFolder();
    const { writeFileSync } = await import("node:fs");
    const path = join(folder, "config.yaml");
    const stop = new AbortController();
    await runExperiment({ ...twoTasks, arms: { both: twoTasks.arms.both } }, folder, {
      signal: stop.signal,
      onRecord: (record) => {
        if (record.type === "generation" && record.generation === 4) stop.abort();
      },
    });
    const config = readFileSync(path, "utf8");
    writeFileSync(path, config.replace("sigma: 0.3", "sigma: 0.4"));
    await expect(resumeRun(folder)).rejects.toThrow(
      /^expected at least one undamaged checkpoint in .*, found \d that cannot be used \(the newest: checkpoint .*: expected the config it was written under, found one whose seed, tasks, objectives, network, strategy, arms or device differ; undo that change\); start again with: evofront run$/,
    );
    writeFileSync(path, config.replace("generations: 7", "generations: 9"));
    await resumeRun(folder);
    expect(readRun(folder).arms[0]!.generations).toHaveLength(9);
  });
});

test("what breaks while a run is being stopped is told as what it is", async () => {
  const controller = new AbortController();
  const executor: typeof inlineExecutor = async (experiment, options) => ({
    ...(await inlineExecutor(experiment, options)),
    evaluate: () => {
      controller.abort();
      return Promise.reject(new Error("a defect"));
    },
  });
  const folder = freshFolder();
  await expect(runExperiment(twoTasks, folder, { executor, signal: controller.signal })).rejects.toThrow(
    "a defect",
  );
});

describe("budgets", () => {
  const one = { ...twoTasks, arms: { both: twoTasks.arms.both }, test: { episodes: 3, every: 2 } };
  const endOf = async (budget: ConfigInput["budget"], more: object = {}) => {
    const folder = freshFolder();
    await runExperiment({ ...one, budget, ...more }, folder, { clock: clock() });
    const [arm] = readRun(folder).arms;
    return { reason: arm!.end!.reason, last: arm!.generations.at(-1)!, generations: arm!.generations };
  };
  /** A clock that goes on by a quarter of a second whenever it is read. */
  const clock = () => {
    let now = 100;
    return () => (now += 0.25);
  };

  test("the first limit reached ends an arm, after a whole generation", async () => {
    const steps = await endOf({ steps: 500, generations: 50 });
    expect(steps.reason).toBe("steps");
    expect(steps.last.steps).toBeGreaterThanOrEqual(500);
    expect(steps.generations.at(-2)!.steps).toBeLessThan(500);
    const evaluations = await endOf({ evaluations: 20, steps: 1e9 });
    expect([evaluations.reason, evaluations.last.evaluations]).toEqual(["evaluations", 24]);
    const seconds = await endOf({ seconds: 1 });
    expect([seconds.reason, seconds.last.generation]).toEqual(["seconds", 4]);
  });

  test("a target that the centre's test reaches ends it too, if the arm trains its task", async () => {
    const easy = await endOf({ generations: 5, target: { "short.return": 1 } });
    expect([easy.reason, easy.generations.length]).toEqual(
      ["target", 0].slice(0, 1).concat([easy.generations.length]),
    );
    expect(easy.reason).toBe("target");
    const other = await endOf(
      { generations: 3, target: { "long.return": 1 } },
      { arms: { single: { train: ["short"] } } },
    );
    expect([other.reason, other.last.generation]).toEqual(["generations", 3]);
  });
});

test("time spent before a stop counts in the budget of seconds", async () => {
  const folder = freshFolder();
  const config = {
    ...twoTasks,
    arms: { both: twoTasks.arms.both },
    budget: { seconds: 6 },
    test: { episodes: 2, every: 0 },
  };
  const clock = (start: number) => () => (start += 0.5);
  const stop = new AbortController();
  await runExperiment(config, folder, {
    clock: clock(1000),
    signal: stop.signal,
    onRecord: (record) => {
      if (record.type === "generation" && record.generation === 5) stop.abort();
    },
  });
  const before = readRun(folder).arms[0]!.generations.at(-1)!.seconds;
  expect(before).toBe(2.5);
  await resumeRun(folder, { clock: clock(0) });
  const [arm] = readRun(folder).arms;
  expect(arm!.end!.reason).toBe("seconds");
  expect(arm!.generations.map(({ seconds }) => seconds)).toEqual([
    0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6,
  ]);
});

test("the final test plays other episodes than the test before it", async () => {
  const folder = freshFolder();
  await runExperiment({ ...twoTasks, budget: { generations: 6 } }, folder);
  for (const arm of readRun(folder).arms) {
    const [interim, final] = arm.tests.slice(-2);
    expect([interim!.generation, interim!.final, final!.generation, final!.final]).toEqual([
      6,
      false,
      6,
      true,
    ]);
    expect(final).toBe(arm.finalTest);
    expect(final!.values["long.return"]).not.toEqual(interim!.values["long.return"]);
  }
});

test("the order in which a config's keys are written does not matter to its checkpoints, its values do", async () => {
  const config = await resolveConfig(twoTasks);
  const { tasks, strategy, seed, ...rest } = config;
  const { short, long } = tasks as Record<string, TaskConfig>;
  const reversed = Object.fromEntries(Object.entries(short!).reverse()) as unknown as TaskConfig;
  expect(configDigest({ strategy, seed, ...rest, tasks: { short: reversed, long: long! } })).toBe(
    configDigest(config),
  );
  expect(configDigest({ ...config, tasks: { long: long!, short: short! } })).not.toBe(configDigest(config));
  expect(configDigest({ ...config, seed: 4 })).not.toBe(configDigest(config));
  expect(configDigest({ ...config, workers: 4, budget: { steps: 1 } })).toBe(configDigest(config));
});

describe("failures", () => {
  const world = { ...twoTasks, tasks: { a: { environment: "moody" } }, arms: { main: { train: ["a"] } } };
  const one = { ...world, baseline: { episodes: 0 }, test: { episodes: 2, every: 0 } };

  test("a generation in which every candidate fails is told, and the run goes on", async () => {
    const folder = freshFolder();
    // Each of the 8 candidates is tried twice: the second generation fails, and only that.
    mood.resets = 0;
    const generation = { now: 0 };
    mood.throws = () => generation.now === 1;
    await runExperiment(one, folder, {
      onRecord: (record) => {
        if (record.type === "generation") generation.now = record.generation;
      },
    });
    mood.throws = () => false;
    const run = readRun(folder);
    const [arm] = run.arms;
    expect(arm!.end!.reason).toBe("generations");
    expect(arm!.generations.map(({ failures }) => failures.length)).toEqual([0, 8, 0, 0, 0, 0, 0]);
    expect(arm!.generations[1]!.returns["a.return"]).toEqual(new Array(8).fill(null));
    expect(arm!.generations[1]!.hypervolume).toBe(0);
    expect(arm!.generations[1]!.failures[0]!.reason).toContain("not in the mood");
    expect(run.warnings).toHaveLength(1);
    expect(run.warnings[0]).toMatch(
      /^arm main: every candidate of generation 2 failed \(.*not in the mood.*\); the centre stays where it is and the run goes on$/,
    );
    expect(run.front!.arms["main"]!.members.every(({ generation: g }) => g !== 2)).toBe(true);
  });

  test("five such generations in a row end the arm, and what is mended can be resumed", async () => {
    const folder = freshFolder();
    const generation = { now: 0 };
    mood.throws = () => generation.now >= 2;
    const job = runExperiment({ ...one, budget: { generations: 9 } }, folder, {
      onRecord: (record) => {
        if (record.type === "generation") generation.now = record.generation;
      },
    });
    await expect(job).rejects.toThrow(
      /^arm "main": every candidate failed in 5 generations in a row, the last for: .*not in the mood.*; mend that, then resume$/,
    );
    await expect(job).rejects.toMatchObject({ name: "JobError", exitCode: 1 });
    mood.throws = () => false;
    expect(readRun(folder).arms[0]!.end!.reason).toBe("failed");
    expect((await resumeRun(folder)).status).toBe("finished");
  });

  test("a centre that cannot be tested is told, and the run goes on", async () => {
    const folder = freshFolder();
    const state = { testing: false };
    mood.throws = () => state.testing;
    await runExperiment({ ...one, budget: { generations: 2 } }, folder, {
      onRecord: (record) => {
        state.testing = record.type === "generation" && record.generation === 2;
      },
    });
    mood.throws = () => false;
    const run = readRun(folder);
    expect(run.status).toBe("finished");
    expect(run.arms[0]!.finalTest).toBeNull();
    expect(run.warnings[0]).toMatch(/^arm main, generation 2: .*not in the mood/);
  });

  test("what fails only where it is looked at does not touch the training", async () => {
    const tasks = {
      a: { environment: "moody" },
      b: { environment: "cart-pole", options: { stepLimit: 30 } },
    };
    const looking = { ...one, tasks, arms: { main: { train: ["b"] } }, budget: { generations: 6 } };
    const [calm, angry] = [freshFolder(), freshFolder()];
    await runExperiment(looking, calm);
    mood.throws = () => true;
    await runExperiment(looking, angry);
    mood.throws = () => false;
    const of = (folder: string) => readRun(folder).arms[0]!.generations;
    expect(of(angry).map(({ returns }) => returns["b.return"])).toEqual(
      of(calm).map(({ returns }) => returns["b.return"]),
    );
    expect(of(angry).map(({ steps }) => steps)).toEqual(of(calm).map(({ steps }) => steps));
    expect(of(angry).every(({ failures, hypervolume }) => failures.length === 8 && hypervolume === 0)).toBe(
      true,
    );
    expect(readRun(angry).front!.arms["main"]).toEqual({ hypervolume: 0, members: [] });
  });

  test("the executor is closed however a run ends", async () => {
    let closed = 0;
    const executor: typeof inlineExecutor = async (experiment, options) => {
      const inner = await inlineExecutor(experiment, options);
      return {
        ...inner,
        evaluate: () => Promise.reject(new Error("a defect")),
        close: async () => {
          closed += 1;
        },
      };
    };
    await expect(runExperiment(one, freshFolder(), { executor })).rejects.toThrow("a defect");
    expect(closed).toBe(1);
  });
});
