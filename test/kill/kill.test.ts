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

/** How long a job may live: until it has told so many records, and then so many milliseconds more. */
interface Span {
  readonly records: number;
  readonly milliseconds: number;
}

const toTheEnd: Span = { records: Number.POSITIVE_INFINITY, milliseconds: 0 };

/** Lets a job live for a span. Says whether it had to be killed, and how many records it had told. */
function live(args: readonly string[], span = toTheEnd): Promise<{ killed: boolean; records: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [job, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    let records = 0;
    let timer: NodeJS.Timeout | undefined;
    const look = (): void => {
      if (records >= span.records) timer ??= setTimeout(() => child.kill("SIGKILL"), span.milliseconds);
    };
    child.stderr.on("data", (bytes: Buffer) => {
      errors += bytes.toString();
    });
    child.stdout.on("data", (bytes: Buffer) => {
      records += bytes.toString().split("\n").length - 1;
      look();
    });
    child.on("spawn", look);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== "SIGKILL") reject(new Error(`exit code ${code}: ${errors}`));
      else resolve({ killed: signal === "SIGKILL", records });
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
  let records = 0;
  beforeAll(async () => {
    ({ records } = await live(["run", config, whole, "1"]));
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
      // The first life ends at any moment of its first half second, before or after its folder is made. The others
      // tell between a 24th and a 6th of all records each: enough to pass a checkpoint, too little for all of them
      // together to reach the end.
      const span =
        kill === 0
          ? { records: 0, milliseconds: 500 * moments.uniform() }
          : { records: (records / 24) * (1 + 3 * moments.uniform()), milliseconds: 20 * moments.uniform() };
      const life = await live(args, span);
      expect(life.killed).toBe(true);
      reached.push(isRunFolder(folder) ? readRun(folder).records.length : 0);
    }
    // The kills met a run under way, not five times its start.
    expect(Math.max(...reached)).toBeGreaterThan(records / 16);
    await live(isRunFolder(folder) ? ["resume", folder, "2"] : ["run", config, folder, "2"]);
    expect(readRun(folder).status).toBe("finished");
    expect(results(folder)).toEqual(results(whole));
    expect(timeless(readRun(folder).records)).toEqual(timeless(readRun(whole).records));
  });
});
