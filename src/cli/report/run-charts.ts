/** A run's records as charts: each with its drawing at any width, and the numbers it shows. */

import type { ChartOptions } from "../../../plots/charts/axes.ts";
import { divergenceChart } from "../../../plots/charts/divergence.ts";
import { frontChart, type Pair } from "../../../plots/charts/front.ts";
import { hypervolumeChart } from "../../../plots/charts/hypervolume.ts";
import type { Step, StepLine } from "../../../plots/charts/over-steps.ts";
import { returnsChart } from "../../../plots/charts/returns.ts";
import { shareChart } from "../../../plots/charts/share.ts";
import { type Series, seriesAt } from "../../../plots/palette.ts";
import type { Objective } from "../../evaluation/index.ts";
import { ParetoArchive } from "../../pareto/index.ts";
import {
  type ArmHistory,
  bandOf,
  type GenerationRecord,
  histogram,
  klDivergence,
  meanInterval,
  pointsOf,
  type RunHistory,
  scaledHypervolume,
  shareBetter,
} from "../../runs/index.ts";
import { numberText } from "./numbers.ts";

/** Numbers under their titles. */
export interface Numbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One chart of a run. */
export interface RunChart {
  /** File name without extension, and what `--kind` takes before its first dot: "returns.river.score". */
  readonly id: string;
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly note: string;
  readonly draw: (options?: ChartOptions) => string;
  readonly numbers: Numbers;
}

interface Arm extends ArmHistory {
  readonly series: Series;
}

/** Bins of the histograms whose divergence is taken; one more holds what lies beyond. */
const bins = 100;
/** Rows of a table of numbers: the first and the last generation and what lies evenly between. */
const tableRows = 12;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Every chart that a run has the records for. */
export function runCharts(run: RunHistory): RunChart[] {
  const arms = run.arms
    .map((arm, i): Arm => ({ ...arm, series: seriesAt(i, arm.name) }))
    .filter(({ generations }) => generations.length > 0);
  if (arms.length === 0) return [];
  return [
    ...fronts(run, arms),
    hypervolumes(run, arms),
    ...run.objectives.map((objective) => returns(run, arms, objective)),
    ...shares(run, arms),
    ...run.objectives.map((objective) => divergences(arms, objective)),
  ];
}

/** Numbers of lines over training, thinned. */
function numbersOf(lines: readonly StepLine[], value: string): Numbers {
  const rows = lines.flatMap(({ series, points }) => {
    const last = points.length - 1;
    const chosen = new Set(
      Array.from({ length: tableRows }, (_, k) => Math.round((k * last) / (tableRows - 1))).filter(
        (i) => i >= 0,
      ),
    );
    return [...chosen].map((i) => [
      series.name,
      String(i + 1),
      numberText(points[i]!.steps),
      numberText(points[i]!.value),
    ]);
  });
  return { columns: ["arm", "generation", "steps", value], rows };
}

function returns(run: RunHistory, arms: readonly Arm[], objective: Objective): RunChart {
  const { id, task, value } = objective;
  const baseline = run.baseline?.[id];
  const drawn = arms.map(({ series, generations, tests }) => ({
    series,
    candidates: generations.map((record) => {
      const band = bandOf(record.returns[id] ?? []);
      return {
        steps: record.steps,
        mean: band?.mean ?? null,
        low: band?.min ?? null,
        high: band?.max ?? null,
      };
    }),
    tests: tests.flatMap(({ steps, values }) => {
      const episodes = values[id] ?? [];
      return episodes.length === 0 ? [] : [{ steps, ...meanInterval(episodes) }];
    }),
  }));
  const random = baseline === undefined ? null : mean(baseline);
  const rows = drawn.flatMap(({ series, tests }) => {
    const last = tests.length - 1;
    const chosen = new Set(
      Array.from({ length: tableRows }, (_, k) => Math.round((k * last) / (tableRows - 1))),
    );
    return [...chosen]
      .filter((i) => i >= 0)
      .map((i) => [
        series.name,
        numberText(tests[i]!.steps),
        numberText(tests[i]!.mean),
        `${numberText(tests[i]!.low)} to ${numberText(tests[i]!.high)}`,
      ]);
  });
  return {
    id: `returns.${id}`,
    title: `Returns: ${task}, ${value}`,
    note: `Each generation's candidates as mean and range, and the centre's mean over fresh episodes with its 95 % interval.${random === null ? "" : ` A random policy reaches ${numberText(random)}.`}`,
    draw: (options) =>
      returnsChart({ title: `${task}: ${value}`, label: value, arms: drawn, random }, options),
    numbers: { columns: ["arm", "steps", "centre's mean", "95 % interval"], rows },
  };
}

