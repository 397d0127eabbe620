import * as Plot from "@observablehq/plot";
import { tick } from "../format.ts";
import type { LegendItem } from "../legend.ts";
import { ink } from "../palette.ts";
import { capitalised } from "../text.ts";
import { type ChartOptions, extentOf, padded } from "./axes.ts";
import { linesChart } from "./lines-chart.ts";
import type { StepLine } from "./over-steps.ts";
import type { ReturnsData } from "./returns.ts";

/**
 * Test means of the arms' centres on one objective over training, each in the band of its 95 % interval. Networks of one arm that
 * are tested at once make a line up and down.
 */
export function centreChart(data: ReturnsData, options: ChartOptions = {}): string {
  const lines = data.arms.map(
    ({ series, tests }): StepLine => ({
      series,
      points: tests.map(({ steps, mean }) => ({ steps, value: mean })),
    }),
  );
  const bands = data.arms.flatMap(({ series, tests }) =>
    tests.map(({ steps, low, high }) => ({
      steps,
      low: low ?? Number.NaN,
      high: high ?? Number.NaN,
      name: series.name,
      colour: series.colour,
    })),
  );
  const legend: LegendItem[] = [
    ...(bands.some(({ low, high }) => low < high)
      ? [{ label: "95 % interval", colour: ink.muted, mark: "band" } as const]
      : []),
    ...(data.random === null
      ? []
      : [{ label: "random policy, mean", colour: ink.text, mark: "dashed" } as const]),
  ];
  const shown = data.arms.flatMap(({ tests }) => tests.flatMap(({ mean, low, high }) => [mean, low, high]));
  const domain = padded(extentOf([...shown, data.random]));
  return linesChart(
    {
      title: `${data.tested === undefined ? "The centre's tests" : capitalised(data.tested)}: ${data.label}`,
      lines,
      domain,
      y: {
        label:
          data.tested === undefined
            ? `${data.label}, mean of the centre's test`
            : `${data.label} ${data.tested}`,
        tickFormat: tick,
      },
      shape: 0.5,
      legend,
      behind: [
        Plot.areaY(bands, {
          x: "steps",
          y1: "low",
          y2: "high",
          z: "name",
          fill: "colour",
          fillOpacity: 0.18,
        }),
        ...(data.random === null
          ? []
          : [Plot.ruleY([data.random], { stroke: ink.text, strokeDasharray: "5 3", strokeWidth: 1.25 })]),
      ],
    },
    options,
  );
}
