import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOf, Stream } from "../../src/random/index.ts";
import { isRunFolder, type RunRecord, readRun } from "../../src/runs/index.ts";

const job = fileURLToPath(new URL("./job.mjs", import.meta.url));
const config = fileURLToPath(new URL("./two-games.yaml", import.meta.url));
const parent = mkdtempSync(join(tmpdir(), "evofront-kill-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

interface Life {
  readonly killed: boolean;
  /** Records that were told before the end. */
  readonly records: number;
  /** From the first record to the end. */
  readonly milliseconds: number;
}

/** Lets a job live for `milliseconds` from its first record on, or to its end. */
function live(args: readonly string[], milliseconds = Number.POSITIVE_INFINITY): Promise<Life> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [job, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    let records = 0;
    let began = 0;
    let timer: NodeJS.Timeout | undefined;
    child.stderr.on("data", (bytes: Buffer) => {
      errors += bytes.toString();
    });
    child.stdout.on("data", (bytes: Buffer) => {
      if (records === 0) {
        began = performance.now();
        if (milliseconds < Number.POSITIVE_INFINITY)
          timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
      }
      records += bytes.toString().split("\n").length - 1;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== "SIGKILL") reject(new Error(`exit code ${code}: ${errors}`));
      else resolve({ killed: signal === "SIGKILL", records, milliseconds: performance.now() - began });
    });
  });
}

/** What must not depend on how a run was made: `front.json` and every policy, byte for byte. */
function results(folder: string): ReadonlyMap<string, string> {
  const policies = readdirSync(join(folder, "policies")).sort();
  const names = ["front.json", ...policies.map((name) => join("policies", name))];
  return new Map(names.map((name) => [name, readFileSync(join(folder, name)).toString("base64")]));
}

const timeless = (records: readonly RunRecord[]): RunRecord[] =>
  records.map((record) => (record.type === "generation" ? { ...record, seconds: 0 } : record));

describe("a run of the two games", () => {
  const whole = join(parent, "whole");
  let milliseconds = 0;
  beforeAll(async () => {
    ({ milliseconds } = await live(["run", config, whole, "1"]));
  });

  test.each([2, 4])("gives the same bytes with %d workers as with one", async (workers) => {
    const folder = join(parent, `workers-${workers}`);
    await live(["run", config, folder, String(workers)]);
    expect(results(folder)).toEqual(results(whole));
    expect(timeless(readRun(folder).records)).toEqual(timeless(readRun(whole).records));
  });

  test.each([1, 2])("gives them after five kills at random moments too (draw %d)", async (draw) => {
    const folder = join(parent, `killed-${draw}`);
    const moments = new Stream(keyOf(`kill ${draw}`));
    const reached: number[] = [];
    for (let kill = 0; kill < 5; kill++) {
      expect(existsSync(join(folder, "front.json"))).toBe(false);
      const workers = String([1, 2, 4][moments.below(3)]);
      const args = isRunFolder(folder) ? ["resume", folder, workers] : ["run", config, folder, workers];
      // Short enough that five lives cannot reach the end, long enough to pass a checkpoint or two.
      const life = await live(args, moments.uniform() * 0.19 * milliseconds);
      expect(life.killed).toBe(true);
      const generations = readRun(folder).records.filter(({ type }) => type === "generation");
      reached.push(generations.length);
    }
    // The kills met a run under way, not five times its start.
    expect(Math.max(...reached)).toBeGreaterThan(3);
    await live(["resume", folder, "2"]);
    expect(readRun(folder).status).toBe("finished");
    expect(results(folder)).toEqual(results(whole));
    expect(timeless(readRun(folder).records)).toEqual(timeless(readRun(whole).records));
  });
});
