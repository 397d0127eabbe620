import { describe, expect, test } from "vitest";
import { ars, vectorLayout } from "../../src/evolution/index.ts";
import { noiseOf } from "../../src/policy/index.ts";
import { fold, keyOf } from "../../src/random/index.ts";
import { type Analytic, advance, evaluate, sphere, startAt } from "./support/analytic.ts";

const layout = vectorLayout(3);
const start = startAt([3, -2, 0.5]);

/** A generation on `f`, and algorithm 2 written out from the noise and the directions `kept`. */
function stepOn(f: Analytic, options: Parameters<typeof ars>[0], kept: number[]) {
  const strategy = ars(options);
  const state = strategy.init(start);
  const evaluated = evaluate(strategy.ask(state), layout, f);
  const costs = evaluated.objectives.data;
  const values = kept.flatMap((k) => [costs[2 * k]!, costs[2 * k + 1]!]);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  const expected = state.mean.slice();
  for (const k of kept) {
    const z = noiseOf(fold(keyOf(5), 0), k, { kind: "dense" }, layout);
    const slope = (costs[2 * k + 1]! - costs[2 * k]!) / (kept.length * deviation);
    z.forEach((value, j) => {
      expected[j]! += 0.1 * slope * value;
    });
  }
  return { found: strategy.tell(state, evaluated).mean, expected, costs };
}

const expectClose = (found: Float64Array, expected: Float64Array): void => {
  found.forEach((value, j) => {
    expect(value).toBeCloseTo(expected[j]!, 6);
  });
};

describe("ARS", () => {
  const options = { population: 8, sigma: 0.5, learningRate: 0.1 };

  test("V1 uses every direction", () => {
    const { found, expected } = stepOn(sphere, options, [0, 1, 2, 3]);
    expectClose(found, expected);
  });

  test("with an elite only the directions whose better candidate is best", () => {
    const { costs } = stepOn(sphere, options, [0]);
    const best = [0, 1, 2, 3].sort(
      (a, b) => Math.min(costs[2 * a]!, costs[2 * a + 1]!) - Math.min(costs[2 * b]!, costs[2 * b + 1]!),
    );
    const { found, expected } = stepOn(sphere, { ...options, elite: 2 }, best.slice(0, 2));
    expectClose(found, expected);
  });

  test("a direction with a failed or infinite candidate is left out", () => {
    const broken: Analytic = (x, i) =>
      i === 2 ? [Number.NaN] : i === 7 ? [Number.POSITIVE_INFINITY] : sphere(x, i);
    const { found, expected } = stepOn(broken, options, [0, 2]);
    expectClose(found, expected);
  });

  test("costs in other units give the same step", () => {
    const scaled: Analytic = (x, i) => [1e6 * sphere(x, i)[0]! - 5e7];
    const [a, b] = [stepOn(sphere, options, [0]).found, stepOn(scaled, options, [0]).found];
    expectClose(a, b);
  });

  test("on a plateau it stays", () => {
    const strategy = ars(options);
    const state = strategy.init(start);
    expect(advance(strategy, state, layout, () => [4], 3).mean).toEqual(state.mean);
  });

  test("more elite directions than directions, or an odd population, are refused", () => {
    expect(() => ars({ population: 8, elite: 5 })).toThrow("elite must be at most half of population");
    expect(() => ars({ population: 5 })).toThrow("population must be even");
  });
});
