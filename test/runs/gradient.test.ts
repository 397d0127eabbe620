/** Runs in which arms train by gradients. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { costTable } from "../../plots/report/headline.ts";
import { summarise } from "../../src/cli/run-summary.ts";
import { loadDataSet, measure, targetOf } from "../../src/data/index.ts";
import { nodeSupply } from "../../src/data/node.ts";
import { createMethod, createSearch, methods, searches, wrappers } from "../../src/gradient/index.ts";
import {
  decodeSafetensors,
  layoutOf,
  type NetworkDescription,
  referenceForward,
} from "../../src/policy/index.ts";
import { createProblem } from "../../src/problems/index.ts";
import { quickForm } from "../../src/runs/config/quick.ts";
import { configSchema } from "../../src/runs/config/schema.ts";
import {
  type ConfigInput,
  type GenerationRecord,
  loadConfig,
  readConfigSource,
  readPolicy,
  readRun,
  resolveConfig,
  resumeRun,
  runExperiment,
} from "../../src/runs/index.ts";
import { freshFolder, timelessRecords } from "./worlds.ts";

/** The two-objective toy, two methods from two places each. */
const toy = {
  name: "toy",
  seed: 4,
  tasks: { toy: { problem: "conflict" } },
  gradient: {
    optimiser: { id: "adam", learningRate: 0.01 },
    every: 20,
    starts: [
      [-8, 5],
      [9, -1],
    ],
  },
  arms: {
    mgda: { train: ["toy"], method: { id: "mgda" } },
    rlw: { train: ["toy"], method: { id: "rlw" } },
  },
  budget: { generations: 6 },
  checkpoint: { every: 2, keep: 2 },
  hypervolume: { reference: [8, 8], scale: [1, 1] },
  workers: 1,
} as const satisfies ConfigInput;

const examples = { tasks: 2, inputs: 6, outputs: 3, kind: "classes", train: 60, validation: 30, test: 30 };

/** Two targets of a small data set: a strategy and two methods train one network. */
const small = {
  name: "small",
  seed: 4,
  tasks: {
    first: { data: "synthetic", target: "task1", options: examples, batch: 20 },
    second: { data: "synthetic", target: "task2", options: examples, batch: 20 },
  },
  network: {
    layers: [
      { kind: "dense", units: 5 },
      { kind: "activation", function: "tanh" },
    ],
  },
  strategy: { id: "openai-es", population: 8, sigma: 0.1, learningRate: 0.1 },
  gradient: {
    optimiser: { id: "sgd", learningRate: 0.2, momentum: 0.9 },
    batch: 20,
    every: 5,
    backend: "cpu",
  },
  arms: {
    search: { train: ["first", "second"] },
    famo: { train: ["first", "second"], method: { id: "famo" } },
    "sam-gs": { train: ["first", "second"], method: { id: "sam-gs" }, gradient: { clipNorm: 1, starts: 2 } },
    alone: { train: ["first"], method: { id: "equal" } },
  },
  budget: { generations: 4 },
  test: { every: 2 },
  checkpoint: { every: 1, keep: 2 },
  hypervolume: { reference: [2, 2], scale: [1, 1] },
  workers: 1,
} as const satisfies ConfigInput;

/** All files that the numbers of a run are in, by name. */
function results(folder: string): Record<string, string> {
  const policies = readdirSync(join(folder, "policies")).map((file) => join("policies", file));
  return Object.fromEntries(
    [...policies, "front.json"].map((file) => [file, readFileSync(join(folder, file)).toString("base64")]),
  );
}

async function cutShort(
  config: ConfigInput,
  at: (record: GenerationRecord) => boolean,
): Promise<{ folder: string; whole: string }> {
  const [whole, folder] = [freshFolder(), freshFolder()];
  await runExperiment(config, whole);
  const stop = new AbortController();
  const { status } = await runExperiment(config, folder, {
    signal: stop.signal,
    onRecord: (record) => {
      if (record.type === "generation" && at(record)) stop.abort();
    },
  });
  expect(status).toBe("interrupted");
  await resumeRun(folder);
  return { folder, whole };
}

