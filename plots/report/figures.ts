import type { RunHistory } from "../../src/runs/index.ts";
import type { ChartOptions } from "../charts/axes.ts";
import { centreChart } from "../charts/centre.ts";
import { divergenceChart } from "../charts/divergence.ts";
import { frontChart } from "../charts/front.ts";
import { hypervolumeChart } from "../charts/hypervolume.ts";
import { returnsChart } from "../charts/returns.ts";
import { shareChart } from "../charts/share.ts";
import { percent, precise } from "../format.ts";
import {
  comparesCandidates,
  divergenceData,
  frontData,
  hypervolumeData,
  intervalOf,
  returnsData,
  shareData,
  singleReferences,
  spoken,
} from "../series.ts";
import { capitalised } from "../text.ts";
import { gradientFigures, stepsName } from "./gradient-figures.ts";
import {
  centreSentence,
  divergenceSentence,
  frontSentence,
  hypervolumeSentence,
  returnsSentence,
  shareSentence,
} from "./sentences.ts";
import { linesTable, type Table, thinRows } from "./table.ts";
import { transferFigures } from "./transfer.ts";

/** One chart of a report, with what it shows in words and in numbers. */
export interface Figure {
  /** File name without extension. */
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly table: Table;
  draw(options?: ChartOptions): string;
}

function returnsFigure(run: RunHistory, objective: string): Figure {
  const data = returnsData(run, objective);
  const { arms } = returnsData(run, objective, Number.POSITIVE_INFINITY);
  return {
    id: `returns-${objective.replaceAll(".", "-")}`,
    title: data.title,
    sentence: returnsSentence(run, objective),
    draw: (options) => returnsChart(data, options),
    table: {
      columns: [
        "generation",
        ...arms.flatMap(({ series }) =>
          ["steps", "least", "mean", "greatest"].map((each) => `${series.name}: ${each}`),
        ),
      ],
      rows: thinRows(
        Array.from({ length: Math.max(0, ...arms.map(({ candidates }) => candidates.length)) }, (_, i) => i),
      ).map((i) => [
        String(i + 1),
        ...arms.flatMap(({ candidates }) => {
          const point = candidates[i];
          return [precise(point?.steps), precise(point?.low), precise(point?.mean), precise(point?.high)];
        }),
      ]),
    },
  };
}

function centreFigure(run: RunHistory, objective: string): Figure[] {
  const data = returnsData(run, objective);
  if (data.arms.every(({ tests }) => tests.length === 0)) return [];
  const rows = run.arms.flatMap(({ name, tests }) =>
    tests.map(({ generation, steps, final, values }) => {
      const interval = intervalOf(values[objective]);
      const cells = [precise(interval?.mean), precise(interval?.low), precise(interval?.high)];
      return [name, `${generation}${final ? " (final)" : ""}`, precise(steps), ...cells];
    }),
  );
  return [
    {
      id: `centre-${objective.replaceAll(".", "-")}`,
      title: `${data.tested === undefined ? "The centre's tests" : capitalised(data.tested)}: ${spoken(objective)}`,
      sentence: centreSentence(run, objective),
      draw: (options) => centreChart(data, options),
      table: { columns: ["arm", "after generation", "steps", "mean", "95 % from", "to"], rows },
    },
  ];
}

function divergenceFigure(run: RunHistory, objective: string): Figure[] {
  const found = divergenceData(run, objective);
  if (found === null) return [];
  const { data, bins } = found;
  const both = data.toFirst.map((line, i) => [
    { ...line, series: { ...line.series, name: `${line.series.name}, to the first` } },
    { ...data.toPrevious[i]!, series: { ...line.series, name: `${line.series.name}, to the previous` } },
  ]);
  const table = linesTable(both.flat());
  return [
    {
      id: `divergence-${objective.replaceAll(".", "-")}`,
      title: `How returns move: ${spoken(objective)}`,
      sentence: divergenceSentence(data, bins),
      draw: (options) => divergenceChart(data, options),
      // The lines begin with the second generation.
      table: {
        ...table,
        rows: table.rows.map(([generation, ...rest]) => [String(Number(generation) + 1), ...rest]),
      },
    },
  ];
}

/** The charts that apply to a run, in the order of a report. */
export function figuresOf(run: RunHistory): Figure[] {
  const steps = stepsName(run);
  return chartsOf(run).map((figure) => ({
    ...figure,
    draw: (options) => figure.draw({ steps, ...options }),
  }));
}

function chartsOf(run: RunHistory): Figure[] {
  if (run.arms.every(({ generations }) => generations.length === 0)) return [];
  const figures: Figure[] = run.objectives.flatMap(({ id }) => [
    ...centreFigure(run, id),
    returnsFigure(run, id),
  ]);
  figures.unshift(...transferFigures(run));
  const compared = comparesCandidates(run);
  const front = compared ? frontData(run) : null;
  if (front !== null) {
    figures.push({
      id: "front",
      title: front.title,
      sentence: frontSentence(run, front),
      draw: (options) => frontChart(front, options),
      table: {
        columns: ["arm", ...front.axes.map(({ label }) => label)],
        rows: front.arms.flatMap((arm) =>
          [...arm.front]
            .sort((a, b) => a[0] - b[0])
            .map((point) => [arm.series.name, ...point.map((value) => precise(value))]),
        ),
      },
    });
  }
  if (run.objectives.length > 1 && compared) {
    const data = hypervolumeData(run);
    figures.push({
      id: "hypervolume",
      title: "Hypervolume over training",
      sentence: hypervolumeSentence(data),
      draw: (options) => hypervolumeChart(data, options),
      table: linesTable(
        data.lines.flatMap(({ series, points, faint = [] }) => [
          { series: { ...series, name: `${series.name}, so far` }, points },
          { series: { ...series, name: `${series.name}, generation` }, points: faint },
        ]),
      ),
    });
  }
  figures.push(...gradientFigures(run));
  const share = shareData(run);
  const references = singleReferences(run);
  if (share !== null && references !== null) {
    figures.push({
      id: "share",
      title: "Candidates that beat every single-task centre",
      sentence: shareSentence(share, references),
      draw: (options) => shareChart(share, options),
      table: linesTable(share.lines, percent),
    });
  }
  figures.push(...run.objectives.flatMap(({ id }) => divergenceFigure(run, id)));
  return figures;
}
