/** Strategies with a deviation for each parameter. */
import { describe, expect, test } from "vitest";
import { type Strategy, sepCmaEs, snes, vectorLayout } from "../../src/evolution/index.ts";
import { nesUtilities, usualPopulation } from "../../src/evolution/nes-utilities.ts";
import { sizeOf } from "../../src/policy/index.ts";
import { type Analytic, advance, startAt } from "./support/analytic.ts";

test("utilities sum to zero, fall with the rank, and are evosax 0.3.2's for n = 6", () => {
  // evosax.algorithms.distribution_based.xnes.get_weights(6), float64
  const expected = [
    0.41897843984309835, 0.12615588658821583, -0.04513432643131421, -0.16666666666666666,
    -0.16666666666666666, -0.16666666666666666,
  ];
  const found = nesUtilities(6);
  expect(found.reduce((sum, u) => sum + u, 0)).toBeCloseTo(0, 14);
  for (let i = 1; i < 6; i++) expect(found[i]!).toBeLessThanOrEqual(found[i - 1]!);
  expect(Array.from(found)).toEqual(expected.map((u) => expect.closeTo(u, 15)));
});

test("the usual population is 4 + floor(3 ln d)", () => {
  expect([1, 2, 10, 100, 1000].map(usualPopulation)).toEqual([4, 6, 10, 17, 24]);
});

/** Axes in the ratio 1 : 1000. */
const ellipsoid: Analytic = (x) => [
  x.reduce((sum, value, i) => sum + 10 ** ((6 * i) / (x.length - 1)) * value ** 2, 0),
];

describe.each([
  ["snes", snes, 1500],
  ["sep-cma-es", sepCmaEs, 400],
] as const)("%s", (_id, create, generations) => {
  const strategy = create({ sigma: 0.5 }) as Strategy;
  const layout = vectorLayout(10);
  const start = startAt(new Array(10).fill(1));

  test("its candidates follow from the dimension unless said", () => {
    expect(strategy.populationSize).toBeNull();
    expect(sizeOf(strategy.ask(strategy.init(start)))).toBe(10);
    const given = create({ population: 7 }) as Strategy;
    expect(given.populationSize).toBe(7);
    expect(sizeOf(given.ask(given.init(start)))).toBe(7);
  });

  test("learns the scales of an ellipsoid along the axes and converges", () => {
    const state = advance(strategy, strategy.init(start), layout, ellipsoid, generations);
    expect(ellipsoid(strategy.centre(state), 0)[0]).toBeLessThan(1e-9);
  });

  test("too few candidates are refused", () => {
    expect(() => create({ population: 1 })).toThrow(/>=|expected/);
  });
});

test("on a plateau SNES neither moves nor changes its shape", () => {
  const strategy = snes({ sigma: 0.5 });
  const before = strategy.init(startAt([1, 2, 3]));
  const { mean, deviations } = advance(strategy, before, vectorLayout(3), () => [1], 5);
  for (const [found, expected] of [
    [mean, before.mean],
    [deviations, before.deviations],
  ] as const)
    found.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[j]!, 14);
    });
});
