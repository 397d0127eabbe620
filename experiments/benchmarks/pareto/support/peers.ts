import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { contributions, hypervolume, nondominated, ranks } from "../../../../src/pareto/index.ts";
import { generatePoints } from "../../../../test/reference/pareto/point-generator.mjs";

/** One job on one input of test/reference/pareto/point-generator.mjs, seed 1. */
export interface Case {
  readonly job: "ranks" | "first front" | "hypervolume" | "contributions";
  readonly kind: string;
  readonly n: number;
  readonly m: number;
  readonly k?: number;
  /** Peers that would take minutes. */
  readonly skip?: readonly string[];
}

/** Milliseconds of each run, by whose they are; ours is "evofront". */
export type Times = Record<string, number[]>;

export const seed = 1;
/** The reference point in every objective. */
export const corner = 1.1;

export const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[times.length >> 1]!;

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

function ours({ job, n, m }: Case, data: Float64Array): unknown {
  const points = { rows: n, columns: m, data };
  const reference = new Array<number>(m).fill(corner);
  if (job === "ranks") return ranks(points);
  if (job === "first front") return nondominated(points);
  return job === "hypervolume" ? hypervolume(points, reference) : contributions(points, reference);
}

export interface Comparison {
  /** Peers found and their versions; empty where there is none. */
  readonly versions: Record<string, string>;
  /** Times of us and of every peer that has the job, on the same bytes, one after the other. */
  compare(each: Case): Promise<Times>;
  close(): void;
}

/** Starts the Python that EVOFRONT_PEERS_PYTHON names (default python3) with peers.py. */
export async function openComparison(): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), "pareto-benchmark-"));
  const file = join(folder, "points.f64");
  const peers = spawn(
    process.env["EVOFRONT_PEERS_PYTHON"] ?? "python3",
    [fileURLToPath(new URL("peers.py", import.meta.url))],
    { stdio: ["pipe", "pipe", "ignore"] },
  );
  peers.on("error", () => {}); // no Python: the lines below end at once
  peers.stdin.on("error", () => {});
  const lines = createInterface({ input: peers.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<Record<string, T>> => {
    const { value, done } = await lines.next();
    return done === true ? {} : JSON.parse(value);
  };
  const versions = await answer<string>();
  return {
    versions,
    async compare(each) {
      const { job, kind, n, m, k, skip = [] } = each;
      const data: Float64Array = generatePoints({ kind, n, m, seed, ...(k === undefined ? {} : { k }) });
      const evofront = measured(() => ours(each, data));
      if (Object.keys(versions).length === 0) return { evofront };
      writeFileSync(file, data);
      peers.stdin.write(
        `${JSON.stringify({ job, file, n, m, reference: corner, skip, runs: 15, limit: 2 })}\n`,
      );
      return { evofront, ...(await answer<number[]>()) };
    },
    close() {
      peers.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A line on what is compared with. */
export const peersLine = (versions: Record<string, string>): string =>
  Object.keys(versions).length === 0
    ? "no peers found: install moocore, pygmo and pymoo for the Python that EVOFRONT_PEERS_PYTHON names"
    : `peers: ${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", ")}`;
