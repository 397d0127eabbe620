/**
 * Our Pareto core against moocore, pagmo and pymoo on the same bytes, one core, in one run:
 *
 *     npm run bench -- pareto/compare
 *     node --import jiti/register experiments/benchmarks/pareto/compare.ts hypervolume contributions
 *
 * Jobs: ranks, first-front, hypervolume, contributions; default all. Prints median, minimum and number of runs in
 * milliseconds, and the ratio of the fastest peer's median to ours. Peers are taken from the Python that
 * EVOFRONT_PEERS_PYTHON names (default python3) where it has them (`pip install moocore pygmo pymoo`); without any,
 * our side alone is printed.
 */
import { cpus } from "node:os";
import { type Case, corner, median, openComparison, peersLine, seed } from "./support/peers.ts";

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

const shown = (times: readonly number[]): string =>
  `${median(times).toPrecision(4)} (${Math.min(...times).toPrecision(4)}, ${times.length})`;

const { versions, compare, close } = await openComparison();
console.log(
  `${cpus()[0]?.model}, Node ${process.version}, seed ${seed}, reference ${corner} in every objective`,
);
console.log(peersLine(versions));
console.log("\n| job | m | n | input | evofront ms (min, runs) | peers ms | fastest peer / ours |");
console.log("| --- | --- | --- | --- | --- | --- | --- |");
const wanted = process.argv.slice(2);
for (const each of cases) {
  const { job, kind, n, m, k } = each;
  if (wanted.length > 0 && !wanted.includes(job.replace(" ", "-"))) continue;
  const { evofront, ...theirs } = await compare(each);
  const medians = Object.values(theirs).map(median);
  const ratio = medians.length === 0 ? "–" : (Math.min(...medians) / median(evofront!)).toFixed(2);
  const list = Object.entries(theirs).map(([name, times]) => `${name} ${shown(times)}`);
  console.log(
    `| ${job} | ${m} | ${n} | ${kind}${k ?? ""} | ${shown(evofront!)} | ${list.join("; ") || "–"} | ${ratio} |`,
  );
}
close();
