/**
 * Evolution on vectors finds fronts that are known exactly: test/reference/environments/mo-environments.json has them
 * with their hypervolumes. The worlds are deterministic, so that a point of the front is what its policy always earns.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { hypervolume } from "../../src/pareto/index.ts";
import { loadConfig, readRun, runExperiment } from "../../src/runs/index.ts";

const url = new URL("../reference/environments/mo-environments.json", import.meta.url);
const facts = JSON.parse(readFileSync(url, "utf8"));
const parent = mkdtempSync(join(tmpdir(), "evofront-fronts-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** The front of a run of an experiment, with changed settings, by its values in the objectives' order. */
async function frontOf(name: string, settings: readonly string[]): Promise<number[][]> {
  const file = fileURLToPath(new URL(`../../experiments/${name}.yaml`, import.meta.url));
  const folder = mkdtempSync(join(parent, `${name}-`));
  await runExperiment(await loadConfig(file, [...settings]), folder);
  const { members } = readRun(folder).front!.arms["main"]!;
  return members.map(({ values }) => [...values]);
}

const volume = (points: number[][], reference: number[]): number =>
  hypervolume(points, reference, { directions: reference.map(() => "max" as const) });
const { deep_sea_treasure: sea } = facts.grids;

describe.each([
  ["convex", sea.convex.front, sea.computed_here_hypervolume.convex],
  ["concave", sea.concave.front, sea.computed_here_hypervolume.concave],
  ["mirrored", sea.concave.front, sea.computed_here_hypervolume.concave],
])("deep sea treasure, %s", (map, front, volumes) => {
  test.each([1, 2, 3, 8, 15])("OpenAI-ES on hypervolume finds all ten points (seed %d)", async (seed) => {
    const settings = [`seed=${seed}`, `tasks.deep-sea-treasure.options.map=${map}`];
    const found = await frontOf("deep-sea-treasure", settings);
    expect(found.sort((a, b) => a[0]! - b[0]!)).toEqual(front);
    expect(volume(found, [0, -25])).toBeCloseTo(volumes["undiscounted_ref_0_-25"], 9);
  });
});

describe.each([5, 6, 7] as const)("fruit tree of depth %i", (depth) => {
  test.each([1, 2, 3])(
    "OpenAI-ES on fronts and crowding covers 95 % of the hypervolume (seed %d)",
    async (seed) => {
      const found = await frontOf("fruit-tree", [`seed=${seed}`, `tasks.fruit-tree.options.depth=${depth}`]);
      const leaves: number[][] = facts.fruit_tree.leaf_values[depth];
      const whole =
        facts.fruit_tree.computed_here_hypervolume[`depth${depth}_undiscounted_ref0`] ??
        volume(leaves, [0, 0, 0, 0, 0, 0]);
      const share = volume(found, [0, 0, 0, 0, 0, 0]) / whole;
      process.stdout.write(
        `fruit tree ${depth}, seed ${seed}: ${found.length} of ${leaves.length} leaves, ${(100 * share).toFixed(2)} % of the hypervolume\n`,
      );
      expect(share).toBeGreaterThanOrEqual(0.95);
      expect(share).toBeLessThanOrEqual(1 + 1e-9);
    },
  );
});
