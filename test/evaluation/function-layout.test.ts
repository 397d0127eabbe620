/** Problems whose variables are a network's parameters: low-rank noise perturbs their matrices as it does a policy's. */
import { describe, expect, test } from "vitest";
import { functionLayout, vectorLayout } from "../../src/evaluation/index.ts";
import { openAiEs, solve } from "../../src/evolution/index.ts";
import { materialise } from "../../src/policy/index.ts";
import { createProblem } from "../../src/problems/index.ts";
import { keyOf } from "../../src/random/index.ts";

const problem = createProblem("neural", {
  problem: "zdt1",
  options: { dimension: 4 },
  hidden: [6],
  latent: 3,
});
const layout = functionLayout([problem], problem.dimension);

describe("layout of a problem's variables", () => {
  test("has the network's matrices and vectors, one after the other", () => {
    const shapes = layout.entries.map(({ shape, offset, matrix }) => [shape, offset, matrix]);
    expect(shapes).toEqual([
      [[6, 3], 0, { rows: 6, columns: 3 }],
      [[6], 18, null],
      [[4, 6], 24, { rows: 4, columns: 6 }],
      [[4], 48, null],
    ]);
    expect(layout.size).toBe(52);
  });

  test("is one vector where there is no network, or not the same one", () => {
    const other = createProblem("neural", { problem: "zdt1", options: { dimension: 4 }, hidden: [6] });
    const plain = createProblem("zdt1", { dimension: 52 });
    expect(functionLayout([plain], 52)).toEqual(vectorLayout(52));
    expect(functionLayout([problem, plain], 52)).toEqual(vectorLayout(52));
    expect(functionLayout([problem, other], 52)).toEqual(vectorLayout(52));
    expect(functionLayout([], 3)).toEqual(vectorLayout(3));
  });
});

test("EGGROLL on such a problem: perturbations of a matrix have rank 1, and the search is another than with dense noise", () => {
  const strategies = (["dense", "low-rank"] as const).map((noise) =>
    openAiEs({ population: 4, sigma: 0.1, learningRate: 0.05, shaping: "sum-of-ranks", noise }),
  );
  const found = strategies.map((strategy) =>
    strategy.centre(solve(problem, strategy, { key: keyOf(1), generations: 3 }).state),
  );
  expect(found[0]).not.toEqual(found[1]);
  const parameters = new Float64Array(layout.size);
  const low = strategies[1]!;
  const population = low.ask(low.init({ key: keyOf(2), parameters, layout, objectives: 2 }));
  const noise = materialise(population, 0, layout);
  // All 2 x 2 minors of the first matrix, 6 x 3, are 0.
  for (let i = 1; i < 6; i++)
    for (let j = 1; j < 3; j++)
      expect(noise[0]! * noise[3 * i + j]! - noise[j]! * noise[3 * i]!).toBeCloseTo(0, 12);
  expect(noise.subarray(0, 18).every((value) => value !== 0)).toBe(true);
});