/** The members of an arm's front, in objective order: as written, or of the candidates so far. */
function frontOf(run: RunHistory, arm: Arm): (readonly number[])[] {
  const written = run.front?.arms[arm.name];
  if (written) return written.members.map(({ values }) => values);
  const archive = archiveFor(run);
  for (const record of arm.generations) {
    for (const { point } of pointsOf(record.returns, run.objectives)) archive.add(point, null);
  }
  return archive.entries().map(({ point }) => [...point]);
}

function archiveFor(run: RunHistory): ParetoArchive<null> {
  const directions = run.objectives.map(({ direction }) => direction);
  return new ParetoArchive<null>({ objectives: directions.length, directions });
}

/** A scatter for every pair of objectives. */
function fronts(run: RunHistory, arms: readonly Arm[]): RunChart[] {
  const charts: RunChart[] = [];
  run.objectives.forEach((x, j) => {
    for (const [offset, y] of run.objectives.slice(j + 1).entries())
      charts.push(front(run, arms, [j, j + 1 + offset], [x, y]));
  });
  return charts;
}

function front(
  run: RunHistory,
  arms: readonly Arm[],
  [i, j]: Pair,
  [x, y]: readonly [Objective, Objective],
): RunChart {
  const pairOf = (values: readonly number[]): Pair => [values[i]!, values[j]!];
  const meansOf = (
    values: Readonly<Record<string, readonly number[]>> | null | undefined,
  ): Pair | undefined => {
    const [first, second] = [values?.[x.id], values?.[y.id]];
    return first?.length && second?.length ? [mean(first), mean(second)] : undefined;
  };
  const drawn = arms.map((arm) => {
    const centre = meansOf(arm.finalTest?.values);
    return {
      series: arm.series,
      front: frontOf(run, arm).map(pairOf),
      cloud: pointsOf(arm.generations.at(-1)!.returns, run.objectives).map(({ point }) => pairOf(point)),
      ...(centre === undefined ? {} : { centre }),
    };
  });
  const random = meansOf(run.baseline);
  const title = `Fronts: ${y.id} over ${x.id}`;
  return {
    id: run.objectives.length === 2 ? "front" : `front.${x.id}.${y.id}`,
    title,
    note: "The candidates of each arm that no other of its candidates beats on both, from all generations; pale, those of the last generation; large, the centre's mean over its final test.",
    draw: (options) =>
      frontChart(
        {
          title,
          axes: [
            { label: x.id, direction: x.direction },
            { label: y.id, direction: y.direction },
          ],
          arms: drawn,
          ...(random === undefined ? {} : { random }),
        },
        options,
      ),
    numbers: {
      columns: ["arm", x.id, y.id],
      rows: drawn.flatMap(({ series, front: members }) =>
        [...members].sort((a, b) => a[0] - b[0]).map(([a, b]) => [series.name, numberText(a), numberText(b)]),
      ),
    },
  };
}

