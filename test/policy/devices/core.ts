/**
 * The core of the device contract as plain answers, without a test library and with the package handed in, so that a page in
 * a browser can work it out too: forwards of populations, the noise behind them, and whole evaluations.
 */
import type { NetworkDescription, NoiseKind, PerturbedPopulation } from "../../../src/index.ts";

type Library = typeof import("../../../src/index.ts");

/** Answers by name, as plain numbers, which travel from a page unchanged. */
export type Answers = Readonly<Record<string, readonly number[]>>;

const relu = { kind: "activation", function: "relu" } as const;
const norm = { kind: "virtual-batch-norm" } as const;

/** Every kind of layer. */
const networks: Readonly<Record<string, NetworkDescription>> = {
  perceptron: {
    input: [9],
    layers: [
      { kind: "dense", units: 40 },
      { kind: "activation", function: "tanh" },
      { kind: "dense", units: 5 },
    ],
  },
  "convolutions with virtual batch norm": {
    input: [8, 8, 4],
    layers: [
      { kind: "conv2d", filters: 6, kernel: [4, 4], stride: 2, bias: false },
      norm,
      relu,
      { kind: "conv2d", filters: 10, kernel: [3, 3], stride: 2, padding: "valid" },
      relu,
      { kind: "flatten" },
      { kind: "dense", units: 6 },
    ],
  },
  "cells with memory": {
    input: [6],
    layers: [
      { kind: "gru", units: 7 },
      { kind: "layer-norm" },
      { kind: "elman", units: 5 },
      { kind: "activation", function: "sigmoid" },
      { kind: "dense", units: 3 },
    ],
  },
};

/** The networks under the kinds of noise that each is tried with. */
export const cases: readonly {
  readonly name: string;
  readonly network: NetworkDescription;
  readonly noise: NoiseKind;
}[] = (
  [
    ["perceptron", { kind: "dense" }],
    ["perceptron", { kind: "low-rank", rank: 1 }],
    ["convolutions with virtual batch norm", { kind: "dense" }],
    ["convolutions with virtual batch norm", { kind: "low-rank", rank: 1 }],
    ["cells with memory", { kind: "low-rank", rank: 3 }],
  ] as const
).map(([name, noise]) => ({ name: `${name}, ${noise.kind}`, network: networks[name]!, noise }));

export const members: readonly number[] = [0, 0, 1, 2, 3, 3, 3, 4, 5];
export const referenceRows = 5;

/** What a case is made of, by key alone. */
export function materialOf(
  { fold, keyOf, normal, initialParameters, shapesOf }: Library,
  network: NetworkDescription,
  noise: NoiseKind,
) {
  const key = keyOf("core of the contract");
  const { inputSize } = shapesOf(network);
  const population: PerturbedPopulation = {
    kind: "perturbed",
    centre: initialParameters(network, fold(key, 1)).map((x, i) => x + 0.05 * Math.sin(i)),
    sigma: 0.1,
    noise,
    key: fold(key, 2),
    count: 6,
  };
  return {
    population,
    inputs: Float32Array.from(normal(fold(key, 3), members.length * inputSize)),
    reference: Float32Array.from(normal(fold(key, 4), referenceRows * inputSize)),
  };
}

/** Outputs of some lanes in each case; cells have seen the same observation before. */
export async function forwards(library: Library, id: string): Promise<Answers> {
  const device = await library.startDevice(id);
  const answers: Record<string, readonly number[]> = {};
  for (const { name, network, noise } of cases) {
    const { population, inputs, reference } = materialOf(library, network, noise);
    const runner = device.runner(network);
    const policies = runner.load(population, 0, population.count);
    policies.normaliseOn(reference, referenceRows);
    const outputs = new Float32Array(members.length * runner.outputSize);
    const states = new Float32Array(members.length * runner.stateSize);
    for (let step = 0; step < 2; step++)
      await policies.forward(inputs, Int32Array.from(members), members.length, outputs, states);
    answers[name] = [...outputs];
    runner.close?.();
  }
  return answers;
}

/** The noise of members 4 to 7, as weights that unit vectors read off (dense) and as biases (of rank 2). */
export async function noise(library: Library, id: string): Promise<Answers> {
  const device = await library.startDevice(id);
  const key = library.keyOf("noise");
  const of = (size: number, kind: NoiseKind): PerturbedPopulation => ({
    kind: "perturbed",
    centre: new Float64Array(size),
    sigma: 1,
    noise: kind,
    key,
    count: 10,
  });
  const dense = device.runner({ input: [7], layers: [{ kind: "dense", units: 3, bias: false }] });
  const lanes = Int32Array.from({ length: 4 * 7 }, (_, l) => 4 + Math.floor(l / 7));
  const units = new Float32Array(lanes.length * 7);
  lanes.forEach((_, l) => {
    units[l * 7 + (l % 7)] = 1;
  });
  const weights = new Float32Array(lanes.length * 3);
  await dense.load(of(21, { kind: "dense" }), 4, 4).forward(units, lanes, lanes.length, weights);
  dense.close?.();
  const low = device.runner({ input: [5], layers: [{ kind: "dense", units: 11 }] });
  const biases = new Float32Array(4 * 11);
  await low
    .load(of(66, { kind: "low-rank", rank: 2 }), 4, 4)
    .forward(new Float32Array(4 * 5), Int32Array.of(4, 5, 6, 7), 4, biases);
  low.close?.();
  return { dense: [...weights], "rank 2": [...biases] };
}

/** The same noise by definition. */
export function noiseByDefinition({ denseNoise, fold, keyOf }: Library): Answers {
  const key = keyOf("noise");
  const ofMembers = (from: number, to: number): number[] =>
    [4, 5, 6, 7].flatMap((member) =>
      Array.from(denseNoise(fold(key, member >> 1), to).slice(from), (z) => (member % 2 === 0 ? z : -z)),
    );
  // Behind the 2 x (5 + 11) factors lie the biases.
  return { dense: ofMembers(0, 21), "rank 2": ofMembers(32, 43) };
}

/** Episode values of a population in two games, beside the policy where the device can. */
export async function scores(library: Library, id: string): Promise<Answers> {
  const key = library.keyOf("scores");
  const answers: Record<string, readonly number[]> = {};
  for (const [environment, channels, actions, options] of [
    ["minatar-breakout", 4, 6, { stepLimit: 64 }],
    ["river", 10, 18, { lives: 1, frameCap: 16 }],
  ] as const) {
    const network: NetworkDescription = {
      input: [10, 10, channels],
      layers: [{ kind: "flatten" }, { kind: "dense", units: actions }],
    };
    const task = {
      kind: "episodes" as const,
      id: environment,
      environment: { id: environment, options },
      episodes: 2,
      sharedEpisodes: "pair" as const,
      referenceRows: 0,
      normaliseObservations: false,
    };
    const experiment = { network, tasks: [task], objectives: [] };
    const executor = await library.inlineExecutor(experiment, { device: id, key, workers: 1 });
    const { outcomes, failures } = await executor.evaluate({
      tasks: [environment],
      population: {
        kind: "perturbed",
        centre: library.initialParameters(network, key).map((x, i) => x + 0.1 * Math.sin(i)),
        sigma: 0.2,
        noise: { kind: "low-rank", rank: 1 },
        key,
        count: 10,
      },
      key: library.fold(key, 1),
      observations: {},
      perEpisode: true,
    });
    await executor.close();
    answers[environment] = [failures.length, ...outcomes[0]!.episodeValues!.data, ...outcomes[0]!.steps];
  }
  return answers;
}
