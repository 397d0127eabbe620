import { bytes } from "./generated/policy.ts";
import { bytes as relaxedBytes } from "./generated/policy-relaxed.ts";

/**
 * Fields of a stage in memory, in order, each 32 bits: `assembly/stage.ts` says what they mean. All are integers but the
 * last, which is a single-precision number.
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
  "epsilon",
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
  packFactor(
    factor: number,
    size: number,
    rank: number,
    weight: number,
    terms: number,
    term: number,
    panels: number,
  ): void;
  addProducts(a: number, b: number, rows: number, columns: number, terms: number, sum: number): void;
  perturb(centre: number, z: number, s: number, n: number, out: number): void;
  pack(matrix: number, rows: number, columns: number, out: number): void;
  spread(matrix: number, rows: number, columns: number, width: number, out: number): void;
  transpose(matrix: number, rows: number, columns: number, scale: number, width: number, out: number): void;
  copyRows(lanes: number, from: number, fromStride: number, n: number, to: number, toStride: number): void;
  gateRows(
    lanes: number,
    gates: number,
    gatesStride: number,
    n: number,
    rows: number,
    rowsStride: number,
  ): void;
  blendRows(
    lanes: number,
    z: number,
    zStride: number,
    states: number,
    statesStride: number,
    n: number,
    rows: number,
    rowsStride: number,
  ): void;
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

/** `exact` has the same bits on every machine; `relaxed` fuses products with sums where the processor can. */
export type PolicyKernelVariant = "exact" | "relaxed";

/** The first address that is the caller's: below lies what the kernels keep for themselves. */
export const policyBase = 16_384;

const sources: Readonly<Record<PolicyKernelVariant, string>> = { exact: bytes, relaxed: relaxedBytes };
const modules: Partial<Record<PolicyKernelVariant, WebAssembly.Module>> = {};

const decoded = (variant: PolicyKernelVariant): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(sources[variant]), (character) => character.charCodeAt(0));

/** Whether this runtime knows the instructions of a variant. */
export const hasPolicyKernels = (variant: PolicyKernelVariant): boolean =>
  WebAssembly.validate(decoded(variant));

/**
 * Compiles the module ahead of its first use. Needed only on a browser's main thread, where some browsers refuse to
 * compile more than 4 kB synchronously.
 */
export async function preparePolicyKernels(variant: PolicyKernelVariant = "exact"): Promise<void> {
  modules[variant] ??= await WebAssembly.compile(decoded(variant));
}

/** The kernels over `memory`; compiles them at first use. Throws where the runtime has no WebAssembly SIMD. */
export function policyKernels(
  memory: WebAssembly.Memory,
  variant: PolicyKernelVariant = "exact",
): PolicyKernels {
  modules[variant] ??= new WebAssembly.Module(decoded(variant));
  return new WebAssembly.Instance(modules[variant], { env: { memory } }).exports as unknown as PolicyKernels;
}
