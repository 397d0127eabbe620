import { describe, expect, test } from "vitest";
import { decomposed, diagonalShape, updatedCovariance } from "../../src/evolution/cma-covariance.ts";
import { cmaParameters } from "../../src/evolution/cma-parameters.ts";
import { firstRun, nextRun, type Restarts } from "../../src/evolution/cma-restarts.ts";
import { type CmaEsState, cmaEs, solve, vectorLayout } from "../../src/evolution/index.ts";
import { matrix, rowOf } from "../../src/linalg/index.ts";
import { createProblem } from "../../src/problems/index.ts";
import { keyOf, normal } from "../../src/random/index.ts";
import { type Analytic, advance, evaluate, startAt } from "./support/analytic.ts";

const ellipsoid: Analytic = (x) => [
  x.reduce((sum, value, i) => sum + 10 ** ((6 * i) / (x.length - 1)) * value ** 2, 0),
];

/** R v for the rotation in the plane of the first two coordinates and of the last two. */
function rotated(v: Float64Array): Float64Array {
  const d = v.length;
  const out = v.slice();
  const turn = (i: number, j: number, angle: number): void => {
    const [a, b] = [out[i]!, out[j]!];
    out[i] = Math.cos(angle) * a - Math.sin(angle) * b;
    out[j] = Math.sin(angle) * a + Math.cos(angle) * b;
  };
  turn(0, 1, 0.7);
  turn(d - 2, d - 1, -1.9);
  turn(0, d - 1, 2.3);
  return out;
}

/** The whole lower triangle's matrix, mirrored. */
function full(lower: Float64Array, d: number): Float64Array {
  return lower.map((_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    return lower[Math.max(i, j) * d + Math.min(i, j)]!;
  });
}

/** R M for row-major M whose rows are vectors: each row turned. */
const rowsRotated = (m: Float64Array, d: number): Float64Array => {
  const out = m.slice();
  for (let i = 0; i < d; i++) out.set(rotated(m.subarray(i * d, (i + 1) * d)), i * d);
  return out;
};

const transposed = (m: Float64Array, d: number): Float64Array =>
  m.map((_, at) => m[(at % d) * d + Math.floor(at / d)]!);

/** R C R'. */
const conjugated = (c: Float64Array, d: number): Float64Array =>
  rowsRotated(transposed(rowsRotated(c, d), d), d);

