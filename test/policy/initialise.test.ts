import { expect, test } from "vitest";
import {
  type Initialiser,
  initialParameters,
  layoutOf,
  type NetworkDescription,
} from "../../src/policy/index.ts";
import { keyOf } from "../../src/random/index.ts";
import { chiSquareBelow } from "../random/goodness-of-fit.ts";
import { networks } from "./networks.ts";

const network: NetworkDescription = {
  input: [8, 8, 4],
  layers: [
    { kind: "conv2d", filters: 32, kernel: [4, 4], bias: true },
    { kind: "virtual-batch-norm" },
    { kind: "flatten" },
    { kind: "dense", units: 20 },
  ],
};

const variance = (values: Float64Array): number => values.reduce((sum, x) => sum + x * x, 0) / values.length;

test.each<[Initialiser, (rows: number, columns: number) => number]>([
  ["fan-in", (rows) => 1 / rows],
  ["he", (rows) => 2 / rows],
  ["glorot", (rows, columns) => 2 / (rows + columns)],
])("%s weights have the variance they should", (initialiser, expected) => {
  const parameters = initialParameters(network, keyOf(1), initialiser);
  for (const { matrix, offset, size } of layoutOf(network).entries) {
    if (matrix === null) continue;
    const ratio =
      variance(parameters.subarray(offset, offset + size)) / expected(matrix.rows, matrix.columns);
    expect(Math.abs(ratio - 1)).toBeLessThan(4 * Math.sqrt(2 / size));
  }
});

test("normal weights are normal: their eight equally likely cells fill evenly", () => {
  const parameters = initialParameters(network, keyOf(2));
  const { offset, size, matrix } = layoutOf(network).entries.at(-2)!;
  // Quantiles of the standard normal at i / 8, from a table.
  const edges = [-1.15035, -0.67449, -0.318639, 0, 0.318639, 0.67449, 1.15035];
  const counts = new Float64Array(8);
  for (let i = 0; i < size; i++) {
    const z = parameters[offset + i]! * Math.sqrt(matrix!.rows);
    counts[edges.filter((edge) => edge < z).length]!++;
  }
  expect(chiSquareBelow(counts, new Float64Array(8).fill(size / 8), 1e-4)).toBe(true);
});

test("biases and shifts start at 0, and everything does where asked", () => {
  const parameters = initialParameters(network, keyOf(1));
  for (const { matrix, offset, size } of layoutOf(network).entries) {
    if (matrix === null) expect(parameters.subarray(offset, offset + size).every((x) => x === 0)).toBe(true);
  }
  expect(initialParameters(network, keyOf(1), "zero").every((x) => x === 0)).toBe(true);
});

test("the key alone decides, and a layer's weights do not depend on the layers after it", () => {
  const deep = networks["perceptron, tanh"]!;
  const shallow = { ...deep, layers: deep.layers.slice(0, 2) };
  expect(initialParameters(deep, keyOf(3))).toEqual(initialParameters(deep, keyOf(3)));
  expect(initialParameters(deep, keyOf(3))).not.toEqual(initialParameters(deep, keyOf(4)));
  expect(initialParameters(deep, keyOf(3)).slice(0, 80)).toEqual(initialParameters(shallow, keyOf(3)));
});
