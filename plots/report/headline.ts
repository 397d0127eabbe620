import { type ArmHistory, bandOf, type RunHistory } from "../../src/runs/index.ts";
import { duration, number } from "../format.ts";
import { frontOf, intervalOf, onExamples, spoken, testsApart } from "../series.ts";
import type { Table } from "./table.ts";

/** "1,234 [1,100, 1,368]": a mean with its 95 % interval. */
function withInterval(values: readonly number[] | undefined): string {
  const interval = intervalOf(values);
  if (interval === null) return "–";
  if (interval.low === null) return number(interval.mean);
  return `${number(interval.mean)} [${number(interval.low)}, ${number(interval.high)}]`;
}

/** "1.2 to 3.4": the least and the greatest of networks that are for different things. */
function range(values: readonly number[] | undefined): string {
  const band = bandOf(values ?? []);
  return band === null ? "–" : `${number(band.min)} to ${number(band.max)}`;
}

/** How much of the random policy's mean the centre reaches; only said of positive returns that are maximised. */
function ratio(run: RunHistory, arm: ArmHistory, objective: string): string {
  const random = intervalOf(run.baseline?.[objective]);
  const centre = intervalOf(arm.finalTest?.values[objective]);
  const direction = run.objectives.find(({ id }) => id === objective)?.direction;
  if (random === null || centre === null || !(random.mean > 0) || direction !== "max") return "–";
  const low =
    centre.low === null
      ? ""
      : ` [${number(centre.low / random.mean)}, ${number((centre.high ?? 0) / random.mean)}]`;
  return `${number(centre.mean / random.mean)} ×${low}`;
}

/** Whether one network or centre stands for an arm; a front has no such. */
const hasCentre =
  ({ config }: RunHistory) =>
  ({ name }: ArmHistory): boolean =>
    config.arms[name]?.front === undefined;

/** What the arms have reached: a row an arm and objective. Without a random policy's episodes nothing is said of one. */
export function scoresTable(run: RunHistory): Table {
  const random = run.baseline !== null;
  const tested = onExamples(run) ? "on the test examples" : "centre";
  return {
    columns: ["arm", "objective", ...(random ? ["random policy", tested, "centre ÷ random"] : [tested])],
    rows: run.arms.filter(hasCentre(run)).flatMap((arm) =>
      run.objectives
        // A solution of a problem with variables of its own is none of another; nor has a network of one target the others.
        .filter(
          ({ id, task }) =>
            arm.train.includes(task) ||
            (run.config.variables !== "unified" &&
              (!onExamples(run) || arm.finalTest?.values[id] !== undefined)),
        )
        .map(({ id, task }) => {
          const values = arm.finalTest?.values[id];
          const centre = testsApart(run, arm) ? range(values) : withInterval(values);
          return [
            arm.name,
            `${spoken(id)}${arm.train.includes(task) ? "" : " (not trained)"}`,
            ...(random ? [withInterval(run.baseline?.[id]), centre, ratio(run, arm, id)] : [centre]),
          ];
        }),
    ),
  };
}

/** How the numbers of `scoresTable` were come by. */
export function scoresNote(run: RunHistory): string {
  if (!run.arms.some(hasCentre(run)))
    return "Each arm trains a front, for which no single network stands: its hypervolume and its members say what it reached.";
  const first = run.objectives[0]?.id ?? "";
  const tested = Math.max(0, ...run.arms.map(({ finalTest }) => finalTest?.values[first]?.length ?? 0));
  const random = run.baseline?.[first]?.length ?? 0;
  if (tested === 0 && random === 0) return "No final test has been made yet.";
  if (onExamples(run)) {
    const apart = run.arms.filter(hasCentre(run)).some((arm) => testsApart(run, arm))
      ? "; of an arm of several methods the least and the greatest"
      : "";
    const repeated = run.arms.some(
      (arm) => !testsApart(run, arm) && (arm.finalTest?.values[first]?.length ?? 0) > 1,
    );
    return repeated
      ? `Means over all trainings of an arm, with 95 % intervals${apart}; of a search its centre.`
      : `Of each arm its training${apart}; of a search its centre.`;
  }
  const parts = [
    ...(tested > 0 ? [`the centre over ${number(tested)} fresh episodes at the end`] : []),
    ...(random > 0 ? [`a random policy over ${number(random)}`] : []),
  ];
  const ratios = random > 0 ? " The ratio's interval takes the random policy's mean as it is." : "";
  return `Means, with 95 % intervals: ${parts.join(", ")}.${ratios}`;
}

/** What the fronts are worth: a row an arm. */
export function frontsTable(run: RunHistory): Table {
  return {
    columns: ["arm", "hypervolume of the front", "points in the front", "hypervolume of the last generation"],
    rows: run.arms.map((arm) => [
      arm.name,
      number(run.front?.arms[arm.name]?.hypervolume),
      number(frontOf(run, arm).length),
      number(arm.generations.at(-1)?.hypervolume),
    ]),
  };
}

/** What it has cost: a row an arm. */
export function costTable(run: RunHistory): Table {
  const unit = onExamples(run) ? "passes" : "steps";
  return {
    columns: [
      "arm",
      "generations",
      "evaluations",
      `${unit} of training`,
      `${unit} looked at`,
      "time",
      `${unit}/s`,
      "failed",
      "ended by",
    ],
    rows: run.arms.map((arm) => {
      const last = arm.recorded.at(-1);
      const seconds = last?.seconds ?? 0;
      return [
        arm.name,
        number(arm.recorded.length),
        number(last?.evaluations ?? 0),
        number(last?.steps ?? 0),
        number(last?.measuredSteps ?? 0),
        duration(seconds),
        seconds > 0 && last !== undefined
          ? number(Math.round((last.steps + last.measuredSteps) / seconds))
          : "–",
        number(arm.recorded.reduce((sum, { failures }) => sum + failures.length, 0)),
        arm.end?.reason ?? "unfinished",
      ];
    }),
  };
}

/** Why candidates failed, each reason with how often; empty where none did. */
export function failuresTable(run: RunHistory): Table {
  const counts = new Map<string, { arm: string; reason: string; count: number; first: number }>();
  for (const arm of run.arms) {
    for (const { generation, failures } of arm.generations) {
      for (const { reason } of failures) {
        const key = `${arm.name}\n${reason}`;
        const entry = counts.get(key) ?? { arm: arm.name, reason, count: 0, first: generation };
        entry.count += 1;
        counts.set(key, entry);
      }
    }
  }
  return {
    columns: ["arm", "reason", "candidates", "first in generation"],
    rows: [...counts.values()].map(({ arm, reason, count, first }) => [
      arm,
      reason,
      number(count),
      String(first),
    ]),
  };
}
