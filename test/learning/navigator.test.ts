/** A network of two tasks near its front: ten wishes in a row, and the sweep of weighted sums that costs as much. */
import { expect, test } from "vitest";
import {
  type DeepTask,
  open,
  tenPreferences,
  trained,
  trainingPasses,
  volume,
  walked,
  weightsOver,
} from "../../experiments/benchmarks/gradient/support/deep-walk.ts";

/** About 10,000 parameters. */
const task: DeepTask = {
  data: "multi-fashion-mnist",
  encoder: { kind: "lenet", kernels: [9, 5], filters: [4, 8], units: 50 },
  train: 4000,
  validation: 1000,
  examples: 768,
  curvature: 128,
  steps: 250,
  batch: 64,
};

test("ten preferences are honoured, and the points visited are worth more than a sweep that costs as much", async () => {
  const opened = await open(task);
  const start = await trained(opened, "mgda", {}, trainingPasses(opened));
  const guide = opened.guide({
    damping: 0.1,
    tolerance: 1e-2,
    maxIterations: 10,
    rank: 1e-3,
    normalise: true,
    step: 0.03,
    stationary: 0.2,
    corrected: 0.1,
    corrector: "mgda",
    descentSteps: 3,
    trust: 1,
    leastStep: 1e-6,
  });
  const walk = await walked(
    guide,
    start.x,
    tenPreferences(2),
    () => 0,
    () => {},
  );
  expect(walk.honoured.filter(Boolean).length).toBeGreaterThanOrEqual(8);
  const weights = weightsOver(2, walk.visited.length);
  const total = start.passes + walk.passes;
  const sweep: Float64Array[] = [];
  for (const each of weights) {
    const { x } = await trained(opened, "fixed", { weights: each }, total / weights.length);
    sweep.push(await opened.validation(x));
  }
  expect(volume(walk.visited, 2)).toBeGreaterThan(volume(sweep, 2));
});
