import { defineConfig } from "vitest/config";

/** The main experiment, whole, as `npm start` runs it. It needs the built package. */
export default defineConfig({
  test: { include: ["test/experiment/**/*.test.ts"], testTimeout: 1_200_000, hookTimeout: 1_200_000 },
});
