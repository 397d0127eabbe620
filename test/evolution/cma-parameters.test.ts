import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CmaParameters, cmaParameters } from "../../src/evolution/cma-parameters.ts";
import { covarianceDecay, movePaths } from "../../src/evolution/cma-paths.ts";

type Case = { [Name in Exclude<keyof CmaParameters, "covariance">]?: number } & {
  dimension: number;
  population: number;
  covariance: number[];
};

const file = new URL("../reference/evolution/cma-parameters.json", import.meta.url);
// pycma 4.5.0 for weights and covariance rates, cmaes 0.13.1 for the step size's, as the file says.
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };

const sumOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0);

describe.each(cases)("defaults for d = $dimension, n = $population", ({ dimension, population, ...peer }) => {
  const ours = cmaParameters(dimension, population);

  test("are pycma's", () => {
    for (const [name, value] of Object.entries(peer)) {
      const found = ours[name as keyof CmaParameters];
      const list = typeof found === "number" ? [found] : Array.from(found);
      expect(list, name).toEqual([value].flat().map((v) => expect.closeTo(v as number, 12)));
    }
  });

  test("keep the covariance positive definite and the mean's weights whole", () => {
    const { recombination, covariance, rankOne, rankMu } = ours;
    expect(sumOf(recombination)).toBeCloseTo(1, 14);
    const negative = -sumOf(covariance.filter((w) => w < 0));
    // The rescaled y of (46) have squared length d: the worst direction loses d c_mu sum |w-|.
    expect(1 - rankOne - rankMu * sumOf(covariance) - dimension * rankMu * negative).toBeGreaterThan(-1e-12);
  });

  test("separable: the rates times (d + 2) / 3, up to the sum 1, and no negative weights", () => {
    const separable = cmaParameters(dimension, population, { separable: true, active: false });
    const factor = (dimension + 2) / 3;
    expect(separable.rankOne).toBeCloseTo(Math.min(1, factor * ours.rankOne), 14);
    expect(separable.rankMu).toBeCloseTo(Math.min(1 - separable.rankOne, factor * ours.rankMu), 14);
    expect(separable.covariance).toEqual(separable.recombination);
  });
});

test("the expected length of a normal vector, against sqrt(2) Gamma((d + 1) / 2) / Gamma(d / 2)", () => {
  // math.sqrt(2) * math.gamma((d + 1) / 2) / math.gamma(d / 2) for d = 2, 10, 40
  const exact: [number, number][] = [
    [2, 1.2533141373155003],
    [10, 3.084327759799864],
    [40, 6.285154207943362],
  ];
  for (const [d, value] of exact)
    expect(Math.abs(cmaParameters(d, 10).expectedNorm / value - 1)).toBeLessThan(1e-3);
});

describe("paths", () => {
  const parameters = cmaParameters(4, 8);
  const paths = { sigma: 2, sigmaPath: new Float64Array(4), covariancePath: new Float64Array(4) };

  test("steps as long as chance has them leave sigma, longer ones widen it, and stop the other path", () => {
    const along = (length: number): Float64Array => Float64Array.of(length, 0, 0, 0);
    const { sigmaRate, effective, expectedNorm } = parameters;
    const neutral = expectedNorm / Math.sqrt(sigmaRate * (2 - sigmaRate) * effective);
    expect(movePaths(paths, along(1), along(neutral), 1, parameters).sigma).toBeCloseTo(2, 12);
    expect(movePaths(paths, along(1), along(0), 1, parameters).sigma).toBeLessThan(2);
    const wide = movePaths(paths, along(1), along(20 * neutral), 1, parameters);
    expect(wide.stalled).toBe(1);
    expect(Array.from(wide.covariancePath)).toEqual([0, 0, 0, 0]);
    // One generation multiplies sigma by e at most.
    expect(wide.sigma).toBeLessThanOrEqual(2 * Math.E);
    expect(movePaths(paths, along(1), along(0), 1, parameters).covariancePath[0]).toBeGreaterThan(0);
  });

  test("what a stalled path leaves out, the old covariance keeps", () => {
    const { rankOne, pathRate } = parameters;
    const [moving, stalled] = ([0, 1] as const).map((s) =>
      covarianceDecay(s, parameters.covariance, parameters),
    );
    expect(stalled! - moving!).toBeCloseTo(rankOne * pathRate * (2 - pathRate), 14);
  });
});
