import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { assemblyOf } from "../../src/evaluation/assembly.ts";
import type { Chunk } from "../../src/evaluation/chunk.ts";
import { evaluatorOf } from "../../src/evaluation/evaluator.ts";
import type {
  EvaluationRequest,
  EvaluationResult,
  Experiment,
  ObservationStatistics,
} from "../../src/evaluation/index.ts";
import { loadModules } from "../../src/evaluation/node.ts";
import { matrix } from "../../src/linalg/index.ts";
import { type Device, initialParameters, sizeOf, wasmDevice } from "../../src/policy/index.ts";
import {
  type DeviceLog,
  episodesTask,
  fixture,
  linearExperiment,
  plainDevice,
  randomPopulation,
  request,
  runKey,
  stumblers,
  trapPopulation,
} from "./experiment.ts";
import { oneByOne } from "./one-by-one.ts";

beforeAll(() => loadModules([fixture("trapdoor.ts")]));

/** A request worked out in the given chunks, on this thread. */
async function inChunks(
  experiment: Experiment,
  asked: EvaluationRequest,
  chunks: readonly Chunk[],
  device: Device = plainDevice(),
): Promise<EvaluationResult> {
  const evaluator = evaluatorOf(experiment, device, runKey);
  evaluator.check(asked);
  const assembly = assemblyOf(asked, evaluator.runtimes, sizeOf(asked.population));
  for (const chunk of chunks) assembly.accept(await evaluator.evaluate(asked, chunk));
  return assembly.result();
}

const whole = (asked: EvaluationRequest): Chunk[] => [
  { first: 0, count: sizeOf(asked.population), firstEpisode: 0, endEpisode: 5000 },
];

/** Chunks that end after the members in `cuts`, in a shuffled order. */
function cutAt(size: number, cuts: readonly number[], order: readonly number[]): Chunk[] {
  const ends = [...new Set([...cuts.map((cut) => 1 + (cut % size)), size])].sort((a, b) => a - b);
  const chunks = ends.map((end, i) => ({
    first: ends[i - 1] ?? 0,
    count: end - (ends[i - 1] ?? 0),
    firstEpisode: 0,
    endEpisode: 5000,
  }));
  return chunks
    .map((chunk, i) => ({ chunk, at: order[i % order.length]! }))
    .sort((a, b) => a.at - b.at)
    .map(({ chunk }) => chunk);
}

const cartPole = episodesTask("cart-pole", { episodes: 3 });

