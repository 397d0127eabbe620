import { bytes } from "./generated/pareto.ts";

/** The functions of `assembly/pareto.entry.ts`; pointers are byte offsets into the memory. */
export interface ParetoExports {
  ranks2Scratch(n: number): number;
  ranks2(points: number, n: number, ranks: number, scratch: number): number;
  ranks3Scratch(n: number): number;
  ranks3(points: number, n: number, ranks: number, scratch: number, budget: bigint): number;
  firstFront3Scratch(n: number): number;
  firstFront3(points: number, n: number, flags: number, scratch: number): void;
  ranksBitsetScratch(n: number, m: number): number;
  ranksBitset(points: number, n: number, m: number, ranks: number, scratch: number): number;
  volume2Scratch(n: number): number;
  volume2(heights: number, n: number, scratch: number): number;
  volume3Scratch(n: number): number;
  volume3(heights: number, n: number, scratch: number): number;
  volume4Scratch(n: number): number;
  volume4(heights: number, n: number, scratch: number): number;
  volumeLimitScratch(n: number, m: number): number;
  volumeLimit(heights: number, n: number, m: number, scratch: number): number;
  contributions2Scratch(n: number): number;
  contributions2(heights: number, n: number, out: number, scratch: number): void;
  contributions3Scratch(n: number): number;
  contributions3(heights: number, n: number, out: number, scratch: number): void;
  contributions4Scratch(n: number): number;
  contributions4(heights: number, n: number, out: number, scratch: number): void;
  contributionsLimitScratch(n: number, m: number): number;
  contributionsLimit(
    heights: number,
    n: number,
    m: number,
    asked: number,
    out: number,
    scratch: number,
  ): void;
}

/** A compiled module with its memory. Every call lays its arrays out anew, from `base` up. */
export interface ParetoKernel {
  readonly exports: ParetoExports;
  readonly memory: WebAssembly.Memory;
}

const pageBytes = 65536;
/** Memory that a call left larger than this is dropped before the next one. */
const keptBytes = 2 ** 27;
let module: WebAssembly.Module | null | undefined;
let kernel: ParetoKernel | undefined;

/**
 * The module, compiled at first use and synchronously, so that callers stay synchronous: it is far below the 8 MB
 * that browsers compile so on the main thread (Chrome before version 115 refused more than 4 kB there).
 * `undefined` where the runtime has no WebAssembly with SIMD or a policy forbids compiling; the plain TypeScript
 * twins then take over.
 */
export function paretoKernel(): ParetoKernel | undefined {
  if (module === undefined) {
    try {
      module = new WebAssembly.Module(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
    } catch {
      module = null;
    }
  }
  if (module === null) return undefined;
  if (kernel === undefined || kernel.memory.buffer.byteLength > keptBytes) {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    kernel = { exports: exports as unknown as ParetoExports, memory };
  }
  return kernel;
}

/** The least address used; the module keeps a few static bytes below. */
export const base = 4096;

/** The next address at which a 64-byte cache line begins. */
export const aligned = (address: number): number => Math.ceil(address / 64) * 64;

/** Grows the memory to hold all addresses below `end`. Throws a `RangeError` where the runtime has no more. */
export function reserve({ memory }: ParetoKernel, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
}
