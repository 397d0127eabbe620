import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/base/index.ts";
import { matrix } from "../../src/linalg/index.ts";
import {
  initialParameters,
  layoutOf,
  materialise,
  type NetworkDescription,
  type NoiseKind,
  type PerturbedPopulation,
  type Population,
  referenceForward,
  referenceStatistics,
  shapesOf,
  sizeOf,
  wasmDevice,
} from "../../src/policy/index.ts";
import { fold, keyOf, normal, uniform } from "../../src/random/index.ts";
import { atariNetwork, networks } from "./networks.ts";

const noises: readonly NoiseKind[] = [
  { kind: "dense" },
  { kind: "low-rank", rank: 1 },
  { kind: "low-rank", rank: 3 },
];
const key = keyOf("device");
const rowsOfReference = 6;

function perturbed(network: NetworkDescription, noise: NoiseKind, count = 6): PerturbedPopulation {
  const centre = initialParameters(network, fold(key, 1)).map((x, i) => x + 0.05 * Math.sin(i));
  return { kind: "perturbed", centre, sigma: 0.1, noise, key: fold(key, 2), count };
}

function written(population: Population, network: NetworkDescription): Population {
  const layout = layoutOf(network);
  const rows = Array.from({ length: sizeOf(population) }, (_, i) => materialise(population, i, layout));
  const parameters = matrix(rows.length, layout.size);
  rows.forEach((row, i) => {
    parameters.data.set(row, i * layout.size);
  });
  return { kind: "explicit", parameters };
}

const observations = (network: NetworkDescription, rows: number, part: number): Float32Array =>
  Float32Array.from(normal(fold(key, 3, part), rows * shapesOf(network).inputSize));

/** Mostly zeros, as planes of an arcade game are. */
const planes = (network: NetworkDescription, rows: number): Float32Array =>
  Float32Array.from(uniform(fold(key, 4), rows * shapesOf(network).inputSize), (u) => (u < 0.06 ? 1 : 0));

/** Outputs of lanes, loading members first .. first + count - 1 only. */
function run(
  network: NetworkDescription,
  population: Population,
  inputs: Float32Array,
  members: number[],
  [first, count] = [0, sizeOf(population)],
): Float32Array {
  const runner = wasmDevice.runner(network);
  const policies = runner.load(population, first!, count!);
  policies.normaliseOn(observations(network, rowsOfReference, 0), rowsOfReference);
  const outputs = new Float32Array(members.length * runner.outputSize);
  policies.forward(inputs, Int32Array.from(members), members.length, outputs);
  return outputs;
}

function byDefinition(
  network: NetworkDescription,
  population: Population,
  inputs: Float32Array,
  members: number[],
): Float64Array {
  const size = shapesOf(network).inputSize;
  const layout = layoutOf(network);
  const referenceRows = observations(network, rowsOfReference, 0);
  const reference = Array.from({ length: rowsOfReference }, (_, r) =>
    referenceRows.subarray(r * size, (r + 1) * size),
  );
  return Float64Array.from(
    members.flatMap((member, lane) => {
      const parameters = materialise(population, member, layout);
      const statistics = referenceStatistics(network, parameters, reference);
      return [
        ...referenceForward(network, parameters, inputs.subarray(lane * size, (lane + 1) * size), statistics),
      ];
    }),
  );
}

function expectClose(actual: Float32Array, expected: Float64Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce(
    (most, x, i) => Math.max(most, Math.abs(actual[i]! - x) / (1 + Math.abs(x))),
    0,
  );
  expect(worst).toBeLessThan(tolerance);
}

const lanesOf = (count: number, each: number): number[] =>
  Array.from({ length: count * each }, (_, l) => Math.floor(l / each));

describe.each(Object.entries(networks))("%s", (_, network) => {
  test.each(noises)("equals the members written out and run by definition: $kind $rank", (noise) => {
    const population = perturbed(network, noise);
    const members = lanesOf(6, 2);
    for (const inputs of [observations(network, 12, 1), planes(network, 12)]) {
      expectClose(
        run(network, population, inputs, members),
        byDefinition(network, population, inputs, members),
        2e-5,
      );
    }
  });

  test("dense noise gives the bits of the same members given explicitly", () => {
    const population = perturbed(network, { kind: "dense" });
    const inputs = observations(network, 6, 1);
    const members = lanesOf(6, 1);
    expect(run(network, population, inputs, members)).toEqual(
      run(network, written(population, network), inputs, members),
    );
  });

  test.each(noises)(
    "a lane's bits do not depend on its batch, nor on how members are loaded: $kind $rank",
    (noise) => {
      const population = perturbed(network, noise, 7);
      const members = [0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 5, 6, 6];
      const { inputSize, outputSize } = shapesOf(network);
      const inputs = observations(network, members.length, 1);
      inputs.set(planes(network, 3), 4 * inputSize);
      const whole = run(network, population, inputs, members);
      members.forEach((member, lane) => {
        const input = inputs.slice(lane * inputSize, (lane + 1) * inputSize);
        const expected = whole.slice(lane * outputSize, (lane + 1) * outputSize);
        expect(run(network, population, input, [member], [member, 1])).toEqual(expected);
      });
      for (const split of [1, 3, 4]) {
        const lanes = members
          .map((member, lane) => ({ member, lane }))
          .filter(({ member }) => member >= split);
        const input = inputs.slice(lanes[0]!.lane * inputSize);
        const own = lanes.map(({ member }) => member);
        const expected = whole.slice(lanes[0]!.lane * outputSize);
        expect(run(network, population, input, own, [split, 7 - split])).toEqual(expected);
      }
    },
  );
});
