import { expect, test } from "vitest";
import { createProblem, jacobianOf } from "../../src/problems/index.ts";
import { fold, keyOf, uniform } from "../../src/random/index.ts";

/** Exact gradients against central differences of the values, which are right to the square of their step. */
const cases = ["dtlz1", "dtlz2", "dtlz3", "dtlz4", "dtlz5", "dtlz7", "c2-dtlz2"].flatMap((id) =>
  [2, 3, 5].map((objectives) => [id, objectives] as const),
);

test.for(cases)("%s of %i objectives: its gradients are its values' slopes", ([id, objectives]) => {
  const problem = createProblem(id, { objectives });
  const x = uniform(fold(keyOf(id), objectives), problem.dimension);
  // A hundredth power is flat elsewhere.
  if (id === "dtlz4") x.fill(0.99, 0, objectives - 1);
  const before = x.slice();
  const exact = problem.jacobian!(x);
  expect(x).toEqual(before);
  const { jacobian: _, ...values } = problem;
  const close = jacobianOf(values, x);
  const largest = Math.max(...exact.data.map(Math.abs));
  exact.data.forEach((value, k) => {
    expect(Math.abs(value - close.data[k]!)).toBeLessThan(1e-6 * largest);
  });
});

test("DTLZ6 is infinitely steep at its front, and has differences alone", () => {
  const problem = createProblem("dtlz6", { objectives: 3 });
  expect(problem.jacobian).toBeUndefined();
  const x = new Float64Array(problem.dimension);
  expect(jacobianOf(problem, x).data.every(Number.isFinite)).toBe(true);
});
