import type { ActionSpace } from "../../environments/index.ts";
import { softmaxChoice } from "../random/index.ts";

/**
 * @internal The index of the largest of `count` outputs from `offset` on; of equal ones the lowest. -1 where one
 * of them is NaN or infinite.
 */
export function argMax(outputs: Float32Array, offset: number, count: number): number {
  let best = -1;
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < count; j++) {
    const output = outputs[offset + j]!;
    if (!Number.isFinite(output)) return -1;
    if (output > largest) {
      largest = output;
      best = j;
    }
  }
  return best;
}

/**
 * @internal An index drawn with the probabilities softmax(outputs) of at most 255 outputs, by the 32 bits of `uniform()`. -1
 * where an output is NaN or infinite.
 */
export function sample(outputs: Float32Array, offset: number, count: number, uniform: () => number): number {
  const best = argMax(outputs, offset, count);
  if (best < 0) return -1;
  return softmaxChoice(outputs, offset, count, outputs[offset + best]!, uniform() * 0x1_0000_0000);
}

/**
 * @internal Writes the continuous action low + (high - low) (tanh(output) + 1) / 2 of each output from `offset` on.
 * False where an output is NaN or infinite.
 */
export function squash(
  outputs: Float32Array,
  offset: number,
  space: Extract<ActionSpace, { kind: "continuous" }>,
  into: Float64Array,
): boolean {
  const half = (space.high - space.low) / 2;
  for (let j = 0; j < space.size; j++) {
    const output = outputs[offset + j]!;
    if (!Number.isFinite(output)) return false;
    into[j] = space.low + half * (Math.tanh(output) + 1);
  }
  return true;
}

/** How many outputs a network needs to act in a space. */
export function outputsOf(space: ActionSpace): number {
  if (space.kind === "multi-discrete") return space.counts.reduce((sum, count) => sum + count, 0);
  return space.kind === "discrete" ? space.count : space.size;
}
