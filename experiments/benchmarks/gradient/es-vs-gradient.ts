/**
 * Evolution strategies or gradients, over seeds: what arms of finished runs dominate on validation examples after shares of
 * the passes, after equal time, and what they spent, with the words that follow from the numbers.
 *
 *     for c in es-vs-gradient es-vs-gradient-large es-vs-gradient-zdt1; do for s in 1 2 3; do
 *       evofront run experiments/$c.yaml --seed $s --out runs/versus/$c-$s
 *     done; done                                    (evofront resume goes on with one that was stopped)
 *     EVOFRONT_RUNS=runs/versus npm run bench -- gradient/es-vs-gradient
 *
 * Cells are medians over the seeds, (least-most). An arm's front is of all that was looked at until then. Equal time is that
 * in which the first arm of the same run is done; time and energy only say something of runs that had the machine for
 * themselves.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { nondominated } from "../../../src/pareto/index.ts";
import {
  type ArmHistory,
  isRunFolder,
  pointsOf,
  type RunHistory,
  readRun,
  scaledHypervolume,
} from "../../../src/runs/index.ts";

const folder = process.env["EVOFRONT_RUNS"];
const shares = [0.2, 1] as const;

/** What an arm has dominated and spent after a look at its candidates. */
interface Look {
  readonly hypervolume: number;
  readonly steps: number;
  readonly seconds: number;
  readonly joules?: number | undefined;
}

/** One arm in one run. */
interface Course {
  readonly arm: string;
  readonly trained: boolean;
  readonly looks: readonly Look[];
  /** At its end, whether or not that was looked at. */
  readonly spent: Omit<Look, "hypervolume">;
}

function courseOf(run: RunHistory, arm: ArmHistory): Course {
  const { objectives, config, scale } = run;
  const directions = objectives.map(({ direction }) => direction);
  let front: (readonly number[])[] = [];
  const looks = arm.generations.map(({ returns, steps, seconds, joules }): Look => {
    const all = [...front, ...pointsOf(returns, objectives).map(({ point }) => point)];
    if (all.length > 0) front = Array.from(nondominated(all, { directions }), (i) => all[i]!);
    const hypervolume = scaledHypervolume(front, objectives, config.hypervolume.reference, scale);
    return { hypervolume, steps, seconds, joules };
  });
  return {
    arm: arm.name,
    trained: config.arms[arm.name]?.method !== undefined,
    looks,
    spent: arm.recorded.at(-1) ?? { steps: 0, seconds: 0 },
  };
}

/** What the last look before more than `most` of a thing was spent found; none where there was no look yet. */
const reached = ({ looks }: Course, thing: "steps" | "seconds", most: number): readonly number[] =>
  looks
    .filter((look) => look[thing] <= most)
    .slice(-1)
    .map(({ hypervolume }) => hypervolume);

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]): number => {
  const all = sorted(values);
  return (all[(all.length - 1) >> 1]! + all[all.length >> 1]!) / 2;
};

function shown(values: readonly number[], digits = 3): string {
  if (values.length === 0) return "–";
  const all = sorted(values);
  const [least, middle, most] = [all[0]!, median(all), all.at(-1)!].map((value) =>
    value >= 10 ** digits ? String(Math.round(value)) : value.toPrecision(digits),
  );
  return all.length === 1 ? middle! : `${middle} (${least}-${most})`;
}

const percent = (values: readonly number[]): string =>
  `${shown(
    values.map((value) => 100 * value),
    2,
  )} %`;

/** Of several runs: the kind that wins in most, and how soon its best arm is past the end of the other kind's best. */
function words(runs: readonly (readonly Course[])[], passes: number): string {
  const end = ({ looks }: Course): number => looks.at(-1)?.hypervolume ?? 0;
  const best = (courses: readonly Course[], trained: boolean): Course =>
    courses.filter((course) => course.trained === trained).reduce((a, b) => (end(b) > end(a) ? b : a));
  const pairs = runs.map((courses) => {
    const [search, trained] = [best(courses, false), best(courses, true)];
    return end(trained) > end(search)
      ? { gradients: true, winner: trained, loser: search }
      : { gradients: false, winner: search, loser: trained };
  });
  const ahead = pairs.filter(({ gradients }) => gradients).length;
  const gradients = 2 * ahead >= pairs.length;
  const won = pairs.filter((pair) => pair.gradients === gradients);
  const named = (of: readonly Course[]): string => [...new Set(of.map(({ arm }) => arm))].join(", ");
  const shares = (thing: "steps" | "seconds"): number[] =>
    won.map(({ winner, loser }) => {
      const passed = winner.looks.find(({ hypervolume }) => hypervolume > end(loser))!;
      return passed[thing] / loser.spent[thing];
    });
  const energy = runs.every((courses) => courses.every(({ spent }) => spent.joules !== undefined));
  const kind = gradients ? "Gradients" : "Evolution strategies";
  return [
    `${kind} win in ${won.length} of ${pairs.length} seeds after ${passes} passes: ${named(won.map(({ winner }) => winner))} with`,
    `${shown(won.map(({ winner }) => end(winner)))} against ${shown(won.map(({ loser }) => end(loser)))} of the best other`,
    `(${named(won.map(({ loser }) => loser))}), past whose end they are after ${percent(shares("steps"))} of its passes and`,
    `${percent(shares("seconds"))} of its time. ${energy ? "" : "The machine does not tell its energy."}`,
  ].join("\n");
}

function table(name: string, runs: readonly RunHistory[]): void {
  const passes = runs[0]!.config.budget.steps ?? Number.NaN;
  const courses = runs.map((run) => run.arms.map((arm) => courseOf(run, arm)));
  const seeds = runs.map(({ config }) => config.seed).join(", ");
  const reference = runs[0]!.config.hypervolume.reference.join(", ");
  console.log(`\n${name}: seeds ${seeds}; reference (${reference}); ${passes} passes\n`);
  const heads = [...shares.map((share) => `${share * passes} passes`), "equal time", "seconds", "joules"];
  console.log(`| arm | ${heads.join(" | ")} |`);
  console.log(`| ${["---", ...heads.map(() => "---")].join(" | ")} |`);
  for (const { arm } of courses[0]!) {
    const own = courses.map((each) => each.find((course) => course.arm === arm)!);
    const cells = [
      // A generation in which the budget ends goes beyond it by less than itself.
      ...shares.map((share) =>
        shown(own.flatMap((course) => reached(course, "steps", share * passes * 1.05))),
      ),
      shown(
        own.flatMap((course, i) =>
          reached(course, "seconds", Math.min(...courses[i]!.map(({ spent }) => spent.seconds))),
        ),
      ),
      shown(
        own.map(({ spent }) => spent.seconds),
        2,
      ),
      shown(
        own.flatMap(({ spent }) => spent.joules ?? []),
        2,
      ),
    ];
    console.log(`| \`${arm}\` | ${cells.join(" | ")} |`);
  }
  console.log(`\n${words(courses, passes)}`);
}

function main(at: string): void {
  const runs = readdirSync(at)
    .sort()
    .map((name) => join(at, name))
    .filter((path) => isRunFolder(path))
    .map(readRun)
    .filter(({ status }) => status === "finished");
  const groups = new Map<string, RunHistory[]>();
  for (const run of runs) {
    const key = `${run.config.name}, ${run.config.budget.steps} passes`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  if (groups.size === 0) console.log(`${at}: no finished run there`);
  for (const members of groups.values()) table(members[0]!.config.name, members);
}

if (folder === undefined) console.log("set EVOFRONT_RUNS to a folder of runs, as the head of this file says");
else main(folder);
