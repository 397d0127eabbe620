import { bytes } from "./generated/rows.ts";
import { aligned, base, type KernelInstance, kernelInstance, reserve } from "./instance.ts";

/** The functions of `assembly/rows.entry.ts`; addresses and strides are bytes. */
interface RowsExports {
  packF32(rows: number, n: number, stride: number, columns: number, out: number, products: number): void;
  productsF32(packed: number, n: number, columns: number, out: number): void;
  productsInPlaceF32(rows: number, n: number, stride: number, columns: number, out: number): void;
  crossProductsF32(packed: number, n: number, others: number, m: number, columns: number, out: number): void;
  combineF32(
    weights: number,
    rows: number,
    n: number,
    stride: number,
    columns: number,
    sums: number,
    out: number,
  ): void;
  uniformAt(k0: number, k1: number, domain: number, first: bigint, count: number, out: number): void;
  signedSumF32(
    rows: number,
    n: number,
    stride: number,
    columns: number,
    leaks: number,
    uniforms: number,
    sums: number,
    sizes: number,
    out: number,
  ): void;
}

type RowsKernel = KernelInstance<RowsExports>;

/** A kernel whose memory holds rows from `front` on, and never grows. */
interface Home {
  readonly kernel: RowsKernel;
  readonly front: number;
}

/**
 * Rows that are brought together at a time. The longer the pieces of rows that are read without a break, the sooner a
 * processor has fetched them; what they are brought to is read from beginning to end, for which a third-level cache is fast
 * enough.
 */
const blockBytes = 2 ** 21;
/** Up to so many rows, and from two on, have products where they are. */
const few = 5;
/** Rows that are added at once, and need no sums in double precision. */
const atOnce = 8;

/** For rows that lie elsewhere and are copied piece by piece. */
const visiting = kernelInstance<RowsExports>(bytes);
const homes = new WeakMap<ArrayBufferLike, Home>();

const up4 = (count: number): number => (count + 3) & ~3;
/** Rows of one, which has a row of zeros beside it, count as two. */
const sideOf = (n: number): number => Math.max(2, n);
/** Columns of a block of n rows, a multiple of 256. */
const widthOf = (n: number): number => Math.max(256, Math.floor(blockBytes / 4 / n / 256) * 256);
/** Bytes of packed rows. */
const packedBytes = (n: number, width: number): number => aligned(4 * sideOf(n) * up4(width));
/** Bytes between rows of copies: an odd number of cache lines, so that none drive each other out. */
const strideOf = (width: number): number => (Math.ceil(width / 16) | 1) * 64;
/** Columns of a sum that is made at a time. */
const sumPiece = 8192;
/** Columns of a sum by signs that is made at a time: a multiple of 16, as draws are made. */
const signsPiece = 2048;

/** Bytes of products, each as two doubles whose sum it is. */
const entryBytes = 16;
const productsBytes = (n: number, m: number): number => aligned(entryBytes * sideOf(n) * sideOf(m));
/** Bytes of products, then of packed rows. */
const productScratch = (n: number, columns: number): number =>
  productsBytes(n, n) + packedBytes(n, Math.min(columns, widthOf(n)));
/** Bytes of the weights, in single precision, of sums in double precision and of the sum itself. */
const weightBytes = (n: number): number => aligned(4 * Math.ceil(n / atOnce) * atOnce);
const sumScratch = (n: number): number => weightBytes(n) + 12 * sumPiece;
/** Bytes of the leaks, the draws, the sums, the sizes and the result. */
const signsScratch = (n: number): number => aligned(8 * n) + 28 * signsPiece;

/** Scratch that n rows take in the memory that they are at home in. */
const scratchOf = (n: number, columns: number): number =>
  aligned(Math.max(productScratch(n, columns), sumScratch(n), signsScratch(n)));

/**
 * Zeroed room for n rows of `columns` values, row-major, in the memory of a kernel of its own, which then reads them where
 * they are. An ordinary array where the kernels do not run.
 */
