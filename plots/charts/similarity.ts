import { tick } from "../format.ts";
import type { ChartOptions } from "./axes.ts";
import { linesChart } from "./lines-chart.ts";
import type { StepLine } from "./over-steps.ts";

export interface SimilarityData {
  /** What is drawn: "cosine of the tasks' gradients". */
  readonly measure: string;
  /** Smallest and largest value that it can have. */
  readonly range: readonly [number, number];
  readonly lines: readonly StepLine[];
}

/** How the gradients of the tasks lie to each other, over training. */
export function similarityChart(data: SimilarityData, options: ChartOptions = {}): string {
  const { lines, measure, range } = data;
  return linesChart(
    {
      title: `${measure} over training`,
      lines,
      domain: range,
      y: { label: measure, tickFormat: tick },
      shape: 0.46,
      narrowShape: 0.7,
    },
    options,
  );
}
