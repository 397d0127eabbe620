import { beforeAll, describe, expect, test } from "vitest";
import {
  type EvaluationRequest,
  type Executor,
  type Experiment,
  inlineExecutor,
  randomBaseline,
  testPolicy,
} from "../../src/evaluation/index.ts";
import { loadModules } from "../../src/evaluation/node.ts";
import { devices } from "../../src/policy/index.ts";
import { fold } from "../../src/random/index.ts";
import {
  episodesTask,
  fixture,
  linearExperiment,
  plainDevice,
  plainEntry,
  randomPopulation,
  request,
  runKey,
  trapPopulation,
  wanderers,
} from "./experiment.ts";
import { oneByOne } from "./one-by-one.ts";

beforeAll(async () => {
  await loadModules([fixture("trapdoor.ts")]);
  devices.register("plain", plainEntry);
});

const options = { device: "plain", key: runKey, workers: 1 };
const task = episodesTask("trapdoor");
const experiment = linearExperiment(3, 8, [task]);

async function withInline<T>(of: Experiment, use: (executor: Executor) => Promise<T>): Promise<T> {
  const executor = await inlineExecutor(of, options);
  try {
    return await use(executor);
  } finally {
    await executor.close();
  }
}

describe("the inline executor", () => {
  test("plays a population larger than a chunk", async () => {
    const asked = request(["trapdoor"], wanderers(37));
    const expected = oneByOne(experiment, plainDevice(), asked)[0]!;
    const { outcomes } = await withInline(experiment, (executor) => executor.evaluate(asked));
    expect([...outcomes[0]!.steps]).toEqual(
      expected.map((episodes) => episodes[0]!.steps + episodes[1]!.steps),
    );
    expect([...outcomes[0]!.values.data]).toEqual(
      expected.flatMap(([a, b]) => a!.values.map((value, v) => (value + b!.values[v]!) / 2)),
    );
  });

  test("stops between chunks once it is told to, with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    await withInline(experiment, async (executor) => {
      const evaluation = executor.evaluate(request(["trapdoor"], wanderers(400)), controller.signal);
      controller.abort(reason);
      await expect(evaluation).rejects.toBe(reason);
      await expect(
        executor.evaluate(request(["trapdoor"], trapPopulation("walk")), controller.signal),
      ).rejects.toBe(reason);
    });
  });

  test("works out requests made at the same time one after the other", async () => {
    const asked = [1, 2, 3].map((k) => request(["trapdoor"], wanderers(9, [k, k])));
    await withInline(experiment, async (executor) => {
      const together = await Promise.all(asked.map((each) => executor.evaluate(each)));
      for (const [k, each] of asked.entries())
        expect(together[k]!.outcomes).toEqual((await executor.evaluate(each)).outcomes);
    });
  });

  test("evaluates nothing once closed", async () => {
    const executor = await inlineExecutor(experiment, options);
    await executor.close();
    await expect(executor.evaluate(request(["trapdoor"], trapPopulation("walk")))).rejects.toThrow(
      "the executor is closed; make another",
    );
  });
});

