import * as Plot from "@observablehq/plot";
import { tick } from "../format.ts";
import type { LegendItem } from "../legend.ts";
import { ink, type Series } from "../palette.ts";
import { renderSvg } from "../svg.ts";
import { type ChartOptions, chartWidth, extentOf, isNarrow, padded } from "./axes.ts";

/** A point of a plane of two objectives, in the users' own directions. */
export type Pair = readonly [number, number];

/** One axis: what it measures, and which way is better. */
export interface ObjectiveAxis {
  readonly label: string;
  readonly direction: "min" | "max";
}

/** What `frontChart` draws of one arm. */
export interface FrontArm {
  readonly series: Series;
  /** Points of which none dominates another. */
  readonly front: readonly Pair[];
  /** Other candidates, drawn pale. */
  readonly cloud: readonly Pair[];
  /** Where it stands in its final test: a search's centre, or each network of an arm that trains several. */
  readonly tested?: readonly Pair[];
}

export interface FrontData {
  readonly title: string;
  readonly axes: readonly [ObjectiveAxis, ObjectiveAxis];
  readonly arms: readonly FrontArm[];
  /** What the legend calls the points. Default: "<arm>: front" and "candidates". */
  readonly names?: { readonly front: string; readonly cloud: string };
  /** What the legend calls those that are tested. Default: "its centre (tested)". */
  readonly testedName?: string;
  /** A random policy's means. */
  readonly random?: Pair;
}

const finite = ([x, y]: Pair): boolean => Number.isFinite(x) && Number.isFinite(y);

/**
 * The boundary of what a front attains: through its points in steps, and on to the worst ends of both axes.
 * `worst` is in the users' directions.
 */
export function staircase(
  front: readonly Pair[],
  axes: readonly [ObjectiveAxis, ObjectiveAxis],
  worst: Pair,
): Pair[] {
  const sign = axes[0].direction === "max" ? 1 : -1;
  const sorted = front.filter(finite).sort((a, b) => sign * (a[0] - b[0]));
  if (sorted.length === 0) return [];
  const path: Pair[] = [[worst[0], sorted[0]![1]]];
  sorted.forEach((point, i) => {
    const before = sorted[i - 1];
    if (before !== undefined) path.push([before[0], point[1]]);
    path.push(point);
  });
  path.push([sorted.at(-1)![0], worst[1]]);
  return path;
}

/** A scale that says which way is better, and its worst end. */
function scaleOf(
  axis: ObjectiveAxis,
  values: readonly number[],
  ticks: number,
): { scale: Plot.ScaleOptions; worst: number } {
  const domain = padded(extentOf(values));
  const arrow = axis.direction === "max" ? "higher is better" : "lower is better";
  return {
    scale: {
      domain,
      label: `${axis.label} (${arrow})`,
      ticks,
      tickFormat: tick,
      grid: true,
    },
    worst: axis.direction === "max" ? domain[0] : domain[1],
  };
}

/** The fronts of several arms in one scatter. */
export function frontChart(data: FrontData, options: ChartOptions = {}): string {
  const width = options.width ?? chartWidth.wide;
  const points = data.arms
    .flatMap((arm) => [...arm.front, ...arm.cloud, ...(arm.tested ?? [])])
    .concat(data.random === undefined ? [] : [data.random])
    .filter(finite);
  const ticks = isNarrow(width) ? 4 : 8;
  const x = scaleOf(
    data.axes[0],
    points.map((point) => point[0]),
    ticks,
  );
  const y = scaleOf(
    data.axes[1],
    points.map((point) => point[1]),
    6,
  );
  const marks: Plot.Markish[] = [];
  for (const { series, cloud } of data.arms) {
    marks.push(
      Plot.dot(cloud.filter(finite), { x: "0", y: "1", r: 1.6, fill: series.colour, fillOpacity: 0.22 }),
    );
  }
  for (const { series, front } of data.arms) {
    marks.push(
      Plot.line(staircase(front, data.axes, [x.worst, y.worst]), {
        x: "0",
        y: "1",
        stroke: series.colour,
        strokeWidth: 1.75,
      }),
    );
  }
  for (const { series, front, tested = [] } of data.arms) {
    marks.push(
      Plot.dot(front.filter(finite), {
        x: "0",
        y: "1",
        r: 4,
        symbol: series.symbol,
        fill: series.colour,
        stroke: "white",
        strokeWidth: 0.75,
      }),
    );
    marks.push(
      Plot.dot(tested.filter(finite), {
        x: "0",
        y: "1",
        r: 7,
        symbol: series.symbol,
        fill: "white",
        stroke: series.colour,
        strokeWidth: 2.5,
      }),
    );
  }
  if (data.random !== undefined && finite(data.random)) {
    marks.push(
      Plot.dot([data.random], { x: "0", y: "1", r: 5, symbol: "times", stroke: ink.text, strokeWidth: 2 }),
    );
  }
  const legend: LegendItem[] = [
    ...data.arms.map(({ series }) => ({
      label: data.names?.front ?? `${series.name}: front`,
      colour: series.colour,
      mark: series.symbol,
    })),
    ...(data.arms.some(({ tested = [] }) => tested.length > 0)
      ? [{ label: data.testedName ?? "its centre (tested)", colour: ink.muted, mark: "open" } as const]
      : []),
    ...(data.arms.some((arm) => arm.cloud.length > 0)
      ? [{ label: data.names?.cloud ?? "candidates", colour: ink.muted, mark: "cloud" } as const]
      : []),
    ...(data.random === undefined
      ? []
      : [{ label: "random policy", colour: ink.text, mark: "times" } as const]),
  ];
  return renderSvg(
    { width, height: Math.round(width * (isNarrow(width) ? 0.95 : 0.64)), x: x.scale, y: y.scale, marks },
    { title: data.title, legend },
  );
}
