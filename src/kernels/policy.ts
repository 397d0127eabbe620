import { bytes } from "./generated/policy.ts";

/**
 * Fields of a stage in memory, in order, each 32 bits: `assembly/stage.ts` says what they mean.
 */
export const stageFields = [
  "kind",
  "inputs",
  "outputs",
  "columns",
  "positions",
  "activation",
  "panels",
  "panelsStride",
  "rows",
  "rowsStride",
  "rank",
  "factorA",
  "factorB",
  "bias",
  "scale",
  "offset",
  "memberStride",
  "pairStride",
  "firstMember",
  "height",
  "width",
  "channels",
  "kernelHeight",
  "kernelWidth",
  "stride",
  "padTop",
  "padLeft",
  "outWidth",
  "paddedWidth",
  "padded",
] as const;

/** A stage's values; fields left out are 0. */
export type StageValues = Partial<Record<(typeof stageFields)[number], number>>;

/** The functions of `assembly/policy.entry.ts`. Addresses and strides are bytes, sizes are numbers of elements. */
export interface PolicyKernels {
  run(
    stage: number,
    phase: number,
    lanes: number,
    members: number,
    x: number,
    xStride: number,
    out: number,
    outStride: number,
    list: number,
    t: number,
  ): void;
  noiseAt(k0: number, k1: number, first: bigint, count: number, table: number, out: number): void;
  addScaled(z: number, weight: number, n: number, sum: number): void;
  addProduct(
    a: number,
    b: number,
    rows: number,
    columns: number,
    rank: number,
    weight: number,
    sum: number,
    row: number,
  ): void;
  perturb(centre: number, z: number, s: number, n: number, out: number): void;
  pack(matrix: number, rows: number, columns: number, out: number): void;
  spread(matrix: number, rows: number, columns: number, width: number, out: number): void;
  transpose(matrix: number, rows: number, columns: number, scale: number, width: number, out: number): void;
  gather(rows: number, from: number, step: number, n: number, out: number): void;
  addStatistics(
    lanes: number,
    x: number,
    xStride: number,
    positions: number,
    channels: number,
    about: number,
    sums: number,
  ): void;
  normalise(
    mean: number,
    squares: number,
    channels: number,
    count: number,
    epsilon: number,
    shift: number,
    scale: number,
    offset: number,
  ): void;
}

let module: WebAssembly.Module | undefined;

const decoded = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));

/**
 * Compiles the module ahead of its first use. Needed only on a browser's main thread, where some browsers refuse to
 * compile more than 4 kB synchronously.
 */
export async function preparePolicyKernels(): Promise<void> {
  module ??= await WebAssembly.compile(decoded());
}

/** The kernels over `memory`; compiles them at first use. Throws where the runtime has no WebAssembly SIMD. */
export function policyKernels(memory: WebAssembly.Memory): PolicyKernels {
  module ??= new WebAssembly.Module(decoded());
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as PolicyKernels;
}