describe("a search for weights as an arm", () => {
  const searched = {
    ...toy,
    gradient: { ...toy.gradient, starts: 1 },
    arms: { searched: { train: ["toy"], method: { id: "weight-search", members: 3, stretch: 5 } } },
  } as const satisfies ConfigInput;

  test("counts the steps of all its networks, is one point of the report, and goes on as it would have", async () => {
    const { folder, whole } = await cutShort(searched, ({ generation }) => generation === 3);
    expect(timelessRecords(folder)).toEqual(timelessRecords(whole));
    const [arm] = readRun(whole).arms;
    arm!.generations.forEach(({ generation, evaluations, returns, training }) => {
      expect(evaluations).toBe(generation * 20);
      expect(returns["toy.f1"]).toHaveLength(1);
      expect(training![0]!.weights).toHaveLength(2);
    });
    // Three passes a step, and one of each network after every five steps of each.
    expect(arm!.generations.at(-1)!.steps).toBe(120 * 3 + 8 * 3);
  });

  test("options that it does not take are faults of the config", async () => {
    const wrong = {
      ...searched,
      arms: { a: { train: ["toy"], method: { id: "weight-search", quantil: 0.3 } } },
    };
    await expect(resolveConfig(wrong)).rejects.toThrow(/search "weight-search": unknown option "quantil"/);
  });
});

describe("training on a problem", () => {
  test("has a training for each start, its places and values, and a budget of steps and passes", async () => {
    const folder = freshFolder();
    await runExperiment(toy, folder);
    const run = readRun(folder);
    const problem = createProblem("conflict");
    for (const arm of run.arms) {
      expect(arm.end!.reason).toBe("generations");
      expect(arm.generations).toHaveLength(6);
      arm.generations.forEach(({ generation, evaluations, steps, returns, training, hypervolume }) => {
        expect(evaluations).toBe(generation * 2 * 20);
        // One "example" a step: its losses and the gradient of their sum, or of each of the two.
        expect(steps).toBe(evaluations * (arm.name === "rlw" ? 3 : 5));
        expect(training).toHaveLength(2);
        training!.forEach(({ place }, i) => {
          const f = new Float64Array(2);
          problem.evaluate(Float64Array.from(place!), f, new Float64Array(0));
          expect([returns["toy.f1"]![i], returns["toy.f2"]![i]]).toEqual(Array.from(f));
        });
        expect(hypervolume).toBeGreaterThan(0);
      });
      const [from, to] = [arm.generations[0]!, arm.generations.at(-1)!];
      const mean = (record: GenerationRecord): number =>
        Object.values(record.returns)
          .flat()
          .reduce<number>((sum, value) => sum + value!, 0);
      expect(mean(to)).toBeLessThan(mean(from));
      expect(arm.finalTest!.values["toy.f1"]).toEqual(to.returns["toy.f1"]);
    }
    const { members } = run.front!.arms["mgda"]!;
    const { tensors } = decodeSafetensors(readFileSync(join(folder, members[0]!.policy)));
    expect(tensors["x"]!.data).toHaveLength(2);
  });

  test("stopped and resumed is the run that never stopped", async () => {
    const { folder, whole } = await cutShort(toy, ({ arm, generation }) => arm === "rlw" && generation === 3);
    expect(timelessRecords(folder)).toEqual(timelessRecords(whole));
    expect(results(folder)).toEqual(results(whole));
  });

  test("hears a signal while it trains: training leaves timers their turn", async () => {
    const controller = new AbortController();
    const folder = freshFolder();
    const long = { ...toy, gradient: { ...toy.gradient, every: 1_000_000 } };
    setTimeout(() => controller.abort(), 0);
    expect(await runExperiment(long, folder, { signal: controller.signal })).toEqual({
      status: "interrupted",
    });
    expect(readRun(folder).arms[0]!.end).toMatchObject({ reason: "interrupted" });
  });

  test("an arm's numbers do not depend on which other arms there are", async () => {
    const [both, alone] = [freshFolder(), freshFolder()];
    await runExperiment(toy, both);
    await runExperiment({ ...toy, arms: { rlw: toy.arms.rlw } }, alone);
    const of = (folder: string) => readRun(folder).arms.find(({ name }) => name === "rlw")!;
    expect(of(alone).generations.map(({ returns }) => returns)).toEqual(
      of(both).generations.map(({ returns }) => returns),
    );
  });

  test("trainings may share the arm's budget", async () => {
    const folder = freshFolder();
    await runExperiment(
      { ...toy, gradient: { ...toy.gradient, budgetFor: "all" }, budget: { evaluations: 120 } },
      folder,
    );
    expect(readRun(folder).arms.map(({ generations }) => generations.length)).toEqual([3, 3]);
    const apart = freshFolder();
    await runExperiment({ ...toy, budget: { evaluations: 120 } }, apart);
    expect(readRun(apart).arms.map(({ generations }) => generations.length)).toEqual([6, 6]);
  });

  test("the usual starts, and several methods, a training for each", async () => {
    const folder = freshFolder();
    const method = [
      { id: "fixed", weights: [1, 0] },
      { id: "fixed", weights: [0, 1] },
    ];
    await runExperiment(
      {
        ...toy,
        gradient: { ...toy.gradient, starts: "usual" },
        arms: { grid: { train: ["toy"], method } },
        budget: { generations: 1 },
      },
      folder,
    );
    const [record] = readRun(folder).arms[0]!.generations;
    expect(record!.training!.map(({ weights }) => weights)).toEqual([
      ...new Array(5).fill([1, 0]),
      ...new Array(5).fill([0, 1]),
    ]);
  });

  test("stays in the box of a problem that has one", async () => {
    const folder = freshFolder();
    await runExperiment(
      {
        ...toy,
        tasks: { curve: { problem: "zdt1", options: { dimension: 3 } } },
        gradient: { ...toy.gradient, starts: 2 },
        arms: { mgda: { train: ["curve"], method: { id: "mgda" } } },
        hypervolume: {},
      },
      folder,
    );
    const { generations } = readRun(folder).arms[0]!;
    for (const { training } of generations)
      for (const { place } of training!) expect(Math.min(...place!)).toBeGreaterThanOrEqual(0);
    const [from, to] = [generations[0]!, generations.at(-1)!];
    [0, 1].forEach((i) => {
      expect(to.returns["curve.f2"]![i]!).toBeLessThan(from.returns["curve.f2"]![i]!);
    });
  });
});

