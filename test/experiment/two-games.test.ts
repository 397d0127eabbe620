import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meanInterval, type RunHistory, readRun } from "../../src/runs/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const parent = mkdtempSync(join(tmpdir(), "evofront-experiment-"));
const folder = join(parent, "run");
let run: RunHistory;
let output: string;

beforeAll(() => {
  const { status, stdout, stderr } = spawnSync("npm", ["start", "--silent", "--", "--out", folder], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  output = stdout;
  run = readRun(folder);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const objectives = ["river.score", "fortress.score"] as const;
const armOf = (name: string) => run.arms.find((arm) => arm.name === name)!;

describe("npm start", () => {
  test("ends with a table and the path of the report, which loads nothing from elsewhere", () => {
    expect(output.trimEnd().endsWith(`report: ${join(folder, "report.html")}`)).toBe(true);
    const report = readFileSync(join(folder, "report.html"), "utf8");
    expect(report).not.toMatch(/(?:src|href)="https?:/);
    for (const file of ["front.json", "metrics.parquet", "plots/front.svg", "plots/hypervolume.png"]) {
      expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  test("three arms, each with the same budget of training steps, no candidate lost", () => {
    expect(run.status).toBe("finished");
    expect(run.arms.map(({ name }) => name)).toEqual(["both", "river-only", "fortress-only"]);
    for (const arm of run.arms) {
      const { steps } = arm.generations.at(-1)!;
      const before = arm.generations.at(-2)!.steps;
      // The budget ends an arm after the generation that reaches it.
      expect(before).toBeLessThan(run.config.budget.steps!);
      expect(steps).toBeGreaterThanOrEqual(run.config.budget.steps!);
      expect(arm.generations.flatMap(({ failures }) => failures)).toEqual([]);
      for (const generation of arm.generations) {
        for (const id of objectives) expect(generation.returns[id]).toHaveLength(128);
      }
    }
  });

  test.each(objectives)(
    "the network of both games reaches three times a random policy's mean return: %s",
    (id) => {
      const random = meanInterval(run.baseline![id]!);
      const final = armOf("both").finalTest!.values[id]!;
      expect(final).toHaveLength(100);
      expect(meanInterval(final).low).toBeGreaterThanOrEqual(3 * random.mean);
    },
  );

  test("its hypervolume exceeds both single-game networks', over the run and in the last generation", () => {
    const fronts = run.front!.arms;
    const last = (name: string): number => armOf(name).generations.at(-1)!.hypervolume;
    for (const single of ["river-only", "fortress-only"]) {
      expect(fronts["both"]!.hypervolume).toBeGreaterThan(fronts[single]!.hypervolume);
      expect(last("both")).toBeGreaterThan(last(single));
    }
  });
});