export function rowRoom(n: number, columns: number): Float32Array {
  if (visiting() === undefined) return new Float32Array(n * columns);
  const front = aligned(base + scratchOf(n, columns));
  // Four columns are read at a time, beyond the last row's end too.
  const pages = Math.ceil((front + 4 * n * columns + 64) / 65_536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const code = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  homes.set(memory.buffer, { kernel: { exports: exports as unknown as RowsExports, memory }, front });
  return new Float32Array(memory.buffer, front, n * columns);
}

/** The kernel for n rows: the one they are at home in, or one that they visit, with room for `copies` bytes behind `scratch`. */
function kernelFor(
  data: Float32Array,
  n: number,
  columns: number,
  scratch: number,
  copies: number,
): RowsKernel | undefined {
  const home = homes.get(data.buffer);
  if (home !== undefined && base + scratchOf(n, columns) <= home.front) return home.kernel;
  const kernel = visiting();
  if (kernel !== undefined) reserve(kernel, base + aligned(scratch) + copies + 64);
  return kernel;
}

/** An entry whose two parts are `2 at` and the number behind it. */
const entryOf = (parts: Float64Array, at: number): number => parts[2 * at]! + parts[2 * at + 1]!;

/** Where `count` columns of n rows from `from` on lie in the kernel's memory, and how far apart rows are; copied to `room` if need be. */
function place(
  kernel: RowsKernel,
  data: Float32Array,
  n: number,
  columns: number,
  from: number,
  count: number,
  room: number,
): readonly [address: number, stride: number] {
  if (data.buffer === kernel.memory.buffer) return [data.byteOffset + 4 * from, 4 * columns];
  const stride = strideOf(count);
  const view = new Float32Array(kernel.memory.buffer, room);
  for (let i = 0; i < n; i++) {
    view.set(data.subarray(i * columns + from, i * columns + from + count), (i * stride) / 4);
  }
  return [room, stride];
}

/**
 * Inner products of n rows of `columns` values, row-major; the whole symmetric n x n matrix. One pass over the rows. Products
 * are added in single precision over 256 columns at most (64 in each of four lanes), then in double: an entry is right to
 * a few 1e-7 of the product of the rows' lengths. `undefined` where the kernels do not run.
 */
export function rowProducts(data: Float32Array, n: number, columns: number): Float64Array | undefined {
  const width = Math.min(columns, widthOf(n));
  const scratch = productScratch(n, columns);
  const kernel = kernelFor(data, n, columns, scratch, n * strideOf(width));
  if (kernel === undefined) return undefined;
  const { exports, memory } = kernel;
  const side = sideOf(n);
  const out = new Float64Array(memory.buffer, base, 2 * side * side).fill(0);
  const packed = base + productsBytes(n, n);
  let done = 0;
  if (data.buffer === memory.buffer && n >= 2 && n <= few) {
    done = columns & ~7;
    exports.productsInPlaceF32(data.byteOffset, n, 4 * columns, done, base);
  }
  for (let from = done; from < columns; from += width) {
    const count = Math.min(width, columns - from);
    const [rows, stride] = place(kernel, data, n, columns, from, count, base + aligned(scratch));
    exports.packF32(rows, n, stride, count, packed, base);
    exports.productsF32(packed, n, up4(count), base);
  }
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const product = entryOf(out, i * side + j);
      products[i * n + j] = product;
      products[j * n + i] = product;
    }
  }
  return products;
}

/** Inner products of n rows with m others of `columns` values, n x m, as precise. `undefined` where the kernels do not run. */
export function crossProducts(
  data: Float32Array,
  n: number,
  others: Float32Array,
  m: number,
  columns: number,
): Float64Array | undefined {
  const kernel = visiting();
  if (kernel === undefined) return undefined;
  const width = Math.min(columns, widthOf(n + m));
  const [rows, across] = [sideOf(n), sideOf(m)];
  const packed = base + productsBytes(n, m);
  const packedOthers = packed + packedBytes(n, width);
  const room = packedOthers + packedBytes(m, width);
  reserve(kernel, room + Math.max(n, m) * strideOf(width) + 64);
  const { exports, memory } = kernel;
  const out = new Float64Array(memory.buffer, base, 2 * rows * across).fill(0);
  for (let from = 0; from < columns; from += width) {
    const count = Math.min(width, columns - from);
    for (const [set, many, to] of [
      [data, n, packed],
      [others, m, packedOthers],
    ] as const) {
      const [first, stride] = place(kernel, set, many, columns, from, count, room);
      exports.packF32(first, many, stride, count, to, 0);
    }
    exports.crossProductsF32(packed, n, packedOthers, m, up4(count), base);
  }
  return Float64Array.from({ length: n * m }, (_, at) =>
    entryOf(out, Math.floor(at / m) * across + (at % m)),
  );
}

