import { ShapeError } from "../base/index.ts";
import { fold } from "../random/index.ts";
import type { ParameterLayout } from "./layout.ts";
import { checkPopulation, noiseLength } from "./perturbation.ts";
import type { PerturbedPopulation } from "./population.ts";
import { type Scratch, withScratch } from "./scratch.ts";

/** Outer products that are summed at once: the panels of a wide layer's factors stay in the second-level cache. */
const mostTerms = 64;

/** A pair whose noise counts. */
interface WeightedPair {
  readonly pair: number;
  readonly weight: number;
}

/**
 * The sum of weights[k] z_k over all pairs, which is what an evolution strategy's step is made of. Low-rank noise is
 * never written out. Each value's sum is taken in double precision in the order of k, pairs of weight 0 left out, so the
 * answer is one number on every machine. Time: pairs x parameters.
 */
export function accumulateNoise(
  population: PerturbedPopulation,
  weights: ArrayLike<number>,
  layout: ParameterLayout,
): Float64Array {
  checkPopulation(population, layout);
  const pairs = Math.ceil(population.count / 2);
  if (weights.length !== pairs) {
    throw new ShapeError(
      `accumulateNoise: expected a weight for each of ${pairs} pairs, got ${weights.length}`,
    );
  }
  const counting = Array.from({ length: pairs }, (_, pair) => ({ pair, weight: weights[pair]! })).filter(
    ({ weight }) => weight !== 0,
  );
  return withScratch((scratch) => {
    const { memory } = scratch;
    const { noise } = population;
    const purpose = `the sum of ${layout.size} values`;
    const sum = memory.take(layout.size * 8, purpose);
    const stream = memory.take(noiseLength(noise, layout) * 4, purpose);
    memory.f64.fill(0, sum / 8, sum / 8 + layout.size);
    if (noise.kind === "dense") addDense(scratch, population, counting, layout.size, stream, sum);
    else addLowRank(scratch, population, counting, layout, noise.rank, stream, sum);
    return memory.f64.slice(sum / 8, sum / 8 + layout.size);
  });
}

function addDense(
  { memory, table }: Scratch,
  { key }: PerturbedPopulation,
  counting: readonly WeightedPair[],
  size: number,
  stream: number,
  sum: number,
): void {
  for (const { pair, weight } of counting) {
    const [k0, k1] = fold(key, pair);
    memory.kernels.noiseAt(k0, k1, 0n, size, table, stream);
    memory.kernels.addScaled(stream, weight, size, sum);
  }
}

/** Pairs are taken some at a time: their factors are gathered matrix by matrix, and each matrix is then added to once. */
function addLowRank(
  { memory, table }: Scratch,
  { key, noise }: PerturbedPopulation,
  counting: readonly WeightedPair[],
  layout: ParameterLayout,
  rank: number,
  stream: number,
  sum: number,
): void {
  const { kernels } = memory;
  const atOnce = Math.max(1, Math.floor(mostTerms / rank));
  const length = noiseLength(noise, layout);
  const panelBytes = (size: number): number =>
    Math.ceil(size / 4) * Math.min(atOnce, counting.length) * rank * 32;
  const parts = layout.entries.map(({ matrix, size, offset }) => {
    const target = sum + offset * 8;
    if (matrix === null) return { matrix, size, target, a: 0, b: 0 };
    const purpose = "the factors of low-rank noise";
    const a = memory.take(panelBytes(matrix.rows), purpose);
    return { matrix, size, target, a, b: memory.take(panelBytes(matrix.columns), purpose) };
  });
  for (let from = 0; from < counting.length; from += atOnce) {
    const some = counting.slice(from, from + atOnce);
    const terms = some.length * rank;
    for (const [place, { pair, weight }] of some.entries()) {
      const [k0, k1] = fold(key, pair);
      kernels.noiseAt(k0, k1, 0n, length, table, stream);
      let at = stream;
      for (const { matrix, size, target, a, b } of parts) {
        if (matrix === null) {
          kernels.addScaled(at, weight, size, target);
          at += 4 * size;
          continue;
        }
        kernels.packFactor(at, matrix.rows, rank, weight / Math.sqrt(rank), terms, place * rank, a);
        at += 4 * matrix.rows * rank;
        kernels.packFactor(at, matrix.columns, rank, 1, terms, place * rank, b);
        at += 4 * matrix.columns * rank;
      }
    }
    for (const { matrix, target, a, b } of parts) {
      if (matrix !== null) kernels.addProducts(a, b, matrix.rows, matrix.columns, terms, target);
    }
  }
}
