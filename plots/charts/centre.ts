import * as Plot from "@observablehq/plot";
import { tick } from "../format.ts";
import type { LegendItem } from "../legend.ts";
import { ink } from "../palette.ts";
import { renderSvg } from "../svg.ts";
import { capitalised } from "../text.ts";
import { type ChartOptions, chartWidth, extentOf, isNarrow, padded } from "./axes.ts";
import { fromZero, labelMargin, lineLegend, lineMarks, type StepLine } from "./over-steps.ts";
import type { ReturnsData } from "./returns.ts";

/**
 * Test means of the arms' centres on one objective over training, each in the band of its 95 % interval. Networks of one arm that
 * are tested at once make a line up and down.
 */
export function centreChart(data: ReturnsData, options: ChartOptions = {}): string {
  const width = options.width ?? chartWidth.wide;
  const height = Math.round(width * (isNarrow(width) ? 0.8 : 0.5));
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
    ...lineLegend(lines, width),
    ...(bands.some(({ low, high }) => low < high)
      ? [{ label: "95 % interval", colour: ink.muted, mark: "band" } as const]
      : []),
    ...(data.random === null
      ? []
      : [{ label: "random policy, mean", colour: ink.text, mark: "dashed" } as const]),
  ];
  const shown = data.arms.flatMap(({ tests }) => tests.flatMap(({ mean, low, high }) => [mean, low, high]));
  const domain = padded(extentOf([...shown, data.random]));
  const top = 32;
  const bottom = 42;
  const marginRight = labelMargin(lines, width);
  return renderSvg(
    {
      width,
      height,
      marginTop: top,
      marginBottom: bottom,
      marginRight,
      x: fromZero(width - marginRight, lines, options.steps),
      y: {
        domain,
        grid: true,
        label:
          data.tested === undefined
            ? `${data.label}, mean of the centre's test`
            : `${data.label} ${data.tested}`,
        tickFormat: tick,
      },
      color: { type: "identity" },
      marks: [
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
        ...lineMarks(lines, domain, { width, height, top, bottom }),
      ],
    },
    {
      title: `${data.tested === undefined ? "The centre's tests" : capitalised(data.tested)}: ${data.label}`,
      legend,
    },
  );
}
