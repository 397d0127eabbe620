/** Environments of the user's own, named in a config by their file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environments } from "../../environments/index.ts";
import { environmentTemplate } from "../../src/cli/templates/environment.ts";
import { checkEnvironment } from "../../src/evaluation/index.ts";
import { environmentsOf } from "../../src/evaluation/node.ts";
import { loadConfig, readRun, runExperiment } from "../../src/runs/index.ts";

const folder = mkdtempSync(join(tmpdir(), "evofront-own-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const config = (environment: string): string => `
seed: 3
tasks: { walk: { environment: "${environment}", episodes: 2 } }
objectives: [walk.reached, walk.effort]
network: { layers: [] }
strategy: { id: nsga-ii, population: 8 }
budget: { generations: 3 }
test: { episodes: 4, every: 0 }
workers: 1
`;

beforeAll(() => {
  file("light.ts", environmentTemplate("light", "light.ts"));
  const two = environmentTemplate("one", "two.ts").replace(
    "[id]: {",
    "two: { title: 't', options, create: () => new World({ stepLimit: 5 }) },\n  [id]: {",
  );
  file("two.ts", two);
  file(
    "data.mjs",
    "export const dataSets = { none: { title: 't', options: { safeParse() {} }, create() {} } };",
  );
});

test("the template keeps every promise where it lies, with nothing installed beside it, and is run by its path", async () => {
  const loaded = await loadConfig(file("walk.yaml", config("./light.ts")));
  expect(loaded.tasks).toMatchObject({ walk: { environment: "light", options: { stepLimit: 50 } } });
  expect(loaded.modules).toEqual([join(folder, "light.ts")]);
  const findings = checkEnvironment("light", environments.get("light"));
  expect(findings.filter(({ fault }) => fault !== null)).toEqual([]);
  await runExperiment(loaded, join(folder, "run"));
  expect(readRun(join(folder, "run")).arms[0]!.end!.reason).toBe("generations");
  // As resolved it names the id and the module, and means the same.
  expect(await loadConfig(join(folder, "run", "config.yaml"))).toEqual(loaded);
});

test("of a file with several the one that is meant is named", async () => {
  const loaded = await loadConfig(file("second.yaml", config("./two.ts#two")));
  expect(loaded.tasks).toMatchObject({ walk: { environment: "two" } });
});

test("a file imports the package by all its names, a script in JavaScript too, with nothing installed beside it", async () => {
  const path = file(
    "by-name.mjs",
    `import { Stream, keyOf } from "evofront";
     import { environments as known, status } from "evofront/environments";
     import { hypervolume } from "evofront/pareto";
     import { dataSets } from "evofront/data";
     import { z } from "zod";
     const cartPole = known.get("cart-pole");
     const isWhole = status.running === 0 && hypervolume([[1]], [3]) === 2 && dataSets.has("table");
     new Stream(keyOf(1));
     export const environments = isWhole ? { "by-name": { ...cartPole, options: z.strictObject({}) } } : {};`,
  );
  expect(await environmentsOf(path)).toEqual(["by-name"]);
  // The registries are this process's own, not those of a copy.
  expect(environments.get("by-name").create).toBe(environments.get("cart-pole").create);
});

test("a mistake in a file is said with its line", async () => {
  const path = file("mistake.ts", "export const environments = {\n  a: [1, 2 };\n");
  await expect(environmentsOf(path)).rejects.toThrow(
    /cannot be loaded: ParseError: Unexpected token.* \(line 2, column \d+\)$/,
  );
});

test.each([
  ["./missing.ts", `module ${join(folder, "missing.ts")} cannot be loaded: `],
  ["./two.ts", 'expected one environment, found a file with two, one; write for example "./two.ts#two"'],
  ["./two.ts#three", 'expected an environment of that file (two, one), found "three"'],
  ["./data.mjs", 'expected a file that exports environments, found one without: "./data.mjs"'],
])("%s is refused where it stands", async (environment, message) => {
  const text = file("bad.yaml", config(environment));
  await expect(loadConfig(text)).rejects.toThrow(`${text}:3:31: tasks.walk.environment: ${message}`);
});
