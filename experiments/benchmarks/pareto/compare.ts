/**
 * Our Pareto core against moocore, pagmo and pymoo on the same bytes, one core, in one run:
 *
 *   node --import jiti/register experiments/benchmarks/pareto/compare.ts [job …]
 *
 * Jobs: ranks, first-front, hypervolume, contributions; default all. Prints median, minimum and number of runs in
 * milliseconds, and the ratio of the fastest peer's median to ours. Peers are taken from the Python that
 * PARETO_PEERS_PYTHON names (default python3) where it has them (`pip install moocore pygmo pymoo`); without any,
 * our side alone is printed.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { contributions, hypervolume, nondominated, ranks } from "../../../src/pareto/index.ts";
import { generatePoints } from "../../../test/reference/pareto/point-generator.mjs";

interface Case {
  readonly job: "ranks" | "first front" | "hypervolume" | "contributions";
  readonly kind: string;
  readonly n: number;
  readonly m: number;
  readonly k?: number;
  /** Peers that would take minutes. */
  readonly skip?: readonly string[];
}

const seed = 1;
const reference = 1.1;
const fronts = ["sphere", "invsphere"];
const sizes = [10_000, 100_000];

const cases: Case[] = [
  ...[2, 3, 5, 10].flatMap((m) => sizes.map((n) => ({ job: "ranks" as const, kind: "uniform", n, m }))),
  ...[2, 3, 5].flatMap((m) => sizes.map((n) => ({ job: "ranks" as const, kind: "sphere", n, m }))),
  ...[2, 3, 5].flatMap((m) =>
    [10, 100].flatMap((k) => sizes.map((n) => ({ job: "ranks" as const, kind: "band", n, m, k }))),
  ),
  ...[2, 3, 5, 10].flatMap((m) => sizes.map((n) => ({ job: "first front" as const, kind: "uniform", n, m }))),
  ...[
    [2, 100_000],
    [3, 10_000],
    [3, 100_000],
    [4, 1000],
    [4, 5000],
    [5, 500],
    [6, 200],
    [8, 100],
    [8, 200],
    [10, 50],
    [10, 100],
  ].flatMap(([m, n]) =>
    fronts.map((kind) => ({
      job: "hypervolume" as const,
      kind,
      n: n!,
      m: m!,
      skip: [...(m! >= 8 ? ["moocore"] : []), ...(m === 4 && n === 5000 ? ["pagmo"] : [])],
    })),
  ),
  ...[
    [2, 100_000],
    [3, 10_000],
    [4, 100],
    [4, 300],
    [4, 1000],
    [4, 3000],
    [5, 100],
    [6, 100],
  ].flatMap(([m, n]) =>
    fronts.map((kind) => ({
      job: "contributions" as const,
      kind,
      n: n!,
      m: m!,
      skip: m === 4 && n! >= 1000 ? ["moocore"] : [],
    })),
  ),
];

const run = ({ job, n, m }: Case, data: Float64Array): unknown => {
  const points = { rows: n, columns: m, data };
  const corner = new Array<number>(m).fill(reference);
  if (job === "ranks") return ranks(points);
  if (job === "first front") return nondominated(points);
  return job === "hypervolume" ? hypervolume(points, corner) : contributions(points, corner);
};

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;
const shown = (times: readonly number[]): string =>
  `${median(times).toPrecision(4)} (${Math.min(...times).toPrecision(4)}, ${times.length})`;

/** Milliseconds of 15 runs after a warm-up, fewer where they take more than two seconds together. */
function measured(call: () => unknown): number[] {
  const warm = performance.now();
  for (let i = 0; i < 3 || performance.now() - warm < 100; i++) {
    call();
    if (performance.now() - warm > 1000) break;
  }
  const times: number[] = [];
  for (const started = performance.now(); times.length < 15 && performance.now() - started < 2000; ) {
    const begin = performance.now();
    call();
    times.push(performance.now() - begin);
  }
  return times;
}

const folder = mkdtempSync(join(tmpdir(), "pareto-benchmark-"));
const file = join(folder, "points.f64");
const peers: ChildProcessByStdio<Writable, Readable, null> = spawn(
  process.env["PARETO_PEERS_PYTHON"] ?? "python3",
  [fileURLToPath(new URL("peers.py", import.meta.url))],
  { stdio: ["pipe", "pipe", "ignore"] },
);
peers.on("error", () => {}); // no Python: the lines below end at once
peers.stdin.on("error", () => {});
const lines = createInterface({ input: peers.stdout })[Symbol.asyncIterator]();
const answer = async (): Promise<Record<string, never>> => {
  const { value, done } = await lines.next();
  return done === true ? {} : JSON.parse(value);
};

const versions = await answer();
console.log(
  `${cpus()[0]?.model}, Node ${process.version}, seed ${seed}, reference ${reference} in every objective`,
);
console.log(
  Object.keys(versions).length === 0
    ? "no peers found: install moocore, pygmo and pymoo and set PARETO_PEERS_PYTHON to compare"
    : `peers: ${JSON.stringify(versions)}`,
);
console.log(
  "\n| job | m | n | input | evofront ms (min, runs) | peers ms | fastest peer / ours |\n| --- | --- | --- | --- | --- | --- | --- |",
);
const wanted = process.argv.slice(2);
for (const each of cases) {
  if (wanted.length > 0 && !wanted.includes(each.job.replace(" ", "-"))) continue;
  const { job, kind, n, m, k, skip = [] } = each;
  const data: Float64Array = generatePoints({ kind, n, m, seed, ...(k === undefined ? {} : { k }) });
  const own = measured(() => run(each, data));
  let theirs: Record<string, number[]> = {};
  if (Object.keys(versions).length > 0) {
    writeFileSync(file, data);
    peers.stdin.write(`${JSON.stringify({ job, file, n, m, reference, skip, runs: 15, limit: 2 })}\n`);
    theirs = await answer();
  }
  const medians = Object.values(theirs).map(median);
  const ratio = medians.length === 0 ? "–" : (Math.min(...medians) / median(own)).toFixed(2);
  const list = Object.entries(theirs).map(([name, times]) => `${name} ${shown(times)}`);
  console.log(
    `| ${job} | ${m} | ${n} | ${kind}${k ?? ""} | ${shown(own)} | ${list.join("; ") || "–"} | ${ratio} |`,
  );
}
peers.stdin.end();
rmSync(folder, { recursive: true });
