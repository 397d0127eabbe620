/** A compiled module with its memory. Every call lays its arrays out anew, from `base` up. */
export interface KernelInstance<Exports> {
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
}

const pageBytes = 65_536;
/** Memory that a call left larger than this is dropped before the next one. */
const keptBytes = 2 ** 28;

/** The least address used; modules keep their static arrays below. */
export const base = 32_768;

/** The next address at which a 64-byte cache line begins. */
export const aligned = (address: number): number => Math.ceil(address / 64) * 64;

/** The address behind `elements` doubles at `address`, on a cache line. */
export const afterDoubles = (address: number, elements: number): number => aligned(address + 8 * elements);

/**
 * A module that is compiled at its first use, synchronously, so that callers stay synchronous: these are far below the 8 MB
 * that browsers compile so on the main thread (Chrome before version 115 refused more than 4 kB there). The function
 * returned gives its instance, or `undefined` where the runtime has no WebAssembly with SIMD or a policy forbids
 * compiling; callers then use their plain twins.
 */
export function kernelInstance<Exports>(bytes: string): () => KernelInstance<Exports> | undefined {
  let module: WebAssembly.Module | null | undefined;
  let instance: KernelInstance<Exports> | undefined;
  return () => {
    if (module === undefined) {
      try {
        module = new WebAssembly.Module(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
      } catch {
        module = null;
      }
    }
    if (module === null) return undefined;
    if (instance === undefined || instance.memory.buffer.byteLength > keptBytes) {
      const memory = new WebAssembly.Memory({ initial: 2, maximum: 65_536 });
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      instance = { exports: exports as unknown as Exports, memory };
    }
    return instance;
  };
}

/** Grows the memory to hold all addresses below `end`. Throws a `RangeError` where the runtime has no more. */
export function reserve({ memory }: KernelInstance<unknown>, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
}
