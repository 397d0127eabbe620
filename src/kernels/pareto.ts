import { aligned, base, reserve } from "./instance.ts";
import { type ParetoKernel, paretoKernel } from "./pareto-module.ts";

/** Ranks by row, 0 the best, and how many fronts there are. */
export interface KernelRanks {
  readonly ranks: Int32Array;
  readonly fronts: number;
}

/**
 * Steps of staircases that may be moved per row before the three-objective sweep gives up: about what the bitset
 * kernel would cost, so that giving up at most doubles the time.
 */
const staircaseBudget = (n: number): bigint => BigInt(Math.ceil(n * Math.max(400, 0.006 * n)));

/** Ranks of n rows of two values, no NaN, row-major; `undefined` where the kernels do not run. */
export function ranks2(points: Float64Array, n: number): KernelRanks | undefined {
  return ranked(
    points,
    n,
    (kernel) => kernel.exports.ranks2Scratch(n),
    ({ exports }, at, ranks, scratch) => exports.ranks2(at, n, ranks, scratch),
  );
}

/** Ranks of n rows of three values; `undefined` also where staircases grow too long for the sweep. */
export function ranks3(points: Float64Array, n: number): KernelRanks | undefined {
  const budget = staircaseBudget(n);
  return ranked(
    points,
    n,
    (kernel) => kernel.exports.ranks3Scratch(n),
    ({ exports }, at, ranks, scratch) => exports.ranks3(at, n, ranks, scratch, budget),
  );
}

/** Ranks of n rows of m >= 2 values; `undefined` where the kernels do not run. */
export function ranksBitset(points: Float64Array, n: number, m: number): KernelRanks | undefined {
  return ranked(
    points,
    n,
    (kernel) => kernel.exports.ranksBitsetScratch(n, m),
    ({ exports }, at, ranks, scratch) => exports.ranksBitset(at, n, m, ranks, scratch),
  );
}

/** For each of n rows of three values 1 if no other dominates it, else 0; `undefined` where the kernels do not run. */
export function firstFront3(points: Float64Array, n: number): Uint8Array | undefined {
  const kernel = paretoKernel();
  if (kernel === undefined) return undefined;
  const { exports, memory } = kernel;
  const flags = aligned(base + points.byteLength);
  const scratch = aligned(flags + n);
  reserve(kernel, scratch + exports.firstFront3Scratch(n));
  new Float64Array(memory.buffer, base, points.length).set(points);
  exports.firstFront3(base, n, flags, scratch);
  return new Uint8Array(memory.buffer, flags, n).slice();
}

function ranked(
  points: Float64Array,
  n: number,
  scratchBytes: (kernel: ParetoKernel) => number,
  run: (kernel: ParetoKernel, points: number, ranks: number, scratch: number) => number,
): KernelRanks | undefined {
  const kernel = paretoKernel();
  if (kernel === undefined) return undefined;
  const ranksAt = aligned(base + points.byteLength);
  const scratch = aligned(ranksAt + 4 * n);
  reserve(kernel, scratch + scratchBytes(kernel));
  const { memory } = kernel;
  new Float64Array(memory.buffer, base, points.length).set(points);
  const fronts = run(kernel, base, ranksAt, scratch);
  return fronts < 0 ? undefined : { ranks: new Int32Array(memory.buffer, ranksAt, n).slice(), fronts };
}

/** Most rows of the kernels that hold ordinals in 16 bits: limit sets, for m >= 5 (single contributions: m >= 4). */
const mostRows = 65535;

/**
 * Volume of the union of the boxes [0, row] of n rows of m >= 2 positive heights; `undefined` where the kernels do
 * not run, or where n exceeds 65535 at m >= 5.
 */
export function unionVolume(heights: Float64Array, n: number, m: number): number | undefined {
  const kernel = paretoKernel();
  if (kernel === undefined || (m >= 5 && n > mostRows)) return undefined;
  const { exports, memory } = kernel;
  const scratch = aligned(base + heights.byteLength);
  const needed =
    m === 2
      ? exports.volume2Scratch(n)
      : m === 3
        ? exports.volume3Scratch(n)
        : m === 4
          ? exports.volume4Scratch(n)
          : exports.volumeLimitScratch(n, m);
  reserve(kernel, scratch + needed);
  new Float64Array(memory.buffer, base, heights.length).set(heights);
  if (m === 2) return exports.volume2(base, n, scratch);
  if (m === 3) return exports.volume3(base, n, scratch);
  if (m === 4) return exports.volume4(base, n, scratch);
  return exports.volumeLimit(base, n, m, scratch);
}

/** What each of n rows of m >= 2 heights covers alone; `undefined` as for `unionVolume`. */
export function soleVolumes(heights: Float64Array, n: number, m: number): Float64Array | undefined {
  if (m >= 5) return firstSoleVolumes(heights, n, m, n);
  const kernel = paretoKernel();
  if (kernel === undefined) return undefined;
  const { exports, memory } = kernel;
  const out = aligned(base + heights.byteLength);
  const scratch = aligned(out + 8 * n);
  const needed =
    m === 2
      ? exports.contributions2Scratch(n)
      : m === 3
        ? exports.contributions3Scratch(n)
        : exports.contributions4Scratch(n);
  reserve(kernel, scratch + needed);
  new Float64Array(memory.buffer, base, heights.length).set(heights);
  const shares = new Float64Array(memory.buffer, out, n).fill(0);
  if (m === 2) exports.contributions2(base, n, out, scratch);
  else if (m === 3) exports.contributions3(base, n, out, scratch);
  else exports.contributions4(base, n, out, scratch);
  return shares.slice();
}

/** As `soleVolumes` at m >= 4, of the first `asked` rows only; `undefined` also where n exceeds 65535. */
export function firstSoleVolumes(
  heights: Float64Array,
  n: number,
  m: number,
  asked: number,
): Float64Array | undefined {
  const kernel = paretoKernel();
  if (kernel === undefined || n > mostRows) return undefined;
  const { exports, memory } = kernel;
  const out = aligned(base + heights.byteLength);
  const scratch = aligned(out + 8 * asked);
  reserve(kernel, scratch + exports.contributionsLimitScratch(n, m));
  new Float64Array(memory.buffer, base, heights.length).set(heights);
  exports.contributionsLimit(base, n, m, asked, out, scratch);
  return new Float64Array(memory.buffer, out, asked).slice();
}
