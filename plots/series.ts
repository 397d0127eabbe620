import { nondominated } from "../src/pareto/index.ts";
import {
  type ArmHistory,
  bandOf,
  type GenerationRecord,
  histogram,
  klDivergence,
  meanInterval,
  pointsOf,
  type RunHistory,
  scaledHypervolume,
  shareBetter,
} from "../src/runs/index.ts";
import type { DivergenceData } from "./charts/divergence.ts";
import type { FrontData, Pair } from "./charts/front.ts";
import type { HypervolumeData } from "./charts/hypervolume.ts";
import type { Step, StepLine } from "./charts/over-steps.ts";
import type { MeanWithin, ReturnsData } from "./charts/returns.ts";
import type { ShareData } from "./charts/share.ts";
import { number } from "./format.ts";
import { type Series, seriesAt } from "./palette.ts";

/** The arms of a run with their looks: the same in every chart. */
export function armSeries(run: RunHistory): { readonly arm: ArmHistory; readonly series: Series }[] {
  return run.arms.map((arm, i) => ({ arm, series: seriesAt(i, arm.name) }));
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** A mean with its 95 % interval; `null` without values. */
export function intervalOf(
  values: readonly number[] | undefined,
): { mean: number; low: number | null; high: number | null } | null {
  if (values === undefined || values.length === 0) return null;
  const { mean, low, high } = meanInterval(values);
  return Number.isFinite(mean) ? { mean, low: orNull(low), high: orNull(high) } : null;
}

/** "river.score" as people say it: "river score". */
export const spoken = (objective: string): string => objective.replaceAll(".", " ");

/**
 * Returns on one objective over training. Long runs are gathered to at most `limit` points a line, each over all
 * candidates of some neighbouring generations.
 */
export function returnsData(run: RunHistory, objective: string, limit: number = pointLimit): ReturnsData {
  const random = intervalOf(run.baseline?.[objective]);
  return {
    title: `Returns over training: ${spoken(objective)}`,
    label: spoken(objective),
    random: random?.mean ?? null,
    arms: armSeries(run).map(({ arm, series }) => ({
      series,
      candidates: runsOf(arm.generations, gathered(arm.generations.length, limit)).map((run): MeanWithin => {
        const band = bandOf(run.flatMap(({ returns }) => returns[objective] ?? []));
        const { steps } = run.at(-1)!;
        return { steps, mean: band?.mean ?? null, low: band?.min ?? null, high: band?.max ?? null };
      }),
      tests: thinned(
        // Examples are the same in every test; episodes of the final one are others, and more.
        arm.tests.filter(({ final }) => onExamples(run) || !final),
        testLimit,
      ).flatMap(({ steps, values }): MeanWithin[] => {
        const interval = intervalOf(values[objective]);
        if (interval === null) return [];
        if (!testsApart(run, arm)) return [{ steps, ...interval }];
        return [...values[objective]!]
          .sort((a, b) => b - a)
          .map((mean) => ({ steps, mean, low: null, high: null }));
      }),
    })),
    ...(onExamples(run) ? { tested: "on the test examples" } : {}),
  };
}

/** Points of a line at most, for the eye: beyond, neighbours are taken together. */
const pointLimit = 80;

/** Tests drawn in a panel at most, so that their whiskers stay apart. */
const testLimit = 14;

/** How many generations one drawn point stands for. */
export const gathered = (generations: number, limit: number = pointLimit): number =>
  Math.max(1, Math.ceil(generations / limit));

/** `items` in runs of `size`; the last may be shorter. */
function runsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** A noisy line: as it is where it is short, else means of neighbours with the line itself behind them. */
export function calmed(series: Series, points: readonly Step[]): StepLine {
  const size = gathered(points.length);
  if (size === 1) return { series, points };
  const means = runsOf(points, size).map((run): Step => {
    const values = run.flatMap(({ value }) => (value === null ? [] : [value]));
    return {
      steps: run.at(-1)!.steps,
      value: values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length,
    };
  });
  return { series, points: means, faint: points };
}

/** At most `limit` of the items, evenly spread. */
function thinned<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  return Array.from({ length: limit }, (_, i) => items[Math.round((i * (items.length - 1)) / (limit - 1))]!);
}

