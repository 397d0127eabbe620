import { bandOf, type RunHistory } from "../../src/runs/index.ts";
import type { DivergenceData } from "../charts/divergence.ts";
import type { FrontData } from "../charts/front.ts";
import type { HypervolumeData } from "../charts/hypervolume.ts";
import type { StepLine } from "../charts/over-steps.ts";
import type { ShareData } from "../charts/share.ts";
import { number, percent } from "../format.ts";
import {
  type Bins,
  gathered,
  intervalOf,
  onExamples,
  type SingleReference,
  spoken,
  testsApart,
} from "../series.ts";

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** The value of the last single generation, where a line draws means of several. */
const latest = ({ points, faint = points }: StepLine): number | null =>
  faint.findLast(({ value }) => value !== null)?.value ?? null;

const lastOf = (line: StepLine): number | null =>
  line.points.findLast(({ value }) => value !== null)?.value ?? null;

/** Where the last generation's candidates lie on one objective. */
export function returnsSentence(run: RunHistory, objective: string): string {
  const bands = run.arms.flatMap(({ name, generations }) => {
    const band = bandOf(generations.at(-1)?.returns[objective] ?? []);
    return band === null
      ? []
      : [`${number(band.min)} to ${number(band.max)} with a mean of ${number(band.mean)} (${name})`];
  });
  if (bands.length === 0) return "No candidate of the last generation has a value.";
  const size = Math.max(...run.arms.map(({ generations }) => gathered(generations.length)));
  const note = size > 1 ? ` Each point gathers the candidates of up to ${size} generations.` : "";
  return `The last generation's candidates return ${listed(bands)}.${note}`;
}

/** What the centres reach on one objective. */
export function centreSentence(run: RunHistory, objective: string): string {
  const random = intervalOf(run.baseline?.[objective]);
  const against = random === null ? "" : `, where a random policy gets ${number(random.mean)}`;
  const centres = run.arms.flatMap((arm) => {
    const { name, finalTest } = arm;
    const values = finalTest?.values[objective];
    const interval = intervalOf(values);
    if (interval === null) return [];
    const band = testsApart(run, arm) ? bandOf(values!) : null;
    return band === null
      ? [`${number(interval.mean)} (${name})`]
      : [`${number(band.min)} to ${number(band.max)} (the ${values!.length} of ${name})`];
  });
  if (centres.length > 0)
    return onExamples(run)
      ? `On the test examples ${spoken(objective)} ends at ${listed(centres)}.`
      : `In its final test the centre reaches a mean of ${listed(centres)}${against}.`;
  const tested = run.arms.flatMap(({ name, tests }) => {
    const interval = intervalOf(tests.at(-1)?.values[objective]);
    return interval === null ? [] : [`${number(interval.mean)} (${name})`];
  });
  return tested.length > 0
    ? `So far the centre has reached a mean of ${listed(tested)} in its latest test${against}.`
    : `No test of the centre has been made yet${against}.`;
}

/** Which arms hold the points that no point of any arm beats. */
export function frontSentence(run: RunHistory, data: FrontData): string {
  const better = (a: number, b: number, axis: 0 | 1): number =>
    data.axes[axis].direction === "max" ? a - b : b - a;
  const all = data.arms.flatMap(({ front }) => front);
  const parts = data.arms.map(({ series, front }) => {
    const kept = front.filter(
      (p) =>
        !all.some((q) => {
          const first = better(q[0], p[0], 0);
          const second = better(q[1], p[1], 1);
          return first >= 0 && second >= 0 && first + second > 0;
        }),
    );
    return `${kept.length} of ${front.length} (${series.name})`;
  });
  const [x, y] = data.axes.map(({ direction }) => direction === "max");
  const way = `better is ${y ? "up" : "down"} and to the ${x ? "right" : "left"}`;
  return run.arms.length > 1
    ? `Of each arm's non-dominated candidates no other arm's candidate dominates ${listed(parts)}; ${way}.`
    : `The front has ${number(all.length)} candidates of which none dominates another; ${way}.`;
}

/** Which arm ends with the greatest hypervolume, and by how much. */
export function hypervolumeSentence(data: HypervolumeData): string {
  const ends = data.lines
    .flatMap((line) => {
      const value = lastOf(line);
      return value === null ? [] : [{ name: line.series.name, value }];
    })
    .sort((a, b) => b.value - a.value);
  const [best, ...rest] = ends;
  if (best === undefined) return "No generation has been evaluated yet.";
  // Of many arms the next best are told, and the least.
  const shown = rest.length > 5 ? [...rest.slice(0, 3), rest.at(-1)!] : rest;
  const others = shown.map(({ name, value }) =>
    value > 0
      ? `${number(best.value / value)} times that of ${name} (${number(value)})`
      : `against 0 of ${name}`,
  );
  if (shown.length < rest.length) others.push(`${others.pop()!}, the least`);
  return `Arm “${best.name}” ends with ${rest.length > 0 ? "the greatest" : "a"} hypervolume${rest.length > 0 ? "," : " of"} ${number(best.value)}${others.length > 0 ? `: ${listed(others)}` : ""} (${data.scale}).`;
}

/** How many candidates beat every single-task centre at once. */
export function shareSentence(data: ShareData, references: readonly SingleReference[]): string {
  const from = listed(
    references.map(({ objective, arm, value }) => `${number(value)} on ${spoken(objective)} (${arm})`),
  );
  const shares = data.lines.map((line) => `${percent(latest(line) ?? 0)} (${line.series.name})`);
  return `In the last generation ${listed(shares)} of the candidates score above the single-task centres' final means on all games at once: ${from}.`;
}

/** How far the returns have moved. */
export function divergenceSentence(data: DivergenceData, bins: Bins): string {
  const ends = data.toFirst.flatMap((line) => {
    const value = latest(line);
    return value === null ? [] : [`${number(value)} (${line.series.name})`];
  });
  return `KL(this generation ‖ earlier), in nats, of histograms of the candidates' returns with bins of ${number(bins.width)} from ${number(bins.min)} to ${number(bins.max)} and one above; at the end it is ${listed(ends)} to the first generation.`;
}
