import { describe, expect, test } from "vitest";
import { rowOf } from "../../src/linalg/index.ts";
import { hypervolume } from "../../src/pareto/index.ts";
import { createProblem, type Problem } from "../../src/problems/index.ts";

function valuesAt(problem: Problem, x: Float64Array): Float64Array {
  const f = new Float64Array(2);
  problem.evaluate(x, f, new Float64Array(0));
  return f;
}

/** Central differences of both objectives. */
function gradients(problem: Problem, x: Float64Array): [Float64Array, Float64Array] {
  const out: [Float64Array, Float64Array] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let i = 0; i < x.length; i++) {
    const step = 1e-4;
    const up = valuesAt(problem, x.with(i, x[i]! + step));
    const down = valuesAt(problem, x.with(i, x[i]! - step));
    for (const j of [0, 1] as const) out[j][i] = (up[j]! - down[j]!) / (2 * step);
  }
  return out;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe("pairs of bbob-like functions", () => {
  test("two spheres: a straight set, f1 = t^2 d, f2 = (1 - t)^2 d, and the area d^2 / 6 below it", () => {
    const problem = createProblem("bbob-pair", { first: "sphere", second: "sphere", dimension: 4 });
    const [d] = problem.nadir!;
    expect(problem.nadir![1]).toBeCloseTo(d!, 12);
    const front = problem.front!(3000);
    for (let i = 0; i < front.rows; i++) {
      const [f1, f2] = rowOf(front, i);
      expect(Math.sqrt(f1! / d!) + Math.sqrt(f2! / d!)).toBeCloseTo(1, 9);
    }
    const exact = (1.1 * d!) ** 2 - d! ** 2 / 6;
    const found = hypervolume(front, [1.1 * d!, 1.1 * d!]);
    expect(found).toBeLessThan(exact);
    expect(found).toBeGreaterThan(exact * 0.999);
  });

  test.each([
    { first: "ellipsoid", second: "ellipsoid" },
    { first: "ellipsoid", second: "ellipsoid", aligned: true },
    { first: "discus", second: "bent-cigar" },
    { first: "sphere", second: "discus", rotated: false },
  ])("%j: on the Pareto set the gradients are opposed", (options) => {
    const problem = createProblem("bbob-pair", { ...options, dimension: 5, instance: "g" });
    const xs = problem.paretoSet!(21);
    for (let i = 1; i < xs.rows - 1; i++) {
      const [a, b] = gradients(problem, rowOf(xs, i));
      expect(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))).toBeLessThan(-1 + 1e-6);
    }
  });

  test("aligned ellipsoids share their axes: the second Hessian is the first", () => {
    const make = (aligned: boolean): Problem =>
      createProblem("bbob-pair", { first: "ellipsoid", second: "ellipsoid", aligned, dimension: 3 });
    const curvature = (problem: Problem, j: number): number => {
      const x = Float64Array.of(0.3, -0.2, 0.1);
      const at = (step: number): number => valuesAt(problem, x.with(0, x[0]! + step))[j]!;
      return at(1) - 2 * at(0) + at(-1);
    };
    const aligned = make(true);
    expect(curvature(aligned, 1) / curvature(aligned, 0)).toBeCloseTo(1, 9);
    const free = make(false);
    expect(curvature(free, 1) / curvature(free, 0)).not.toBeCloseTo(1, 2);
  });

  test("pairs that are not quadratic have known corners but no known front", () => {
    const problem = createProblem("bbob-pair", { first: "rastrigin", second: "rosenbrock" });
    expect(problem.front).toBeUndefined();
    expect(problem.ideal).toEqual([0, 0]);
    expect(() => createProblem("bbob-pair", { first: "zdt1" })).toThrow(
      'problem "bbob-pair": first: Invalid option',
    );
  });
});
