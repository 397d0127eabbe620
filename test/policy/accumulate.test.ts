import fc from "fast-check";
import { expect, test } from "vitest";
import { accumulateNoise, layoutOf, type PerturbedPopulation } from "../../src/policy/index.ts";
import { fold, keyOf, noiseInto, normal } from "../../src/random/index.ts";

/** What `accumulateNoise` says of low-rank noise, one value of one pair after the other. */
function plainly(
  { key, count }: PerturbedPopulation,
  weights: ArrayLike<number>,
  layout: ReturnType<typeof layoutOf>,
  rank: number,
): Float64Array {
  const sum = new Float64Array(layout.size);
  const length = layout.entries.reduce(
    (total, { matrix, size }) => total + (matrix === null ? size : rank * (matrix.rows + matrix.columns)),
    0,
  );
  const stream = new Float32Array(length);
  for (let k = 0; 2 * k < count; k++) {
    if (weights[k] === 0) continue;
    noiseInto(fold(key, k), 0, stream);
    let at = 0;
    for (const { matrix, size, offset } of layout.entries) {
      if (matrix === null) {
        for (let i = 0; i < size; i++) sum[offset + i]! += weights[k]! * stream[at + i]!;
        at += size;
        continue;
      }
      const { rows, columns } = matrix;
      const b = at + rows * rank;
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          for (let q = 0; q < rank; q++) {
            const scaled = (weights[k]! / Math.sqrt(rank)) * stream[at + i * rank + q]!;
            sum[offset + i * columns + j]! += scaled * stream[b + j * rank + q]!;
          }
      at = b + columns * rank;
    }
  }
  return sum;
}

test("low-rank noise adds up, bit for bit, to its products value by value and pair after pair", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 13 }),
      fc.integer({ min: 1, max: 11 }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(1, 2, 5, 70),
      fc.integer({ min: 1, max: 170 }),
      fc.integer({ min: 0, max: 1000 }),
      (inputs, hidden, outputs, rank, pairs, seed) => {
        const layout = layoutOf({
          input: [inputs],
          layers: [
            { kind: "dense", units: hidden },
            { kind: "layer-norm" },
            { kind: "dense", units: outputs, bias: false },
          ],
        });
        const key = keyOf(seed);
        const population: PerturbedPopulation = {
          kind: "perturbed",
          centre: new Float64Array(layout.size),
          sigma: 1,
          noise: { kind: "low-rank", rank },
          key,
          count: 2 * pairs,
        };
        const weights = normal(fold(key, 1), pairs).map((w, k) => (k % 5 === 3 ? 0 : w));
        expect(accumulateNoise(population, weights, layout)).toEqual(
          plainly(population, weights, layout, rank),
        );
      },
    ),
    { numRuns: 15 },
  );
});
