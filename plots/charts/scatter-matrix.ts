import * as Plot from "@observablehq/plot";
import { tick } from "../format.ts";
import type { LegendItem } from "../legend.ts";
import { ink, seriesAt } from "../palette.ts";
import { type Fragment, legendFragment, renderFragment, svgDocument } from "../svg.ts";
import { type ChartOptions, chartWidth, extentOf, padded } from "./axes.ts";
import type { ObjectiveAxis } from "./front.ts";

/** Points of any number of objectives, in the users' directions. */
export interface PointsData {
  readonly title: string;
  readonly axes: readonly ObjectiveAxis[];
  /** Points of which none dominates another. */
  readonly front: readonly (readonly number[])[];
  /** The dominated ones. */
  readonly rest: readonly (readonly number[])[];
}

/** The legend that the charts of points share. */
export function pointsLegend(data: PointsData, mark: "circle" | "line"): LegendItem[] {
  const { colour } = seriesAt(0, "");
  return [
    { label: `${data.front.length} non-dominated`, colour, mark },
    ...(data.rest.length > 0
      ? [
          {
            label: `${data.rest.length} dominated`,
            colour: ink.rule,
            mark: mark === "line" ? "thin" : "cloud",
          } as const,
        ]
      : []),
  ] as const;
}

/** Every pair of objectives in a scatter of its own. */
export function scatterMatrixChart(data: PointsData, options: ChartOptions = {}): string {
  const width = options.width ?? chartWidth.wide;
  const count = data.axes.length - 1;
  const size = Math.floor(width / count);
  const domains = data.axes.map((_, k) =>
    padded(extentOf([...data.front, ...data.rest].map((row) => row[k]!))),
  );
  const { colour } = seriesAt(0, "");
  const legend = legendFragment(pointsLegend(data, "circle"), width);
  const placed: { fragment: Fragment; x: number; y: number }[] = [{ fragment: legend, x: 0, y: 0 }];
  const scale = (k: number) => ({
    domain: domains[k]!,
    ticks: Math.max(2, Math.round(size / 80)),
    tickFormat: tick,
    grid: true,
    label: `${data.axes[k]!.label} (${data.axes[k]!.direction})`,
    labelArrow: false,
  });
  for (let row = 0; row < count; row++) {
    for (let column = 0; column <= row; column++) {
      const y = row + 1;
      const at = {
        x: (point: readonly number[]) => point[column]!,
        y: (point: readonly number[]) => point[y]!,
      };
      const fragment = renderFragment({
        width: size,
        height: size,
        marginLeft: 46,
        marginRight: 10,
        x: scale(column),
        y: scale(y),
        marks: [
          Plot.dot(data.rest, { ...at, r: 1.6, fill: ink.rule, fillOpacity: 0.3 }),
          Plot.dot(data.front, { ...at, r: 2.8, fill: colour, fillOpacity: 0.8 }),
        ],
      });
      placed.push({ fragment, x: column * size, y: legend.height + row * size });
    }
  }
  return svgDocument(data.title, placed);
}
