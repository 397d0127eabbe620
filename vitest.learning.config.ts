import { defineConfig } from "vitest/config";

/** Whole experiments that must learn what they are said to. They need the built package for its workers. */
export default defineConfig({
  test: { include: ["test/learning/**/*.test.ts"], testTimeout: 600_000, fileParallelism: false },
});
