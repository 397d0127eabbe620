/**
 * The part of the WebAssembly JavaScript interface (W3C, version 2) that the kernels use. Node and browsers both have
 * it, but TypeScript declares it only together with the whole DOM, which the core must not lean on.
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    readonly buffer: ArrayBuffer;
    /** Grows by `pages` of 64 KiB and gives the size before; throws a `RangeError` where there is no room. */
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: BufferSource);
    /** Distinguishes a module from other objects in the types. */
    private readonly module: never;
  }
  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Record<string, unknown>;
  }
  type Imports = Record<string, Record<string, unknown>>;
  type BufferSource = ArrayBufferView<ArrayBuffer> | ArrayBuffer;
  function compile(bytes: BufferSource): Promise<Module>;
  function instantiate(module: Module, imports?: Imports): Promise<Instance>;
  function validate(bytes: BufferSource): boolean;
}
