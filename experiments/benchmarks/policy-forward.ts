/**
 * Policy forwards a second for whole populations, one lane a member, against plain batched inference of one network.
 *
 *     npm run bench -- policy-forward
 *
 * Networks: the two-game experiment's, on observations of its games under random actions, and the papers' (84 x 84 x
 * 4, 1,008,450 parameters) on uniform noise. The peer is the same network with one set of weights in TensorFlow.js's
 * WebAssembly backend on one thread with SIMD, batch = population, its norms folded into biases, its input uploaded
 * and its output read in each forward, as playing needs; "resident" leaves the upload out. A population's forward does
 * more: every lane has its own member's perturbation and its own normalisation. GFLOP/s count every product of the
 * layers, also those with inputs of 0, which we leave out; noise is not counted. Rounds take turns, so that a busy
 * machine slows all alike.
 */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { environments } from "../../environments/index.ts";
import type { EpisodesTask } from "../../src/evaluation/index.ts";
import {
  initialParameters,
  type LayerDescription,
  layoutOf,
  type NetworkDescription,
  type NoiseKind,
  shapesOf,
  wasmDevice,
} from "../../src/policy/index.ts";
import { fold, keyOf, Stream, uniform } from "../../src/random/index.ts";
import { planOf, readConfigSource } from "../../src/runs/index.ts";

const settings = {
  config: "experiments/two-games-arcade.yaml",
  seed: 1,
  populations: [64, 256],
  rounds: 9,
  roundSeconds: 0.25,
};

const relu: LayerDescription = { kind: "activation", function: "relu" };
const norm: LayerDescription = { kind: "virtual-batch-norm" };
const conv = (filters: number, size: number, stride: number): LayerDescription => ({
  kind: "conv2d",
  filters,
  kernel: [size, size],
  stride,
  padding: "same",
  bias: false,
});

const papersNetwork: NetworkDescription = {
  input: [84, 84, 4],
  layers: [
    conv(16, 8, 4),
    norm,
    relu,
    conv(32, 4, 2),
    norm,
    relu,
    { kind: "flatten" },
    { kind: "dense", units: 256, bias: false },
    norm,
    relu,
    { kind: "dense", units: 18 },
  ],
};

const noises: Readonly<Record<string, NoiseKind>> = {
  "low-rank 1": { kind: "low-rank", rank: 1 },
  dense: { kind: "dense" },
};

const key = keyOf(settings.seed);

/** A lane's observation for each game in turn, at a random moment of an episode with random actions. */
function observations(tasks: readonly EpisodesTask[], lanes: number): Float32Array {
  const worlds = tasks.map(({ environment: { id, options } }) => environments.get(id).create(options));
  const size = worlds[0]!.spec.observation.shape.reduce((product, n) => product * n, 1);
  const inputs = new Float32Array(lanes * size);
  const draws = new Stream(fold(key, 1));
  for (let lane = 0; lane < lanes; lane++) {
    const world = worlds[lane % worlds.length]!;
    const values = new Float64Array(world.spec.values.length);
    world.reset(fold(key, 2, lane));
    const moment = draws.below(60);
    for (let step = 0; step < moment; step++)
      if (world.step(draws.below(18), values) !== 0) world.reset(fold(key, 3, lane));
    world.observe(inputs, lane * size);
  }
  return inputs;
}

/** The networks, each with a maker of inputs. */
async function contests(): Promise<
  Record<string, { network: NetworkDescription; inputs: (lanes: number) => Float32Array }>
> {
  const { experiment } = await planOf(await readConfigSource(settings.config));
  const tasks = experiment.tasks.filter((task) => task.kind === "episodes");
  return {
    "two games": { network: experiment.network!, inputs: (lanes) => observations(tasks, lanes) },
    "84 x 84 x 4": {
      network: papersNetwork,
      inputs: (lanes) => Float32Array.from(uniform(fold(key, 1), lanes * shapesOf(papersNetwork).inputSize)),
    },
  };
}

/** Floating-point operations of one forward without noise: two for each product. */
function operationsOf(network: NetworkDescription): number {
  let sum = 0;
  for (const layer of shapesOf(network).layers) {
    if (layer.kind === "dense") sum += 2 * layer.inputs * layer.units;
    if (layer.kind === "conv2d") {
      const { outHeight, outWidth, kernelHeight, kernelWidth, channels, filters } = layer;
      sum += 2 * outHeight * outWidth * kernelHeight * kernelWidth * channels * filters;
    }
  }
  return sum;
}

