/**
 * How the time of each job grows with n and with m, against the peers, as a table and as log-log charts:
 *
 *     npm run bench -- pareto/growth
 *     node --import jiti/register experiments/benchmarks/pareto/growth.ts FOLDER
 *
 * Median milliseconds; a peer is left out after the first size that takes it more than half a second.
 * Peers as in compare.ts.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { renderSvg, seriesAt } from "../../../plots/index.ts";
import { type Case, median, openComparison, peersLine } from "./support/peers.ts";

const tooLong = 500;

/** Each chart: one job on inputs of one kind, n growing, or m where `by` says so. */
const panels: readonly { readonly title: string; readonly by: "n" | "m"; readonly cases: readonly Case[] }[] =
  [
    panel("ranks, m = 3, uniform", "n", "ranks", "uniform", [1000, 3000, 10_000, 30_000, 100_000], [3]),
    panel("ranks, m = 5, uniform", "n", "ranks", "uniform", [1000, 3000, 10_000, 30_000, 100_000], [5]),
    panel("hypervolume, m = 3, sphere", "n", "hypervolume", "sphere", [1000, 10_000, 100_000], [3]),
    panel("hypervolume, m = 4, sphere", "n", "hypervolume", "sphere", [100, 300, 1000, 3000], [4]),
    panel("contributions, m = 4, sphere", "n", "contributions", "sphere", [100, 300, 1000, 3000], [4]),
    panel("hypervolume, n = 50, sphere", "m", "hypervolume", "sphere", [50], [3, 4, 5, 6, 7, 8, 9, 10]),
  ];

function panel(
  title: string,
  by: "n" | "m",
  job: Case["job"],
  kind: string,
  sizes: readonly number[],
  objectives: readonly number[],
): { title: string; by: "n" | "m"; cases: Case[] } {
  return { title, by, cases: objectives.flatMap((m) => sizes.map((n) => ({ job, kind, n, m }))) };
}

const { versions, compare, close } = await openComparison();
console.log(peersLine(versions));
console.log("\n| panel | n | m | median ms |\n| --- | --- | --- | --- |");
const rows: { panel: string; size: number; who: string; ms: number }[] = [];
for (const { title, by, cases } of panels) {
  const slow = new Set<string>();
  for (const each of cases) {
    const times = await compare({ ...each, skip: [...slow] });
    const medians = Object.entries(times).map(([who, runs]) => ({ who, ms: median(runs) }));
    for (const { who, ms } of medians) {
      rows.push({ panel: title, size: each[by], who, ms });
      if (ms > tooLong) slow.add(who);
    }
    const list = medians.map(({ who, ms }) => `${who} ${ms.toPrecision(3)}`);
    console.log(`| ${title} | ${each.n} | ${each.m} | ${list.join(", ")} |`);
  }
}
close();

const folder = process.argv[2];
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  const looks = [...new Set(rows.map(({ who }) => who))].map((who, i) => seriesAt(i, who));
  for (const { title, by, cases } of panels) {
    const own = rows.filter((row) => row.panel === title);
    const present = looks.filter(({ name }) => own.some(({ who }) => who === name));
    const sizes = [...new Set(cases.map((each) => each[by]))];
    const options: Plot.PlotOptions = {
      width: 420,
      height: 300,
      x: { type: "log", label: by, ticks: sizes, tickFormat: (size: number) => size.toLocaleString("en") },
      y: { type: "log", label: `${title}: milliseconds`, grid: true, ticks: 5, tickFormat: "~g" },
      marginRight: 74,
      marks: present.flatMap(({ name, colour }) => {
        const line = own.filter(({ who }) => who === name);
        const end = line.at(-1)!;
        // Names that would cover each other move apart.
        const rival = own.find(
          ({ who, size, ms }) => who !== name && size === end.size && Math.abs(Math.log(ms / end.ms)) < 0.4,
        );
        return [
          Plot.lineY(line, {
            x: "size",
            y: "ms",
            stroke: colour,
            strokeWidth: name === "evofront" ? 2.5 : 1.5,
          }),
          Plot.dot(line, { x: "size", y: "ms", fill: colour, r: 3 }),
          Plot.text(line.slice(-1), {
            x: "size",
            y: "ms",
            text: () => name,
            fill: colour,
            fontWeight: 600,
            textAnchor: "start",
            dx: 8,
            dy: rival ? (rival.ms > end.ms ? 6 : -6) : 0,
          }),
        ];
      }),
    };
    writeFileSync(join(folder, `${title.replaceAll(/[^a-z0-9]+/g, "-")}.svg`), renderSvg(options, { title }));
  }
}
