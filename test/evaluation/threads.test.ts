/** Real threads run the compiled worker: `npm test` builds it first. */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Executor, type Experiment, inlineExecutor, testPolicy } from "../../src/evaluation/index.ts";
import { loadModules, type ThreadOptions, threadExecutor } from "../../src/evaluation/node.ts";
import type { PerturbedPopulation } from "../../src/policy/index.ts";
import {
  episodesTask,
  fixture,
  linearExperiment,
  request,
  runKey,
  trapPopulation,
  wanderers,
} from "./experiment.ts";

const trapdoor = fixture("trapdoor.ts");
beforeAll(() => loadModules([trapdoor]));

const opened: Executor[] = [];
afterEach(async () => {
  for (const executor of opened.splice(0)) await executor.close();
});

async function threads(
  experiment: Experiment,
  workers: number,
  more: Partial<ThreadOptions> = {},
): Promise<Executor> {
  const executor = await threadExecutor(experiment, {
    device: "wasm",
    key: runKey,
    workers,
    modules: [trapdoor],
    ...more,
  });
  opened.push(executor);
  return executor;
}

const inline = (experiment: Experiment): Promise<Executor> =>
  inlineExecutor(experiment, { device: "wasm", key: runKey, workers: 1 });

const trapTask = episodesTask("trapdoor", { normaliseObservations: true });
const traps = linearExperiment(3, 8, [trapTask]);

describe("the answer is the same, bit for bit", () => {
  const cartPoles: Experiment = {
    network: {
      input: [4],
      layers: [
        { kind: "dense", units: 8, bias: false },
        { kind: "virtual-batch-norm" },
        { kind: "activation", function: "tanh" },
        { kind: "dense", units: 2 },
      ],
    },
    tasks: [
      episodesTask("cart-pole", { referenceRows: 32, normaliseObservations: true, sharedEpisodes: "pair" }),
      episodesTask("short", {
        environment: { id: "cart-pole", options: { stepLimit: 30 } },
        referenceRows: 8,
      }),
    ],
    objectives: [],
  };
  const parameters = 4 * 8 + 8 + 8 * 2 + 2;
  const population: PerturbedPopulation = {
    kind: "perturbed",
    centre: Float64Array.from({ length: parameters }, (_, i) => Math.sin(i)),
    sigma: 0.4,
    noise: { kind: "dense" },
    key: [77, 88],
    count: 60,
  };
  const seen = {
    count: 10,
    mean: Float64Array.of(0, 0.2, 0, -0.1),
    squares: Float64Array.of(2, 20, 0.4, 30),
  };

  test("for 1, 2 and 4 workers as on this thread, generation after generation", async () => {
    const requests = [
      request(["cart-pole", "short"], population),
      request(["short"], { ...population, key: [78, 88] }, { key: [6, 7] }),
      request(
        ["cart-pole"],
        { ...population, noise: { kind: "low-rank", rank: 1 } },
        { observations: { "cart-pole": seen } },
      ),
    ];
    const here = await inline(cartPoles);
    for (const workers of [1, 2, 4]) {
      const executor = await threads(cartPoles, workers);
      expect(executor.workers).toBe(workers);
      for (const asked of requests)
        expect(await executor.evaluate(asked)).toEqual(await here.evaluate(asked));
    }
  });

  test("for requests made at once", async () => {
    const executor = await threads(cartPoles, 2);
    const here = await inline(cartPoles);
    const requests = [1, 2, 3].map((k) => request(["short"], { ...population, key: [k, 0] }));
    const answers = await Promise.all(requests.map((asked) => executor.evaluate(asked)));
    for (const [k, asked] of requests.entries()) expect(answers[k]).toEqual(await here.evaluate(asked));
  });

  test("for one policy's test, whose episodes are spread over the workers", async () => {
    const asked = {
      tasks: ["cart-pole", "short"],
      episodes: 50,
      key: runKey,
      observations: { "cart-pole": seen },
    };
    const expected = await testPolicy(await inline(cartPoles), population.centre, asked);
    expect(await testPolicy(await threads(cartPoles, 2), population.centre, asked)).toEqual(expected);
    expect(expected.values["cart-pole.return"]!.length).toBe(50);
  });

  test("with candidates that fail", async () => {
    const asked = request(["trapdoor"], trapPopulation("walk", "throw", "walk", "showNaN", "payNaN", "walk"));
    expect(await (await threads(traps, 2)).evaluate(asked)).toEqual(
      await (await inline(traps)).evaluate(asked),
    );
  });

  test("nothing given is written to", async () => {
    const asked = request(["cart-pole"], population, { observations: { "cart-pole": seen } });
    const before = structuredClone([cartPoles, asked]);
    await (await threads(cartPoles, 1)).evaluate(asked);
    expect([cartPoles, asked]).toEqual(before);
  });
});

