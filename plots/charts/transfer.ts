import { tick } from "../format.ts";
import { type ChartOptions, extentOf, padded } from "./axes.ts";
import { linesChart } from "./lines-chart.ts";
import type { StepLine } from "./over-steps.ts";

export interface TransferChartData {
  readonly task: string;
  readonly label: string;
  readonly lines: readonly StepLine[];
}

/** Values that span more than this are drawn by their logarithms. */
const widestLinear = 20;

/** Whether all values are above 0 and span so much that a linear scale would hide the smaller ones. */
function spansMagnitudes(extent: readonly [number, number] | null): boolean {
  return extent !== null && extent[0] > 0 && extent[1] / extent[0] > widestLinear;
}

/** Best so far over the evaluations of one task: searches that share it, and those that have it to themselves. */
export function transferChart(data: TransferChartData, options: ChartOptions = {}): string {
  const extent = extentOf(data.lines.flatMap(({ points }) => points.map(({ value }) => value)));
  const logarithmic = spansMagnitudes(extent);
  const shown = (value: number | null): number | null =>
    value === null || !logarithmic ? value : Math.log10(value);
  const lines = data.lines.map(({ series, points }) => ({
    series,
    points: points.map(({ steps, value }) => ({ steps, value: shown(value) })),
  }));
  const domain = padded(extentOf(lines.flatMap(({ points }) => points.map(({ value }) => value))));
  const powers = Array.from(
    { length: Math.floor(domain[1]) - Math.ceil(domain[0]) + 1 },
    (_, i) => Math.ceil(domain[0]) + i,
  );
  return linesChart(
    {
      title: `Best so far of ${data.task}`,
      lines,
      domain,
      x: `evaluations of ${data.task}`,
      y: {
        label: `${data.label}, best so far`,
        tickFormat: (value: number) => tick(logarithmic ? Number((10 ** value).toPrecision(2)) : value),
        // Fewer than two powers of ten in sight say too little: their thirds are drawn as well.
        ...(logarithmic && powers.length > 1 ? { ticks: powers } : {}),
      },
      shape: 0.5,
    },
    options,
  );
}

/** Learned probabilities, 0 to 1, over training. */
export function learnedTransferChart(lines: readonly StepLine[], options: ChartOptions = {}): string {
  return linesChart(
    {
      title: "Learned transfer",
      lines,
      domain: [0, 1.05],
      x: "evaluations",
      y: { label: "probability that members of both tasks are crossed", ticks: 5 },
      shape: 0.4,
    },
    options,
  );
}
