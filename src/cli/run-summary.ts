/** What a run ends with: one row an arm, for people and for programs. */
import { type Interval, meanInterval, type RunHistory } from "../runs/index.ts";
import { formatCount, formatDuration, formatValue } from "./format.ts";
import { textTable } from "./text-table.ts";

/** One arm of a finished run. */
export interface ArmSummary {
  readonly arm: string;
  /** The centre's mean over its final test with a 95 % interval, by objective. */
  readonly centre: Readonly<Record<string, Interval>>;
  /** The hypervolume of the last generation's candidates, and of the front of all generations. */
  readonly hypervolume: { readonly last: number; readonly front: number };
  readonly evaluations: number;
  /** Environment steps of training. */
  readonly steps: number;
  readonly seconds: number;
  readonly failures: number;
  /** Which limit ended it. */
  readonly end: string;
}

export interface RunSummary {
  readonly arms: readonly ArmSummary[];
  /** A random policy's mean with its interval, by objective; empty where none was played. */
  readonly random: Readonly<Record<string, Interval>>;
}

function intervals(
  values: Readonly<Record<string, readonly number[]>>,
  ids: readonly string[],
): Record<string, Interval> {
  const known = ids.filter((id) => (values[id]?.length ?? 0) > 0);
  return Object.fromEntries(known.map((id) => [id, meanInterval(values[id]!)]));
}

/** The summary of a run, as far as it has come. */
export function summarise(run: RunHistory): RunSummary {
  const ids = run.objectives.map(({ id }) => id);
  const arms = run.arms.map(({ name, generations, recorded, finalTest, end }): ArmSummary => {
    const last = recorded.at(-1);
    return {
      arm: name,
      centre: intervals(finalTest?.values ?? {}, ids),
      hypervolume: {
        last: generations.at(-1)?.hypervolume ?? Number.NaN,
        front: run.front?.arms[name]?.hypervolume ?? Number.NaN,
      },
      evaluations: last?.evaluations ?? 0,
      steps: last?.steps ?? 0,
      seconds: last?.seconds ?? 0,
      failures: recorded.reduce((sum, { failures }) => sum + failures.length, 0),
      end: end?.reason ?? "unfinished",
    };
  });
  return { arms, random: intervals(run.baseline ?? {}, ids) };
}

/**
 * What is to be said of hypervolumes that are all 0: the reference point is better than all that was found, as the default, 0,
 * is where returns are costs. Null where there is nothing to say.
 */
export function referenceHint({ front }: Pick<RunHistory, "front">): string | null {
  if (front === null) return null;
  const arms = Object.values(front.arms);
  // Where candidates are for one task each, values of the others are null, and no volume is asked for.
  const isFound = arms.some(({ members }) => members.some(({ values }) => !values.includes(null as never)));
  if (!isFound || arms.some(({ hypervolume }) => hypervolume !== 0)) return null;
  return `nothing that was found is better than the reference point (${front.reference.join(", ")}) in every objective, so hypervolumes are 0; set hypervolume.reference to what is just too bad`;
}

function interval(given: Interval | undefined): string {
  if (given === undefined) return "-";
  // One value says nothing of the spread.
  if (!Number.isFinite(given.low)) return formatValue(given.mean);
  return `${formatValue(given.mean)} [${formatValue(given.low)}, ${formatValue(given.high)}]`;
}

/** The summary as a table: the centre's mean of each objective with its 95 % interval, and a random policy's. */
export function summaryTable(run: RunHistory): string {
  const { arms, random } = summarise(run);
  const ids = run.objectives.map(({ id }) => id);
  const right = (title: string) => ({ title, align: "right" as const });
  const columns = [
    { title: "arm", align: "left" as const },
    ...ids.map((id) => right(`${id} [95 %]`)),
    ...["hv last", "hv front", "evals", "steps", "time", "failed"].map(right),
  ];
  const rows = arms.map((arm) => [
    arm.arm,
    ...ids.map((id) => interval(arm.centre[id])),
    formatValue(arm.hypervolume.last),
    formatValue(arm.hypervolume.front),
    formatCount(arm.evaluations),
    formatCount(arm.steps),
    formatDuration(arm.seconds),
    String(arm.failures),
  ]);
  const baseline =
    Object.keys(random).length > 0 ? [["random", ...ids.map((id) => interval(random[id]))]] : [];
  return textTable(columns, [...rows, ...baseline]);
}
