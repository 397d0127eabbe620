import { defineConfig } from "vitest/config";

/** Whole runs in processes of their own, killed and resumed. They need the built package. */
export default defineConfig({
  test: {
    include: ["test/kill/**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
