import { describe, expect, test } from "vitest";
import { moCmaEs, solve } from "../../../src/evolution/index.ts";
import {
  elitistParameters,
  firstShape,
  type StepShape,
  stepFrom,
  withStep,
  withSuccess,
} from "../../../src/evolution/multi-objective/elitist-cma.ts";
import { hypervolume } from "../../../src/pareto/index.ts";
import type { Problem } from "../../../src/problems/index.ts";
import { fold, keyOf, normal } from "../../../src/random/index.ts";

/** A B for row-major squares, the second transposed where asked for. */
function product(a: Float64Array, b: Float64Array, d: number, transposed = false): number[] {
  return Array.from({ length: d * d }, (_, k) => {
    const [i, j] = [Math.floor(k / d), k % d];
    let sum = 0;
    for (let l = 0; l < d; l++) sum += a[i * d + l]! * (transposed ? b[j * d + l]! : b[l * d + j]!);
    return sum;
  });
}

describe("the (1+1)-CMA-ES of a member", () => {
  test("has the constants of table 1", () => {
    // Igel, Hansen, Roth 2007, table 1, for n = 10 and one child; DEAP 1.4.4 (deap.cma) has the same.
    const { damping, target, successRate, pathRate, covarianceRate, threshold } = elitistParameters(10);
    expect([damping, threshold]).toEqual([6, 0.44]);
    expect(target).toBeCloseTo(0.181818, 6);
    expect(successRate).toBeCloseTo(1 / 12, 12);
    expect(pathRate).toBeCloseTo(1 / 6, 12);
    expect(covarianceRate).toBeCloseTo(1 / 53, 12);
  });

  test("factor and inverse follow C <- (1 - c) C + c p p', and c cc (2 - cc) C where successes are many", () => {
    const d = 5;
    const { covarianceRate: c, pathRate: cc } = elitistParameters(d);
    let shape: StepShape = firstShape(Float64Array.of(1, 2, 0.5, 3, 1));
    let covariance = product(shape.factor, shape.factor, d, true);
    for (let k = 0; k < 40; k++) {
      shape = withSuccess(shape, k % 3 > 0);
      const many = shape.success >= 0.44;
      const next = withStep(shape, normal(fold(keyOf(1), k), d));
      const p = next.path;
      const kept = 1 - c + (many ? c * cc * (2 - cc) : 0);
      covariance = covariance.map((value, at) => kept * value + c * p[Math.floor(at / d)]! * p[at % d]!);
      shape = next;
      product(shape.factor, shape.factor, d, true).forEach((value, at) => {
        expect(value).toBeCloseTo(covariance[at]!, 10);
      });
      product(shape.inverse, shape.factor, d).forEach((value, at) => {
        expect(value).toBeCloseTo(at % (d + 1) === 0 ? 1 : 0, 10);
      });
    }
    expect(shape.success).toBeGreaterThan(0.44);
  });

  test("the step size stands where the target share succeeds, grows above and shrinks below", () => {
    const first = firstShape(new Float64Array(4).fill(1));
    const { target } = elitistParameters(4);
    expect(withSuccess({ ...first, success: 1 }, true).sigma).toBeGreaterThan(1);
    expect(withSuccess({ ...first, success: 0 }, false).sigma).toBeLessThan(1);
    let shape = first;
    // Two of eleven, spread evenly: the target exactly.
    for (let k = 0; k < 11 * 60; k++) shape = withSuccess(shape, k % 11 === 0 || k % 11 === 5);
    expect(shape.success).toBeCloseTo(target, 1);
    expect(Math.abs(Math.log(shape.sigma))).toBeLessThan(0.5);
  });

  test("a step is x + sigma A z", () => {
    const shape = { ...firstShape(Float64Array.of(2, 3)), sigma: 0.5 };
    expect(Array.from(stepFrom(Float64Array.of(1, 1), shape, Float64Array.of(1, -1)))).toEqual([2, -0.5]);
  });
});

/** Two quadratics of one Hessian, condition 1e6, turned by a reflection; their front is that of two spheres. */
function ellipsoids(dimension: number): Problem {
  const v = Float64Array.from({ length: dimension }, (_, i) => i + 1);
  const squares = v.reduce((sum, x) => sum + x * x, 0);
  const turned = (x: Float64Array) => {
    const along = (2 * x.reduce((sum, value, i) => sum + value * v[i]!, 0)) / squares;
    return x.map((value, i) => value - along * v[i]!);
  };
  const quadratic = (x: Float64Array) =>
    turned(x).reduce((sum, y, i) => sum + 10 ** ((6 * i) / (dimension - 1)) * y * y, 0);
  const unit = quadratic(new Float64Array(dimension).fill(1));
  return {
    id: "ellipsoids",
    dimension,
    objectives: 2,
    constraints: 0,
    space: { lower: new Float64Array(dimension).fill(-2), upper: new Float64Array(dimension).fill(3) },
    evaluate(x, objectives) {
      objectives[0] = quadratic(x) / unit;
      objectives[1] = quadratic(x.map((value) => value - 1)) / unit;
    },
  };
}

test.each(["population", "individual"] as const)("MO-CMA-ES solves turned ellipsoids (%s)", (success) => {
  const { state } = solve(ellipsoids(8), moCmaEs({ population: 20, success }), {
    key: keyOf(1),
    evaluations: 20_000,
  });
  // The front is f2 = (1 - sqrt f1)^2: 1.21 less the area under it, 1/6, and what 20 points leave out.
  const points = Array.from({ length: 20 }, (_, k) => [(k / 19) ** 2, (1 - k / 19) ** 2]);
  const even = hypervolume(points, [1.1, 1.1]);
  expect(even).toBeLessThan(1.21 - 1 / 6);
  expect(hypervolume(state.values, [1.1, 1.1])).toBeGreaterThan(0.99 * even);
});

test("says which option is wrong", () => {
  expect(() => moCmaEs({ population: 1 })).toThrow("population must be at least 2: a front has two ends");
  const space = {
    lower: new Float64Array(2),
    upper: Float64Array.of(1, 4),
    kinds: ["real", "integer"] as const,
  };
  const start = {
    key: keyOf(1),
    parameters: new Float64Array(2),
    layout: { size: 2, entries: [] },
    objectives: 2,
    space,
  };
  expect(() => moCmaEs().init(start)).toThrow(
    "mo-cma-es: variable 1 is integer but this method searches real variables",
  );
});
