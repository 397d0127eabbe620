import { type ChartOptions, chartWidth, extentOf, isNarrow } from "./axes.ts";
import { linesChart } from "./lines-chart.ts";
import type { Step, StepLine } from "./over-steps.ts";

export interface ShareData {
  /** Share of each generation's candidates, 0 to 1; a line an arm. */
  readonly lines: readonly StepLine[];
  /** What is to be beaten: "river 1,240 and fortress 820". */
  readonly references: string;
}

const inPercent = (points: readonly Step[]): Step[] =>
  points.map(({ steps, value }) => ({ steps, value: value === null ? null : value * 100 }));

/** Share of candidates that beat the single-game references on every game at once. */
export function shareChart({ lines, references }: ShareData, options: ChartOptions = {}): string {
  const shown = lines.map((line) => ({
    ...line,
    points: inPercent(line.points),
    faint: inPercent(line.faint ?? []),
  }));
  const highest =
    extentOf(shown.flatMap((line) => [...line.points, ...line.faint].map((point) => point.value)))?.[1] ?? 0;
  return linesChart(
    {
      title: `Share of candidates above ${references}`,
      lines: shown,
      domain: [0, highest > 0 ? Math.min(100, highest * 1.08) : 1],
      y: {
        label: isNarrow(options.width ?? chartWidth.wide)
          ? "candidates above both (%)"
          : `candidates above ${references} (%)`,
      },
      shape: 0.5,
    },
    options,
  );
}
