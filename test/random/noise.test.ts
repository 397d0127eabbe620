import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  domain,
  keyOf,
  noiseInto,
  noiseTable,
  noiseTableSize,
  normalQuantile,
  philoxInto,
} from "../../src/random/index.ts";
import { kolmogorovSmirnov, normalCdf } from "./goodness-of-fit.ts";

const moment = (values: ArrayLike<number>, order: number): number =>
  Array.from(values).reduce((sum, z) => sum + z ** order, 0) / values.length;

describe("the noise table", () => {
  const table = noiseTable();

  test("has unit variance, no odd moments, kurtosis just below the normal's", () => {
    expect(table.length).toBe(65_536);
    expect(moment(table, 1)).toBe(0);
    expect(moment(table, 3)).toBeCloseTo(0, 12);
    expect(Math.abs(moment(table, 2) - 1)).toBeLessThan(1e-8);
    expect(moment(table, 4)).toBeGreaterThan(2.999);
    expect(moment(table, 4)).toBeLessThan(3);
  });

  test("is symmetric, increasing and reaches 4.325", () => {
    expect(table.every((z, i) => z === -table[noiseTableSize - 1 - i]!)).toBe(true);
    expect(table.every((z, i) => i === 0 || z > table[i - 1]!)).toBe(true);
    expect(table[noiseTableSize - 1]).toBeCloseTo(4.325, 3);
  });

  test("holds the quantiles of equal cells", () => {
    for (let i = 0; i < noiseTableSize; i += 997) {
      expect(Math.abs(table[i]! - normalQuantile((i + 0.5) / noiseTableSize))).toBeLessThan(1e-4);
    }
  });

  // Recorded once; every device and engine must carry these very bits, or runs stop being repeatable.
  test("never changes by a bit", () => {
    const bytes = new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(
      "8babbcaf96568f10165a1eab530c0e5c92d04de96761b6dbb3dadfa94baba37f",
    );
  });
});

test("value j is the table's entry at half j % 2 of word floor(j / 2)", () => {
  const [k0, k1] = keyOf("noise");
  const out = new Float32Array(64);
  noiseInto([k0, k1], 0, out);
  const block = new Uint32Array(4);
  for (let j = 0; j < 64; j++) {
    philoxInto(block, 0, j >> 3, 0, 0, domain.noise, k0, k1);
    const word = block[(j >> 1) & 3]!;
    expect(out[j]).toBe(noiseTable()[(word >>> (16 * (j & 1))) & 0xffff]);
  }
});

test("any stretch equals that stretch of the whole", () => {
  const whole = new Float32Array(400);
  noiseInto(keyOf(1), 0, whole);
  fc.assert(
    fc.property(fc.nat(300), fc.nat(100), (first, length) => {
      const part = new Float64Array(length);
      noiseInto(keyOf(1), first, part);
      expect(Array.from(part)).toEqual(Array.from(whole.subarray(first, first + length)));
    }),
  );
});

test("values beyond 2^35 come from new blocks", () => {
  const near = new Float32Array(8);
  const far = new Float32Array(8);
  noiseInto([1, 2], 0, near);
  noiseInto([1, 2], 2 ** 35, far);
  expect(far).not.toEqual(near);
});

test("is normal (Kolmogorov-Smirnov) and its neighbours are uncorrelated", () => {
  const out = new Float32Array(40_000);
  noiseInto(keyOf("fit"), 0, out);
  // Rounding to 65,536 cells moves the statistic by at most 200 / 131072.
  expect(kolmogorovSmirnov(out, normalCdf)).toBeLessThan(2.23);
  let product = 0;
  for (let i = 1; i < out.length; i++) product += out[i]! * out[i - 1]!;
  expect(Math.abs(product) / Math.sqrt(out.length)).toBeLessThan(4);
});
