import type * as Plot from "@observablehq/plot";
import type { LegendItem } from "../legend.ts";
import { renderSvg } from "../svg.ts";
import { type ChartOptions, chartWidth, isNarrow } from "./axes.ts";
import { fromZero, labelMargin, lineLegend, lineMarks, type StepLine } from "./over-steps.ts";

/** A chart of lines over training: what is drawn, and how it is told. */
export interface LinesChart {
  readonly title: string;
  readonly lines: readonly StepLine[];
  /** The vertical scale, linear, low to high, and the axis at it. */
  readonly domain: readonly [number, number];
  readonly y: Plot.ScaleOptions;
  /** The horizontal axis, in place of the options' "environment steps". */
  readonly x?: string;
  /** Height over width, but on a phone. */
  readonly shape: number;
  /** The same on a phone. Default 0.8. */
  readonly narrowShape?: number;
  /** Entries after those of the lines. */
  readonly legend?: readonly LegendItem[];
  /** Drawn behind the lines. */
  readonly behind?: readonly Plot.Markish[];
}

/** Draws it: the lines have their names at their right ends, or in the legend on a phone. */
export function linesChart(chart: LinesChart, options: ChartOptions): string {
  const { lines, domain } = chart;
  const width = options.width ?? chartWidth.wide;
  const height = Math.round(width * (isNarrow(width) ? (chart.narrowShape ?? 0.8) : chart.shape));
  const [top, bottom] = [32, 42];
  const marginRight = labelMargin(lines, width);
  const x = fromZero(width - marginRight, lines, options.steps);
  return renderSvg(
    {
      width,
      height,
      marginTop: top,
      marginBottom: bottom,
      marginRight,
      x: chart.x === undefined ? x : { ...x, label: chart.x },
      y: { domain: [...domain], grid: true, ...chart.y },
      color: { type: "identity" },
      marks: [...(chart.behind ?? []), ...lineMarks(lines, domain, { width, height, top, bottom })],
    },
    { title: chart.title, legend: [...lineLegend(lines, width), ...(chart.legend ?? [])] },
  );
}
