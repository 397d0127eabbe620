import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type * as Pareto from "../../src/pareto/index.ts";
import { referenceCases } from "./reference-case.ts";

// A runtime without WebAssembly, or a page whose policy forbids compiling it: the plain twins take over.
let pareto: typeof Pareto;
const reference = import("../../src/pareto/index.ts");

beforeAll(async () => {
  await reference;
  vi.resetModules();
  vi.stubGlobal("WebAssembly", undefined);
  pareto = await import("../../src/pareto/index.ts");
});
afterAll(() => {
  vi.unstubAllGlobals();
});

test("every function answers as with the kernels", async () => {
  const kernels = await reference;
  expect(pareto.hypervolume).not.toBe(kernels.hypervolume);
  for (const { name, points, reference: corner, directions } of referenceCases) {
    if (points.rows > 60 || points.columns > 6) continue;
    const options = directions === undefined ? {} : { directions };
    expect(pareto.ranks(points, options), name).toEqual(kernels.ranks(points, options));
    expect(pareto.nondominated(points, options), name).toEqual(kernels.nondominated(points, options));
    const volume = kernels.hypervolume(points, corner, options);
    const own = pareto.hypervolume(points, corner, options);
    if (!Number.isFinite(volume)) expect(own, name).toBe(volume);
    else expect(Math.abs(own - volume), name).toBeLessThanOrEqual(1e-12 * volume);
    const shares = kernels.contributions(points, corner, options);
    pareto.contributions(points, corner, options).forEach((share, i) => {
      if (Number.isFinite(shares[i]!))
        expect(Math.abs(share - shares[i]!), name).toBeLessThanOrEqual(1e-12 * volume);
      else expect(share, name).toBe(shares[i]);
    });
  }
});
