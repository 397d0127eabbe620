/** Reports of runs in which arms train by gradients. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { number } from "../../plots/format.ts";
import { figuresOf, landscapeChart, seriesAt, writeReport } from "../../plots/index.ts";
import { costTable, scoresNote, scoresTable } from "../../plots/report/headline.ts";
import { centreSentence, hypervolumeSentence } from "../../plots/report/sentences.ts";
import { trainingsTable } from "../../plots/report/trainings.ts";
import { versusSentence } from "../../plots/report/versus.ts";
import { frontData, returnsData } from "../../plots/series.ts";
import { deltaM, type RunHistory, readRun, runExperiment } from "../../src/runs/index.ts";
import { freshFolder } from "../runs/worlds.ts";

const examples = { tasks: 2, inputs: 6, outputs: 3, kind: "classes", train: 90, validation: 45, test: 45 };

describe("on a data set", () => {
  const parent = mkdtempSync(join(tmpdir(), "evofront-report-"));
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  let folder: string;
  let run: RunHistory;

  beforeAll(async () => {
    folder = join(parent, "run");
    await runExperiment(
      {
        name: "two-targets",
        tasks: {
          first: { data: "synthetic", target: "task1", options: examples },
          second: { data: "synthetic", target: "task2", options: examples },
        },
        network: { layers: [{ kind: "dense", units: 6 }] },
        strategy: { id: "nsga-ii", population: 8 },
        gradient: { optimiser: { id: "sgd", learningRate: 0.3 }, batch: 30, every: 6, backend: "cpu" },
        arms: {
          search: { train: ["first", "second"] },
          equal: { train: ["first", "second"], method: { id: "equal" }, gradient: { starts: 2 } },
          grid: {
            train: ["first", "second"],
            method: [
              { id: "fixed", weights: [1, 0] },
              { id: "fixed", weights: [1, 1] },
              { id: "fixed", weights: [0, 1] },
            ],
          },
          "first-only": { train: ["first"], method: { id: "equal" } },
          "second-only": { train: ["second"], method: { id: "equal" } },
        },
        budget: { generations: 2 },
        test: { every: 1 },
        hypervolume: { reference: [2, 2], scale: [1, 1] },
        workers: 1,
      },
      folder,
    );
    run = readRun(folder);
  });

  test("losses on the test examples, without a random policy, and of a network of one target that one alone", () => {
    const { columns, rows } = scoresTable(run);
    expect(columns).toEqual(["arm", "objective", "on the test examples"]);
    expect(rows.map(([arm, objective]) => `${arm}: ${objective}`).slice(-4)).toEqual([
      "grid: first loss",
      "grid: second loss",
      "first-only: first loss",
      "second-only: second loss",
    ]);
    expect(rows.every(([, , value]) => value !== "–")).toBe(true);
    expect(scoresNote(run)).toBe(
      "Means over all trainings of an arm, with 95 % intervals; of an arm of several methods the least and the greatest; of a search its centre.",
    );
  });

  test("networks of several methods are told apart, never by their mean", () => {
    const { rows } = scoresTable(run);
    const values = run.arms.find(({ name }) => name === "grid")!.finalTest!.values["first.loss"]!;
    const cell = rows.find(([arm, objective]) => arm === "grid" && objective === "first loss")![2];
    expect(cell).toBe(`${number(Math.min(...values))} to ${number(Math.max(...values))}`);
    expect(rows.find(([arm]) => arm === "equal")![2]).toMatch(/ \[/);
    const range = `${cell} (the 3 of grid)`;
    expect(centreSentence(run, "first.loss")).toMatch(/^On the test examples first loss ends at /);
    expect(centreSentence(run, "first.loss")).toContain(range);
    const front = frontData(run)!;
    const of = (arm: string) => front.arms.find(({ series }) => series.name === arm)!.tested;
    expect([of("search")!.length, of("equal")!.length, of("grid")!.length]).toEqual([1, 1, 3]);
    const tests = returnsData(run, "first.loss").arms.find(({ series }) => series.name === "grid")!.tests;
    expect(tests.map(({ mean }) => mean)).toEqual([...values].sort((a, b) => b - a));
    const drawn = figuresOf(run).find(({ id }) => id === "centre-first-loss")!;
    expect(drawn.title).toBe("On the test examples: first loss");
    // Arms whose training is only tested at the end have their place in it too.
    expect(drawn.draw()).toContain("equal");
  });

  test("what is spent is called passes", async () => {
    expect(costTable(run).columns).toContain("passes of training");
    const page = readFileSync(await writeReport(folder), "utf8");
    expect(page).not.toContain("steps/s");
  });

  test("the page says which backend gradients came from", async () => {
    const page = readFileSync(await writeReport(folder), "utf8");
    expect(page).toMatch(/gradients on<\/t[hd]><td[^>]*>tfjs, cpu</);
  });

  test("of many arms the best four and the least are told", () => {
    const line = (name: string, value: number) => ({
      series: seriesAt(0, name),
      points: [{ steps: 1, value }],
    });
    const values = [3, 6, 1, 5, 2, 4, 7];
    const lines = values.map((value) => line(`arm${value}`, value));
    const sentence = hypervolumeSentence({ lines, scale: "of one" } as never);
    for (const value of [7, 6, 5, 4]) expect(sentence).toContain(`arm${value}`);
    expect(sentence).toContain("7 times that of arm1 (1), the least");
    expect(sentence).not.toMatch(/arm[23]/);
  });

  test("delta-m and ranks are those of the final tests; a grid shows what is best on the validation examples", () => {
    const { table, note } = trainingsTable(run)!;
    expect(table.columns).toEqual([
      "arm",
      "test first accuracy",
      "test second accuracy",
      "delta-m (%)",
      "mean rank",
      "ms a step",
    ]);
    const names = table.rows.map(([name]) => name!);
    expect(names.slice(0, 2)).toEqual(["first-only", "second-only"]);
    const tested = (arm: string, id: string): readonly number[] =>
      run.arms.find(({ name }) => name === arm)!.finalTest!.values[id]!;
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const baseline = [
      mean(tested("first-only", "first.accuracy")),
      mean(tested("second-only", "second.accuracy")),
    ];
    const equal = table.rows.find(([name]) => name === "equal")!;
    const metrics = ["first.accuracy", "second.accuracy"].map((id) => mean(tested("equal", id)));
    expect(Number(equal[3]!.replace("−", "-"))).toBeCloseTo(deltaM(metrics, baseline, ["max", "max"]), 0);
    // Two starts have an interval.
    expect(equal[1]).toMatch(/ ± /);
    const last = run.arms.find(({ name }) => name === "grid")!.generations.at(-1)!.returns;
    const deltas = [0, 1, 2].map((m) =>
      deltaM([last["first.accuracy"]![m]!, last["second.accuracy"]![m]!], baseline, ["max", "max"]),
    );
    const best = deltas.indexOf(Math.min(...deltas));
    const weights = ["[1,0]", "[1,1]", "[0,1]"][best];
    expect(names).toContain(`grid, best of 3: fixed ${weights}`);
    expect(note).toContain(
      "Delta-m is the mean change of the metrics against the arms that train on one task",
    );
  });

  test("the winner is the arm of greatest hypervolume, told with what it needed", () => {
    const sentence = versusSentence(run)!;
    const end = (name: string): number => run.front!.arms[name]!.hypervolume;
    const trained = Math.max(end("equal"), end("grid"));
    expect(
      sentence.startsWith(trained > end("search") ? "Gradients win here" : "Evolution strategies win here"),
    ).toBe(true);
    expect(sentence).toMatch(/example passes \([\d.,]+ % of what/);
  });

  test("charts of hypervolume over time and of how gradients conflict; axes that count example passes", async () => {
    const figures = figuresOf(run);
    const ids = figures.map(({ id }) => id);
    for (const id of [
      "hypervolume",
      "hypervolume-seconds",
      "similarity-cosine",
      "similarity-magnitude",
      "front",
    ]) {
      expect(ids).toContain(id);
    }
    expect(ids).not.toContain("landscape");
    const hypervolume = figures.find(({ id }) => id === "hypervolume")!.draw();
    expect(hypervolume).toContain("example passes");
    expect(hypervolume).not.toContain("environment steps");
    expect(figures.find(({ id }) => id === "hypervolume-seconds")!.draw()).toContain("seconds of training");
    const page = readFileSync(await writeReport(folder), "utf8");
    expect(page).toContain("All targets at once");
    expect(page).toContain("Evolution strategies or gradients.");
  });
});

test("paths over a plane start where the trainings did, with the Pareto set they are to reach", async () => {
  const folder = freshFolder();
  await runExperiment(
    {
      name: "plane",
      tasks: { toy: { problem: "conflict" } },
      gradient: { optimiser: { id: "adam", learningRate: 0.05 }, starts: "usual", every: 200 },
      arms: { mgda: { train: ["toy"], method: { id: "mgda" } } },
      budget: { generations: 5 },
      baseline: { episodes: 0 },
      workers: 1,
    },
    folder,
  );
  const figure = figuresOf(readRun(folder)).find(({ id }) => id === "landscape")!;
  expect(figure.table.rows.map(([, x1, x2]) => [x1, x2])).toEqual([
    ["−8.5", "7.5"],
    ["0", "0"],
    ["9", "9"],
    ["−7.5", "−0.5"],
    ["9", "−1"],
  ]);
  expect(figure.sentence).toMatch(/Pareto set/);
  const svg = figure.draw();
  expect(svg).toContain("Pareto set");
  expect(figure.draw()).toBe(svg);
  expect(readFileSync(join(folder, "config.yaml"), "utf8")).toContain("starts: usual");
});

test("a plane without a known set, in a narrow column", () => {
  const chart = (width: number): string =>
    landscapeChart(
      {
        title: "bowl",
        x: [-1, 1],
        y: [-1, 1],
        height: { name: "a bowl", at: (x, y) => x * x + y * y },
        arms: [0, 1, 2].map((i) => ({
          series: seriesAt(i, `arm ${i}`),
          paths: [Array.from({ length: 400 }, (_, k) => [1 - k / 400, 0.5 - k / 800] as const)],
        })),
      },
      { width },
    );
  expect(chart(360)).not.toContain("Pareto set");
  expect(chart(360)).toContain('viewBox="0 0 360 ');
  expect(chart(700)).toContain("contours of a bowl");
});