describe("CMA-ES", () => {
  const layout = vectorLayout(6);

  test("turns with its problem: a turned state takes the turned step", () => {
    const strategy = cmaEs({ sigma: 0.5 });
    // A state some way along, with paths, a full covariance and its own axes.
    const here = advance(strategy, strategy.init(startAt([1, 2, -1, 0.5, 3, 1])), layout, ellipsoid, 12);
    const there: CmaEsState = {
      ...here,
      mean: rotated(here.mean),
      sigmaPath: rotated(here.sigmaPath),
      covariancePath: rotated(here.covariancePath),
      covariance: conjugated(full(here.covariance, 6), 6),
      axes: rowsRotated(here.axes, 6),
    };
    const unturned = (x: Float64Array): Float64Array => {
      // R' x by coordinates: the products with R's images of the unit vectors.
      return Float64Array.from({ length: 6 }, (_, j) => {
        const unit = new Float64Array(6);
        unit[j] = 1;
        return rotated(unit).reduce((sum, value, i) => sum + value * x[i]!, 0);
      });
    };
    const turnedEllipsoid: Analytic = (x, i) => ellipsoid(unturned(x), i);
    const a = advance(strategy, here, layout, ellipsoid, 1);
    const b = advance(strategy, there, layout, turnedEllipsoid, 1);
    expect(b.sigma).toBeCloseTo(a.sigma, 10);
    const pairs: [Float64Array, Float64Array][] = [
      [b.mean, rotated(a.mean)],
      [b.sigmaPath, rotated(a.sigmaPath)],
      [full(b.covariance, 6), conjugated(full(a.covariance, 6), 6)],
      [b.scales, a.scales],
    ];
    for (const [found, expected] of pairs)
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 9);
      });
  });

  test("learns the inverse Hessian of an ellipsoid, turned or not, in as many evaluations", () => {
    const spent = [false, true].map((turned) => {
      const problem = createProblem("ellipsoid", { dimension: 6, instance: 3, rotated: turned });
      const counts = [1, 2, 3, 4, 5].map((seed) => {
        const { evaluations } = solve(problem, cmaEs({ sigma: 2, bounds: "none" }), {
          key: keyOf(seed),
          evaluations: 20_000,
          onGeneration: ({ archive }) => archive.points().data[0]! > 1e-9,
        });
        return evaluations;
      });
      return counts.sort((a, b) => a - b)[2]!;
    });
    for (const evaluations of spent) expect(evaluations).toBeLessThan(4000);
    expect(Math.abs(Math.log(spent[0]! / spent[1]!))).toBeLessThan(Math.log(1.3));
  });

  test("candidates have the covariance that the state says", () => {
    const strategy = cmaEs({ population: 4000 });
    const d = 3;
    const shape = decomposed(Float64Array.of(4, 0, 0, 1, 2, 0, -1, 0.5, 1), d);
    const start = strategy.init(startAt([1, 2, 3]));
    const state: CmaEsState = { ...start, ...shape, sigma: 0.5 };
    const population = strategy.ask(state);
    if (population.kind !== "explicit") throw new Error("CMA-ES writes its candidates out");
    const expected = full(shape.covariance, d);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        let sum = 0;
        for (let k = 0; k < 4000; k++) {
          const x = rowOf(population.parameters, k);
          sum += (x[i]! - state.mean[i]!) * (x[j]! - state.mean[j]!);
        }
        // The standard error of a covariance of 4000 is at most 4 sqrt(2 / 4000).
        expect(Math.abs(sum / 4000 / 0.25 - expected[i * d + j]!)).toBeLessThan(0.3);
      }
    }
  });

  test("the covariance stays positive definite under the worst weights", () => {
    const strategy = cmaEs({ population: 60, sigma: 1 });
    let state = strategy.init(startAt([1, 1, 1, 1, 1, 1]));
    for (let g = 0; g < 60; g++) {
      // Costs that reward one direction only.
      state = advance(strategy, state, layout, (x) => [x[0]!], 1);
      expect(decomposed(state.covariance, 6).scales.every((s) => s > 0)).toBe(true);
      expect(Number.isFinite(state.sigma)).toBe(true);
    }
  });

  test("decomposes only when due", () => {
    const d = 40;
    const strategy = cmaEs();
    const start = strategy.init(startAt(new Array(d).fill(1)));
    const states = [start];
    for (let g = 0; g < 6; g++) states.push(advance(strategy, states.at(-1)!, vectorLayout(d), ellipsoid, 1));
    const changes = states.slice(1).filter((state, g) => state.axes !== states[g]!.axes).length;
    const { rankOne, rankMu } = cmaParameters(d, 15);
    const gap = Math.floor(1 / (10 * d * (rankOne + rankMu)));
    expect(gap).toBeLessThanOrEqual(1);
    expect(changes).toBe(6);
    const larger = cmaParameters(1000, 24);
    expect(Math.floor(1 / (10_000 * (larger.rankOne + larger.rankMu)))).toBeGreaterThan(3);
  });

  test("too few candidates are refused", () => {
    expect(() => cmaEs({ population: 2 })).toThrow(">=3");
  });
});

describe("the covariance update", () => {
  test("is decay C + c_1 p p' + c_mu sum w y y', written out", () => {
    const d = 3;
    const parameters = cmaParameters(d, 4);
    const weights = Float64Array.of(0.6, 0.4, -0.1, -0.3);
    const noise = matrix(4, d, normal(keyOf(1), 12));
    const steps = matrix(4, d, normal(keyOf(2), 12));
    const path = Float64Array.of(1, -2, 0.5);
    const { covariance } = diagonalShape(Float64Array.of(1, 2, 3));
    const before = covariance.slice();
    const next = updatedCovariance(covariance, 0.9, path, weights, steps, noise, parameters);
    expect(covariance).toEqual(before);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        let expected = 0.9 * before[i * d + j]! + parameters.rankOne * path[i]! * path[j]!;
        weights.forEach((w, k) => {
          const y = rowOf(steps, k);
          const squared = rowOf(noise, k).reduce((sum, z) => sum + z * z, 0);
          expected += parameters.rankMu * (w < 0 ? (w * d) / squared : w) * y[i]! * y[j]!;
        });
        expect(next[i * d + j]).toBeCloseTo(expected, 13);
      }
    }
  });

  test("a condition beyond 1e14 is brought down to it", () => {
    const { scales, covariance } = decomposed(Float64Array.of(1, 0, 0, -1e-3), 2);
    expect((scales[1]! / scales[0]!) ** 2).toBeLessThan(1.01e14);
    expect(covariance[3]).toBeGreaterThan(0);
  });
});

