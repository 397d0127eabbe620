import { describe, expect, test } from "vitest";
import { createProblem, type Problem, problems } from "../../src/problems/index.ts";

const ids = problems.ids().filter((id) => id.startsWith("mtso-"));

/** Where a task's minimum lies in the unified box. */
function unified({ space: { lower, upper }, optimum }: Problem): Float64Array {
  return optimum!.x.map((value, i) => (value - lower[i]!) / (upper[i]! - lower[i]!));
}

/** In how many of the shared variables the two minima agree. */
function agreement([first, second]: readonly Problem[]): number {
  const [a, b] = [unified(first!), unified(second!)];
  return Array.from(b).filter((value, i) => Math.abs(value - a[i]!) < 1e-9).length;
}

describe("pairs of related problems", () => {
  test("there are nine", () => {
    expect(ids.length).toBe(9);
  });

  test.each(ids)("%s: each objective is its task, and 0 at that task's minimum", (id) => {
    const problem = createProblem(id);
    expect(problem.dimension).toBe(50);
    problem.tasks!.forEach((task, k) => {
      const u = new Float64Array(50).fill(0.5);
      u.set(unified(task));
      const f = new Float64Array(2);
      problem.evaluate(u, f, new Float64Array(0));
      expect(Math.abs(f[k]!)).toBeLessThan(1e-8);
      const alone = new Float64Array(1);
      const { lower, upper } = task.space;
      const x = lower.map((low, i) => low + (upper[i]! - low) * 0.3);
      task.evaluate(x, alone, new Float64Array(0));
      problem.evaluate(new Float64Array(50).fill(0.3), f, new Float64Array(0));
      expect(f[k]).toBe(alone[0]);
    });
  });

  test("minima coincide completely, in part or nowhere, as the letters say", () => {
    for (const id of ids) {
      const same = agreement(createProblem(id).tasks!);
      const [low, high] = id.includes("-ci-") ? [50, 50] : id.includes("-pi-") ? [25, 25] : [0, 0];
      expect(same, id).toBeGreaterThanOrEqual(low);
      expect(same, id).toBeLessThanOrEqual(high);
    }
  });

  test("rotations come from the instance", () => {
    const value = (instance: number): number => {
      const f = new Float64Array(2);
      createProblem("mtso-ci-hs", { dimension: 6, instance }).evaluate(
        new Float64Array([0.1, 0.7, 0.3, 0.9, 0.2, 0.6]),
        f,
        new Float64Array(0),
      );
      return f[1]!;
    };
    expect(value(1)).toBe(value(1));
    expect(value(2)).not.toBe(value(1));
  });
});