describe("what does not fit together is said at once", () => {
  test.each<[string, Experiment, string]>([
    [
      "environment",
      linearExperiment(3, 8, [episodesTask("trapdor")]),
      'unknown environment "trapdor"; did you mean "trapdoor"?',
    ],
    [
      "options",
      linearExperiment(3, 8, [{ ...task, environment: { id: "trapdoor", options: { stepLimit: -1 } } }]),
      'task "trapdoor": environment "trapdoor", options.stepLimit: Too small',
    ],
    [
      "input",
      linearExperiment(4, 8, [task]),
      "shows observations of shape [3] but the network's input is [4]; set the input to that shape",
    ],
    [
      "outputs",
      linearExperiment(3, 5, [task]),
      "has 8 actions but the network has 5 outputs; make its last layer 8 wide",
    ],
    [
      "reference",
      {
        ...experiment,
        network: {
          ...experiment.network,
          layers: [...experiment.network.layers, { kind: "virtual-batch-norm" }],
        },
      },
      'task "trapdoor": virtual batch norm needs reference observations but referenceRows is 0; set it to 128',
    ],
    ["ids", linearExperiment(3, 8, [task, task]), "tasks must have different ids, got trapdoor, trapdoor"],
    ["none", linearExperiment(3, 8, []), "an experiment needs one task or more"],
  ])("%s", async (_, wrong, message) => {
    await expect(inlineExecutor(wrong, options)).rejects.toThrow(message);
  });

  test("an unknown device", async () => {
    await expect(inlineExecutor(experiment, { ...options, device: "wasn" })).rejects.toThrow(
      'unknown device "wasn"; did you mean "wasm"?',
    );
  });

  test.each<[string, EvaluationRequest, string]>([
    [
      "no task",
      request([], trapPopulation("walk")),
      "evaluate: tasks is empty; name one or more of trapdoor",
    ],
    [
      "unknown task",
      request(["river"], trapPopulation("walk")),
      'the experiment has no task "river"; its tasks are trapdoor',
    ],
    [
      "twice",
      request(["trapdoor", "trapdoor"], trapPopulation("walk")),
      'task "trapdoor" is named twice; name it once',
    ],
    ["nobody", request(["trapdoor"], trapPopulation()), "a population needs one candidate or more, got 0"],
    [
      "length",
      request(["trapdoor"], randomPopulation(2, 23)),
      "candidates have 23 parameters but the network has 24",
    ],
    [
      "episodes",
      request(["trapdoor"], trapPopulation("walk"), { episodes: 0 }),
      "episodes must be a positive integer, got 0",
    ],
    [
      "statistics",
      request(["trapdoor"], trapPopulation("walk"), {
        observations: { trapdoor: { count: 1, mean: new Float64Array(2), squares: new Float64Array(2) } },
      }),
      'observation statistics of "trapdoor" have 2 values but its observations have 3',
    ],
  ])("request: %s", async (_, wrong, message) => {
    await withInline(experiment, (executor) => expect(executor.evaluate(wrong)).rejects.toThrow(message));
  });
});

describe("testing one policy", () => {
  const two = linearExperiment(3, 8, [
    task,
    episodesTask("second", { environment: { id: "trapdoor", options: { stepLimit: 9 } } }),
  ]);

  test("returns every episode's values and all steps", async () => {
    const parameters = new Float64Array(24);
    parameters[0] = 1;
    const asked = { tasks: ["trapdoor", "second"], episodes: 30, key: fold(runKey, 4), observations: {} };
    const { values, steps } = await withInline(two, (executor) => testPolicy(executor, parameters, asked));
    const played = oneByOne(two, plainDevice(), {
      ...asked,
      population: { kind: "explicit", parameters: { rows: 1, columns: 24, data: parameters } },
    });
    expect(Object.keys(values)).toEqual(["trapdoor.paid", "trapdoor.length", "second.paid", "second.length"]);
    expect(values["trapdoor.paid"]).toEqual(played[0]![0]!.map((episode) => episode.values[0]));
    expect(values["second.length"]).toEqual(played[1]![0]!.map((episode) => episode.values[1]));
    expect(steps).toBe(played.flat(2).reduce((sum, episode) => sum + episode.steps, 0));
  });

  test("a policy that fails is an error with its reason", async () => {
    const parameters = new Float64Array(24);
    parameters[1] = 1;
    const asked = { tasks: ["trapdoor"], episodes: 2, key: runKey, observations: {} };
    await expect(withInline(two, (executor) => testPolicy(executor, parameters, asked))).rejects.toThrow(
      'the policy\'s test failed twice: task "trapdoor", episode 0, step 0: fell through',
    );
  });
});

describe("a random policy's baseline", () => {
  const cartPole = linearExperiment(4, 2, [episodesTask("cart-pole")]);

  test("has a value an episode, the same for the same key", () => {
    const values = randomBaseline(cartPole, runKey, 200);
    expect(Object.keys(values)).toEqual(["cart-pole.return"]);
    expect(values["cart-pole.return"]!.length).toBe(200);
    expect(randomBaseline(cartPole, runKey, 200)).toEqual(values);
    expect(randomBaseline(cartPole, [0, 1], 200)).not.toEqual(values);
  });

  // A random policy's return on CartPole-v1 is widely reported as 22 to 23 steps.
  test("is about 22 on cart-pole", () => {
    const values = randomBaseline(cartPole, runKey, 1000)["cart-pole.return"]!;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(20.5);
    expect(mean).toBeLessThan(24);
  });
});
