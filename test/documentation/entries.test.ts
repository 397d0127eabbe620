/** The package's entries exist, and its core can be loaded where there is no Node. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as core from "../../src/index.ts";
import * as node from "../../src/node.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  files: string[];
};

/** Every module that `entry` reaches through relative imports, with what else each imports. */
function reached(entry: string): Map<string, string[]> {
  const outside = new Map<string, string[]>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (outside.has(file)) continue;
    const targets = [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    outside.set(
      file,
      targets.filter((name) => !name.startsWith(".")),
    );
    for (const name of targets) if (name.startsWith(".")) queue.push(join(dirname(file), name));
  }
  return outside;
}

describe("entries", () => {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );

  test.each([...targets, ...Object.values(manifest.bin)])("%s is built", (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  test.each([".", "./pareto", "./environments"])("%s imports nothing of Node", (entry) => {
    const { default: path } = manifest.exports[entry] as { default: string };
    const breaches = [...reached(join(root, path))].flatMap(([file, names]) =>
      names.filter((name) => name.startsWith("node:")).map((name) => `${relative(root, file)}: ${name}`),
    );
    expect(breaches).toEqual([]);
  });
});

test("the core and the Node entry hold what the README speaks of", () => {
  expect(core).toMatchObject({
    hypervolume: expect.any(Function),
    nondominatedSort: expect.any(Function),
    openAiEs: expect.any(Function),
    environments: expect.any(Object),
  });
  expect(node).toMatchObject({
    runExperiment: expect.any(Function),
    resumeRun: expect.any(Function),
    readRun: expect.any(Function),
    threadExecutor: expect.any(Function),
    readTable: expect.any(Function),
  });
});
