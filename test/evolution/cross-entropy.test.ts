import { describe, expect, test } from "vitest";
import { candidatesOf, crossEntropy, vectorLayout } from "../../src/evolution/index.ts";
import { rowOf } from "../../src/linalg/index.ts";
import { type Analytic, advance, evaluate, sphere, startAt } from "./support/analytic.ts";

const layout = vectorLayout(3);
const start = startAt([3, -2, 0.5]);

/** Mean and deviation of the `count` best candidates of a first generation, coordinate by coordinate. */
function fitted(options: Parameters<typeof crossEntropy>[0], count: number, f: Analytic = sphere) {
  const strategy = crossEntropy(options);
  const state = strategy.init(start);
  const population = strategy.ask(state);
  const evaluated = evaluate(population, layout, f);
  const candidates = candidatesOf(population, layout);
  const best = Array.from({ length: candidates.rows }, (_, i) => i)
    .filter((i) => !Number.isNaN(evaluated.objectives.data[i]!))
    .sort((a, b) => evaluated.objectives.data[a]! - evaluated.objectives.data[b]!)
    .slice(0, count)
    .map((i) => rowOf(candidates, i));
  const mean = [0, 1, 2].map((j) => best.reduce((sum, x) => sum + x[j]!, 0) / best.length);
  const deviation = [0, 1, 2].map((j) =>
    Math.sqrt(best.reduce((sum, x) => sum + (x[j]! - mean[j]!) ** 2, 0) / best.length),
  );
  return { before: state, after: strategy.tell(state, evaluated), mean, deviation };
}

const expectClose = (found: ArrayLike<number>, expected: number[]): void =>
  expect(Array.from(found)).toEqual(expected.map((value) => expect.closeTo(value, 12)));

describe("the cross-entropy method", () => {
  test("fits mean and deviation to the best tenth", () => {
    const { after, mean, deviation } = fitted({ population: 40 }, 4);
    expectClose(after.mean, mean);
    expectClose(after.deviations, deviation);
  });

  test("smoothing keeps a share of what was", () => {
    const { before, after, mean, deviation } = fitted({ population: 40, elite: 0.5, smoothing: 0.7 }, 20);
    expectClose(
      after.mean,
      mean.map((m, j) => 0.7 * m + 0.3 * before.mean[j]!),
    );
    expectClose(
      after.deviations,
      deviation.map((s, j) => 0.7 * s + 0.3 * before.deviations[j]!),
    );
  });

  test("extra noise adds to the variance, and is gone after its generations", () => {
    const options = { population: 40, extraNoise: 0.5, extraNoiseGenerations: 4 };
    const { after, deviation } = fitted(options, 4);
    expectClose(
      after.deviations,
      deviation.map((s) => Math.hypot(s, 0.05)),
    );
    const strategy = crossEntropy(options);
    const noisy = advance(strategy, strategy.init(start), layout, sphere, 4);
    expect(Math.min(...noisy.deviations)).toBeGreaterThan(0.5 * 0.25 * 0.1);
    const late = advance(strategy, noisy, layout, sphere, 12);
    expect(Math.max(...late.deviations)).toBeLessThan(0.01);
  });

  test("failed candidates are no elite, however few others there are", () => {
    const one: Analytic = (x, i) => (i === 7 ? sphere(x, i) : [Number.NaN]);
    const { before, after, mean } = fitted({ population: 40 }, 1, one);
    expectClose(after.mean, mean);
    expect(after.deviations).toEqual(before.deviations);
  });

  test("fewer than two elite candidates are refused", () => {
    expect(() => crossEntropy({ population: 10, elite: 0.1 })).toThrow(
      "population times elite must be at least 2",
    );
  });
});
