import { describe, expect, test } from "vitest";
import { centredRanks, openAiEs, strategies, vectorLayout } from "../../src/evolution/index.ts";
import { materialise, noiseOf, type ParameterLayout } from "../../src/policy/index.ts";
import { fold, keyOf } from "../../src/random/index.ts";
import { evaluate, sphere } from "./support/analytic.ts";

describe("OpenAI-ES", () => {
  for (const noise of ["dense", "low-rank"] as const) {
    test(`walks to the optimum of a sphere with ${noise} noise`, () => {
      const layout: ParameterLayout = {
        size: 20,
        entries: [
          { name: "w", shape: [4, 4], offset: 0, size: 16, matrix: { rows: 4, columns: 4 } },
          { name: "b", shape: [4], offset: 16, size: 4, matrix: null },
        ],
      };
      const strategy = openAiEs({
        population: 40,
        sigma: 0.1,
        learningRate: 0.05,
        weightDecay: 0,
        learningRateDecay: 0.99,
        noise,
      });
      let state = strategy.init({ key: keyOf(1), parameters: new Float64Array(20), layout, objectives: 1 });
      expect(sphere(strategy.centre(state), 0)[0]).toBe(20);
      for (let g = 0; g < 300; g++)
        state = strategy.tell(state, evaluate(strategy.ask(state), layout, sphere));
      expect(sphere(strategy.centre(state), 0)[0]).toBeLessThan(0.01);
    });
  }

  test("one step is Adam's first along 1/(2n) sum (u+ - u-) z, written out from the noise", () => {
    const layout = vectorLayout(6);
    const strategy = openAiEs({ population: 8, sigma: 0.3, learningRate: 0.1, weightDecay: 0.01 });
    const parameters = Float64Array.of(1, -1, 2, 0.5, 0, 3);
    const state = strategy.init({ key: keyOf(7), parameters, layout, objectives: 1 });
    const evaluated = evaluate(strategy.ask(state), layout, sphere);
    const next = strategy.tell(state, evaluated);

    const u = centredRanks(evaluated.objectives.data);
    const key = fold(fold(keyOf(7), 0), 0);
    const gradient = new Float64Array(6);
    for (let k = 0; k < 4; k++) {
      noiseOf(key, k, { kind: "dense" }, layout).forEach((z, i) => {
        gradient[i]! += ((u[2 * k]! - u[2 * k + 1]!) * z) / 8;
      });
    }
    next.parameters.forEach((value, i) => {
      const descent = 0.01 * parameters[i]! - gradient[i]!;
      // Adam's first step is the learning rate along the gradient's sign, up to epsilon.
      expect(value).toBeCloseTo(parameters[i]! - (0.1 * descent) / (Math.abs(descent) + 1e-8), 9);
    });
  });

  test("candidates come in antithetic pairs about the centre", () => {
    const layout = vectorLayout(3);
    const strategy = openAiEs({ population: 4, sigma: 0.5 });
    const state = strategy.init({
      key: keyOf(2),
      parameters: Float64Array.of(1, 2, 3),
      layout,
      objectives: 1,
    });
    const population = strategy.ask(state);
    const [a, b] = [materialise(population, 0, layout), materialise(population, 1, layout)];
    a.forEach((value, i) => {
      expect(value + b[i]!).toBeCloseTo(2 * (i + 1), 12);
      expect(value).not.toBe(i + 1);
    });
  });

  test("noise is fresh each generation, sigma and the learning rate decay as told", () => {
    const layout = vectorLayout(3);
    const strategy = openAiEs({ population: 2, sigma: 0.5, sigmaDecay: 0.9 });
    const first = strategy.init({ key: keyOf(2), parameters: new Float64Array(3), layout, objectives: 1 });
    const second = strategy.tell(first, evaluate(strategy.ask(first), layout, sphere));
    const [a, b] = [strategy.ask(first), strategy.ask(second)];
    if (a.kind !== "perturbed" || b.kind !== "perturbed") throw new Error("OpenAI-ES perturbs a centre");
    expect(b.key).not.toEqual(a.key);
    expect(b.sigma).toBeCloseTo(0.45, 15);
  });

  test("when every candidate failed, the centre stays and the noise changes", () => {
    const layout = vectorLayout(3);
    const strategy = openAiEs({ population: 4, weightDecay: 0.1 });
    const state = strategy.init({
      key: keyOf(2),
      parameters: Float64Array.of(1, 2, 3),
      layout,
      objectives: 1,
    });
    const next = strategy.tell(
      state,
      evaluate(strategy.ask(state), layout, () => [Number.NaN]),
    );
    expect(next.parameters).toEqual(state.parameters);
    expect(next.adam).toEqual(state.adam);
    expect(strategy.ask(next)).not.toEqual(strategy.ask(state));
  });

  test("a bi-objective pair of spheres ends on its Pareto set with every shaping", () => {
    const layout = vectorLayout(4);
    const pair = (x: Float64Array): number[] =>
      [-1, 1].map((c) => x.reduce((sum, value, i) => sum + (value - (i === 0 ? c : 0)) ** 2, 0));
    for (const id of ["sum-of-ranks", "random-objective", "pareto-rank", "hypervolume", "min-norm"]) {
      const strategy = openAiEs({
        population: 40,
        sigma: 0.05,
        learningRate: 0.05,
        learningRateDecay: 0.98,
        weightDecay: 0,
        shaping: id,
      });
      let state = strategy.init({
        key: keyOf(3),
        parameters: Float64Array.of(0.5, 2, -2, 1),
        layout,
        objectives: 2,
      });
      for (let g = 0; g < 250; g++) state = strategy.tell(state, evaluate(strategy.ask(state), layout, pair));
      const [x, ...others] = strategy.centre(state);
      // The Pareto set is the segment between the two centres.
      expect(Math.abs(x!), id).toBeLessThan(1.2);
      expect(Math.hypot(...others), id).toBeLessThan(0.2);
    }
  });
});

describe("bad options", () => {
  const parse = (options: Record<string, unknown>): unknown =>
    strategies.get("openai-es").options.parse(options);
  test("an odd population", () => {
    expect(() => parse({ population: 7 })).toThrow(
      "population must be even: candidates come in antithetic pairs",
    );
  });
  test("a shaping that is not there, or with options it has not", () => {
    expect(() => parse({ shaping: "pareto-rang" })).toThrow('did you mean \\"pareto-rank\\"?');
    expect(() => parse({ shaping: { id: "pareto-rank", weight: 1 } })).toThrow("weight");
  });
  test("noise that is neither dense nor low-rank", () => {
    expect(() => parse({ noise: { kind: "sparse" } })).toThrow();
  });
  test("resolved options resolve to themselves", () => {
    const once = parse({ noise: "low-rank", shaping: { id: "sum-of-ranks", weights: [1, 2] } });
    expect(parse(once as Record<string, unknown>)).toEqual(once);
  });
});
