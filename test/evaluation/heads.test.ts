/** Policies that remember, draw, choose several things at once and see several frames, as rollouts play them. */
import { beforeAll, describe, expect, test } from "vitest";
import { multiDiscreteAction, status } from "../../environments/index.ts";
import { InputError } from "../../src/base/index.ts";
import { sample } from "../../src/evaluation/actions.ts";
import { assemblyOf } from "../../src/evaluation/assembly.ts";
import { evaluatorOf } from "../../src/evaluation/evaluator.ts";
import { type EpisodesTask, type Experiment, headOf, playerOf } from "../../src/evaluation/index.ts";
import { loadModules } from "../../src/evaluation/node.ts";
import {
  initialParameters,
  type LayerDescription,
  type NoiseKind,
  type Population,
  sizeOf,
  wasmDevice,
} from "../../src/policy/index.ts";
import { fold, Stream } from "../../src/random/index.ts";
import { episodesTask, fixture, linearExperiment, plainDevice, request, runKey } from "./experiment.ts";
import { oneByOne } from "./one-by-one.ts";

beforeAll(() => loadModules([fixture("recall.ts")]));

const experimentOf = (layers: LayerDescription[], input: number[], task: EpisodesTask): Experiment => ({
  network: { input, layers },
  tasks: [task],
  objectives: [],
});

function perturbed(experiment: Experiment, noise: NoiseKind, count: number): Population {
  return {
    kind: "perturbed",
    centre: initialParameters(experiment.network, [6, 6]),
    sigma: 0.7,
    noise,
    key: [3, 3],
    count,
  };
}

/** Played in lock step, in the given chunks, and one by one: both as rows of returns. */
async function both(experiment: Experiment, population: Population, chunks: number[][]): Promise<number[][]> {
  const asked = { ...request([experiment.tasks[0]!.id], population), perEpisode: true };
  const evaluator = evaluatorOf(experiment, wasmDevice, runKey);
  const assembly = assemblyOf(asked, evaluator.runtimes, sizeOf(population));
  for (const [first, count] of chunks as [number, number][])
    assembly.accept(await evaluator.evaluate(asked, { first, count, firstEpisode: 0, endEpisode: 99 }));
  const { outcomes, failures } = assembly.result();
  expect(failures).toEqual([]);
  const alone = oneByOne(experiment, wasmDevice, asked)[0]!;
  return [[...outcomes[0]!.episodeValues!.data], alone.flat().flatMap(({ values }) => values)];
}

describe.each([{ kind: "dense" }, { kind: "low-rank", rank: 1 }] as const)(
  "in lock step as one by one, bit for bit, with $kind noise",
  (noise) => {
    test("recurrent policies, each lane with its own memory", async () => {
      const task = episodesTask("cart-pole", { episodes: 4, environment: { id: "cart-pole", options: {} } });
      const layers: LayerDescription[] = [
        { kind: "gru", units: 5 },
        { kind: "layer-norm" },
        { kind: "elman", units: 3 },
        { kind: "dense", units: 2 },
      ];
      const experiment = experimentOf(layers, [4], task);
      const population = perturbed(experiment, noise, 7);
      const [lockStep, alone] = await both(experiment, population, [[0, 7]]);
      expect(lockStep).toEqual(alone);
      // Lanes leave the batch at different times, which moves the others' memory.
      expect(new Set(lockStep).size).toBeGreaterThan(5);
      expect(
        (
          await both(experiment, population, [
            [0, 3],
            [3, 4],
          ])
        )[0],
      ).toEqual(alone);
    });

    test("sampled and multi-discrete actions with memory", async () => {
      const task = episodesTask("recall", { episodes: 8, actions: "sampled" });
      const layers: LayerDescription[] = [
        { kind: "elman", units: 4 },
        { kind: "dense", units: 5 },
      ];
      const experiment = experimentOf(layers, [6], task);
      const population = perturbed(experiment, noise, 6);
      const [lockStep, alone] = await both(experiment, population, [
        [0, 2],
        [2, 4],
      ]);
      expect(lockStep).toEqual(alone);
      const rights = lockStep!.filter((_, i) => i % 2 === 0);
      expect(new Set(rights)).toEqual(new Set([0, 1]));
    });

    test("stacked frames", async () => {
      const task = episodesTask("cart-pole", { episodes: 2, frames: 3, actions: "sampled" });
      const experiment = experimentOf([{ kind: "dense", units: 2 }], [12], task);
      const [lockStep, alone] = await both(experiment, perturbed(experiment, noise, 6), [[0, 6]]);
      expect(lockStep).toEqual(alone);
    });
  },
);

