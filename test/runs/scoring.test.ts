import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Objective } from "../../src/evaluation/index.ts";
import { matrix } from "../../src/linalg/index.ts";
import {
  configFromValue,
  finalScale,
  type GenerationRecord,
  hypervolumeUnit,
  planOf,
  pointsOf,
  readRun,
  runExperiment,
  scaledHypervolume,
} from "../../src/runs/index.ts";
import { returnsOf } from "../../src/runs/run/scoring.ts";
import { freshFolder, twoTasks } from "./worlds.ts";

const objective = (id: string, direction: "min" | "max"): Objective => {
  const [task, value] = id.split(".") as [string, string];
  return { id, task, value, direction };
};
const both = [objective("a.score", "max"), objective("b.score", "max")];

/** As much of a generation's record as scales are drawn from. */
const generation = (returns: GenerationRecord["returns"]): GenerationRecord => ({
  type: "generation",
  arm: "main",
  generation: 1,
  evaluations: 2,
  steps: 2,
  measuredSteps: 0,
  seconds: 0,
  returns,
  hypervolume: 0,
  failures: [],
});

describe("hypervolume on a scale", () => {
  test("one point is a box, two a staircase, and the last strip counts", () => {
    expect(scaledHypervolume([[4, 6]], both, [0, 0], [1, 1])).toBe(24);
    // 2 x 6 and, beyond it, 2 x 3.
    expect(
      scaledHypervolume(
        [
          [2, 6],
          [4, 3],
        ],
        both,
        [0, 0],
        [1, 1],
      ),
    ).toBe(18);
    expect(
      scaledHypervolume(
        [
          [2, 6],
          [4, 3],
        ],
        both,
        [0, 0],
        [0.04, 0.06],
      ),
    ).toBeCloseTo(7500, 9);
  });

  test("only points better than the reference in every objective count", () => {
    expect(
      scaledHypervolume(
        [
          [4, 0],
          [0, 6],
          [-3, 9],
        ],
        both,
        [0, 0],
        [1, 1],
      ),
    ).toBe(0);
    expect(
      scaledHypervolume(
        [
          [4, 6],
          [5, 2],
        ],
        both,
        [0, 2],
        [1, 1],
      ),
    ).toBe(16);
    expect(scaledHypervolume([], both, [0, 0], [1, 1])).toBe(0);
  });

  test("an objective to be minimised is measured downwards from its reference", () => {
    const mixed = [objective("a.score", "max"), objective("b.cost", "min")];
    expect(scaledHypervolume([[4, 7]], mixed, [1, 10], [1, 3])).toBe(3);
  });

  test("is linear in each scale", () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (front, p, q) => {
        const plain = scaledHypervolume(front, both, [0, 0], [1, 1]);
        expect(scaledHypervolume(front, both, [0, 0], [p, q]) * p * q).toBeCloseTo(plain, 8);
      }),
    );
  });
});

describe("the scale of a report", () => {
  const generations = [
    generation({ "a.score": [1, 50, null], "b.score": [3, 2, null] }),
    generation({ "a.score": [20, 4], "b.score": [-1, 8] }),
  ];
  const config = async (hypervolume: object) =>
    (await planOf(configFromValue({ ...twoTasks, hypervolume }))).config;

  test("makes the best of any arm 100, measured from the reference", async () => {
    expect(finalScale(await config({ reference: [0, 0] }), both, generations)).toEqual([0.5, 0.08]);
    expect(finalScale(await config({ reference: [10, 10] }), both, generations)).toEqual([0.4, 1]);
    const mixed = [objective("a.score", "min"), objective("b.score", "max")];
    expect(finalScale(await config({ reference: [50, 0] }), mixed, generations)).toEqual([0.49, 0.08]);
  });

  test("is the config's where that gives numbers, which records are then on already", async () => {
    const given = await config({ scale: [2, 5] });
    expect(finalScale(given, both, generations)).toEqual([2, 5]);
    expect(hypervolumeUnit(given, [2, 5])).toBe(1);
    expect(hypervolumeUnit(await config({}), [2, 5])).toBe(10);
  });

  test("in a run: records, what is read, and front.json agree", async () => {
    const folder = freshFolder();
    await runExperiment({ ...twoTasks, budget: { generations: 2 }, hypervolume: { scale: [3, 6] } }, folder);
    const run = readRun(folder);
    expect(run.scale).toEqual([3, 6]);
    expect(run.front!.scale).toEqual([3, 6]);
    const written = run.records.filter((record) => record.type === "generation");
    expect(run.arms.flatMap((arm) => arm.generations)).toEqual(written);
    for (const record of written) {
      const points = pointsOf(record.returns, run.objectives).map(({ point }) => point);
      expect(points).toHaveLength(8);
      expect(record.hypervolume).toBe(scaledHypervolume(points, run.objectives, [0, 0], [3, 6]));
    }
  });
});

test("points are the candidates that have every objective", () => {
  const returns = { "a.score": [1, null, 3], "b.score": [4, 5, null], "b.frames": [9, 9, 9] };
  expect(pointsOf(returns, both)).toEqual([{ member: 0, point: [1, 4] }]);
  expect(pointsOf({}, both)).toEqual([]);
});

test("a candidate that failed has no value, whatever its row holds", () => {
  const outcome = (task: string, data: number[]) => ({
    task,
    names: ["score", "frames"],
    values: matrix(2, 2, Float64Array.from(data)),
    steps: new Float64Array(2),
    observations: null,
  });
  const results = [
    { outcomes: [outcome("a", [1, 2, 3, 4])], failures: [{ member: 1, reason: "none" }] },
    { outcomes: [outcome("b", [5, 6, 7, 8])], failures: [] },
  ];
  expect(returnsOf(results)).toEqual({
    "a.score": [1, null],
    "a.frames": [2, null],
    "b.score": [5, 7],
    "b.frames": [6, 8],
  });
});
