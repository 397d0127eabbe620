import { expect, test } from "vitest";
import { environments } from "../../environments/index.ts";
import { taskRuntimes } from "../../src/evaluation/task-runtime.ts";
import { episodesTask, linearExperiment, runKey } from "./experiment.ts";

const experiment = (referenceRows: number) =>
  linearExperiment(4, 2, [
    episodesTask("cart-pole", { referenceRows }),
    episodesTask("again", { environment: { id: "cart-pole", options: {} }, referenceRows }),
  ]);

test("reference observations are those of episodes with random actions, from several episodes and stages", () => {
  const [first] = taskRuntimes(experiment(64), runKey);
  const rows = Array.from({ length: 64 }, (_, row) => first!.reference().subarray(row * 4, row * 4 + 4));
  expect(new Set(rows.map((row) => row.join(" "))).size).toBe(64);
  // A new episode starts within 0.05 of rest; 64 rows at every eighth step pass through many.
  expect(rows.filter((row) => row.every((x) => Math.abs(x) <= 0.05)).length).toBeGreaterThan(2);
  expect(rows.filter((row) => Math.abs(row[1]!) > 0.3).length).toBeGreaterThan(10);
});

test("reference observations are a function of the run's key and the task's place", () => {
  const [first, second] = taskRuntimes(experiment(16), runKey);
  const [again] = taskRuntimes(experiment(16), runKey);
  const [other] = taskRuntimes(experiment(16), [1, 2]);
  expect(again!.reference()).toEqual(first!.reference());
  expect(second!.reference()).not.toEqual(first!.reference());
  expect(other!.reference()).not.toEqual(first!.reference());
});

test("a discarded environment is replaced, the others are kept", () => {
  const [runtime] = taskRuntimes(experiment(0), runKey);
  const [a, b] = [runtime!.environment(0), runtime!.environment(1)];
  runtime!.discard(1);
  expect(runtime!.environment(0)).toBe(a);
  expect(runtime!.environment(1)).not.toBe(b);
  expect(environments.has("cart-pole")).toBe(true);
});