test("a player plays the episode that a rollout does: memory, draws and all", async () => {
  const task = episodesTask("recall", { actions: "sampled", sharedEpisodes: "member" });
  const experiment = experimentOf(
    [
      { kind: "gru", units: 4 },
      { kind: "dense", units: 5 },
    ],
    [6],
    task,
  );
  const parameters = initialParameters(experiment.network, [2, 9]);
  const population: Population = {
    kind: "explicit",
    parameters: { rows: 1, columns: parameters.length, data: parameters },
  };
  const asked = { ...request(["recall"], population), episodes: 20 };
  const played = oneByOne(experiment, wasmDevice, asked)[0]![0]!;
  const player = playerOf(experiment, { device: wasmDevice, key: runKey, task: "recall", parameters });
  played.forEach(({ actions, steps }, episode) => {
    player.reset(fold(asked.key, 0, 0, episode));
    const seen: number[] = [];
    for (let t = 0; t < steps; t++) seen.push(...Array.from(player.step().action as ArrayLike<number>));
    expect(seen).toEqual(actions);
  });
  expect(new Set(played.map(({ actions }) => actions.join())).size).toBeGreaterThan(10);
});

describe("heads", () => {
  test("a sampled action follows the softmax of the outputs", () => {
    const stream = new Stream([4, 4]);
    const outputs = Float32Array.of(9, 0, 1, 2, 9);
    const counts = [0, 0, 0];
    const draws = 30_000;
    for (let i = 0; i < draws; i++) counts[sample(outputs, 1, 3, () => stream.uniform())]!++;
    const weights = [0, 1, 2].map(Math.exp);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    counts.forEach((count, j) => {
      const p = weights[j]! / total;
      // Five standard errors of a binomial share.
      expect(Math.abs(count / draws - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / draws));
    });
  });

  test("the ends of the unit interval are actions, and huge outputs do not overflow", () => {
    const outputs = Float32Array.of(3e38, -3e38, 3e38);
    expect(sample(outputs, 0, 3, () => 0)).toBe(0);
    expect(sample(outputs, 0, 3, () => 1 - 2 ** -32)).toBe(2);
    expect(sample(Float32Array.of(1, Number.NaN), 0, 2, () => 0.5)).toBe(-1);
  });

  test("a multi-discrete head picks each choice from its own outputs", () => {
    const head = headOf({ kind: "multi-discrete", counts: [2, 3] }, "greedy");
    expect([...(head.choose(Float32Array.of(7, 1, 2, 0, 5, 3), 1, () => 0) as Float64Array)]).toEqual([1, 1]);
    expect(head.choose(Float32Array.of(0, 0, 0, Number.NaN, 0), 0, () => 0)).toBeNull();
    expect(head.draws).toBe(false);
  });

  test("more than 255 actions cannot be sampled", () => {
    const message =
      "sampled draws from at most 255 actions, but the environment has 256; leave it out, for the largest output's";
    expect(() => headOf({ kind: "discrete", count: 256 }, "sampled")).toThrow(new InputError(message));
    expect(() => headOf({ kind: "multi-discrete", counts: [2, 256] }, "sampled")).toThrow(InputError);
    expect(headOf({ kind: "discrete", count: 255 }, "sampled").draws).toBe(true);
    expect(headOf({ kind: "discrete", count: 256 }, "greedy").draws).toBe(false);
  });

  test("continuous actions cannot be sampled", () => {
    const message =
      "sampled needs discrete actions, but those of the environment are continuous; leave it out, for the tanh of each output";
    expect(() => headOf({ kind: "continuous", size: 1, low: -1, high: 1 }, "sampled")).toThrow(
      new InputError(message),
    );
    const experiment = linearExperiment(3, 1, [episodesTask("pendulum", { actions: "sampled" })]);
    expect(() => evaluatorOf(experiment, plainDevice(), runKey)).toThrow(
      new InputError(`task "pendulum": ${message}`),
    );
  });

  test("frames must be a positive integer", () => {
    const experiment = linearExperiment(4, 2, [episodesTask("cart-pole", { frames: 0 })]);
    expect(() => evaluatorOf(experiment, plainDevice(), runKey)).toThrow(
      new InputError('task "cart-pole": frames must be a positive integer, got 0'),
    );
  });
});

test("a multi-discrete action is checked", () => {
  const check = (action: number | number[], now = status.running as 0 | 1 | 2): unknown =>
    multiDiscreteAction("recall", action, [2, 3], now);
  expect(check([1, 2])).toEqual([1, 2]);
  for (const [bad, found] of [
    [3, "3"],
    [[1], "[1]"],
    [[1, 3], "[1, 3]"],
    [[0.5, 0], "[0.5, 0]"],
    [[-1, 0], "[-1, 0]"],
  ] as const) {
    expect(() => check(bad as number | number[])).toThrow(
      new InputError(`recall: action must be a list of integers (0 to 1, 0 to 2), got ${found}`),
    );
  }
  expect(() => check([0, 0], status.terminated)).toThrow(
    "recall: no episode is running; call reset() before step()",
  );
});
