/**
 * Evaluations until a target is reached: CMA-ES against pycma, the same start, first sigma and function, medians over seeds.
 * Then the other strategies of one objective on the same functions. Rosenbrock has a second minimum from 4 dimensions on;
 * runs that end there do not count, but their number is shown.
 *
 *     EVOFRONT_PEERS_PYTHON=/path/to/python npm run bench -- strategies
 *
 * pycma runs where that interpreter (default `python3`) has it; without it our side is counted alone.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { solve, strategies } from "../../src/evolution/index.ts";
import { createProblem } from "../../src/problems/index.ts";
import { keyOf } from "../../src/random/index.ts";

const job = {
  functions: ["sphere", "ellipsoid", "bent-cigar", "rosenbrock"],
  dimensions: [10, 20],
  seeds: 15,
  start: 3,
  sigma: 1,
  target: 1e-9,
  limit: 200_000,
} as const;

/** Options beside `sigma` and `bounds`, for those whose defaults are meant for networks. */
const others: Record<string, Record<string, unknown>> = {
  "sep-cma-es": {},
  "lm-ma-es": {},
  snes: {},
  xnes: {},
};

function evaluationsOf(
  id: string,
  options: Record<string, unknown>,
  name: string,
  dimension: number,
  seed: number,
  limit: number,
): number | null {
  const entry = strategies.get(id);
  const strategy = entry.create(entry.options.parse({ sigma: job.sigma, bounds: "none", ...options }));
  let best = Number.POSITIVE_INFINITY;
  const { evaluations } = solve(createProblem(name, { dimension }), strategy, {
    key: keyOf(seed),
    parameters: new Float64Array(dimension).fill(job.start),
    evaluations: limit,
    onGeneration({ evaluated }) {
      best = evaluated.objectives.data.reduce((least, value) => Math.min(least, value), best);
      return best > job.target;
    },
  });
  return best <= job.target ? evaluations : null;
}

interface Summary {
  readonly median: number;
  readonly text: string;
}

/** Median and quartiles of the runs that arrived, and how many did. */
function summary(counts: readonly (number | null)[]): Summary {
  const reached = counts.filter((count) => count !== null).sort((a, b) => a - b);
  const at = (share: number): number => reached[Math.round(share * (reached.length - 1))] ?? Number.NaN;
  const text = reached.length === 0 ? "-" : `${at(0.5)} (${at(0.25)}-${at(0.75)})`;
  return { median: at(0.5), text: `${text} ${reached.length}/${counts.length}` };
}

const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const cell = (text: string, width: number): string => text.padStart(width);

const script = fileURLToPath(new URL("support/pycma-evaluations.py", import.meta.url));
const python = process.env["EVOFRONT_PEERS_PYTHON"] ?? "python3";
const { stdout, status } = spawnSync(python, [script], { input: JSON.stringify(job), encoding: "utf8" });
const peer =
  status === 0
    ? (JSON.parse(stdout) as { version: string; counts: Record<string, (number | null)[]> })
    : undefined;

console.log(
  `Evaluations to ${job.target}: start ${job.start} in every coordinate, first sigma ${job.sigma}, seeds 1-${job.seeds}`,
);
console.log("median (quartiles) runs that arrived\n");
console.log(
  `${"function".padEnd(14)}${cell("d", 4)}${cell("CMA-ES", 28)}${cell(peer ? `pycma ${peer.version}` : "pycma: not installed", 28)}${cell("ratio", 8)}`,
);
for (const name of job.functions) {
  for (const d of job.dimensions) {
    const ours = summary(
      seedsUpTo(job.seeds).map((seed) => evaluationsOf("cma-es", {}, name, d, seed, job.limit)),
    );
    const theirs = peer && summary(peer.counts[`${name}/${d}`]!);
    const ratio = theirs === undefined ? "" : (ours.median / theirs.median).toFixed(2);
    console.log(
      `${name.padEnd(14)}${cell(String(d), 4)}${cell(ours.text, 28)}${cell(theirs?.text ?? "", 28)}${cell(ratio, 8)}`,
    );
  }
}

const fewer = 5;
console.log(`\nOther strategies, d = 10, seeds 1-${fewer}, at most ${job.limit / 2} evaluations`);
console.log(`${"".padEnd(14)}${job.functions.map((name) => cell(name, 26)).join("")}`);
for (const [id, options] of Object.entries(others)) {
  const cells = job.functions.map((name) => {
    const counts = seedsUpTo(fewer).map((seed) => evaluationsOf(id, options, name, 10, seed, job.limit / 2));
    return cell(summary(counts).text, 26);
  });
  console.log(`${id.padEnd(14)}${cells.join("")}`);
}
