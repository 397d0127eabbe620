import fc from "fast-check";
import { expect, test } from "vitest";
import { softmaxChoice, softmaxWeight } from "../../src/random/index.ts";

const distance = fc.float({ min: 0, max: Math.fround(15.99), noNaN: true });

test("a weight is the exponential in 24 bits", () => {
  fc.assert(
    fc.property(distance, (d) => {
      // The distance is cut to 20 bits behind the point, all else to 24.
      expect(Math.abs(softmaxWeight(d) - 2 ** 24 * Math.exp(-d))).toBeLessThan(2 ** 4 * Math.exp(-d) + 3);
    }),
    { numRuns: 2000 },
  );
  expect(softmaxWeight(0)).toBe(2 ** 24 - 1);
  for (const d of [16, 1e30, Number.POSITIVE_INFINITY]) expect(softmaxWeight(d)).toBe(0);
});

test("a farther number never weighs more", () => {
  fc.assert(
    fc.property(distance, distance, (a, b) => {
      expect(softmaxWeight(Math.min(a, b))).toBeGreaterThanOrEqual(softmaxWeight(Math.max(a, b)));
    }),
    { numRuns: 2000 },
  );
});

test("each number is drawn by as many words as its share of 2^32", () => {
  const x = Float32Array.of(7, 0.25, -1.5, 3, -40, 2.75);
  const weights = [0.25, -1.5, 3, -40, 2.75].map((value) => Math.exp(value - 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const words = 20_000;
  const counts = [0, 0, 0, 0, 0];
  // Evenly over all words, the last one included.
  for (let i = 0; i < words; i++)
    counts[softmaxChoice(x, 1, 5, 3, Math.floor((i * 0xffff_ffff) / (words - 1)))]! += 1;
  counts.forEach((count, j) => {
    expect(Math.abs(count / words - weights[j]! / total)).toBeLessThan(2 / words);
  });
});

test("255 equal numbers share all words", () => {
  const x = new Float32Array(255).fill(2);
  expect(softmaxChoice(x, 0, 255, 2, 0)).toBe(0);
  expect(softmaxChoice(x, 0, 255, 2, 0x8000_0000)).toBe(127);
  expect(softmaxChoice(x, 0, 255, 2, 0xffff_ffff)).toBe(254);
});