describe("lock-step rollouts", () => {
  test.each(["member", "pair", "generation"] as const)(
    "equal episodes played one by one, bit for bit (episodes shared by %s)",
    async (sharedEpisodes) => {
      const experiment = linearExperiment(4, 2, [
        episodesTask("other", { environment: { id: "cart-pole", options: {} } }),
        { ...cartPole, sharedEpisodes },
      ]);
      const asked = request(["cart-pole"], randomPopulation(7, 8));
      const { outcomes, failures } = await inChunks(experiment, { ...asked, perEpisode: true }, whole(asked));
      const expected = oneByOne(experiment, plainDevice(), asked)[0]!;
      expect(failures).toEqual([]);
      expect([...outcomes[0]!.episodeValues!.data]).toEqual(expected.flat().flatMap(({ values }) => values));
      expect([...outcomes[0]!.steps]).toEqual(
        expected.map((episodes) => episodes.reduce((sum, { steps }) => sum + steps, 0)),
      );
      expect([...outcomes[0]!.values.data]).toEqual(
        expected.map((episodes) => episodes.reduce((sum, { values }) => sum + values[0]!, 0) / 3),
      );
    },
  );

  test.each([{ kind: "dense" }, { kind: "low-rank", rank: 1 }] as const)(
    "equal episodes played one by one on the SIMD device too, for two arcade games and $kind noise",
    async (noise) => {
      const games = ["river", "fortress"].map((id) => episodesTask(id, { sharedEpisodes: "pair" }));
      const experiment: Experiment = {
        network: {
          input: [10, 10, 10],
          layers: [
            { kind: "flatten" },
            { kind: "dense", units: 12 },
            { kind: "activation", function: "tanh" },
            { kind: "dense", units: 18 },
          ],
        },
        tasks: games,
        objectives: [],
      };
      const centre = initialParameters(experiment.network, [6, 6]);
      const asked = request(["river", "fortress"], {
        kind: "perturbed",
        centre,
        sigma: 0.3,
        noise,
        key: [1, 1],
        count: 6,
      });
      const { outcomes, failures } = await inChunks(
        experiment,
        { ...asked, perEpisode: true },
        whole(asked),
        wasmDevice,
      );
      const expected = oneByOne(experiment, wasmDevice, asked);
      expect(failures).toEqual([]);
      outcomes.forEach(({ episodeValues, steps }, t) => {
        expect([...episodeValues!.data]).toEqual(expected[t]!.flat().flatMap(({ values }) => values));
        expect([...steps]).toEqual(expected[t]!.map(([a, b]) => a!.steps + b!.steps));
      });
    },
  );

  test("antithetic pairs share their episodes where the task says so, and only then", async () => {
    // Four equal candidates: their outputs are all 0, so they walk, and differ by their episodes alone.
    const equal = { kind: "explicit", parameters: matrix(4, 24) } as const;
    const returns = async (sharedEpisodes: "member" | "pair" | "generation"): Promise<number[]> => {
      const asked = request(["trapdoor"], equal);
      const experiment = linearExperiment(3, 8, [episodesTask("trapdoor", { sharedEpisodes })]);
      return [...(await inChunks(experiment, asked, whole(asked))).outcomes[0]!.values.data].filter(
        (_, i) => i % 2 === 0,
      );
    };
    const [a, b, c, d] = await returns("pair");
    expect(a).toBe(b);
    expect(c).toBe(d);
    expect(a).not.toBe(c);
    expect(new Set(await returns("member")).size).toBe(4);
    expect(new Set(await returns("generation")).size).toBe(1);
  });

  test("the answer does not depend on the chunks or their order", async () => {
    const experiment = linearExperiment(4, 2, [
      { ...cartPole, normaliseObservations: true },
      episodesTask("second", {
        environment: { id: "cart-pole", options: { stepLimit: 40 } },
        normaliseObservations: true,
      }),
    ]);
    const seen: ObservationStatistics = {
      count: 50,
      mean: Float64Array.of(0, 0.1, -0.01, 0),
      squares: Float64Array.of(1, 9, 0.1, 20),
    };
    const asked = request(["cart-pole", "second"], randomPopulation(11, 8), {
      observations: { "cart-pole": seen },
    });
    const expected = await inChunks(experiment, asked, whole(asked));
    expect(expected.outcomes[0]!.observations!.count).toBeGreaterThan(100);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(50), { maxLength: 6 }),
        fc.array(fc.nat(100), { minLength: 1, maxLength: 8 }),
        async (cuts, order) => {
          expect(await inChunks(experiment, asked, cutAt(11, cuts, order))).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("episodes of one candidate may be spread over chunks", async () => {
    const experiment = linearExperiment(4, 2, [cartPole]);
    const asked = request(["cart-pole"], randomPopulation(2, 8), { episodes: 10, perEpisode: true });
    const chunks = [0, 1].flatMap((first) =>
      [6, 3, 0].map((firstEpisode) => ({
        first,
        count: 1,
        firstEpisode,
        endEpisode: firstEpisode === 6 ? 10 : firstEpisode + 3,
      })),
    );
    expect(await inChunks(experiment, asked, chunks)).toEqual(
      await inChunks(experiment, asked, whole(asked)),
    );
  });

  test("nor does it where candidates fail in some of their episodes", async () => {
    const experiment = linearExperiment(3, 8, [
      episodesTask("trapdoor", { normaliseObservations: true }),
      episodesTask("second", { environment: { id: "trapdoor", options: { stepLimit: 5 } } }),
    ]);
    const asked = request(["second", "trapdoor"], stumblers(12), { episodes: 6, perEpisode: true });
    const expected = await inChunks(experiment, asked, whole(asked));
    expect(expected.failures.length).toBeGreaterThan(3);
    expect(expected.failures.length).toBeLessThan(12);
    for (const length of [1, 2, 4]) {
      const chunks = [7, 0].flatMap((first) =>
        Array.from({ length: Math.ceil(6 / length) }, (_, block) => ({
          first,
          count: first === 7 ? 5 : 7,
          firstEpisode: block * length,
          endEpisode: Math.min(6, (block + 1) * length),
        })),
      );
      expect(await inChunks(experiment, asked, chunks.reverse())).toEqual(expected);
    }
    const training = { ...asked, perEpisode: false };
    const singles = Array.from({ length: 12 }, (_, first) => ({
      first,
      count: 1,
      firstEpisode: 0,
      endEpisode: 6,
    }));
    expect(await inChunks(experiment, training, singles)).toEqual(
      await inChunks(experiment, training, whole(asked)),
    );
  });

  test("a result with a piece missing is a defect, and is not given out", async () => {
    const experiment = linearExperiment(4, 2, [cartPole]);
    const asked = request(["cart-pole"], randomPopulation(3, 8));
    const part = [{ first: 0, count: 2, firstEpisode: 0, endEpisode: 3 }];
    await expect(inChunks(experiment, asked, part)).rejects.toThrow("6 of 9 episodes were evaluated");
  });

  test("observation statistics equal the two-pass computation over all observations shown", async () => {
    const experiment = linearExperiment(4, 2, [{ ...cartPole, normaliseObservations: true }]);
    const asked = request(["cart-pole"], randomPopulation(5, 8));
    const { observations } = (await inChunks(experiment, asked, whole(asked))).outcomes[0]!;
    const shown = oneByOne(experiment, plainDevice(), asked)
      .flat(2)
      .flatMap((episode) => episode.observations);
    expect(observations!.count).toBe(shown.length);
    for (let j = 0; j < 4; j++) {
      const mean = shown.reduce((sum, row) => sum + row[j]!, 0) / shown.length;
      const squares = shown.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0);
      expect(observations!.mean[j]).toBeCloseTo(mean, 12);
      expect(observations!.squares[j]! / squares).toBeCloseTo(1, 12);
    }
  });

  test("candidates act on observations normalised by the given statistics", async () => {
    const experiment = linearExperiment(3, 8, [episodesTask("trapdoor", { normaliseObservations: true })]);
    // Shown value 1 is about 100.5; normalised by mean 101 it turns negative, so action 4 (weight -1) wins.
    const parameters = { rows: 1, columns: 24, data: new Float64Array(24) };
    parameters.data[8 + 0] = 1;
    parameters.data[8 + 4] = -1;
    const population = { kind: "explicit", parameters } as const;
    const seen = { count: 1, mean: Float64Array.of(0, 101, 0), squares: Float64Array.of(1, 1, 1) };
    const raw = await inChunks(
      experiment,
      request(["trapdoor"], population),
      whole(request(["trapdoor"], population)),
    );
    const asked = request(["trapdoor"], population, { observations: { trapdoor: seen } });
    const normalised = await inChunks(experiment, asked, whole(asked));
    expect(normalised.outcomes[0]!.steps[0]).toBe(100);
    expect(raw.outcomes[0]!.steps[0]).toBeLessThan(100);
    expect([...normalised.outcomes[0]!.values.data]).toEqual([...expectedOf(experiment, asked)]);
  });

  test("an environment that never ends is cut at its step limit", async () => {
    const experiment = linearExperiment(3, 8, [episodesTask("trapdoor", { episodes: 4 })]);
    const asked = request(["trapdoor"], trapPopulation("forever", "walk"));
    const { outcomes, failures } = await inChunks(experiment, asked, whole(asked));
    expect(failures).toEqual([]);
    expect(outcomes[0]!.steps[0]).toBe(4 * 50);
    expect(outcomes[0]!.values.data[1]).toBe(50);
    expect(outcomes[0]!.steps[1]).toBeLessThan(4 * 50);
  });

  test("lanes leave the batch as their episodes end, and more lanes than a batch holds go in waves", async () => {
    const experiment = linearExperiment(3, 8, [episodesTask("trapdoor")]);
    const log: DeviceLog = { loads: [], references: [], lanes: [] };
    const asked = request(["trapdoor"], trapPopulation("walk", "walk"), { episodes: 1500, perEpisode: true });
    const { outcomes } = await inChunks(experiment, asked, whole(asked), plainDevice(log));
    expect(log.lanes[0]).toBe(2048);
    expect(log.lanes.filter((lanes, i) => i > 0 && lanes > log.lanes[i - 1]!).length).toBe(1);
    expect(log.lanes.reduce((sum, lanes) => sum + lanes, 0)).toBe(
      outcomes[0]!.steps[0]! + outcomes[0]!.steps[1]!,
    );
  });

  test("all tasks of a request are played with the members loaded once, each with its own reference", async () => {
    const experiment: Experiment = {
      ...linearExperiment(4, 2, [
        { ...cartPole, referenceRows: 6 },
        episodesTask("second", { environment: { id: "cart-pole", options: {} }, referenceRows: 9 }),
      ]),
      network: {
        input: [4],
        layers: [{ kind: "dense", units: 2, bias: false }, { kind: "virtual-batch-norm" }],
      },
    };
    const log: DeviceLog = { loads: [], references: [], lanes: [] };
    const asked = request(["second", "cart-pole"], randomPopulation(3, 8 + 2));
    await inChunks(experiment, asked, whole(asked), plainDevice(log));
    expect(log.loads).toEqual([{ first: 0, count: 3 }]);
    expect(log.references).toEqual([
      { first: 0, rows: 9 },
      { first: 0, rows: 6 },
    ]);
  });

  test("nothing given is written to", async () => {
    const experiment = linearExperiment(4, 2, [{ ...cartPole, normaliseObservations: true }]);
    const asked = request(
      ["cart-pole"],
      {
        kind: "perturbed",
        centre: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
        sigma: 0.5,
        noise: { kind: "dense" },
        key: [1, 2],
        count: 6,
      },
      {
        observations: {
          "cart-pole": { count: 3, mean: new Float64Array(4), squares: new Float64Array(4).fill(1) },
        },
      },
    );
    const before = structuredClone([experiment, asked]);
    await inChunks(experiment, asked, whole(asked));
    expect([experiment, asked]).toEqual(before);
  });
});

function expectedOf(experiment: Experiment, asked: EvaluationRequest): number[] {
  const [task] = oneByOne(experiment, plainDevice(), asked);
  return task!.flatMap((episodes) =>
    episodes[0]!.values.map(
      (_, v) => episodes.reduce((sum, { values }) => sum + values[v]!, 0) / episodes.length,
    ),
  );
}

describe("a pause", () => {
  const steps = 30_000;
  const endless = linearExperiment(3, 8, [
    episodesTask("trapdoor", { environment: { id: "trapdoor", options: { stepLimit: steps } } }),
  ]);
  const asked = request(["trapdoor"], trapPopulation("forever"), { episodes: 1 });

  test("comes every few thousand steps of a long piece", async () => {
    let pauses = 0;
    const evaluator = evaluatorOf(endless, plainDevice(), runKey);
    const { rollouts } = await evaluator.evaluate(asked, whole(asked)[0]!, async () => {
      pauses += 1;
    });
    expect(rollouts[0]!.steps).toEqual(Float64Array.of(steps));
    expect(pauses).toBe(Math.floor(steps / 4096));
  });

  test("that rejects ends the piece, and is nobody's failure", async () => {
    const log: DeviceLog = { loads: [], references: [], lanes: [] };
    const evaluator = evaluatorOf(endless, plainDevice(log), runKey);
    const reason = new Error("enough");
    const answer = evaluator.evaluate(asked, whole(asked)[0]!, () => Promise.reject(reason));
    await expect(answer).rejects.toBe(reason);
    expect(log.lanes.length).toBe(4096);
  });
});