/** The front of an arm: as written at the end, or of all candidates so far. */
export function frontOf(run: RunHistory, arm: ArmHistory): readonly (readonly number[])[] {
  const written = run.front?.arms[arm.name];
  if (written !== undefined) return written.members.map(({ values }) => values);
  return grownFronts(run, arm).at(-1) ?? [];
}

/** After each generation the non-dominated of all candidates until then. */
export function grownFronts(run: RunHistory, arm: ArmHistory): (readonly (readonly number[])[])[] {
  const directions = run.objectives.map(({ direction }) => direction);
  let front: (readonly number[])[] = [];
  return arm.generations.map(({ returns }) => {
    const all = [...front, ...pointsOf(returns, run.objectives).map(({ point }) => point)];
    if (all.length === 0) return front;
    front = Array.from(nondominated(all, { directions }), (i) => all[i]!);
    return front;
  });
}

/** Whether the tasks of a run are targets of a data set. */
export const onExamples = ({ config }: RunHistory): boolean =>
  Object.values(config.tasks).some((task) => "data" in task);

/**
 * Whether what an arm's networks are tested on are values of different things, several methods or places of a front: then
 * their mean is no figure of anything.
 */
export function testsApart({ config }: RunHistory, { name }: ArmHistory): boolean {
  const { method, front } = config.arms[name] ?? {};
  return front !== undefined || (Array.isArray(method) && method.length > 1);
}

/** The scatter of the first two objectives; `null` for runs of another number of objectives. */
export function frontData(run: RunHistory): FrontData | null {
  const [first, second] = run.objectives;
  if (first === undefined || second === undefined || run.objectives.length !== 2) return null;
  const pair = (values: Readonly<Record<string, readonly number[]>> | undefined): Pair | undefined => {
    const x = intervalOf(values?.[first.id]);
    const y = intervalOf(values?.[second.id]);
    return x === null || y === null ? undefined : [x.mean, y.mean];
  };
  const random = pair(run.baseline ?? undefined);
  const testedOf = (arm: ArmHistory): readonly Pair[] => {
    const values = arm.finalTest?.values;
    const mean = pair(values);
    if (mean === undefined) return [];
    if (!testsApart(run, arm)) return [mean];
    return values![first.id]!.map((x, i) => [x, values![second.id]![i]!]);
  };
  return {
    title: "Fronts of the arms",
    ...(onExamples(run) ? { testedName: "on the test examples" } : {}),
    axes: [
      { label: spoken(first.id), direction: first.direction },
      { label: spoken(second.id), direction: second.direction },
    ],
    ...(random === undefined ? {} : { random }),
    arms: armSeries(run).map(({ arm, series }) => {
      return {
        series,
        front: frontOf(run, arm) as readonly Pair[],
        cloud: thinned(arm.generations, 50).flatMap(({ returns }) =>
          thinned(pointsOf(returns, run.objectives), 8).map(({ point }) => point as unknown as Pair),
        ),
        tested: testedOf(arm),
      };
    }),
  };
}

/** How the hypervolume is scaled, in words. */
export function scaleInWords(run: RunHistory): string {
  const reference = run.config.hypervolume.reference.map((value) => number(value)).join(", ");
  const scaled = run.config.hypervolume.scale === "best" ? "objectives scaled 0–100, " : "";
  return `${scaled}reference (${reference})`;
}

/** Hypervolume over training. */
export function hypervolumeData(run: RunHistory): HypervolumeData {
  return {
    scale: scaleInWords(run),
    lines: armSeries(run).map(({ arm, series }): StepLine => {
      const fronts = grownFronts(run, arm);
      return {
        series,
        points: arm.generations.map(({ steps }, i) => ({
          steps,
          value: scaledHypervolume(fronts[i]!, run.objectives, run.config.hypervolume.reference, run.scale),
        })),
        faint: arm.generations.map(({ steps, hypervolume }) => ({ steps, value: hypervolume })),
      };
    }),
  };
}

/** What a single-task arm's centre reaches on its own objective. */
export interface SingleReference {
  readonly objective: string;
  readonly arm: string;
  readonly value: number;
}

/**
 * For each objective the final test mean of the arm that trains on its task alone; `null` where one is missing, or
 * where there are fewer than two objectives.
 */
