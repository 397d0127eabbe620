import { InputError, ShapeError } from "../src/base/index.ts";
import { asMatrix, type MatrixLike, toRows } from "../src/linalg/index.ts";
import { type Direction, nondominated } from "../src/pareto/index.ts";
import { type ChartOptions, chartWidth } from "./charts/axes.ts";
import { frontChart, type ObjectiveAxis, type Pair } from "./charts/front.ts";
import { parallelChart } from "./charts/parallel.ts";
import { scatterMatrixChart } from "./charts/scatter-matrix.ts";
import { seriesAt } from "./palette.ts";

export interface ParetoPlotOptions extends ChartOptions {
  /** Which way each objective goes. Default: all `min`. */
  readonly directions?: readonly Direction[];
  /** What each objective is called. Default: `f1`, `f2`, ... */
  readonly names?: readonly string[];
  /** Default: `scatter` for two objectives, `matrix` for three and four, `parallel` beyond. */
  readonly kind?: ParetoPlotKind;
  readonly title?: string;
}

export type ParetoPlotKind = "scatter" | "matrix" | "parallel";

function kindFor(objectives: number): ParetoPlotKind {
  return objectives === 2 ? "scatter" : objectives <= 4 ? "matrix" : "parallel";
}

/**
 * A set of points, one a row, with its non-dominated ones picked out, as the text of an SVG file. Rows with a value
 * that is not finite are not drawn. Throws an `InputError` on fewer than two objectives or a kind that does not fit,
 * a `ShapeError` where directions or names do not.
 */
export function paretoPlot(points: MatrixLike, options: ParetoPlotOptions = {}): string {
  const given = asMatrix(points, "paretoPlot");
  const objectives =
    given.rows === 0 ? (options.directions?.length ?? options.names?.length ?? 2) : given.columns;
  const { directions = Array.from({ length: objectives }, (): Direction => "min") } = options;
  const {
    names = directions.map((_, i) => `f${i + 1}`),
    kind = kindFor(objectives),
    width = chartWidth.wide,
  } = options;
  if (objectives < 2) {
    throw new InputError(
      `paretoPlot: expected two objectives or more, got ${objectives}; a front needs a trade-off`,
    );
  }
  if (directions.length !== objectives || names.length !== objectives) {
    throw new ShapeError(
      `paretoPlot: expected one direction and one name for each of ${objectives} objectives, got ${directions.length} and ${names.length}`,
    );
  }
  if (kind === "scatter" && objectives !== 2) {
    throw new InputError(
      `paretoPlot: a scatter shows 2 objectives but the points have ${objectives}; take kind "matrix" or "parallel"`,
    );
  }
  const rows = toRows(given).filter((row) => row.every(Number.isFinite));
  const best = new Set(rows.length === 0 ? [] : nondominated(rows, { directions }));
  const front = rows.filter((_, i) => best.has(i));
  const rest = rows.filter((_, i) => !best.has(i));
  const axes = names.map((label, i): ObjectiveAxis => ({ label, direction: directions[i]! }));
  const title = options.title ?? `${front.length} non-dominated of ${rows.length} points`;
  if (kind === "parallel") return parallelChart({ title, axes, front, rest }, { width });
  if (kind === "matrix") return scatterMatrixChart({ title, axes, front, rest }, { width });
  const series = seriesAt(0, "points");
  return frontChart(
    {
      title,
      axes: [axes[0]!, axes[1]!],
      names: { front: `${front.length} non-dominated`, cloud: `${rest.length} dominated` },
      arms: [{ series, front: front as unknown as Pair[], cloud: rest as unknown as Pair[] }],
    },
    { width },
  );
}
