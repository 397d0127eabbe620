import { defineConfig } from "vitest/config";

/** The quick tier: everything under test/ but the longer tiers, which have configurations of their own. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/learning/**", "test/kill/**", "test/experiment/**", "test/browser/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "threads",
    maxWorkers: 2,
  },
});