describe("training on a data set", () => {
  test("a search and trainings by gradients: same start, same examples, same report", async () => {
    const folder = freshFolder();
    await runExperiment(small, folder);
    const run = readRun(folder);
    expect(run.objectives.map(({ id, direction }) => [id, direction])).toEqual([
      ["first.loss", "min"],
      ["second.loss", "min"],
    ]);
    const { validation, test: unseen } = await loadDataSet("synthetic", examples, nodeSupply());
    for (const name of ["search", "famo", "sam-gs"]) {
      const arm = run.arms.find((each) => each.name === name)!;
      const { members } = run.front!.arms[name]!;
      expect(members.length).toBeGreaterThan(0);
      for (const { policy, values } of members) {
        // Whatever has trained it, a policy is a network whose values are those of the examples that were not trained on.
        const { network, parameters } = readPolicy(join(folder, policy));
        const at = (data: typeof validation): number[] => {
          const outputs = Array.from({ length: data.count }, (_, i) =>
            Array.from(
              referenceForward(
                network,
                parameters,
                Float64Array.from(data.inputs.subarray(i * 6, (i + 1) * 6)),
              ),
            ),
          );
          return [0, 1].map((task) => {
            const own = outputs.flatMap((row) => row.slice(3 * task, 3 * task + 3));
            return measure("cross-entropy", targetOf(data, `task${task + 1}`), own)[0]!;
          });
        };
        at(validation).forEach((value, i) => {
          expect(value).toBeCloseTo(values[i]!, 4);
        });
        expect(at(unseen)).not.toEqual(at(validation));
      }
      expect(arm.generations.map(({ generation }) => generation)).toEqual(
        name === "search" ? [2, 4] : [1, 2, 3, 4],
      );
    }
    const steps = Object.fromEntries(
      run.arms.map(({ name, generations }) => [name, generations.at(-1)!.steps]),
    );
    // 4 generations of 8 candidates on 20 examples; 4 times 5 steps on 20 examples, the losses looked at again; twice
    // that with two gradients.
    expect(steps).toEqual({ search: 640, famo: 1600, "sam-gs": 4000, alone: 1200 });
    expect(run.arms[2]!.finalTest!.values["second.accuracy"]).toHaveLength(2);
  });

  test("what a search has cost is told to its end, which was not looked at on the validation examples", async () => {
    const folder = freshFolder();
    const { search } = small.arms;
    await runExperiment({ ...small, arms: { search }, budget: { generations: 3 } }, folder);
    const run = readRun(folder);
    const [arm] = run.arms;
    expect(arm!.generations.map(({ generation }) => generation)).toEqual([2]);
    expect(arm!.recorded.map(({ generation }) => generation)).toEqual([1, 2, 3]);
    expect(summarise(run).arms[0]).toMatchObject({ evaluations: 24, steps: 480 });
    const { columns, rows } = costTable(run);
    const told = (name: string) => rows[0]![columns.indexOf(name)];
    expect([told("generations"), told("evaluations"), told("passes of training")]).toEqual([
      "3",
      "24",
      "480",
    ]);
  });

  test("an arm on one task is a network of one task, and has no point of both", async () => {
    const folder = freshFolder();
    await runExperiment({ ...small, arms: { alone: small.arms.alone } }, folder);
    const run = readRun(folder);
    expect(run.front!.arms["alone"]!.members).toEqual([]);
    const { tensors } = decodeSafetensors(readFileSync(join(folder, "policies", "alone.safetensors")));
    expect(Object.keys(tensors).sort()).toEqual([
      "first.2.bias",
      "first.2.weight",
      "shared.0.bias",
      "shared.0.weight",
    ]);
    expect(tensors["first.2.weight"]!.shape).toEqual([5, 3]);
    expect(Object.keys(run.arms[0]!.generations[0]!.returns)).toEqual(["first.loss", "first.accuracy"]);
  });

  test("stopped and resumed, in a search or in a training, is the run that never stopped", async () => {
    for (const stopped of ["search", "sam-gs"]) {
      const { folder, whole } = await cutShort(
        small,
        ({ arm, generation }) => arm === stopped && generation === 3,
      );
      expect(timelessRecords(folder)).toEqual(timelessRecords(whole));
      expect(results(folder)).toEqual(results(whole));
    }
  });

  test("environment.json names the backend that networks are trained on, where there is one", async () => {
    const told = async (config: ConfigInput): Promise<unknown> => {
      const folder = freshFolder();
      await runExperiment(config, folder);
      return readRun(folder).environment.backends;
    };
    const brief = { ...small, budget: { generations: 1 }, arms: { famo: small.arms.famo } } as ConfigInput;
    expect(await told(brief)).toEqual(["cpu"]);
    expect(await told({ ...brief, gradient: { ...brief.gradient, backend: "wasm" } })).toEqual(["wasm"]);
    expect(await told({ ...toy, budget: { generations: 1 } })).toBeUndefined();
  });

  test("an architecture has its parameters by their names, and its gradients' similarity told", async () => {
    const folder = freshFolder();
    const { network: _, strategy: __, ...rest } = small;
    await runExperiment(
      {
        ...rest,
        model: { id: "mmoe", experts: 2, encoder: { kind: "mlp", hidden: [4] } },
        gradient: { ...small.gradient, gradientsOf: "representation" },
        arms: { ub: { train: ["first", "second"], method: { id: "mgda" } } },
      },
      folder,
    );
    const run = readRun(folder);
    const { tensors } = decodeSafetensors(readFileSync(join(folder, "policies", "ub.safetensors")));
    expect(Object.keys(tensors).some((name) => name.startsWith("second."))).toBe(true);
    for (const { similarity, measuredSteps, generation } of run.arms[0]!.generations) {
      expect(Math.abs(similarity!.cosine)).toBeLessThanOrEqual(1);
      expect(similarity!.magnitude).toBeGreaterThan(0);
      // 30 examples looked at, and the gradients of two tasks on a batch of 20 of them.
      expect(measuredSteps).toBe(generation * (30 + 20 * 5));
    }
  });
});

