import { expect, test } from "vitest";
import {
  type EvaluationResult,
  type Experiment,
  type Objective,
  toObjectives,
} from "../../src/evaluation/index.ts";
import { matrix } from "../../src/linalg/index.ts";
import { linearExperiment } from "./experiment.ts";

const result: EvaluationResult = {
  outcomes: [
    {
      task: "a",
      names: ["score", "frames"],
      values: matrix(2, 2, Float64Array.of(0, 20, 30, 40)),
      steps: new Float64Array(2),
      observations: null,
    },
    {
      task: "b",
      names: ["cost"],
      values: matrix(2, 1, Float64Array.of(-5, 6)),
      steps: new Float64Array(2),
      observations: null,
    },
  ],
  failures: [],
};
const objective = (task: string, value: string, direction: "min" | "max"): Objective => ({
  id: `${task}.${value}`,
  task,
  value,
  direction,
});
const experiment = (...objectives: Objective[]): Experiment => ({
  ...linearExperiment(1, 1, []),
  objectives,
});

test("a maximised value is negated, a minimised one kept, in the order of the objectives", () => {
  const { objectives } = toObjectives(
    experiment(
      objective("b", "cost", "min"),
      objective("a", "score", "max"),
      objective("a", "frames", "max"),
    ),
    result,
  );
  expect(objectives).toEqual(matrix(2, 3, Float64Array.of(-5, 0, -20, 6, -30, -40)));
});

test("a failed candidate's row is NaN whatever its values are", () => {
  const { objectives, failures } = toObjectives(experiment(objective("a", "score", "min")), {
    ...result,
    failures: [{ member: 1, reason: "x" }],
  });
  expect([...objectives.data]).toEqual([0, Number.NaN]);
  expect(failures).toEqual([{ member: 1, reason: "x" }]);
});

test("an objective that was not evaluated is an error", () => {
  expect(() => toObjectives(experiment(objective("c", "score", "max")), result)).toThrow(
    'objective "c.score": no task "c" was evaluated; there are a, b',
  );
  expect(() => toObjectives(experiment(objective("a", "cost", "max")), result)).toThrow(
    'objective "a.cost": task "a" has no value "cost"; it has score, frames',
  );
});
