import { bytes } from "./generated/optimiser.ts";
import { base, kernelInstance, reserve } from "./instance.ts";

/** The functions of `assembly/optimiser.entry.ts`. */
interface OptimiserExports {
  adamF32(count: number, x: number, g: number, first: number, second: number, coefficients: number): void;
}

const optimiser = kernelInstance<OptimiserExports>(bytes);

/** Numbers that are moved at a time: four arrays of them lie in the processor's cache. */
const piece = 4096;

/** What Adam's step is made of, in the order of the kernel. */
export type AdamCoefficients = readonly [
  inGradient: number,
  beta1: number,
  new1: number,
  beta2: number,
  new2: number,
  kept: number,
  rate: number,
  root: number,
  epsilon: number,
];

/** Parameters and both moments. */
export interface AdamArrays {
  readonly parameters: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * One step of Adam from `from` against `gradient`, written to `to`; all arrays have one length. In double precision, rounded
 * once. False, and nothing done, where the kernels do not run.
 */
export function adamStep(
  from: AdamArrays,
  gradient: Float32Array,
  coefficients: AdamCoefficients,
  to: AdamArrays,
): boolean {
  const kernel = optimiser();
  if (kernel === undefined) return false;
  const at = base + 128;
  reserve(kernel, at + 16 * piece);
  const { exports, memory } = kernel;
  new Float64Array(memory.buffer, base, 9).set(coefficients);
  const [x, first, second, g] = [0, 1, 2, 3].map(
    (i) => new Float32Array(memory.buffer, at + 4 * i * piece, piece),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  for (let start = 0; start < gradient.length; start += piece) {
    const end = Math.min(start + piece, gradient.length);
    x.set(from.parameters.subarray(start, end));
    first.set(from.first.subarray(start, end));
    second.set(from.second.subarray(start, end));
    g.set(gradient.subarray(start, end));
    const count = end - start;
    exports.adamF32(
      count + (count & 1),
      x.byteOffset,
      g.byteOffset,
      first.byteOffset,
      second.byteOffset,
      base,
    );
    to.parameters.set(count === piece ? x : x.subarray(0, count), start);
    to.first.set(count === piece ? first : first.subarray(0, count), start);
    to.second.set(count === piece ? second : second.subarray(0, count), start);
  }
  return true;
}