/**
 * out = sum_i weights_i row_i, one weight a row: eight rows at a time in single precision, the eights in double. False where
 * the kernels do not run. From the last columns to the first: after a pass from the first on, as products make it, a cache
 * still has the last.
 */
export function rowCombination(data: Float32Array, weights: ArrayLike<number>, out: Float32Array): boolean {
  const n = weights.length;
  const columns = out.length;
  const kernel = kernelFor(data, n, columns, sumScratch(n), n * strideOf(sumPiece));
  if (kernel === undefined) return false;
  const { exports, memory } = kernel;
  const held = new Float32Array(memory.buffer, base, weightBytes(n) / 4).fill(0);
  held.set(weights);
  const sums = base + weightBytes(n);
  const sum = new Float32Array(memory.buffer, sums + 8 * sumPiece, sumPiece);
  for (let from = (Math.ceil(columns / sumPiece) - 1) * sumPiece; from >= 0; from -= sumPiece) {
    const count = Math.min(sumPiece, columns - from);
    const room = base + aligned(sumScratch(n));
    const [rows, stride] = place(kernel, data, n, columns, from, count, room);
    exports.combineF32(base, rows, n, stride, up4(count), sums, sum.byteOffset);
    out.set(count === sumPiece ? sum : sum.subarray(0, count), from);
  }
  return true;
}

/** Where the uniform numbers of a sum by signs come from: a key and domain of the random room, or one a column. */
export type SignDraws =
  | { readonly key: readonly [number, number]; readonly domain: number }
  | { readonly uniforms: ArrayLike<number> };

/**
 * out_k = the sum of what passes of column k. With P = (1 + sum / sum of sizes) / 2, positive numbers pass where P exceeds
 * the column's uniform number, negative ones where it is below, and of row i's others the share `leaks[i]`. In double
 * precision, rounded once. A column whose sum is NaN is NaN. False where the kernels do not run.
 */
export function rowSignedSum(
  data: Float32Array,
  leaks: ArrayLike<number>,
  draws: SignDraws,
  out: Float32Array,
): boolean {
  const n = leaks.length;
  const columns = out.length;
  const kernel = kernelFor(data, n, columns, signsScratch(n), n * strideOf(signsPiece));
  if (kernel === undefined) return false;
  const { exports, memory } = kernel;
  new Float64Array(memory.buffer, base, n).set(leaks);
  const uniforms = base + aligned(8 * n);
  const [sums, sizes] = [uniforms + 8 * signsPiece, uniforms + 16 * signsPiece];
  const room = base + aligned(signsScratch(n));
  const drawn = new Float64Array(memory.buffer, uniforms, signsPiece);
  const sum = new Float32Array(memory.buffer, uniforms + 24 * signsPiece, signsPiece);
  for (let from = 0; from < columns; from += signsPiece) {
    const count = Math.min(signsPiece, columns - from);
    if ("uniforms" in draws) {
      for (let k = 0; k < count; k++) drawn[k] = draws.uniforms[from + k]!;
    } else {
      exports.uniformAt(draws.key[0], draws.key[1], draws.domain, BigInt(from), count, uniforms);
    }
    const [rows, stride] = place(kernel, data, n, columns, from, count, room);
    exports.signedSumF32(rows, n, stride, up4(count), base, uniforms, sums, sizes, sum.byteOffset);
    out.set(count === signsPiece ? sum : sum.subarray(0, count), from);
  }
  return true;
}