/** One forward of a population of this size on our device. */
function ours(
  network: NetworkDescription,
  noise: NoiseKind,
  count: number,
  inputs: Float32Array,
): () => void {
  const runner = wasmDevice.runner(network);
  const centre = initialParameters(network, fold(key, 0));
  const population = { kind: "perturbed", centre, sigma: 0.02, noise, key: fold(key, 2), count } as const;
  const policies = runner.load(population, 0, count);
  policies.normaliseOn(inputs, 8);
  const members = Int32Array.from({ length: count }, (_, i) => i);
  const outputs = new Float32Array(count * runner.outputSize);
  return () => policies.forward(inputs, members, count, outputs);
}

/** One batched forward of the same layers, with one set of weights, in TensorFlow.js. */
function peer(
  network: NetworkDescription,
  lanes: number,
  inputs: Float32Array,
  isResident: boolean,
): () => void {
  const layout = layoutOf(network);
  const parameters = initialParameters(network, fold(key, 0));
  const { layers } = network;
  const weights = layout.entries
    .filter(({ matrix }) => matrix !== null)
    .map(({ shape, offset, size }) =>
      tf.tensor(Float32Array.from(parameters.subarray(offset, offset + size)), [...shape]),
    );
  const biases = weights.map((weight) => tf.zeros([weight.shape.at(-1)!]));
  const products = layers.filter(({ kind }) => kind === "dense" || kind === "conv2d");
  const shape = [lanes, ...network.input];
  const resident = tf.tensor(inputs, shape);
  return () => {
    const output = tf.tidy(() => {
      let x: tf.Tensor = isResident ? resident : tf.tensor(inputs, shape);
      products.forEach((layer, i) => {
        const own = layers.slice(layers.indexOf(layer) + 1).find(({ kind }) => kind !== "virtual-batch-norm");
        const then = own?.kind === "activation" ? own.function : "identity";
        const shared = { bias: biases[i]!, activation: then === "relu" ? "relu" : "linear" } as const;
        if (layer.kind === "conv2d") {
          const filter = weights[i] as tf.Tensor4D;
          x = tf.fused.conv2d({
            x: x as tf.Tensor4D,
            filter,
            strides: layer.stride!,
            pad: "same",
            ...shared,
          });
        } else {
          x = tf.fused.matMul({ a: tf.reshape(x, [lanes, -1]), b: weights[i] as tf.Tensor2D, ...shared });
        }
        if (then === "tanh") x = tf.tanh(x);
      });
      return x;
    });
    output.dataSync();
    output.dispose();
  };
}

/** Forwards of the whole batch a second in one round. */
function rate(forward: () => void): number {
  const from = performance.now();
  let done = 0;
  let seconds = 0;
  while (seconds < settings.roundSeconds) {
    forward();
    done++;
    seconds = (performance.now() - from) / 1000;
  }
  return done / seconds;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const si = (value: number): string => (value >= 1e5 ? `${(value / 1e3).toFixed(0)} k` : value.toFixed(0));

const require = createRequire(import.meta.url);
setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
setThreadsCount(1);
tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
await tf.setBackend("wasm");

console.log(
  `Policy forward, seed ${settings.seed}, one thread, medians of ${settings.rounds} rounds (least - most)`,
);
for (const [name, { network, inputs: inputsFor }] of Object.entries(await contests())) {
  const operations = operationsOf(network);
  console.log(
    `\n${name}: ${layoutOf(network).size} parameters, ${(operations / 1e6).toFixed(2)} MFLOP a forward`,
  );
  for (const population of settings.populations) {
    const inputs = inputsFor(population);
    const contestants: Record<string, () => void> = {
      ...Object.fromEntries(
        Object.entries(noises).map(([id, noise]) => [id, ours(network, noise, population, inputs)]),
      ),
      tfjs: peer(network, population, inputs, false),
      "tfjs resident": peer(network, population, inputs, true),
    };
    const rates = Object.fromEntries(Object.keys(contestants).map((id) => [id, [] as number[]]));
    for (let round = 0; round <= settings.rounds; round++) {
      for (const [id, forward] of Object.entries(contestants)) {
        const found = rate(forward) * population;
        // The first round warms up the compilers.
        if (round > 0) rates[id]!.push(found);
      }
    }
    for (const [id, found] of Object.entries(rates)) {
      const ratio = median(found.map((r, i) => r / rates["tfjs"]![i]!));
      const gigaflops = ((median(found) * operations) / 1e9).toFixed(1);
      const spread = `(${si(Math.min(...found))} - ${si(Math.max(...found))})`;
      console.log(
        `  population ${String(population).padEnd(4)} ${id.padEnd(14)} ${si(median(found)).padStart(8)} forwards/s ${spread.padEnd(20)} ${gigaflops.padStart(6)} GFLOP/s  ${ratio.toFixed(2)} x tfjs`,
      );
    }
  }
}
