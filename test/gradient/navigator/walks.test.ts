import { describe, expect, test } from "vitest";
import { here, navigableProblem, navigator } from "../../../src/gradient/navigator/index.ts";
import { createProblem, quadraticProblem } from "../../../src/problems/index.ts";
import { fold, keyOf, normal } from "../../../src/random/index.ts";
import {
  best,
  distances,
  gain,
  preferences,
  quadratics,
  starts,
  towards,
  unit,
  walkOn,
  weightedMinimum,
} from "./support.ts";

describe("a walk on quadratics", () => {
  const key = keyOf("quadratics");
  // With a ridge of 0.01 some are a thousand times steeper to one side than to another.
  const sizes = [
    [2, 2, 0.3],
    [2, 5, 0.3],
    [3, 3, 0.3],
    [5, 4, 0.3],
    [10, 5, 0.3],
    [2, 5, 0.01],
    [3, 5, 0.01],
    [7, 4, 0.01],
  ] as const;
  test.for(sizes)("of %i variables and %i objectives, ridge %d, keeps to the front", async (size) => {
    const [n, m, ridge]: readonly [number, number, number] = size;
    const own = fold(key, n, m);
    const given = quadratics(own, n, m, ridge);
    const problem = quadraticProblem(given, 100);
    const guide = navigator(navigableProblem(problem));
    const begun = await guide.start(normal(fold(own, 2), n).map((value) => 5 * value));
    const { walk, steps } = await walkOn(guide, begun, 50, preferences(own, m), (at) => {
      const { losses, multipliers } = here(at);
      const truth = weightedMinimum(problem, given, multipliers);
      expect(Math.max(...losses.map((loss, i) => Math.abs(loss - truth[i]!)))).toBeLessThan(1e-4);
    });
    expect(steps).toBe(50);
    for (let i = 0; i < m; i++) {
      const there = await towards(guide, walk, unit(m, i), 100);
      // A corner: the objective's own minimum, 0.
      expect(here(there).losses[i]).toBeLessThan(1e-6);
    }
  });
});

describe("a walk by Pareto Tracer", () => {
  test.for([
    [3, 3, 0.3],
    [2, 5, 0.01],
    [4, 5, 0.3],
  ] as const)("of %i variables and %i objectives, ridge %d, keeps to the front", async (size) => {
    const [n, m, ridge]: readonly [number, number, number] = size;
    const own = fold(keyOf("tracer"), n, m);
    const given = quadratics(own, n, m, ridge);
    const problem = quadraticProblem(given, 100);
    const guide = navigator(navigableProblem(problem), { method: "pareto-tracer" });
    const begun = await guide.start(normal(fold(own, 2), n).map((value) => 5 * value));
    const { walk, steps } = await walkOn(guide, begun, 20, preferences(own, m), (at) => {
      const { losses, multipliers } = here(at);
      const truth = weightedMinimum(problem, given, multipliers);
      expect(Math.max(...losses.map((loss, i) => Math.abs(loss - truth[i]!)))).toBeLessThan(1e-4);
    });
    expect(steps).toBe(20);
    for (let i = 0; i < m; i++) {
      const there = await towards(guide, walk, unit(m, i), 100);
      expect(here(there).losses[i]).toBeLessThan(1e-5);
    }
  });

  test("on the sphere of DTLZ2 it reaches each corner", async () => {
    const problem = createProblem("dtlz2", { objectives: 3 });
    const guide = navigator(navigableProblem(problem), { method: "pareto-tracer" });
    const begun = await guide.start(new Float64Array(12).fill(0.4));
    for (let i = 0; i < 3; i++) {
      const { losses } = here(await towards(guide, begun, unit(3, i), 50));
      expect(losses[i]).toBeLessThan(1e-6);
      expect(distances["dtlz2"]!(losses)).toBeLessThan(1e-9);
    }
  });
});

describe("a walk on DTLZ", () => {
  test.for(Object.keys(starts))("%s keeps to the front and reaches its corners", async (id) => {
    const { positions, others, step } = starts[id]!;
    const problem = createProblem(id, { objectives: 3 });
    const x = new Float64Array(problem.dimension).fill(others);
    x.set(positions);
    const guide = navigator(navigableProblem(problem), { step });
    const begun = await guide.start(x);
    const distance = distances[id]!;
    expect(distance(here(begun).losses)).toBeLessThan(1e-4);
    const { walk, steps } = await walkOn(guide, begun, 50, preferences(keyOf(id), 3), (at) => {
      expect(distance(here(at).losses)).toBeLessThan(1e-4);
    });
    expect(steps).toBe(50);
    const far = navigator(navigableProblem(problem));
    const ideal = id === "dtlz7" ? [0, 0, 6 - 2 * gain(best)] : [0, 0, 0];
    for (let i = 0; i < 3; i++) {
      const there = here(await towards(far, walk, unit(3, i), 100)).losses;
      expect(Math.abs(there[i]! - ideal[i]!), `f${i + 1}`).toBeLessThan(1e-4);
      expect(distance(there)).toBeLessThan(1e-4);
    }
  });
});