describe("a worker that dies", () => {
  test("is replaced, its work redone: the answer is the one without the death", async () => {
    const exited = new Int32Array(new SharedArrayBuffer(4));
    const once = linearExperiment(3, 8, [
      { ...trapTask, environment: { id: "trapdoor", options: { exited } } },
    ]);
    const population = wanderers(40);
    population.parameters.data.set(trapPopulation("exitOnce").parameters.data, 13 * 24);
    const executor = await threads(once, 2);
    const withDeath = await executor.evaluate(request(["trapdoor"], population));
    expect(exited[0]).toBeGreaterThan(1);
    expect(withDeath.failures).toEqual([]);
    const deaths = exited[0]!;
    expect(await executor.evaluate(request(["trapdoor"], population))).toEqual(withDeath);
    expect(exited[0]).toBeGreaterThan(deaths);
  });

  test("again and again is the fault of one candidate, which fails; the others keep their values", async () => {
    const population = wanderers(20);
    const asked = request(["trapdoor"], population);
    const here = await (await inline(traps)).evaluate(asked);
    const killers = [4, 17];
    const deadly = {
      ...population,
      parameters: { ...population.parameters, data: population.parameters.data.slice() },
    };
    for (const member of killers)
      deadly.parameters.data.set(trapPopulation("exit").parameters.data, member * 24);
    const executor = await threads(traps, 2);
    const { failures, outcomes } = await executor.evaluate({ ...asked, population: deadly });
    expect(failures).toEqual(
      killers.map((member) => ({ member, reason: "its worker died twice: worker exited with code: 3" })),
    );
    for (let member = 0; member < 20; member++) {
      const row = (values: Float64Array): number[] => [...values.slice(2 * member, 2 * member + 2)];
      const expected = killers.includes(member)
        ? [Number.NaN, Number.NaN]
        : row(here.outcomes[0]!.values.data);
      expect(row(outcomes[0]!.values.data)).toEqual(expected);
    }
    expect(await executor.evaluate(asked)).toEqual(here);
  });
});

describe("ending", () => {
  /** Seconds of work: every candidate stands still for very long episodes. */
  const endless = linearExperiment(3, 8, [
    { ...trapTask, environment: { id: "trapdoor", options: { stepLimit: 5_000_000 } } },
  ]);
  const still = trapPopulation(...Array.from({ length: 16 }, () => "forever" as const));

  test("an abort stops running workers with the signal's reason; the executor works on", async () => {
    const executor = await threads(endless, 2);
    await executor.evaluate(request(["trapdoor"], trapPopulation("walk")));
    const controller = new AbortController();
    const reason = new Error("interrupted");
    const evaluation = executor.evaluate(request(["trapdoor"], still), controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await expect(evaluation).rejects.toBe(reason);
    await expect(executor.evaluate(request(["trapdoor"], still), controller.signal)).rejects.toBe(reason);
    const after = await executor.evaluate(request(["trapdoor"], trapPopulation("walk")));
    expect(after.failures).toEqual([]);
  });

  test("closing ends what is running and refuses more", async () => {
    const executor = await threads(endless, 2);
    const evaluation = executor.evaluate(request(["trapdoor"], still));
    const ended = expect(evaluation).rejects.toThrow("the executor is closed; make another");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await executor.close();
    await ended;
    await expect(executor.evaluate(request(["trapdoor"], still))).rejects.toThrow(
      "the executor is closed; make another",
    );
    await executor.close();
  });
});

describe("messages", () => {
  test("workers that are no number of workers", async () => {
    for (const workers of [0, 1.5, Number.NaN]) {
      await expect(threads(traps, workers)).rejects.toThrow(
        `workers must be a positive integer, got ${workers}`,
      );
    }
  });

  test("an environment that the workers do not know", async () => {
    const executor = await threads(traps, 1, { modules: [] });
    await expect(executor.evaluate(request(["trapdoor"], trapPopulation("walk")))).rejects.toThrow(
      'a worker cannot evaluate: unknown environment "trapdoor"',
    );
  });
});
