import * as Plot from "@observablehq/plot";
import { number } from "../format.ts";
import { ink, seriesAt } from "../palette.ts";
import { renderSvg } from "../svg.ts";
import { type ChartOptions, chartWidth, extentOf, isNarrow } from "./axes.ts";
import { type PointsData, pointsLegend } from "./scatter-matrix.ts";

/** Where a value stands between the worst (0) and the best (1) that any point has. */
function standing(value: number, [low, high]: readonly [number, number], direction: "min" | "max"): number {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return direction === "max" ? share : 1 - share;
}

/** Parallel coordinates: an axis an objective, the best at the top, a line a point. */
export function parallelChart(data: PointsData, options: ChartOptions = {}): string {
  const width = options.width ?? chartWidth.wide;
  const extents = data.axes.map(
    (_, k) => extentOf([...data.front, ...data.rest].map((row) => row[k]!)) ?? ([0, 1] as const),
  );
  const { colour } = seriesAt(0, "");
  const lines = (rows: readonly (readonly number[])[]) =>
    rows.flatMap((row, point) =>
      row.map((value, k) => ({ axis: k, point, y: standing(value, extents[k]!, data.axes[k]!.direction) })),
    );
  const ends = data.axes.map(({ label, direction }, k) => {
    const [low, high] = extents[k]!;
    return {
      axis: k,
      label,
      best: number(direction === "max" ? high : low),
      worst: number(direction === "max" ? low : high),
    };
  });
  const line = { x: "axis", y: "y", z: "point" };
  return renderSvg(
    {
      width,
      height: Math.round(width * (isNarrow(width) ? 0.8 : 0.55)),
      marginTop: 48,
      marginLeft: 40,
      marginRight: 40,
      marginBottom: 30,
      x: { axis: null, domain: [0, data.axes.length - 1] },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.ruleX(ends, { x: "axis", stroke: ink.rule }),
        Plot.line(lines(data.rest), { ...line, stroke: ink.rule, strokeWidth: 0.75, strokeOpacity: 0.25 }),
        Plot.line(lines(data.front), { ...line, stroke: colour, strokeWidth: 1.25, strokeOpacity: 0.55 }),
        Plot.text(ends, { x: "axis", y: 1, dy: -24, text: "label", fontWeight: 600 }),
        Plot.text(ends, { x: "axis", y: 1, dy: -10, text: "best", fill: ink.muted }),
        Plot.text(ends, { x: "axis", y: 0, dy: 12, text: "worst", fill: ink.muted }),
      ],
    },
    {
      title: data.title,
      legend: [...pointsLegend(data, "line"), { label: "best at the top", colour: "#fff", mark: "line" }],
    },
  );
}
