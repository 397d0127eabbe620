/**
 * Points inserted one by one into the unbounded archive, against a plain list, a vectorised linear scan (numpy) and
 * moarchiving, on the same bytes.
 *
 *     npm run bench -- pareto-archive
 *     EVOFRONT_PEERS_PYTHON=/path/to/python npm run bench -- pareto-archive
 *
 * The Python peers run where that interpreter (default `python3`) has numpy and moarchiving. Two kinds of points: in
 * `uniform` few stay, in `sphere` (a concave front) all do. "members" rows keep the members only; "members and
 * hypervolume" rows have the hypervolume after every accepted point, as moarchiving does. Every time is one pass over
 * all points: the median of the repeats and, in brackets, the fastest and the slowest. A ratio above 1 is how many
 * times as long the peer takes; "stopped" peers had not finished and their ratio is a lower bound.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ParetoArchive } from "../../src/pareto/index.ts";

const settings = {
  seed: 1,
  repeats: 7,
  peerRepeats: 3,
  peerSeconds: 20,
  python: process.env["EVOFRONT_PEERS_PYTHON"] ?? "python3",
};
const jobs = [
  ...[2, 3, 4, 6].flatMap((m) => [
    { kind: "uniform", m, n: 10_000, hypervolume: m <= 3 },
    { kind: "sphere", m, n: 10_000, hypervolume: m === 2 },
  ]),
  // As far as moarchiving comes in a bearable time.
  { kind: "uniform", m: 4, n: 1000, hypervolume: true },
  { kind: "sphere", m: 3, n: 1000, hypervolume: true },
  { kind: "sphere", m: 4, n: 100, hypervolume: true },
];

interface Timing {
  readonly name: string;
  readonly keeps: string;
  readonly size: number;
  readonly times: readonly number[];
  /** Points inserted before the peer was stopped. */
  readonly inserted: number;
}

const { generatePoints } = (await import("../../test/reference/pareto/point-generator.mjs" as string)) as {
  generatePoints(options: { kind: string; n: number; m: number; seed: number }): Float64Array;
};

/** The archive anyone would write first: a list, compared with every newcomer. */
class PlainList {
  members: Float64Array[] = [];

  add(point: Float64Array): void {
    const kept: Float64Array[] = [];
    for (const member of this.members) {
      let covers = true;
      let covered = true;
      for (let j = 0; j < point.length; j++) {
        if (member[j]! > point[j]!) covers = false;
        if (point[j]! > member[j]!) covered = false;
      }
      if (covers) return;
      if (!covered) kept.push(member);
    }
    kept.push(point);
    this.members = kept;
  }
}

function timed(name: string, keeps: string, n: number, pass: () => number): Timing {
  const times: number[] = [];
  let size = pass();
  for (let i = 0; i < settings.repeats; i++) {
    const from = performance.now();
    size = pass();
    times.push(performance.now() - from);
  }
  return { name, keeps, size, times, inserted: n };
}

function ours(rows: readonly Float64Array[], m: number, withHypervolume: boolean): Timing {
  const reference = new Array<number>(m).fill(1.1);
  const keeps = withHypervolume ? "members and hypervolume" : "members";
  return timed("evofront", keeps, rows.length, () => {
    const archive = new ParetoArchive<number>({ objectives: m, reference });
    for (let i = 0; i < rows.length; i++) {
      const { accepted } = archive.add(rows[i]!, i);
      if (withHypervolume && accepted) archive.hypervolume();
    }
    return archive.size;
  });
}

function peers(
  points: Float64Array,
  m: number,
  hypervolume: boolean,
): { timings: Timing[]; missing: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "evofront-archive-"));
  try {
    const path = join(folder, "points.f64");
    writeFileSync(path, Buffer.from(points.buffer, points.byteOffset, points.byteLength));
    const script = fileURLToPath(new URL("support/pareto-archive-peers.py", import.meta.url));
    const { peerRepeats, peerSeconds, python } = settings;
    const run = spawnSync(
      python,
      [script, path, String(m), String(peerRepeats), String(peerSeconds), String(hypervolume)],
      {
        encoding: "utf8",
      },
    );
    if (run.error || run.status !== 0)
      return {
        timings: [],
        missing: [`${python} (${run.error?.message ?? run.stderr.trim().split("\n").at(-1)})`],
      };
    const lines = run.stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return {
      timings: lines
        .filter((line) => "peer" in line)
        .map((line) => ({ ...(line as unknown as Timing), name: String(line["peer"]) })),
      missing: lines
        .filter((line) => "missing" in line)
        .map((line) => `${line["missing"]} (${line["install"]})`),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sorted = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);
const median = (times: readonly number[]): number => sorted(times)[times.length >> 1]!;
const shown = (value: number): string => value.toPrecision(3);

const missing = new Set<string>();
console.log(
  `seed ${settings.seed}; Node ${process.version}; ${settings.repeats} repeats after one to warm up, peers ${settings.peerRepeats}`,
);
for (const { kind, m, n, hypervolume } of jobs) {
  const points = generatePoints({ kind, n, m, seed: settings.seed });
  const rows = Array.from({ length: n }, (_, i) => points.subarray(i * m, (i + 1) * m));
  const found = peers(points, m, hypervolume);
  for (const name of found.missing) missing.add(name);
  const own = [ours(rows, m, false)];
  if (hypervolume) own.push(ours(rows, m, true));
  const plain = timed("plain list", "members", n, () => {
    const list = new PlainList();
    for (const row of rows) list.add(row);
    return list.members.length;
  });
  console.log(`\n${kind}, m = ${m}, n = ${n}`);
  for (const { name, keeps, size, times, inserted } of [...own, plain, ...found.timings]) {
    const base = own.find((timing) => timing.keeps === keeps)!;
    const ratio = shown(median(times) / median(base.times));
    const order = sorted(times);
    const stopped = inserted < n ? `, stopped at ${inserted}` : "";
    console.log(
      `  ${name.padEnd(28)} ${keeps.padEnd(24)} ${shown(median(times)).padStart(8)} ms (${shown(order[0]!)} to ${shown(order.at(-1)!)}) x ${ratio}${stopped}; ${size} members`,
    );
    if (inserted === n && size !== base.size)
      throw new Error(`${name} ends with ${size} members, evofront with ${base.size}`);
  }
}
if (missing.size > 0) console.log(`\nnot compared, for it is not here: ${[...missing].join(", ")}`);
