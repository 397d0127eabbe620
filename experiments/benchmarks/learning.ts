/**
 * Environment steps until the centre of OpenAI-ES reaches a mark, on 64 fresh episodes every 5 generations, with dense
 * noise and with low-rank noise of rank 1: medians over seeds (1 to 3 unless told) and their ratio, with a 95 % bootstrap
 * interval from ten seeds on. Marks and settings are those of an independent implementation; the experiments are
 * experiments/<task>.yaml. A run that does not reach its mark within the budget counts as infinite.
 *
 * Steps to a mark differ tenfold from seed to seed: on Space Invaders the ratio of the medians of 20 seeds was anything
 * from 0.4 to 3.1, so that hundreds are wanted there.
 *
 *     npm run bench -- learning
 *     node --import jiti/register experiments/benchmarks/learning.ts pendulum seeds=15     one task, more seeds
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { integers, keyOf } from "../../dist/src/random/index.js";
import { loadConfig, meanInterval, readRun, runExperiment } from "../../dist/src/runs/index.js";

const tasks = ["cart-pole", "acrobot", "pendulum", "minatar-space-invaders"] as const;
const noises = ["dense", "low-rank"] as const;

interface Reached {
  readonly steps: number;
  readonly start: number;
  readonly end: number;
  readonly seconds: number;
}

async function reach(task: string, noise: string, seed: number, parent: string): Promise<Reached> {
  const file = new URL(`../${task}.yaml`, import.meta.url).pathname;
  const config = await loadConfig(file, [`seed=${seed}`, `strategy.noise=${noise}`]);
  const folder = join(parent, `${task}-${noise}-${seed}`);
  const began = performance.now();
  await runExperiment({ ...config, workers: 1, checkpoint: { every: 1_000_000, keep: 1 } }, folder);
  const [arm] = readRun(folder).arms;
  const meanOf = (i: number): number => meanInterval(arm!.tests.at(i)!.values[`${task}.return`]!).mean;
  const isReached = arm!.end!.reason === "target";
  return {
    steps: isReached ? arm!.tests.at(-2)!.steps : Number.POSITIVE_INFINITY,
    start: meanOf(0),
    end: meanOf(-1),
    seconds: (performance.now() - began) / 1000,
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[(values.length - 1) >> 1]!;

/** The middle 95 of a hundred ratios of medians of samples drawn again with replacement (percentile bootstrap). */
function ratioInterval(above: readonly number[], below: readonly number[]): string {
  const draws = 2000;
  const ratios = Array.from({ length: draws }, (_, i) => {
    const sample = (values: readonly number[], stream: number): number =>
      median(
        Array.from(integers(keyOf(`${i}/${stream}`), values.length, 0, values.length), (k) => values[k]!),
      );
    return sample(above, 0) / sample(below, 1);
  }).sort((a, b) => a - b);
  return `[${ratios[0.025 * draws]!.toFixed(2)}, ${ratios[0.975 * draws - 1]!.toFixed(2)}]`;
}

const millions = (steps: number): string => (steps / 1e6).toFixed(3);

const asked = process.argv.slice(2).filter((word) => word !== "learning");
const seedCount = Number(asked.find((word) => word.startsWith("seeds="))?.slice(6) ?? 3);
const seeds = Array.from({ length: seedCount }, (_, i) => i + 1);
const isAsked = (name: string, among: readonly string[]): boolean =>
  !asked.some((word) => among.includes(word)) || asked.includes(name);
const parent = mkdtempSync(join(tmpdir(), "evofront-bench-learning-"));
console.log("task, noise: steps in millions by seed (median); untrained and final return of each; seconds");
try {
  for (const task of tasks.filter((name) => isAsked(name, tasks))) {
    const found: number[][] = [];
    for (const noise of noises.filter((name) => isAsked(name, noises))) {
      const runs: Reached[] = [];
      for (const seed of seeds) runs.push(await reach(task, noise, seed, parent));
      found.push(runs.map(({ steps }) => steps));
      const returns = runs.map(({ start, end }) => `${start.toFixed(1)} to ${end.toFixed(1)}`).join(", ");
      console.log(
        `${task}, ${noise}: ${runs.map(({ steps }) => millions(steps)).join(", ")} (${millions(median(found.at(-1)!))}); ${returns}; ${runs.map(({ seconds }) => seconds.toFixed(0)).join(", ")} s`,
      );
    }
    const [dense, lowRank] = found;
    if (dense === undefined || lowRank === undefined) continue;
    const interval = seedCount < 10 ? "" : ` ${ratioInterval(lowRank, dense)}`;
    console.log(
      `${task}: low-rank takes ${(median(lowRank) / median(dense)).toFixed(2)} x the steps of dense${interval}`,
    );
  }
} finally {
  rmSync(parent, { recursive: true, force: true });
}
