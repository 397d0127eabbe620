/**
 * Noise for perturbed parameters, made so that any device (WebAssembly, a GPU shader) gives the same bits: a
 * 32-bit Philox word is two 16-bit indexes, low half first, into a table of normal quantiles. No logarithm, no
 * cosine, no rounding at the place of use.
 *
 * The distribution is the normal's at a resolution of 65,536 equally likely values: symmetric, mean 0, variance 1
 * (to float32 rounding), kurtosis 2.999, |z| at most 4.325 (a normal exceeds that once in 65,536 draws).
 */
import { domain, type Key } from "./key.ts";
import { philoxInto } from "./philox.ts";
import { normalQuantile } from "./quantile.ts";

/** How many values the table has: one for each 16-bit index. */
export const noiseTableSize = 0x1_0000;

let table: Float32Array | undefined;

/**
 * The table: entry i is the quantile at (i + 1/2) / 65536, divided by the root mean square of all of them.
 * Made once; not to be written to.
 */
export function noiseTable(): Float32Array {
  if (table !== undefined) return table;
  const half = noiseTableSize / 2;
  const upper = Float64Array.from(
    { length: half },
    (_, i) => -normalQuantile((half - 1 - i + 0.5) / noiseTableSize),
  );
  let squares = 0;
  for (const z of upper) squares += z * z;
  const scale = 1 / Math.sqrt(squares / half);
  const made = new Float32Array(noiseTableSize);
  for (let i = 0; i < half; i++) {
    made[half + i] = upper[i]! * scale;
    made[half - 1 - i] = -upper[i]! * scale;
  }
  table = made;
  return made;
}

/**
 * Writes values `first`, `first + 1`, ... of the key's noise to `out`, filling it. Value j is in half j % 2 of
 * word floor(j / 2) of the key's noise blocks, so any stretch can be made alone.
 */
export function noiseInto(key: Key, first: number, out: Float32Array | Float64Array): void {
  const values = noiseTable();
  const block = new Uint32Array(4);
  const end = first + out.length;
  for (let start = first - (first % 8); start < end; start += 8) {
    const index = start / 8;
    philoxInto(block, 0, index >>> 0, Math.floor(index / 0x1_0000_0000), 0, domain.noise, key[0], key[1]);
    const last = Math.min(end, start + 8);
    for (let j = Math.max(first, start); j < last; j++) {
      const word = block[(j - start) >> 1]!;
      out[j - first] = values[(j & 1) === 0 ? word & 0xffff : word >>> 16]!;
    }
  }
}
