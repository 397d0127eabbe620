import { describe, expect, test } from "vitest";
import { InputError, JobError } from "../../../src/base/index.ts";
import { hasPolicyKernels } from "../../../src/kernels/index.ts";
import {
  devices,
  layoutOf,
  MemoryError,
  type NetworkDescription,
  type NoiseKind,
  type PolicyRunner,
  type Population,
  startDevice,
  wasmDevice,
} from "../../../src/policy/index.ts";
import { keyOf, normal } from "../../../src/random/index.ts";
import { deviceContract } from "./contract.ts";

deviceContract(wasmDevice);

test("more members than memory holds are refused; the capacity says how many fit", () => {
  const runner = wasmDevice.runner({
    input: [2000],
    layers: [{ kind: "dense", units: 2000, bias: false }],
  });
  const many = (noise: NoiseKind) =>
    ({
      kind: "perturbed",
      centre: new Float64Array(4e6),
      sigma: 1,
      noise,
      key: keyOf(1),
      count: 100_000,
    }) as const;
  const load = () => runner.load(many({ kind: "dense" }), 0, 1000);
  expect(load).toThrow(MemoryError);
  expect(load).toThrow(
    /^wasm: 1000 members of 4000000 parameters would need \d+ MiB of memory in all, which this machine does not give \(the bound is 4096\); load fewer members at a time$/,
  );
  const capacity = runner.capacity(many({ kind: "dense" }));
  expect(capacity).toBeGreaterThan(200);
  expect(capacity).toBeLessThan(256);
  expect(runner.capacity(many({ kind: "low-rank", rank: 1 }))).toBeGreaterThan(100_000);
});

test("a runner answers as a fresh one does, whatever it has loaded before", () => {
  const network: NetworkDescription = {
    input: [5],
    layers: [
      { kind: "dense", units: 9 },
      { kind: "dense", units: 3 },
    ],
  };
  const size = layoutOf(network).size;
  const centre = Float64Array.from(normal(keyOf(2), size));
  const around = (noise: NoiseKind, at = centre): Population => ({
    kind: "perturbed",
    centre: at,
    sigma: 0.3,
    noise,
    key: keyOf(3),
    count: 8,
  });
  const [one, two, dense] = [
    { kind: "low-rank", rank: 1 },
    { kind: "low-rank", rank: 2 },
    { kind: "dense" },
  ] as const;
  const inputs = new Float32Array(5).fill(-0);
  const outputs = (runner: PolicyRunner<void>, population: Population, first: number): Float32Array => {
    const found = new Float32Array(3);
    runner.load(population, first, 1).forward(inputs, Int32Array.of(first), 1, found);
    return found;
  };
  const used = wasmDevice.runner(network);
  const same = (population: Population, first: number): void =>
    expect(outputs(used, population, first)).toEqual(outputs(wasmDevice.runner(network), population, first));
  same(around(one), 0);
  same(around(one), 5);
  same(around(two), 6);
  same(around(dense), 1);
  same(around(one), 1);
  same({ kind: "explicit", parameters: { rows: 1, columns: size, data: centre } }, 0);
  same(
    around(
      one,
      centre.map((value) => 2 * value),
    ),
    2,
  );
  inputs.set([1, -2, 0.5, 3, -1]);
  same(around(one), 3);
  // The same array, written to in between.
  centre[7] = 4;
  same(around(one), 3);
  centre.fill(0);
  same(around(one), 3);
  centre.fill(-0);
  same(around(one), 3);
});

test("the registry's device is the one that is ready to use; another name is refused", async () => {
  expect(await startDevice("wasm")).toBe(wasmDevice);
  expect(() => devices.get("wsam")).toThrow(new InputError('unknown device "wsam"; did you mean "wasm"?'));
});

describe.skipIf(!hasPolicyKernels("relaxed"))("with relaxed SIMD", async () => {
  if (hasPolicyKernels("relaxed")) deviceContract(await startDevice("wasm-relaxed"), { runs: 20 });
});

test.skipIf(hasPolicyKernels("relaxed"))("relaxed SIMD says where it is to be had", async () => {
  await expect(startDevice("wasm-relaxed")).rejects.toThrow(
    new JobError(
      "wasm-relaxed: this runtime has no WebAssembly relaxed SIMD; use Node 22 or later, or node --experimental-wasm-relaxed-simd",
    ),
  );
});
