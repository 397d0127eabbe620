/**
 * What a perturbed population means, written out in double precision. Devices compute the same members without
 * materialising them where they can; these functions are what they are tested against.
 *
 * Noise z_k of pair k comes from the key `fold(population.key, k)`:
 * - dense: value i of the noise stream is z_k[i].
 * - low-rank (Sarkar et al. 2025, arXiv:2511.16652): entries take values from the stream one after the other; a
 *   matrix of m x n first A (m x r), then B (n x r), both row-major, and its noise is A B' / sqrt(r); a vector
 *   takes one value for each element.
 */
import { ShapeError } from "../base/index.ts";
import { fold, type Key, noiseInto } from "../random/index.ts";
import type { ParameterEntry, ParameterLayout } from "./layout.ts";
import { type NoiseKind, type PerturbedPopulation, type Population, sizeOf } from "./population.ts";

/** Values of the noise stream that one pair takes. */
export function noiseLength(noise: NoiseKind, layout: ParameterLayout): number {
  if (noise.kind === "dense") return layout.size;
  return layout.entries.reduce((sum, entry) => sum + lowRankLength(entry, noise.rank), 0);
}

function lowRankLength(entry: ParameterEntry, rank: number): number {
  return entry.matrix === null ? entry.size : rank * (entry.matrix.rows + entry.matrix.columns);
}

/** Adds `weight` A B' to the m x n matrix at `out`. */
function addProduct(
  out: Float64Array,
  factors: Float64Array,
  rows: number,
  columns: number,
  rank: number,
  weight: number,
): void {
  const b = rows * rank;
  for (let q = 0; q < rank; q++) {
    for (let i = 0; i < rows; i++) {
      const a = weight * factors[i * rank + q]!;
      const row = i * columns;
      for (let j = 0; j < columns; j++) out[row + j]! += a * factors[b + j * rank + q]!;
    }
  }
}

/** Adds `weight` z_k to `out`; `stream` is scratch of `noiseLength` values. */
function addNoise(
  out: Float64Array,
  key: Key,
  pair: number,
  noise: NoiseKind,
  layout: ParameterLayout,
  weight: number,
  stream: Float64Array,
): void {
  noiseInto(fold(key, pair), 0, stream);
  if (noise.kind === "dense") {
    for (let i = 0; i < out.length; i++) out[i]! += weight * stream[i]!;
    return;
  }
  let at = 0;
  for (const entry of layout.entries) {
    const length = lowRankLength(entry, noise.rank);
    const target = out.subarray(entry.offset, entry.offset + entry.size);
    const values = stream.subarray(at, at + length);
    if (entry.matrix === null) {
      for (let i = 0; i < entry.size; i++) target[i]! += weight * values[i]!;
    } else {
      const scaled = weight / Math.sqrt(noise.rank);
      addProduct(target, values, entry.matrix.rows, entry.matrix.columns, noise.rank, scaled);
    }
    at += length;
  }
}

/** Throws where a population does not fit a layout. */
export function checkPopulation(population: Population, layout: ParameterLayout): void {
  const size = population.kind === "perturbed" ? population.centre.length : population.parameters.columns;
  if (size !== layout.size) {
    throw new ShapeError(`population: candidates have ${size} parameters but the network has ${layout.size}`);
  }
  if (population.kind === "explicit") return;
  const { noise, count } = population;
  if (noise.kind === "low-rank" && (!Number.isSafeInteger(noise.rank) || noise.rank < 1)) {
    throw new ShapeError(`population: rank must be a positive integer, got ${noise.rank}`);
  }
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new ShapeError(`population: count must be a non-negative integer, got ${count}`);
  }
}

/** The noise z_k of pair `pair`, written out. */
export function noiseOf(key: Key, pair: number, noise: NoiseKind, layout: ParameterLayout): Float64Array {
  const out = new Float64Array(layout.size);
  addNoise(out, key, pair, noise, layout, 1, new Float64Array(noiseLength(noise, layout)));
  return out;
}

/** The parameters of candidate `member`, written out: for pair k = floor(member / 2), centre +- sigma z_k. */
export function materialise(population: Population, member: number, layout: ParameterLayout): Float64Array {
  checkPopulation(population, layout);
  if (!Number.isSafeInteger(member) || member < 0 || member >= sizeOf(population)) {
    throw new ShapeError(`population: no member ${member} among ${sizeOf(population)}`);
  }
  if (population.kind === "explicit") {
    return population.parameters.data.slice(member * layout.size, (member + 1) * layout.size);
  }
  const { centre, sigma, key, noise } = population;
  const signed = member % 2 === 0 ? sigma : -sigma;
  return noiseOf(key, Math.floor(member / 2), noise, layout).map((z, i) => centre[i]! + signed * z);
}

/**
 * The sum of weights[k] z_k over all pairs, which is what an evolution strategy's step is made of. Low-rank noise is
 * never written out. Sums are taken in the order of k, pairs of weight 0 left out, so the answer is one number.
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
  const sum = new Float64Array(layout.size);
  const stream = new Float64Array(noiseLength(population.noise, layout));
  for (let k = 0; k < pairs; k++) {
    if (weights[k] !== 0) addNoise(sum, population.key, k, population.noise, layout, weights[k]!, stream);
  }
  return sum;
}
