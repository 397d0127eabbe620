/** Whole runs on the GPU, by the built program: what it writes is what the processor's run writes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { evofront, scratch } from "../cli/support/program.ts";
import { startedOrReason } from "./started.ts";

const { device, reason } = await startedOrReason("webgpu");
if (!device) test.skip(`webgpu does not start here: ${reason}`, () => {});

// No two outputs of a linear layer on a few ones are near enough for rounding to tell them apart.
const config = `name: river
seed: 3
tasks:
  river: { options: { lives: 1, stickiness: 0, frameCap: 24 }, frames: 2, behaviour: actions }
objectives: [river.score]
network:
  layers: [{ kind: flatten }, { kind: dense, units: 18 }]
strategy: { id: nsr-es, population: 8, sigma: 0.2, noise: low-rank }
budget: { generations: 3 }
test: { episodes: 2 }
baseline: { episodes: 2 }
checkpoint: { every: 1 }
workers: 1
`;
const folder = scratch({ "run.yaml": config });
afterAll(folder.remove);

const events = (run: string): unknown[] =>
  readFileSync(join(folder.path, run, "events.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const { seconds, ...rest } = JSON.parse(line) as Record<string, unknown>;
      return rest;
    });

describe.skipIf(!device)("a run of an arcade game on the GPU", () => {
  test("ends with the processor's events, and its record names the GPU", async () => {
    const { code, stdout } = await evofront(["run", "run.yaml", "--device", "webgpu", "--out", "gpu"], {
      cwd: folder.path,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nreport: gpu\/report\.html\n$/);
    const record = JSON.parse(readFileSync(join(folder.path, "gpu", "environment.json"), "utf8"));
    expect(record).toMatchObject({ device: "webgpu", deviceDetail: device!.detail });
    expect((await evofront(["run", "run.yaml", "--out", "here"], { cwd: folder.path })).code).toBe(0);
    expect(events("gpu")).toEqual(events("here"));
    expect(events("gpu").filter((event) => (event as { type: string }).type === "generation").length).toBe(3);
  });
});
