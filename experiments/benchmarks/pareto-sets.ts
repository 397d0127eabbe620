/**
 * Indicators and attainment surfaces, against moocore (C) on the same bytes.
 *
 *     npm run bench -- pareto-sets
 *     EVOFRONT_PEERS_PYTHON=/path/to/python npm run bench -- pareto-sets
 *
 * moocore runs where that interpreter (default `python3`) has it; without it our side is timed alone. Sets are points
 * of a concave front (`sphere`), all mutually non-dominated. Times are medians of the repeats with the fastest and the
 * slowest in brackets; a ratio above 1 is how many times as long moocore takes. Both answers must agree to 1e-9.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Matrix } from "../../src/linalg/index.ts";
import {
  attainmentSurfaces,
  averagedHausdorff,
  epsilonAdditive,
  epsilonMultiplicative,
  igd,
  igdPlus,
  r2,
} from "../../src/pareto/index.ts";

const settings = { seed: 1, repeats: 9, python: process.env["EVOFRONT_PEERS_PYTHON"] ?? "python3" };

const ofPairs = { igd, igdPlus, averagedHausdorff, epsilonAdditive, epsilonMultiplicative };
const tools: Readonly<Record<string, (sets: readonly Matrix[]) => number>> = {
  ...Object.fromEntries(
    Object.entries(ofPairs).map(([name, indicator]) => [
      name,
      ([a, b]: readonly Matrix[]) => indicator(a!, b!),
    ]),
  ),
  r2: ([points]) => r2(points!, [0, 0]),
  attainmentSurfaces: (sets) =>
    attainmentSurfaces(sets).reduce((count, { points }) => count + points.rows, 0),
};
const jobs = [
  ...[2, 3, 5].flatMap((m) => Object.keys(ofPairs).map((tool) => ({ tool, m, sets: 2, n: 3000 }))),
  { tool: "r2", m: 2, sets: 1, n: 100_000 },
  { tool: "attainmentSurfaces", m: 2, sets: 10, n: 1000 },
  { tool: "attainmentSurfaces", m: 2, sets: 30, n: 3000 },
  { tool: "attainmentSurfaces", m: 3, sets: 10, n: 1000 },
  { tool: "attainmentSurfaces", m: 3, sets: 20, n: 500 },
];

const { generatePoints } = (await import("../../test/reference/pareto/point-generator.mjs" as string)) as {
  generatePoints(options: { kind: string; n: number; m: number; seed: number }): Float64Array;
};
const script = fileURLToPath(new URL("support/pareto-sets-peer.py", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "evofront-sets-"));
const sorted = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);
const shown = (times: readonly number[]): string => {
  const order = sorted(times);
  const [median, least, most] = [order[order.length >> 1]!, order[0]!, order.at(-1)!].map((time) =>
    time.toPrecision(3),
  );
  return `${median} ms (${least} to ${most})`;
};
const missing = new Set<string>();

console.log(
  `seeds from ${settings.seed}; Node ${process.version}; ${settings.repeats} repeats after two to warm up`,
);
for (const { tool, m, sets: count, n } of jobs) {
  const sets = Array.from({ length: count }, (_, i) => ({
    rows: n,
    columns: m,
    data: generatePoints({ kind: "sphere", n, m, seed: settings.seed + i }),
  }));
  const run = (): number => tools[tool]!(sets);
  run();
  const answer = run();
  const times = Array.from({ length: settings.repeats }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  const path = join(folder, "points.f64");
  writeFileSync(path, Buffer.concat(sets.map(({ data }) => Buffer.from(data.buffer))));
  const peer = spawnSync(
    settings.python,
    [script, tool, path, String(m), String(count), String(settings.repeats)],
    { encoding: "utf8" },
  );
  const name = `${tool}, m = ${m}, ${count} x ${n}`.padEnd(40);
  if (peer.status !== 0)
    missing.add(`${settings.python} (${peer.error?.message ?? peer.stderr.trim().split("\n").at(-1)})`);
  const theirs =
    peer.status === 0
      ? (JSON.parse(peer.stdout) as {
          missing?: string;
          install?: string;
          peer: string;
          answer: number;
          times: number[];
        })
      : undefined;
  if (theirs?.missing !== undefined) missing.add(`${theirs.missing} (${theirs.install})`);
  if (theirs?.times === undefined) {
    console.log(`${name} evofront ${shown(times)}`);
    continue;
  }
  if (Math.abs(answer - theirs.answer) > 1e-9 * Math.abs(theirs.answer)) {
    throw new Error(`${tool}, m = ${m}: evofront says ${answer}, ${theirs.peer} ${theirs.answer}`);
  }
  const ratio = sorted(theirs.times)[settings.repeats >> 1]! / sorted(times)[settings.repeats >> 1]!;
  console.log(
    `${name} evofront ${shown(times).padEnd(34)} ${theirs.peer} ${shown(theirs.times).padEnd(34)} x ${ratio.toPrecision(3)}`,
  );
}
rmSync(folder, { recursive: true });
if (missing.size > 0) console.log(`\nnot compared, for it is not here: ${[...missing].join(", ")}`);
