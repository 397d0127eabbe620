import { defineConfig } from "vitest/config";

/** The core in a browser: needs the built package and Chromium (`chromium`, or its path in `CHROMIUM`). */
export default defineConfig({
  test: { include: ["test/browser/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
});
