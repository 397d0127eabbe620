import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { integers, keyOf, normal, normalQuantile, permutation, uniform } from "../../src/random/index.ts";
import { chiSquareBelow, kolmogorovSmirnov, normalCdf } from "./goodness-of-fit.ts";

const key = keyOf("draws");

describe("uniform", () => {
  const sample = uniform(key, 20_000);

  test("lies in [0, 1) with 53 bits", () => {
    expect(sample.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53))).toBe(true);
    expect(sample.some((u) => !Number.isInteger(u * 2 ** 52))).toBe(true);
  });

  test("is uniform (Kolmogorov-Smirnov) and serially uncorrelated", () => {
    expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(2.23);
    let product = 0;
    for (let i = 1; i < sample.length; i++) product += (sample[i]! - 0.5) * (sample[i - 1]! - 0.5) * 12;
    expect(Math.abs(product) / Math.sqrt(sample.length)).toBeLessThan(4);
  });
});

describe("normal", () => {
  const sample = normal(key, 20_000);

  test("is normal (Kolmogorov-Smirnov), mean 0, variance 1", () => {
    expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(2.23);
    const mean = sample.reduce((sum, z) => sum + z, 0) / sample.length;
    const variance = sample.reduce((sum, z) => sum + z * z, 0) / sample.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(sample.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / sample.length));
  });

  // Python 3.11: statistics.NormalDist().inv_cdf(p), which is AS 241 too.
  test.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798405],
    [1e-10, -6.361340902404056],
    [1e-5, -4.2648907939228256],
    [0.001, -3.090232306167813],
    [0.07, -1.4757910281791702],
    [0.075, -1.4395314709384557],
    [0.3, -0.5244005127080407],
    [0.6, 0.2533471031357998],
    [0.93, 1.4757910281791708],
    [0.999, 3.090232306167813],
    [2 ** -53, -8.209536151601386],
  ])("quantile at %d", (p, z) => {
    expect(Math.abs(normalQuantile(p) / z - 1)).toBeLessThan(4e-16);
  });

  test("the quantile inverts the distribution function", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(2e-15);
      }),
    );
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([-Infinity, 0, Infinity]);
  });
});

describe("integers", () => {
  test.each([
    [0, 10],
    [-3, 4],
    [0, 2 ** 31 + 1],
    [0, 2 ** 32],
    [-(2 ** 40), 2 ** 41],
    [0, 3 * 2 ** 51],
  ])("cover [%d, %d) evenly", (low, high) => {
    const range = high - low;
    const cells = Math.min(range, 12);
    const counts = new Float64Array(cells);
    for (const value of integers(key, 24_000, low, high)) {
      if (!(Number.isInteger(value) && value >= low && value < high)) expect.fail(`${value} is out of range`);
      counts[Math.floor(((value - low) / range) * cells)]!++;
    }
    expect(chiSquareBelow(counts, new Float64Array(cells).fill(24_000 / cells), 1e-4)).toBe(true);
  });

  test("an empty or unsafe range is named", () => {
    expect(() => integers(key, 1, 3, 3)).toThrow(
      new InputError("integers: [low, high) must be a non-empty range of safe integers, got [3, 3)"),
    );
    expect(() => integers(key, 1, 0.5, 3)).toThrow(InputError);
    expect(() => integers(key, 1, -(2 ** 53) + 1, 2 ** 53 - 1)).toThrow(InputError);
  });
});

describe("permutation", () => {
  test("holds every number once", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(), (n, seed) => {
        expect(Array.from(permutation(keyOf(seed), n)).sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
      }),
    );
  });

  test("every order of four is equally likely", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 9600; seed++) {
      const order = permutation(keyOf(seed), 4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquareBelow([...counts.values()], new Float64Array(24).fill(400), 1e-4)).toBe(true);
  });
});

test("a longer draw starts with a shorter one, and another key gives others", () => {
  const draws = [
    (k: number, n: number) => uniform(keyOf(k), n),
    (k: number, n: number) => normal(keyOf(k), n),
    (k: number, n: number) => integers(keyOf(k), n, 0, 2 ** 31 + 1),
    (k: number, n: number) => integers(keyOf(k), n, 0, 3 * 2 ** 51),
  ];
  for (const draw of draws) {
    expect(Array.from(draw(1, 200).subarray(0, 77))).toEqual(Array.from(draw(1, 77)));
    expect(draw(1, 20)).not.toEqual(draw(2, 20));
    expect(draw(1, 0).length).toBe(0);
  }
});

test.each([
  ["uniform", () => uniform(key, -1)],
  ["normal", () => normal(key, 0.5)],
  ["integers", () => integers(key, Number.NaN, 0, 2)],
  ["permutation", () => permutation(key, -2)],
])("%s names a count that is none", (name, draw) => {
  expect(draw).toThrow(new RegExp(`^${name}: n must be a non-negative integer, got `));
});

test("a permutation too long for 32-bit numbers is refused", () => {
  expect(() => permutation(key, 2 ** 33)).toThrow("permutation: n must be at most 2^32, got 8589934592");
});
