/** Environments stepped on the GPU: the integers of those on the processor, and scores of whole evaluations. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { environments } from "../../environments/index.ts";
import {
  type BehaviourChoice,
  type EpisodesTask,
  type EvaluationRequest,
  type Experiment,
  inlineExecutor,
} from "../../src/evaluation/index.ts";
import { Card } from "../../src/policy/devices/webgpu/card.ts";
import {
  initialParameters,
  type NetworkDescription,
  type Population,
  startDevice,
} from "../../src/policy/index.ts";
import { fold, keyOf } from "../../src/random/index.ts";
import { policies } from "../environments/arcade/scripted.ts";
import { expectSideBySide, type Pilot } from "./side-by-side.ts";
import { startedOrReason } from "./started.ts";

const { device, reason } = await startedOrReason("webgpu");
if (!device) test.skip(`webgpu does not start here: ${reason}`, () => {});

const written = environments
  .entries()
  .flatMap(([id, entry]) => (entry.shader?.(entry.options.parse({})) === undefined ? [] : [id]));
/** Random steps of each environment: some always, more where they are asked for. */
const least = Number(process.env["EPISODE_STEPS"] ?? 20_000);
const key = keyOf("episodes on the GPU");

afterEach(() => {
  vi.restoreAllMocks();
});

describe.skipIf(!device)("environments on the GPU", () => {
  test("there are the arcade games and those of MinAtar", () => {
    expect(written).toEqual([
      "river",
      "fortress",
      ...environments.ids().filter((id) => id.startsWith("minatar-")),
    ]);
    expect(written.length).toBe(7);
  });

  test.each(written)(`%s: the processor's bits over ${least} random steps`, async (id) => {
    // An episode of Freeway takes 2501 steps, whatever is done.
    const lanes = id === "minatar-freeway" ? Math.floor(least / 2501) : 512;
    const stride = id === "minatar-freeway" ? 25 : 1;
    const tally = await expectSideBySide(id, {}, { least, key, lanes, stride });
    expect(tally.steps).toBeGreaterThanOrEqual(least);
    expect(tally.terminated).toBeGreaterThan(0);
  });

  test.each(written.filter((id) => id.startsWith("minatar-")))("%s: under other options", async (id) => {
    const options = { stickiness: 0.5, ramping: false, actions: "minimal", stepLimit: 10 };
    const tally = await expectSideBySide(id, options, { lanes: 64, least: 640, key, stride: 5 });
    expect(tally.truncated).toBeGreaterThan(0);
  });

  /** Flies far, and not always as it should. */
  const pilot: Pilot = (seen, draws) =>
    draws.chance(0.1) ? policies.random(seen, draws) : policies.reactive(seen);

  test.each([
    { id: "river", options: {}, rows: 96 },
    { id: "river", options: { startSection: 3, lives: 5, stickiness: 0.1 }, rows: 96 },
    { id: "fortress", options: {}, rows: 96 },
    { id: "fortress", options: { startSection: 3, lives: 5, stickiness: 0.1 }, rows: 96 },
    { id: "river", options: { startSection: 20, ramp: false, lives: 2, stickiness: 1 }, rows: 10 },
    { id: "fortress", options: { startSection: 20, ramp: false, lives: 2, stickiness: 1 }, rows: 10 },
  ])("$id with $options: the processor's bits where a pilot flies far", async ({ id, options, rows }) => {
    const { most, terminated } = await expectSideBySide(id, options, {
      lanes: 8,
      least: 1,
      key,
      stride: 10,
      pilot,
    });
    expect(terminated).toBe(8);
    // Beyond the second section, where all sorts of things stand.
    expect(most[4]).toBeGreaterThan(rows);
  });

  test.each(["river", "fortress"])("%s: truncated at the frame cap", async (id) => {
    const options = { lives: 9, stickiness: 0, frameCap: 30 };
    const tally = await expectSideBySide(id, options, { lanes: 16, least: 400, key, pilot });
    expect(tally.truncated).toBe(16);
  });
});

