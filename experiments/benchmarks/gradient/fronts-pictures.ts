/**
 * Whole fronts of two overlapping pictures: hypervolume (reference 2 each, cross-entropies on validation examples) against
 * example passes for every front method, out of finished runs of experiments/fronts-multi-mnist.yaml, over their seeds.
 *
 *     for d in multi-mnist multi-fashion multi-fashion-mnist; do for s in 1 2 3 4 5; do
 *       evofront run experiments/fronts-multi-mnist.yaml --quick --seed $s --out runs/pictures/$d-$s \
 *         --set tasks.left.data=$d --set tasks.right.data=$d
 *     done; done                                    (evofront resume goes on with one that was stopped)
 *     EVOFRONT_RUNS=runs/pictures npm run bench -- gradient/fronts-pictures
 *
 * Medians and ranges over the seeds that are there, at two shares of the passes. The published protocols are LeNets, 36 x 36
 * pictures and 100 to 150 epochs; --quick is a dense network, 28 x 28 pictures and 500,000 passes, and says so.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isRunFolder, type RunHistory, readRun } from "../../../src/runs/index.ts";

const folder = process.env["EVOFRONT_RUNS"];
const shares = [0.2, 1] as const;

/** What an arm dominates after a share of the passes: the last look at it until then. */
function reached(arm: RunHistory["arms"][number], most: number, share: number): number | undefined {
  // The generation in which the budget ends may go beyond it by one step.
  const until = arm.generations.filter(({ steps }) => steps <= share * most * 1.05);
  return until.at(-1)?.hypervolume;
}

const shown = (values: readonly number[]): string => {
  if (values.length === 0) return "";
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1]!.toFixed(3);
  return sorted.length === 1 ? middle : `${middle} (${sorted[0]!.toFixed(3)}-${sorted.at(-1)!.toFixed(3)})`;
};

function main(at: string): void {
  const runs = readdirSync(at)
    .map((name) => join(at, name))
    .filter((path) => isRunFolder(path))
    .map(readRun);
  const dataOf = ({ config }: RunHistory): string =>
    (Object.values(config.tasks)[0] as { readonly data: string }).data;
  for (const set of new Set(runs.map(dataOf))) {
    const members = runs.filter((run) => dataOf(run) === set);
    const most = members[0]!.config.budget.steps ?? Number.NaN;
    const seeds = members.map(({ config }) => config.seed).sort();
    const { encoder } = members[0]!.config.model as unknown as { encoder: Record<string, unknown> };
    console.log(`\n${set}: seeds ${seeds.join(", ")}; ${JSON.stringify(encoder)}; ${most} example passes\n`);
    console.log(`| front method | ${shares.map((share) => `${share * most} passes`).join(" | ")} | seeds |`);
    console.log("| --- | --- | --- | --- |");
    for (const name of Object.keys(members[0]!.config.arms)) {
      const arms = members.flatMap(({ arms: all }) => all.filter((arm) => arm.name === name));
      const cells = shares.map((share) =>
        shown(
          arms.flatMap((arm) => {
            const whole = (arm.generations.at(-1)?.steps ?? 0) >= share * most;
            return whole ? (reached(arm, most, share) ?? []) : [];
          }),
        ),
      );
      const whole = arms.filter(({ generations }) => (generations.at(-1)?.steps ?? 0) >= most).length;
      console.log(`| \`${name}\` | ${cells.join(" | ")} | ${whole} |`);
    }
  }
}

if (folder === undefined) console.log("set EVOFRONT_RUNS to a folder of runs, as the head of this file says");
else main(folder);
