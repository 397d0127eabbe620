import * as Plot from "@observablehq/plot";
import { tick } from "../format.ts";
import type { LegendItem } from "../legend.ts";
import { ink, type Series } from "../palette.ts";
import { renderSvg } from "../svg.ts";
import { type ChartOptions, chartWidth, extentOf, isNarrow, padded, stepsAxis } from "./axes.ts";

/** A mean with what lies around it, after so many training steps; `null` where nothing was measured. */
export interface MeanWithin {
  readonly steps: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What `returnsChart` draws of one arm. */
export interface ReturnsArm {
  readonly series: Series;
  /** Each generation's candidates: mean, least and greatest. */
  readonly candidates: readonly MeanWithin[];
  /** The centre's test episodes: mean and its 95 % interval; or each of several networks, which have none. */
  readonly tests: readonly MeanWithin[];
}

export interface ReturnsData {
  /** What is measured, with its unit: "river: score (points an episode)". */
  readonly title: string;
  /** The vertical axis: "score". */
  readonly label: string;
  readonly arms: readonly ReturnsArm[];
  /** What is told of the tests. Default: the centre's mean. */
  readonly tested?: string;
  /** Mean of a random policy. */
  readonly random: number | null;
}

/** Returns of one game over training: a panel an arm, all on one scale. */
export function returnsChart(data: ReturnsData, options: ChartOptions = {}): string {
  const width = options.width ?? chartWidth.wide;
  const columns = isNarrow(width) ? 1 : Math.min(3, Math.max(1, data.arms.length));
  const rows = Math.max(1, Math.ceil(data.arms.length / columns));
  const place = (i: number) => ({ fx: i % columns, fy: Math.floor(i / columns) });
  const candidates = data.arms.flatMap((arm, i) =>
    arm.candidates.map((point) => ({ ...point, ...place(i), colour: arm.series.colour })),
  );
  const tests = data.arms.flatMap((arm, i) =>
    arm.tests.map((point) => ({ ...point, ...place(i), colour: arm.series.colour })),
  );
  const names = data.arms.map((arm, i) => ({
    name: arm.series.name,
    colour: arm.series.colour,
    ...place(i),
  }));
  const panels = { fx: "fx", fy: "fy" };
  const range = extentOf(
    [...candidates, ...tests].flatMap(({ mean, low, high }) => [mean, low, high]).concat(data.random),
  );
  const legend: LegendItem[] = [
    { label: "candidates, mean", colour: ink.muted, mark: "line" },
    { label: "least to greatest", colour: ink.muted, mark: "band" },
    ...(tests.length > 0
      ? [
          {
            label: data.tested ?? "centre, test mean with 95 % interval",
            colour: ink.text,
            mark: "whisker",
          } as const,
        ]
      : []),
    ...(data.random === null
      ? []
      : [{ label: "random policy, mean", colour: ink.text, mark: "dashed" } as const]),
  ];
  return renderSvg(
    {
      width,
      height:
        columns === 1 && rows === 1 ? Math.round(width * 0.56) : 74 + rows * (isNarrow(width) ? 180 : 220),
      x: { ...stepsAxis(width, options.steps), ...(columns > 1 ? { ticks: 3 } : {}) },
      y: {
        domain: padded(range),
        grid: true,
        label: data.label,
        tickFormat: tick,
        ticks: 5,
        insetTop: names.length > 1 ? 18 : 0,
      },
      marginTop: columns > 1 ? 22 : 30,
      fx: { axis: null, padding: columns > 1 ? 0.14 : 0.08 },
      fy: { axis: null, padding: 0.16 },
      marks: [
        Plot.areaY(candidates, {
          ...panels,
          x: "steps",
          y1: "low",
          y2: "high",
          z: "colour",
          fill: "colour",
          fillOpacity: 0.18,
        }),
        ...(data.random === null
          ? []
          : [
              Plot.ruleY(names, {
                ...panels,
                y: () => data.random,
                stroke: ink.text,
                strokeDasharray: "5 3",
                strokeWidth: 1.25,
              }),
            ]),
        Plot.lineY(candidates, {
          ...panels,
          x: "steps",
          y: "mean",
          z: "colour",
          stroke: "colour",
          strokeWidth: 2,
        }),
        Plot.ruleX(tests, {
          ...panels,
          x: "steps",
          y1: "low",
          y2: "high",
          stroke: ink.text,
          strokeWidth: 1.25,
        }),
        Plot.dot(tests, {
          ...panels,
          x: "steps",
          y: "mean",
          r: 3,
          fill: ink.text,
          stroke: "white",
          strokeWidth: 0.75,
        }),
        ...(names.length > 1
          ? [
              Plot.text(names, {
                ...panels,
                text: "name",
                fill: "colour",
                fontWeight: 600,
                frameAnchor: "top-left",
                dx: 4,
                dy: 2,
                fontSize: 13,
              }),
            ]
          : []),
      ],
      color: { type: "identity" },
    },
    { title: data.title, legend },
  );
}
