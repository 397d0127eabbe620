import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/base/index.ts";
import { matrix } from "../../src/linalg/index.ts";
import {
  accumulateNoise,
  initialParameters,
  layoutOf,
  materialise,
  type NoiseKind,
  noiseOf,
  type PerturbedPopulation,
  sizeOf,
} from "../../src/policy/index.ts";
import { fold, keyOf, noiseInto, normal } from "../../src/random/index.ts";
import { networks } from "./networks.ts";

const network = networks["convolutions with virtual batch norm"]!;
const layout = layoutOf(network);
const key = keyOf("noise");
const noises: readonly NoiseKind[] = [
  { kind: "dense" },
  { kind: "low-rank", rank: 1 },
  { kind: "low-rank", rank: 4 },
];

function populationOf(noise: NoiseKind, count = 10): PerturbedPopulation {
  return {
    kind: "perturbed",
    centre: initialParameters(network, fold(key, 9)),
    sigma: 0.3,
    noise,
    key,
    count,
  };
}

/** Rank of a matrix by Gaussian elimination with pivots above 1e-9. */
function rankOf(rows: number[][]): number {
  const left = rows.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < left[0]!.length && rank < left.length; column++) {
    let pivot = rank;
    for (let i = rank; i < left.length; i++) {
      if (Math.abs(left[i]![column]!) > Math.abs(left[pivot]![column]!)) pivot = i;
    }
    if (Math.abs(left[pivot]![column]!) < 1e-9) continue;
    [left[rank], left[pivot]] = [left[pivot]!, left[rank]!];
    for (let i = rank + 1; i < left.length; i++) {
      const factor = left[i]![column]! / left[rank]![column]!;
      for (let j = column; j < left[0]!.length; j++) left[i]![j]! -= factor * left[rank]![j]!;
    }
    rank++;
  }
  return rank;
}

describe.each(noises)("$kind $rank", (noise) => {
  test("candidates 2k and 2k + 1 lie on both sides of the centre", () => {
    const population = populationOf(noise);
    for (let k = 0; k < 5; k++) {
      const z = noiseOf(key, k, noise, layout);
      const plus = materialise(population, 2 * k, layout);
      const minus = materialise(population, 2 * k + 1, layout);
      population.centre.forEach((c, i) => {
        expect(plus[i]).toBe(c + 0.3 * z[i]!);
        expect(minus[i]).toBe(c - 0.3 * z[i]!);
      });
    }
  });

  test("noise has mean 0 and variance 1, and pairs are uncorrelated", () => {
    const pairs = 400;
    let sum = 0;
    let squares = 0;
    let products = 0;
    for (let k = 0; k < pairs; k++) {
      const z = noiseOf(key, k, noise, layout);
      const next = noiseOf(key, k + 1, noise, layout);
      for (let i = 0; i < z.length; i++) {
        sum += z[i]!;
        squares += z[i]! ** 2;
        products += z[i]! * next[i]!;
      }
    }
    const n = pairs * layout.size;
    expect(Math.abs(sum / n)).toBeLessThan(0.01);
    expect(Math.abs(squares / n - 1)).toBeLessThan(0.03);
    expect(Math.abs(products / n)).toBeLessThan(0.02);
  });

  test("the accumulated noise is the weighted sum of the noises written out", () => {
    const population = populationOf(noise, 9);
    const weights = Float64Array.from(normal(keyOf(5), 5));
    weights[2] = 0;
    const expected = new Float64Array(layout.size);
    for (let k = 0; k < 5; k++) {
      noiseOf(key, k, noise, layout).forEach((z, i) => {
        expected[i]! += weights[k]! * z;
      });
    }
    const sum = accumulateNoise(population, weights, layout);
    expect(accumulateNoise(population, weights, layout)).toEqual(sum);
    // Dense noise is added value by value in one order, so even rounding agrees.
    if (noise.kind === "dense") expect(sum).toEqual(expected);
    for (let i = 0; i < layout.size; i++) expect(Math.abs(sum[i]! - expected[i]!)).toBeLessThan(1e-12);
  });

  test("a pair's noise does not depend on how many pairs there are", () => {
    const [small, large] = [populationOf(noise, 4), populationOf(noise, 400)];
    expect(materialise(small, 3, layout)).toEqual(materialise(large, 3, layout));
  });
});

test("dense noise is the pair's noise stream", () => {
  const stream = new Float64Array(layout.size);
  noiseInto(fold(key, 3), 0, stream);
  expect(noiseOf(key, 3, { kind: "dense" }, layout)).toEqual(stream);
});

test.each([1, 2, 3])("low-rank noise of a matrix has rank %d", (rank) => {
  const z = noiseOf(key, 0, { kind: "low-rank", rank }, layout);
  for (const { matrix: shape, offset } of layout.entries) {
    if (shape === null) continue;
    const rows = Array.from({ length: shape.rows }, (_, i) =>
      Array.from(z.subarray(offset + i * shape.columns, offset + (i + 1) * shape.columns)),
    );
    expect(rankOf(rows)).toBe(Math.min(rank, shape.rows, shape.columns));
  }
});

test("rank-1 noise is the outer product of the stream's first values", () => {
  const tiny = layoutOf({ input: [2], layers: [{ kind: "dense", units: 3 }] });
  const s = new Float64Array(8);
  noiseInto(fold(key, 0), 0, s);
  const [a0, a1, b0, b1, b2, ...bias] = s as unknown as [number, number, number, number, number, ...number[]];
  const expected = [a0 * b0, a0 * b1, a0 * b2, a1 * b0, a1 * b1, a1 * b2, ...bias];
  expect(Array.from(noiseOf(key, 0, { kind: "low-rank", rank: 1 }, tiny))).toEqual(expected);
});

test("explicit candidates are their rows, copied", () => {
  const parameters = matrix(
    2,
    layout.size,
    Float64Array.from({ length: 2 * layout.size }, (_, i) => i),
  );
  const population = { kind: "explicit", parameters } as const;
  expect(sizeOf(population)).toBe(2);
  const row = materialise(population, 1, layout);
  expect(row[0]).toBe(layout.size);
  row[0] = -1;
  expect(parameters.data[layout.size]).toBe(layout.size);
});

test("nothing given is written to", () => {
  const population = populationOf({ kind: "low-rank", rank: 1 });
  const before = population.centre.slice();
  const weights = Float64Array.of(1, 2, 3, 4, 5);
  accumulateNoise(population, weights, layout);
  materialise(population, 3, layout);
  expect(population.centre).toEqual(before);
  expect(weights).toEqual(Float64Array.of(1, 2, 3, 4, 5));
});

test("what does not fit is named", () => {
  const population = populationOf({ kind: "dense" });
  expect(() => materialise(population, 10, layout)).toThrow(
    new ShapeError("population: no member 10 among 10"),
  );
  expect(() => accumulateNoise(population, [1], layout)).toThrow(
    new ShapeError("accumulateNoise: expected a weight for each of 5 pairs, got 1"),
  );
  expect(() => materialise({ ...population, centre: new Float64Array(3) }, 0, layout)).toThrow(
    new ShapeError(`population: candidates have 3 parameters but the network has ${layout.size}`),
  );
  expect(() => materialise({ ...population, noise: { kind: "low-rank", rank: 0 } }, 0, layout)).toThrow(
    new ShapeError("population: rank must be a positive integer, got 0"),
  );
  expect(() => materialise({ ...population, count: 1.5 }, 0, layout)).toThrow(
    new ShapeError("population: count must be a non-negative integer, got 1.5"),
  );
});
