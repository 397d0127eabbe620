import { tick } from "../format.ts";
import { ink } from "../palette.ts";
import { type ChartOptions, extentOf } from "./axes.ts";
import { linesChart } from "./lines-chart.ts";
import type { StepLine } from "./over-steps.ts";

export interface HypervolumeData {
  /** A line an arm: of all candidates so far; `faint` of each generation's alone. */
  readonly lines: readonly StepLine[];
  /** Scale and reference point in words: "games scaled 0-100, reference (0, 0)". */
  readonly scale: string;
}

/** Hypervolume over training. */
export function hypervolumeChart({ lines, scale }: HypervolumeData, options: ChartOptions = {}): string {
  const faint = lines.some((line) => (line.faint?.length ?? 0) > 0);
  const highest = extentOf(
    lines.flatMap((line) => [...line.points, ...(line.faint ?? [])].map((point) => point.value)),
  );
  return linesChart(
    {
      title: "Hypervolume over training",
      lines,
      domain: [0, (highest?.[1] ?? 0) * 1.05 || 1],
      y: { label: `hypervolume (${scale})`, tickFormat: tick },
      shape: 0.54,
      legend: [
        { label: "all candidates so far", colour: ink.muted, mark: "line" },
        ...(faint
          ? [{ label: "candidates of the generation", colour: ink.muted, mark: "thin" } as const]
          : []),
      ],
    },
    options,
  );
}