describe("restarts", () => {
  const key = keyOf(4);

  test("IPOP doubles the candidates each time", () => {
    let restarts = firstRun(10);
    const sizes = [1, 2, 3].map(() => {
      const next = nextRun("ipop", { ...restarts, evaluations: 500 }, 10, key);
      restarts = next.restarts;
      return next.population;
    });
    expect(sizes).toEqual([20, 40, 80]);
    expect(restarts.spent).toEqual({ small: 500, large: 1000 });
  });

  test("BIPOP goes on with the kind that has spent less; small runs are small, narrow and short", () => {
    let restarts: Restarts = firstRun(10);
    const kinds = [];
    for (let k = 0; k < 30; k++) {
      const length = restarts.kind === "large" ? 100 * restarts.largest : 300;
      const next = nextRun("bipop", { ...restarts, evaluations: length }, 10, key);
      kinds.push(next.restarts.kind);
      const { spent } = next.restarts;
      expect(next.restarts.kind).toBe(spent.small < spent.large ? "small" : "large");
      if (next.restarts.kind === "small") {
        expect(next.population).toBeGreaterThanOrEqual(10);
        expect(next.population).toBeLessThanOrEqual(next.restarts.largest / 2);
        expect(next.sigmaFactor).toBeGreaterThan(0.01);
        expect(next.sigmaFactor).toBeLessThanOrEqual(1);
        expect(next.restarts.limit).toBe(Math.floor(spent.large / 2));
      }
      restarts = next.restarts;
    }
    expect(kinds[0]).toBe("large");
    expect(new Set(kinds)).toEqual(new Set(["small", "large"]));
  });

  describe("on Rastrigin's function in three dimensions", () => {
    const problem = createProblem("rastrigin", { dimension: 3, instance: 2 });
    const search = (restarts: "none" | "ipop" | "bipop", seed: number) =>
      solve(problem, cmaEs({ restarts, bounds: "none" }), {
        key: keyOf(seed),
        evaluations: 60_000,
        onGeneration: ({ archive, generation }) =>
          (archive.points().data[0] ?? 1) > 1e-8 && (restarts !== "none" || generation < 300),
      });
    const seeds = [1, 2, 3, 4, 5, 6];

    const bests = (restarts: "none" | "ipop" | "bipop"): number[] =>
      seeds.map((seed) => {
        const { archive, centre } = search(restarts, seed);
        const best = archive.points().data[0]!;
        if (restarts !== "none" && best < 1e-8) {
          // The search stands for the best candidate of all its runs.
          const value = new Float64Array(1);
          problem.evaluate(centre, value, new Float64Array(0));
          expect(value[0]).toBe(best);
        }
        return best;
      });

    test("restarts find the deepest minimum nearly always, single runs often do not", () => {
      const found = (values: number[]): number => values.filter((value) => value < 1e-8).length;
      expect(found(bests("none"))).toBeLessThan(4);
      expect(found(bests("ipop"))).toBeGreaterThan(4);
      expect(found(bests("bipop"))).toBeGreaterThan(4);
    });
  });

  test("a run on a plateau ends and the next begins in the box", () => {
    const space = { lower: new Float64Array(2), upper: new Float64Array(2).fill(10) };
    const strategy = cmaEs({ restarts: "ipop" });
    let state = strategy.init(startAt([5, 5], { space }));
    const first = state.origin.mean;
    for (let g = 0; g < 100 && state.restarts!.count === 0; g++)
      state = strategy.tell(
        state,
        evaluate(strategy.ask(state), vectorLayout(2), () => [1]),
      );
    expect(state.restarts!.count).toBe(1);
    expect(state.population).toBe(12);
    expect(state.mean).not.toEqual(first);
    expect(state.mean.every((m) => m >= 0 && m <= 10)).toBe(true);
  });
});