export function singleReferences(run: RunHistory): SingleReference[] | null {
  if (run.objectives.length < 2) return null;
  const references = run.objectives.flatMap(({ id, task }) => {
    const single = run.arms.find(({ train }) => train.length === 1 && train[0] === task);
    const interval = intervalOf(single?.finalTest?.values[id]);
    return single === undefined || interval === null
      ? []
      : [{ objective: id, arm: single.name, value: interval.mean }];
  });
  return references.length === run.objectives.length ? references : null;
}

/**
 * Whether every arm's candidates have values of every objective: not where each is for one task. A model that gradients
 * have trained on one task alone has no others, and does not keep the rest from being compared.
 */
export function comparesCandidates(run: RunHistory): boolean {
  const tasks = Object.keys(run.config.tasks).length;
  const whole = run.arms.filter(
    ({ name, train }) => run.config.arms[name]?.method === undefined || train.length === tasks,
  );
  return (
    whole.length > 0 &&
    whole.every(({ generations }) => {
      const last = generations.at(-1);
      return last === undefined || pointsOf(last.returns, run.objectives).length > 0 || everyFailed(last);
    })
  );
}

const everyFailed = ({ failures, returns }: GenerationRecord): boolean =>
  Object.values(returns).every(
    (values) => new Set(failures.map(({ member }) => member)).size >= values.length,
  );

/** Share of candidates that beat all single-task references at once; `null` without such references. */
export function shareData(run: RunHistory): ShareData | null {
  const references = singleReferences(run);
  if (references === null || !comparesCandidates(run)) return null;
  const directions = run.objectives.map(({ direction }) => direction);
  return {
    references: references
      .map(({ objective, value }) => `${spoken(objective)} ${number(value)}`)
      .join(" and "),
    lines: armSeries(run).map(({ arm, series }) =>
      calmed(
        series,
        arm.generations.map(({ steps, returns }) => ({
          steps,
          // A model of one task alone has no values of the others.
          value: run.objectives.every(({ id }) => returns[id] !== undefined)
            ? shareBetter(
                run.objectives.map(({ id }) => returns[id] ?? []),
                references.map(({ value }) => value),
                directions,
              )
            : null,
        })),
      ),
    ),
  };
}

/** Bins of returns: some fifty of a round width up to the best percent, which falls into the overflow bin. */
export interface Bins {
  readonly width: number;
  readonly min: number;
  readonly max: number;
}

/** Bins for the values of all arms, so that their divergences can be compared; `null` without values. */
export function binsFor(values: readonly number[]): Bins | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const low = Math.min(0, sorted[0]!);
  const high = sorted[Math.floor(0.99 * (sorted.length - 1))]!;
  const rough = (high - low || 1) / 50;
  const power = 10 ** Math.floor(Math.log10(rough));
  const width = power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
  const min = Math.floor(low / width) * width;
  const bins = Math.max(1, Math.ceil((high - min) / width));
  return { width, min, max: min + bins * width };
}

const known = (record: GenerationRecord | undefined, objective: string): number[] =>
  (record?.returns[objective] ?? []).filter(
    (value): value is number => value !== null && Number.isFinite(value),
  );

/** Divergence of each generation's returns from the first's and from the one before. */
export function divergenceData(
  run: RunHistory,
  objective: string,
): { data: DivergenceData; bins: Bins } | null {
  const bins = binsFor(
    run.arms.flatMap(({ generations }) => generations.flatMap((record) => known(record, objective))),
  );
  if (bins === null || run.arms.every(({ generations }) => generations.length < 2)) return null;
  const lines = (
    earlier: (generations: readonly GenerationRecord[], i: number) => GenerationRecord | undefined,
  ): StepLine[] =>
    armSeries(run).map(({ arm, series }) =>
      calmed(
        series,
        arm.generations.slice(1).map((record, i) => {
          const now = known(record, objective);
          const then = known(earlier(arm.generations, i + 1), objective);
          const value =
            now.length === 0 || then.length === 0
              ? null
              : klDivergence(histogram(now, bins), histogram(then, bins));
          return { steps: record.steps, value };
        }),
      ),
    );
  return {
    bins,
    data: {
      game: spoken(objective),
      toFirst: lines((generations) => generations[0]),
      toPrevious: lines((generations, i) => generations[i - 1]),
    },
  };
}