describe("a loss that is no number", () => {
  test("stops the run with the task's name and the last checkpoint", async () => {
    const folder = freshFolder();
    const broken = {
      ...small,
      gradient: { ...small.gradient, optimiser: { id: "sgd", learningRate: 1e38 }, every: 1 },
      arms: { equal: { train: ["first", "second"], method: { id: "equal" } } },
      budget: { generations: 40 },
      checkpoint: { every: 2 },
    } as const;
    await expect(runExperiment(broken, folder)).rejects.toThrow(
      /^arm "equal", generation \d+: task "(first|second)": its loss is (NaN|Infinity).*; the last checkpoint is that of generation \d+$/,
    );
    expect(readRun(folder).status).toBe("unfinished");
  });

  test("may end the arm instead, and the others go on", async () => {
    const folder = freshFolder();
    await runExperiment(
      {
        ...small,
        arms: {
          wild: {
            train: ["first", "second"],
            method: { id: "equal" },
            gradient: {
              optimiser: { id: "sgd", learningRate: 1e38, momentum: 0 },
              divergence: "end",
              every: 1,
            },
          },
          famo: small.arms.famo,
        },
        budget: { generations: 30 },
      },
      folder,
    );
    const run = readRun(folder);
    expect(run.arms.map(({ end }) => end!.reason)).toEqual(["diverged", "generations"]);
    expect(run.warnings.join()).toMatch(
      /arm "wild", generation \d+: task .* the arm ends where it was before/,
    );
  });
});