describe.skipIf(!device)("populations playing on the GPU", () => {
  const task = (environment: string, more: Partial<EpisodesTask> = {}): EpisodesTask => ({
    kind: "episodes",
    id: environment,
    environment: { id: environment, options: {} },
    episodes: 2,
    sharedEpisodes: "pair",
    referenceRows: 0,
    normaliseObservations: false,
    ...more,
  });
  // No two outputs of a linear layer on a few ones are near enough for rounding to tell them apart.
  const network = (channels: number, units: number): NetworkDescription => ({
    input: [10, 10, channels],
    layers: [{ kind: "flatten" }, { kind: "dense", units }],
  });
  const population = (of: NetworkDescription, count: number): Population => ({
    kind: "perturbed",
    centre: initialParameters(of, key).map((x, i) => x + 0.1 * Math.sin(i)),
    sigma: 0.2,
    noise: { kind: "low-rank", rank: 1 },
    key,
    count,
  });
  const evaluate = async (
    id: string,
    experiment: Experiment,
    given: Population,
    more: Partial<EvaluationRequest> = {},
  ) => {
    const executor = await inlineExecutor(experiment, { device: id, key, workers: 1 });
    return executor.evaluate({
      tasks: experiment.tasks.map((each) => each.id),
      population: given,
      key: fold(key, 4),
      observations: {},
      perEpisode: true,
      behaviours: experiment.tasks.some((each) => each.behaviour !== undefined),
      ...more,
    });
  };
  const bothOf = async (experiment: Experiment, given: Population, more: Partial<EvaluationRequest> = {}) => {
    const here = await evaluate("wasm", experiment, given, more);
    // What leaves the GPU, in bytes, and whether policies are asked step by step.
    const read = vi.spyOn(Card.prototype, "read").mockClear();
    const there = await evaluate("webgpu", experiment, given, more);
    return { here, there, bytes: read.mock.calls.map(([, count]) => count).filter((count) => count !== 4) };
  };

  test("MinAtar: the scores of playing step by step, and nothing else leaves the GPU", async () => {
    const options = { stepLimit: 300 };
    const tasks = [task("minatar-breakout", { environment: { id: "minatar-breakout", options } })];
    const of = network(4, 6);
    const experiment: Experiment = { network: of, tasks, objectives: [] };
    const { here, there, bytes } = await bothOf(experiment, population(of, 40));
    expect(there).toEqual(here);
    expect(Math.max(...there.outcomes[0]!.values.data)).toBeGreaterThan(0);
    // 80 lanes of how it stands, steps and return; beside it, after some steps, the number of those that run.
    expect(bytes).toEqual([80 * 3 * 4]);
  });

  test("actions are drawn on the GPU: the scores of drawing step by step, and nothing else leaves it", async () => {
    const options = { stepLimit: 60 };
    const more = { environment: { id: "minatar-breakout", options }, frames: 2 };
    const tasks = [
      task("minatar-breakout", { ...more, actions: "sampled" }),
      task("minatar-breakout", { ...more, id: "greedy" }),
    ];
    const experiment: Experiment = { network: network(8, 6), tasks, objectives: [] };
    const { here, there, bytes } = await bothOf(experiment, population(experiment.network, 20));
    expect(there).toEqual(here);
    expect(there.outcomes[0]!.steps).not.toEqual(there.outcomes[1]!.steps);
    expect(bytes).toEqual([40 * 3 * 4, 40 * 3 * 4]);
  });

  test("an episode ends where an output it would draw from is not finite", async () => {
    const tasks = [task("minatar-breakout", { actions: "sampled" })];
    const experiment: Experiment = { network: network(4, 6), tasks, objectives: [] };
    const given = population(experiment.network, 4) as Extract<Population, { kind: "perturbed" }>;
    const { here, there } = await bothOf(experiment, { ...given, centre: given.centre.fill(1e39, -1) });
    expect(here.failures.length).toBeGreaterThan(0);
    expect(there.failures).toEqual(here.failures);
  });

  test("what cells remember goes along where episodes close ranks", async () => {
    const remembering: NetworkDescription = {
      input: [10, 10, 4],
      layers: [{ kind: "flatten" }, { kind: "elman", units: 5 }, { kind: "dense", units: 6 }],
    };
    const options = { stepLimit: 150 };
    const tasks = [task("minatar-breakout", { environment: { id: "minatar-breakout", options } })];
    const experiment: Experiment = { network: remembering, tasks, objectives: [] };
    const { here, there, bytes } = await bothOf(experiment, population(remembering, 40));
    expect(there).toEqual(here);
    // Before the scores how each lane stands, once or more.
    expect(bytes.length).toBeGreaterThan(1);
    expect(bytes.slice(0, -1).every((count) => count === 80 * 4)).toBe(true);
  });

  test("observations are normalised, and their statistics gathered, as step by step", async () => {
    const options = { stepLimit: 60 };
    const more = { environment: { id: "minatar-breakout", options }, normaliseObservations: true };
    const tasks = [task("minatar-breakout", more)];
    const experiment: Experiment = { network: network(4, 6), tasks, objectives: [] };
    const given = population(experiment.network, 10);
    const first = await bothOf(experiment, given, { perEpisode: false });
    expect(first.there.outcomes[0]!.steps).toEqual(first.here.outcomes[0]!.steps);
    const [found, expected] = [first.there, first.here].map(({ outcomes }) => outcomes[0]!.observations!);
    expect(found!.count).toBe(expected!.count);
    // Counted here and added up one after the other there.
    for (const which of ["mean", "squares"] as const) {
      expected![which].forEach((value, i) => {
        expect(Math.abs(found![which][i]! - value)).toBeLessThan(1e-11 * (1 + value));
      });
    }
    expect(first.bytes).toEqual([20 * (3 + 400) * 4]);
    const observations = { "minatar-breakout": expected! };
    const second = await bothOf(experiment, given, { observations });
    expect(second.there).toEqual(second.here);
    expect(second.there.outcomes[0]!.steps).not.toEqual(first.there.outcomes[0]!.steps);
    expect(second.bytes).toEqual([20 * 3 * 4]);
  });

  const of = network(10, 18);
  const game = (id: string, place: number, frameCap: number, behaviour?: BehaviourChoice): EpisodesTask => ({
    ...task(id, { environment: { id, options: { lives: 1, frameCap } }, behaviour }),
    id: `${id} ${place}`,
  });
  const games = (...tasks: EpisodesTask[]): Experiment => ({ network: of, tasks, objectives: [] });

  test("two arcade games: the scores of playing step by step, and nothing else leaves the GPU", async () => {
    const experiment = games(game("river", 0, 32), game("fortress", 1, 32));
    const { here, there, bytes } = await bothOf(experiment, population(of, 10));
    expect(there).toEqual(here);
    expect(Math.max(...there.outcomes.flatMap(({ values }) => [...values.data]))).toBeGreaterThan(20);
    // 20 lanes of how it stands, steps, score and frames.
    expect(bytes).toEqual([20 * 4 * 4, 20 * 4 * 4]);
  });

  test("episodes are described as step by step, and nothing beyond what that takes leaves the GPU", async () => {
    const experiment = games(
      game("river", 0, 32, { id: "environment", options: {} }),
      game("fortress", 1, 32, { id: "environment", options: { entries: ["rows", "level"] } }),
      game("fortress", 2, 16, { id: "values", options: {} }),
      game("river", 3, 16, { id: "final-observation", options: {} }),
    );
    const { here, there, bytes } = await bothOf(experiment, population(of, 4));
    expect(here.outcomes.map(({ behaviours }) => behaviours?.columns)).toEqual([3, 2, 2, 1000]);
    expect(there).toEqual(here);
    expect(bytes.map((count) => count / 4 / 8)).toEqual([7, 7, 4, 1004]);
  });

  test("what is described by the actions taken: their counts leave the GPU, and nothing else", async () => {
    const experiment = games(game("river", 0, 20, { id: "actions", options: {} }));
    const { here, there, bytes } = await bothOf(experiment, population(of, 3));
    expect(there).toEqual(here);
    const { columns, data } = there.outcomes[0]!.behaviours!;
    expect(columns).toBe(18);
    expect(data.filter((share) => share > 0).length).toBeGreaterThan(6);
    expect(bytes).toEqual([6 * (4 + 18) * 4]);
  });

  test.each([
    { frames: 2, reads: 1 },
    // Some lanes outlive half of them, close ranks, and take their frames along.
    { frames: 4, reads: 2 },
  ])(
    "stacks of $frames frames: what is seen, and its statistics, as step by step",
    async ({ frames, reads }) => {
      const options = { stepLimit: 60 };
      const more = {
        environment: { id: "minatar-breakout", options },
        frames,
        normaliseObservations: true,
        behaviour: { id: "final-observation", options: {} },
      };
      const experiment: Experiment = {
        network: network(4 * frames, 6),
        tasks: [task("minatar-breakout", more)],
        objectives: [],
      };
      const given = population(experiment.network, 80);
      const first = await bothOf(experiment, given, { perEpisode: false });
      expect(first.bytes.length).toBeGreaterThanOrEqual(reads);
      const [found, expected] = [first.there, first.here].map(({ outcomes }) => outcomes[0]!);
      expect(found!.steps).toEqual(expected!.steps);
      expect(found!.values).toEqual(expected!.values);
      expect(found!.behaviours).toEqual(expected!.behaviours);
      expected!.observations!.mean.forEach((value, i) => {
        expect(Math.abs(found!.observations!.mean[i]! - value)).toBeLessThan(1e-11);
      });
      const observations = { "minatar-breakout": expected!.observations! };
      const second = await bothOf(experiment, given, { observations });
      expect(second.there).toEqual(second.here);
      expect(second.there.outcomes[0]!.steps).not.toEqual(found!.steps);
    },
  );

  test("a network that gives NaN fails as it does step by step, and its neighbours do not notice", async () => {
    const rows = [0, 1, 2].map((row) =>
      Float64Array.from({ length: 18018 }, (_, i) => Math.sin(i * (row + 1))),
    );
    rows[1]!.fill(Number.NaN, 18000);
    const data = Float64Array.from(rows.flatMap((row) => [...row]));
    const given: Population = { kind: "explicit", parameters: { rows: 3, columns: 18018, data } };
    const { here, there } = await bothOf(games(game("river", 0, 16), game("fortress", 1, 16)), given);
    expect(there).toEqual(here);
  });

  test("a network that does not fit the environment is refused", async () => {
    const runner = (await startDevice("webgpu")).runner(network(4, 6));
    const entry = environments.get("river");
    const shader = entry.shader!(entry.options.parse({}))!;
    const policiesOf = runner.load(population(network(4, 6), 2), 0, 2);
    const lanes = { keys: Uint32Array.of(1, 2), members: Int32Array.of(0), lanes: 1 };
    await expect(policiesOf.play!(shader, lanes)).rejects.toThrow(
      "play: the environment shows 1000 values and takes 18 actions, but the network has 400 inputs and 6 outputs",
    );
    runner.close?.();
  });
});