function hypervolumes(run: RunHistory, arms: readonly Arm[]): RunChart {
  const { reference } = run.config.hypervolume;
  const lines = arms.map(({ series, generations }): StepLine => {
    const archive = archiveFor(run);
    let hypervolume = 0;
    const points = generations.map((record): Step => {
      const additions = pointsOf(record.returns, run.objectives).map(({ point }) => archive.add(point, null));
      // Most generations late in a run add nothing to the front.
      if (additions.some(({ accepted }) => accepted)) {
        const members = archive.entries().map(({ point }) => [...point]);
        hypervolume = scaledHypervolume(members, run.objectives, reference, run.scale);
      }
      return { steps: record.steps, value: hypervolume };
    });
    return { series, points, faint: generations.map(({ steps, hypervolume: value }) => ({ steps, value })) };
  });
  const scale =
    run.config.hypervolume.scale === "best"
      ? `100 a best value, reference (${reference.join(", ")})`
      : `reference (${reference.join(", ")})`;
  return {
    id: "hypervolume",
    title: "Hypervolume over training",
    note: `What the candidates dominate up to the reference point (${reference.join(", ")})${run.config.hypervolume.scale === "best" ? ", each objective scaled so that the best value any arm has reached is 100" : ""}: of all candidates so far, and pale, of each generation alone.`,
    draw: (options) => hypervolumeChart({ lines, scale }, options),
    numbers: numbersOf(lines, "hypervolume so far"),
  };
}

/** Share of candidates better than every single-task arm's centre on its own task; none where a task has no such arm. */
function shares(run: RunHistory, arms: readonly Arm[]): RunChart[] {
  const references = run.objectives.map(({ id, task }) => {
    const alone = arms.find(({ train }) => train.length === 1 && train[0] === task);
    const episodes = alone?.finalTest?.values[id];
    return episodes?.length ? mean(episodes) : undefined;
  });
  if (references.length < 2 || references.some((reference) => reference === undefined)) return [];
  const bars = references as number[];
  const directions = run.objectives.map(({ direction }) => direction);
  const lines = arms.map(
    ({ series, generations }): StepLine => ({
      series,
      points: generations.map(({ steps, returns: own }) => ({
        steps,
        value: shareBetter(
          run.objectives.map(({ id }) => own[id] ?? []),
          bars,
          directions,
        ),
      })),
    }),
  );
  const named = run.objectives.map(({ id }, j) => `${id} ${numberText(bars[j]!)}`).join(" and ");
  return [
    {
      id: "share",
      title: "Candidates above every single-task reference",
      note: `The share of each generation's candidates that beat, on every objective at once, the final test mean of the arm trained on that task alone: ${named}.`,
      draw: (options) => shareChart({ lines, references: named }, options),
      numbers: numbersOf(
        lines.map((line) => ({
          ...line,
          points: line.points.map((point) => ({ ...point, value: 100 * point.value! })),
        })),
        "share (%)",
      ),
    },
  ];
}

function divergences(arms: readonly Arm[], { id }: Objective): RunChart {
  const valuesOf = (record: GenerationRecord): number[] =>
    (record.returns[id] ?? []).filter((value) => value !== null);
  const all = arms.flatMap(({ generations }) => generations.flatMap(valuesOf));
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const range = high > low ? { min: low, max: high } : { min: low, max: low + 1 };
  const options = { ...range, width: (range.max - range.min) / bins };
  const lineOf = (arm: Arm, earlier: (index: number) => number): StepLine => {
    const histograms = arm.generations.map((record) => {
      const values = valuesOf(record);
      return values.length === 0 ? null : histogram(values, options);
    });
    const points = arm.generations.map(({ steps }, k): Step => {
      const [own, before] = [histograms[k], histograms[earlier(k)]];
      return { steps, value: own && before ? klDivergence(own, before) : null };
    });
    return { series: arm.series, points };
  };
  const toFirst = arms.map((arm) => lineOf(arm, () => 0));
  const toPrevious = arms.map((arm) => lineOf(arm, (k) => Math.max(0, k - 1)));
  return {
    id: `divergence.${id}`,
    title: `Divergence of returns: ${id}`,
    note: `KL divergence (nats) of the histogram of a generation's returns to the first and to the previous generation's: ${bins} bins from ${numberText(range.min)} to ${numberText(range.max)} and one for what lies beyond, 1e-4 added to each.`,
    draw: (chart) => divergenceChart({ game: id, toFirst, toPrevious }, chart),
    numbers: numbersOf(toFirst, "nats to the first generation"),
  };
}
