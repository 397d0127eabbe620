import type { CmaShape } from "./cma-covariance.ts";
import type { CmaPaths } from "./cma-paths.ts";

/** One run of a restarted search, as far as its end is concerned: plain data. */
export interface RunRecord {
  /** Generations of this run. */
  readonly generation: number;
  /** sigma at its start. */
  readonly sigma: number;
  /** Best costs of its last generations, the newest last. */
  readonly bests: Float64Array;
}

/** Generations whose best costs are compared. */
export function historyLength(d: number, population: number): number {
  return 10 + Math.ceil((30 * d) / population);
}

/** The record after a generation whose costs are given; failed candidates' NaN do not count. */
export function recorded(run: RunRecord, costs: Float64Array, d: number): RunRecord {
  const best = costs.reduce((least, cost) => (cost < least ? cost : least), Number.MAX_VALUE);
  const length = historyLength(d, costs.length);
  const bests = Float64Array.from([...run.bests, best]).slice(-length);
  return { ...run, generation: run.generation + 1, bests };
}

const rangeOf = (values: Float64Array): number => {
  const finite = values.filter((value) => !Number.isNaN(value));
  return finite.reduce((a, b) => Math.max(a, b)) - finite.reduce((a, b) => Math.min(a, b));
};

/** Relative to the first sigma; to it; of costs. Tutorial, section B.3, and Hansen 2009 (BIPOP) for the rest. */
const tolerance = { x: 1e-12, growth: 1e4, cost: 1e-12, condition: 1e14 } as const;

/**
 * Why a run has come to its end, or null: costs that no longer differ, steps too small to matter or much larger than at the
 * start, a covariance too ill-conditioned, moves lost in rounding, or 100 + 50 (d + 3)^2 / sqrt(n) generations.
 */
export function endOf(
  run: RunRecord,
  costs: Float64Array,
  mean: Float64Array,
  { sigma, covariancePath }: CmaPaths,
  { covariance, axes, scales }: CmaShape,
): string | null {
  const d = mean.length;
  const deviations = mean.map((_, j) => sigma * Math.sqrt(covariance[j * d + j]!));
  if (run.bests.length === historyLength(d, costs.length)) {
    if (rangeOf(run.bests) <= tolerance.cost && rangeOf(costs) <= tolerance.cost) return "equal costs";
  }
  const small = tolerance.x * run.sigma;
  if (deviations.every((s, j) => s < small && sigma * Math.abs(covariancePath[j]!) < small))
    return "small steps";
  if (sigma * scales[d - 1]! > tolerance.growth * run.sigma) return "growing steps";
  if (scales[d - 1]! ** 2 > tolerance.condition * scales[0]! ** 2) return "condition";
  if (mean.some((m, j) => m === m + 0.2 * deviations[j]!)) return "no effect along a coordinate";
  const axis = run.generation % d;
  const lost = (m: number, j: number): boolean => m === m + 0.1 * sigma * scales[axis]! * axes[axis * d + j]!;
  if (mean.every(lost)) return "no effect along an axis";
  if (run.generation >= 100 + (50 * (d + 3) ** 2) / Math.sqrt(costs.length)) return "generations";
  return null;
}