describe("configs that cannot be", () => {
  const { network: _, ...withoutNetwork } = small;
  const arm = (given: object): ConfigInput => ({ ...toy, arms: { it: { train: ["toy"], ...given } } });
  test.each<[string, ConfigInput, string]>([
    [
      "an unknown method",
      arm({ method: { id: "cagard" } }),
      'arms.it.method: unknown method "cagard"; did you mean "cagrad"',
    ],
    [
      "an unknown option",
      arm({ method: { id: "cagrad", d: 1 } }),
      'arms.it.method: method "cagrad": unknown option "d"',
    ],
    [
      "an option out of range",
      arm({ method: { id: "cagrad", c: -1 } }),
      'arms.it.method: method "cagrad": c: ',
    ],
    [
      "a method and a strategy",
      arm({ method: "mgda", strategy: { id: "nsga-ii" } }),
      "arms.it.strategy: expected either a method or a strategy, found both",
    ],
    [
      "settings of gradients without a method",
      { ...arm({ gradient: { batch: 2 } }), strategy: { id: "nsga-ii" } },
      "arms.it.gradient: expected a method or a front beside it",
    ],
    ["neither method nor strategy", arm({}), "strategy: expected a group of settings, found nothing"],
    [
      "an unknown optimiser",
      arm({ method: "mgda", gradient: { optimiser: "adma" } }),
      'arms.it.gradient.optimiser.id: unknown optimiser "adma"; did you mean "adam"',
    ],
    [
      "an unknown option of it",
      arm({ method: "mgda", gradient: { optimiser: { id: "adam", momentum: 1 } } }),
      "arms.it.gradient.optimiser.momentum: unknown key",
    ],
    [
      "a start of another length",
      arm({ method: "mgda", gradient: { starts: [[1, 2, 3]] } }),
      "arms.it.gradient.starts.0: expected 2 numbers, one a variable, found a list of 3",
    ],
    [
      "usual starts of a problem without any",
      { ...arm({ method: "mgda", gradient: { starts: "usual" } }), tasks: { toy: { problem: "zdt1" } } },
      "this problem has no usual ones",
    ],
    [
      "a misspelt setting",
      arm({ method: "mgda", gradient: { batches: 3 } }),
      "arms.it.gradient.batches: unknown key",
    ],
    [
      "an environment",
      { ...arm({ method: "mgda" }), tasks: { toy: { environment: "cart-pole" } }, network: { layers: [] } },
      "arms.it.method: expected a strategy instead, as environments have no gradients, found a method",
    ],
    [
      "an unknown data set",
      { ...small, tasks: { first: { data: "multi-mnits" } } },
      'tasks.first.data: unknown data set "multi-mnits"',
    ],
    [
      "an unknown target",
      { ...small, tasks: { first: { data: "synthetic", target: "task9", options: examples } } },
      'tasks.first.target: the data set has no target "task9"',
    ],
    [
      "a loss of other labels",
      {
        ...small,
        tasks: { first: { data: "synthetic", target: "task1", options: examples, loss: "squared-error" } },
      },
      'tasks.first.loss: loss "squared-error" takes values as labels',
    ],
    [
      "two data sets",
      {
        ...small,
        tasks: {
          ...small.tasks,
          second: { data: "synthetic", target: "task2", options: { ...examples, inputs: 7 } },
        },
      },
      'tasks.second.data: expected the data set and options of task "first"',
    ],
    [
      "data beside environments",
      { ...small, tasks: { ...small.tasks, second: { environment: "cart-pole" } } },
      "tasks.second: expected data, as other tasks are targets of a data set, found none",
    ],
    [
      "settings of environments",
      { ...small, tasks: { ...small.tasks, first: { ...small.tasks.first, episodes: 2 } } },
      "tasks.first.episodes: expected only data, target",
    ],
    [
      "no network for a method",
      { ...withoutNetwork, arms: { famo: small.arms.famo } },
      'model: expected a network for arm "famo", such as model: { id: hard-sharing }, found none',
    ],
    [
      "no network for a strategy",
      { ...withoutNetwork, model: { id: "hard-sharing", encoder: { kind: "mlp" } } },
      'network: expected the layers of a network, as arm "search" searches for its parameters, found nothing',
    ],
    [
      "an unknown architecture",
      { ...small, model: { id: "hard-share" } },
      'model: unknown architecture "hard-share"; did you mean "hard-sharing"',
    ],
    [
      "no reference point for losses",
      { ...small, hypervolume: {} },
      'hypervolume.reference: expected a number for each objective, as none is usual for "first.loss", found nothing',
    ],
  ])("%s", async (_, config, message) => {
    await expect(resolveConfig(config)).rejects.toThrow(message);
  });

  test("a backend that is not installed", async () => {
    const config = {
      ...small,
      gradient: { ...small.gradient, backend: "tfjs-node" },
      arms: { famo: small.arms.famo },
    } as const;
    await expect(runExperiment(config, freshFolder())).rejects.toThrow(
      'backend "tfjs-node" is not installed; add it with `npm install @tensorflow/tfjs-node@',
    );
  });
});

