import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";

/**
 * Lets the tests run the Atari kernel's source as plain TypeScript: its two files that are WebAssembly through and
 * through have twins under test/, and AssemblyScript's decorators go.
 */
const plainAtari: Plugin = {
  name: "plain-atari",
  enforce: "pre",
  resolveId(source, importer) {
    if (importer === undefined || !importer.includes("/src/kernels/assembly/atari/")) return undefined;
    const twin = /^\.\/(memory|wide)$/.exec(source)?.[1];
    return twin && fileURLToPath(new URL(`test/kernels/atari/support/plain-${twin}.ts`, import.meta.url));
  },
  transform(code, id) {
    return id.includes("/src/kernels/assembly/atari/") ? code.replaceAll(/^@inline$/gm, "") : undefined;
  },
};

const longer = ["learning", "kill", "experiment", "browser", "devices"].map((tier) => `test/${tier}/**`);
/** Files that change what all of their process sees: the registries, globals, modules loaded anew, 6502.ts's palettes. */
const alone = [
  "test/environments/atari/facts.test.ts",
  "test/evaluation/behaviours.test.ts",
  "test/evaluation/broken-worlds.test.ts",
  "test/evaluation/continuous.test.ts",
  "test/evaluation/faulty-devices.test.ts",
  "test/evaluation/inline.test.ts",
  "test/evaluation/player.test.ts",
  "test/gradient/engine/backends.test.ts",
  "test/gradient/engine/web-gpu.test.ts",
  "test/pareto/without-webassembly.test.ts",
  "test/runs/config.test.ts",
  "test/runs/environment-files.test.ts",
  "test/runs/lost-device.test.ts",
];

/** Files that register worlds of their own, which tests of all that is registered must not meet. */
const withWorlds = {
  evaluation: ["test/evaluation/**/*.test.ts"],
  runs: ["test/plots/gradient-report.test.ts", "test/runs/**/*.test.ts"],
};

/** The quick tier: everything under test/ but the longer tiers, which have configurations of their own. */
export default defineConfig({
  plugins: [plainAtari],
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "threads",
    maxWorkers: 2,
    projects: [
      // One set of modules for all files of a worker: loading them anew for each took longer than many a file's tests.
      {
        extends: true,
        test: {
          name: "together",
          isolate: false,
          include: ["test/**/*.test.ts"],
          exclude: [...longer, ...alone, ...Object.values(withWorlds).flat()],
        },
      },
      ...Object.entries(withWorlds).map(([name, include]) => ({
        extends: true as const,
        test: { name, isolate: false, include, exclude: alone },
      })),
      { extends: true, test: { name: "alone", include: alone } },
    ],
  },
});
