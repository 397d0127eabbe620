import { describe, expect, test } from "vitest";
import { approximateHypervolume, hypervolume } from "../../src/pareto/index.ts";
import { inverseNormal, inverseStudent } from "../../src/pareto/quantiles.ts";
import { keyOf } from "../../src/random/index.ts";
import { generatePoints } from "../reference/pareto/point-generator.mjs";

const set = (kind: string, n: number, m: number): { rows: number; columns: number; data: Float64Array } => ({
  rows: n,
  columns: m,
  data: generatePoints({ kind, n, m, seed: 5 }),
});

describe.each([
  ["sphere", 2],
  ["invsphere", 3],
  ["sphere", 5],
  ["uniform", 6],
  ["linear", 8],
] as const)("%s in %i objectives", (kind, m) => {
  const points = set(kind, 40, m);
  const reference = new Array<number>(m).fill(1.1);
  const exact = hypervolume(points, reference);

  test("the interval holds the exact value about as often as it promises", () => {
    const runs = 60;
    let held = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { interval } = approximateHypervolume(points, reference, { seed, samples: 256, confidence: 0.9 });
      if (interval[0] <= exact && exact <= interval[1]) held++;
    }
    // Binomial(60, 0.9): 45 or fewer has probability below 1e-3.
    expect(held).toBeGreaterThan(45);
  });

  test("stops within the relative error asked for", () => {
    const { estimate, interval, standardError, samples } = approximateHypervolume(points, reference, {
      seed: "stop",
      relativeError: 0.005,
      confidence: 0.99,
    });
    expect((interval[1] - interval[0]) / 2).toBeLessThanOrEqual(0.005 * estimate * (1 + 1e-12));
    expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(0.02 * exact);
    expect(standardError).toBeGreaterThan(0);
    expect(samples % 16).toBe(0);
  });
});

test("twenty objectives of two hundred points, where an exact value is out of reach, at 5 percent", () => {
  const points = set("uniform", 200, 20);
  const { estimate, interval } = approximateHypervolume(points, new Array<number>(20).fill(1.1), {
    relativeError: 0.05,
  });
  expect(estimate).toBeGreaterThan(0);
  expect(interval[1] / interval[0]).toBeLessThan(1.11);
});

test("the same key gives the same answer, a seed is a key, and another seed another answer", () => {
  const points = set("sphere", 30, 4);
  const reference = [1.1, 1.1, 1.1, 1.1];
  const first = approximateHypervolume(points, reference, { seed: 3, samples: 64 });
  expect(approximateHypervolume(points, reference, { key: keyOf(3), samples: 64 })).toEqual(first);
  expect(approximateHypervolume(points, reference, { seed: 4, samples: 64 }).estimate).not.toBe(
    first.estimate,
  );
});

test("a single box is estimated from the mean of its rays", () => {
  const { estimate, standardError } = approximateHypervolume([[0, 0, 0]], [1, 2, 3], { samples: 4096 });
  expect(Math.abs(estimate - 6)).toBeLessThan(5 * standardError + 1e-9);
  expect(standardError).toBeLessThan(0.05);
});

test("sets without volume and without bound", () => {
  expect(approximateHypervolume([], [1, 1])).toEqual({
    estimate: 0,
    standardError: 0,
    interval: [0, 0],
    samples: 0,
  });
  const infinite = Number.POSITIVE_INFINITY;
  expect(approximateHypervolume([[0, Number.NEGATIVE_INFINITY]], [1, 1]).interval).toEqual([
    infinite,
    infinite,
  ]);
});

describe("quantiles", () => {
  // Abramowitz and Stegun, tables 26.1 and 26.10; scipy.stats.norm.ppf and t.ppf.
  test.each([
    [0.975, 1.959963984540054],
    [0.5, 0],
    [0.01, -2.3263478740408408],
    [1e-10, -6.361340902404056],
  ])("normal at %d", (p, z) => expect(inverseNormal(p)).toBeCloseTo(z, 7));
  test.each([
    [0.975, 15, 2.131449545559323],
    [0.975, 1, 12.706204736432095],
    [0.95, 4, 2.131846786326649],
    [0.995, 15, 2.946712883475232],
  ])("Student at %d with %i degrees of freedom", (p, degrees, t) =>
    expect(inverseStudent(p, degrees)).toBeCloseTo(t, 8),
  );
});
