import type { Objective } from "../../evaluation/index.ts";
import type { GenerationRecord } from "../../runs/index.ts";
import { formatCount, formatDuration, formatValue } from "../format.ts";

/** A piece of a progress line. Pieces of a higher `rank` are left out first where the line is too wide. */
interface Piece {
  readonly text: string;
  readonly rank: number;
}

/** How fast a run goes, and how long it may still take. Both may be unknown (NaN). */
export interface Pace {
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
}

/** Mean and best of an objective over a generation's candidates; NaN where all have failed. */
export function meanAndBest(record: GenerationRecord, objective: Objective): { mean: number; best: number } {
  const values = (record.returns[objective.id] ?? []).filter((value) => value !== null);
  if (values.length === 0) return { mean: Number.NaN, best: Number.NaN };
  const better = objective.direction === "max" ? Math.max : Math.min;
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    best: values.reduce((best, value) => better(best, value)),
  };
}

function pieces(
  record: GenerationRecord,
  objectives: readonly Objective[],
  pace: Pace,
  armWidth: number,
): Piece[] {
  const returns = objectives.map((objective) => {
    const { mean, best } = meanAndBest(record, objective);
    return { text: `${objective.id} mean ${formatValue(mean)} best ${formatValue(best)}`, rank: 1 };
  });
  const failed = record.failures.length;
  return [
    { text: record.arm.padEnd(armWidth), rank: 0 },
    { text: `gen ${String(record.generation).padStart(4)}`, rank: 0 },
    { text: `${formatCount(record.evaluations)} evals`, rank: 4 },
    { text: `${formatCount(record.steps)} steps`, rank: 3 },
    { text: `${formatCount(pace.stepsPerSecond)}/s`, rank: 3 },
    ...returns,
    { text: `hv ${formatValue(record.hypervolume)}`, rank: 1 },
    ...(failed > 0 ? [{ text: `${failed} failed`, rank: 0 }] : []),
    { text: `left ${formatDuration(pace.secondsLeft)}`, rank: 2 },
  ];
}

/**
 * One generation in one line: arm, generation, evaluations, environment steps, steps a second, mean and best of
 * each objective, hypervolume, time left. At most `width` characters: the least needed pieces go first.
 */
export function generationLine(
  record: GenerationRecord,
  objectives: readonly Objective[],
  pace: Pace,
  options: { readonly width?: number; readonly armWidth?: number } = {},
): string {
  const width = options.width ?? Number.POSITIVE_INFINITY;
  let kept = pieces(record, objectives, pace, options.armWidth ?? 0);
  const joined = (): string => kept.map(({ text }) => text).join("  ");
  while (joined().length > width && kept.some(({ rank }) => rank > 0)) {
    const most = Math.max(...kept.map(({ rank }) => rank));
    kept = kept.filter(({ rank }) => rank < most);
  }
  return joined().slice(0, width);
}
