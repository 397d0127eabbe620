import { describe, expect, test } from "vitest";
import type { Evaluated } from "../../src/evaluation/index.ts";
import { centredRanks, type OpenAiEsState, openAiEs, strategies } from "../../src/evolution/index.ts";
import { matrix } from "../../src/linalg/index.ts";
import {
  layoutOf,
  materialise,
  noiseOf,
  type ParameterLayout,
  type Population,
  sizeOf,
} from "../../src/policy/index.ts";
import { fold, keyOf } from "../../src/random/index.ts";

const vector = (size: number): ParameterLayout => ({
  size,
  entries: [{ name: "x", shape: [size], offset: 0, size, matrix: null }],
});

/** Evaluates an analytic function of several objectives on every candidate. */
function evaluate(
  population: Population,
  layout: ParameterLayout,
  f: (x: Float64Array) => number[],
): Evaluated {
  const rows = Array.from({ length: sizeOf(population) }, (_, i) => f(materialise(population, i, layout)));
  const objectives = matrix(rows.length, rows[0]!.length);
  rows.forEach((row, i) => {
    objectives.data.set(row, i * row.length);
  });
  const failures = rows.flatMap((row, member) => (row.some(Number.isNaN) ? [{ member, reason: "NaN" }] : []));
  return { objectives, failures };
}

const sphere = (x: Float64Array): number[] => [x.reduce((sum, value) => sum + (value - 1) ** 2, 0)];

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
      expect(sphere(strategy.centre(state))[0]).toBe(20);
      for (let g = 0; g < 300; g++)
        state = strategy.tell(state, evaluate(strategy.ask(state), layout, sphere));
      expect(sphere(strategy.centre(state))[0]).toBeLessThan(0.01);
    });
  }

  test("one step is Adam's first along 1/(2n) sum (u+ - u-) z, written out from the noise", () => {
    const layout = vector(6);
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
    const layout = vector(3);
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
    const layout = vector(3);
    const strategy = openAiEs({ population: 2, sigma: 0.5, sigmaDecay: 0.9 });
    const first = strategy.init({ key: keyOf(2), parameters: new Float64Array(3), layout, objectives: 1 });
    const second = strategy.tell(first, evaluate(strategy.ask(first), layout, sphere));
    const [a, b] = [strategy.ask(first), strategy.ask(second)];
    if (a.kind !== "perturbed" || b.kind !== "perturbed") throw new Error("OpenAI-ES perturbs a centre");
    expect(b.key).not.toEqual(a.key);
    expect(b.sigma).toBeCloseTo(0.45, 15);
  });

  test("when every candidate failed, the centre stays and the noise changes", () => {
    const layout = vector(3);
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
    const layout = vector(4);
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

describe("contract of every strategy", () => {
  const network = {
    input: [3],
    layers: [
      { kind: "dense", units: 4 },
      { kind: "activation", function: "tanh" },
      { kind: "dense", units: 2 },
    ],
  } as const;
  const layout = layoutOf(network);
  const two = (x: Float64Array): number[] => [
    sphere(x)[0]!,
    x.reduce((sum, value) => sum + Math.abs(value), 0),
  ];

  for (const [id, entry] of strategies.entries()) {
    const strategy = entry.create(entry.options.parse({}));
    const start = {
      key: keyOf(5),
      parameters: new Float64Array(layout.size).fill(0.1),
      layout,
      objectives: 2,
    };

    test(`${id}: ask and tell are pure, and the state survives a copy`, () => {
      let state = strategy.init(start);
      for (let g = 0; g < 2; g++) {
        const before = structuredClone(state);
        const population = strategy.ask(state);
        expect(sizeOf(population)).toBe(strategy.populationSize);
        const evaluated = evaluate(population, layout, two);
        const kept = structuredClone(evaluated);
        const next = strategy.tell(state, evaluated);
        expect(state).toEqual(before);
        expect(evaluated).toEqual(kept);
        const copied = structuredClone(state);
        expect(strategy.ask(copied)).toEqual(population);
        expect(strategy.tell(copied, kept)).toEqual(next);
        state = next;
      }
      expect((strategy.centre(state) as OpenAiEsState["parameters"]).length).toBe(layout.size);
    });
  }
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