describe("the experiments of the package", () => {
  const fileOf = (name: string): string =>
    new URL(`../../experiments/${name}.yaml`, import.meta.url).pathname;

  test.each([
    ["toy-conflict", 16, 0],
    ["es-vs-gradient-zdt1", 4, 4],
  ])("%s is a config", async (name, trained, searched) => {
    const { arms } = await loadConfig(fileOf(name));
    const methods = Object.values(arms).map(({ method }) => method);
    expect(methods.filter((method) => method !== undefined)).toHaveLength(trained);
    expect(methods.filter((method) => method === undefined)).toHaveLength(searched);
  });

  // These need pictures, which not every machine has: their form and their methods are checked without.
  test.each(["multi-mnist", "multi-mnist-protocol", "es-vs-gradient", "es-vs-gradient-large"])(
    "%s has the form of one",
    (name) => {
      const parsed = configSchema.safeParse(parse(readFileSync(fileOf(name), "utf8")));
      expect(parsed.error).toBeUndefined();
      for (const { method } of Object.values(parsed.data!.arms!)) {
        for (const { id, ...options } of [method ?? []].flat()) {
          if (searches.has(id)) createSearch(id, options);
          else createMethod(id, options);
        }
      }
    },
  );

  test("both networks of es-vs-gradient are compared in the same way", () => {
    const [small, large] = ["es-vs-gradient", "es-vs-gradient-large"].map(
      (name) => parse(readFileSync(fileOf(name), "utf8")) as Record<string, unknown>,
    );
    const sizes = [10_556, 101_429];
    for (const [i, config] of [small!, large!].entries()) {
      const { layers } = config["network"] as { layers: object[] };
      const network = { input: [36, 36, 1], layers: [...layers, { kind: "dense", units: 20 }] };
      expect(layoutOf(network as NetworkDescription).size).toBe(sizes[i]);
    }
    const rest = ({ name: _, network: _network, quick: _quick, ...others }: Record<string, unknown>) =>
      others;
    expect(rest(large!)).toEqual(rest(small!));
  });

  test.each(["toy-conflict", "es-vs-gradient-zdt1"])("%s has a short form", async (name) => {
    const { budget, name: short } = await loadConfig(fileOf(name), [], { quick: true });
    expect(short).toBe(`${name}-quick`);
    expect(budget).not.toEqual((await loadConfig(fileOf(name))).budget);
  });

  test.each(["multi-mnist", "es-vs-gradient", "es-vs-gradient-large"])(
    "%s has a short form of its form",
    async (name) => {
      const source = quickForm(await readConfigSource(fileOf(name)));
      const parsed = configSchema.safeParse(source.value);
      expect(parsed.error).toBeUndefined();
      expect(parsed.data!.name).toBe(`${name}-quick`);
    },
  );

  test("multi-mnist has every method", () => {
    const text = readFileSync(fileOf("multi-mnist"), "utf8");
    const used = new Set(Array.from(text.matchAll(/[a-z0-9-]+/g), ([word]) => word));
    expect(methods.ids().filter((id) => !used.has(id))).toEqual([]);
    expect(wrappers.ids().filter((id) => !used.has(id))).toEqual([]);
    expect(searches.ids().filter((id) => !used.has(id))).toEqual([]);
  });
});
