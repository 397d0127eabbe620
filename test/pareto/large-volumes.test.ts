import { expect, test } from "vitest";
import { hypervolume } from "../../src/pareto/hypervolume.ts";
import { generated } from "./reference-sets.ts";

// moocore 0.3.2: hypervolume(sphere points of seed 1, ref=[1.1] * 4). At these sizes the kernel's scratch ends near a
// page of memory, where a byte too few shows.
test.each([
  [9520, 1.1217936633708652],
  [20000, 1.131211382880299],
])("four objectives, %i points", (n, expected) => {
  const value = hypervolume(generated({ kind: "sphere", n, m: 4, seed: 1 }), [1.1, 1.1, 1.1, 1.1]);
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * expected);
});
