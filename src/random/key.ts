import seedrandom from "seedrandom";
import { InputError } from "../base/index.ts";
import { philoxInto } from "./philox.ts";

/** Names one stream of random numbers: two unsigned 32-bit integers. Derived by `fold`, never shared. */
export type Key = readonly [number, number];

/** What a counter's last word is for, so that no draw of one kind meets a block of another. */
export const domain = {
  draw: 0,
  fold: 0xf01d,
  noise: 0x4015e,
  uniform: 0x0411f,
  normal: 0x0a5241,
  integers: 0x1e3e7,
  permutation: 0x9e73,
} as const;

const block = new Uint32Array(4);

/**
 * The key at `path` below `key`: `fold(runKey, generation, member)`. Each part is an integer in [0, 2^53).
 * The same path gives the same key on any worker, and `fold(fold(key, a), b)` is `fold(key, a, b)`.
 */
export function fold(key: Key, ...path: number[]): Key {
  let [k0, k1] = key;
  for (const part of path) {
    if (!Number.isSafeInteger(part) || part < 0) {
      throw new InputError(`fold: a path part must be an integer in [0, 2^53), got ${part}`);
    }
    philoxInto(block, 0, part >>> 0, Math.floor(part / 0x1_0000_0000), 0, domain.fold, k0, k1);
    k0 = block[0]!;
    k1 = block[1]!;
  }
  return [k0, k1];
}

/**
 * The key of a seed: an integer in [0, 2^53) is taken as it is, a text goes through `seedrandom`
 * (two 32-bit draws). Throws an `InputError` on any other number.
 */
export function keyOf(seed: number | string): Key {
  if (typeof seed === "string") {
    const generator = seedrandom(seed);
    return [generator.int32() >>> 0, generator.int32() >>> 0];
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`seed must be a non-negative integer below 2^53 or a text, got ${seed}`);
  }
  return [seed >>> 0, Math.floor(seed / 0x1_0000_0000)];
}
