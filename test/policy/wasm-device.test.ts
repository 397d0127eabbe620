import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError, JobError, ShapeError } from "../../src/base/index.ts";
import { matrix } from "../../src/linalg/index.ts";
import {
  devices,
  initialParameters,
  layoutOf,
  materialise,
  type NetworkDescription,
  type NoiseKind,
  type PerturbedPopulation,
  type Population,
  prepareWasmDevice,
  referenceForward,
  referenceStatistics,
  shapesOf,
  sizeOf,
  wasmDevice,
} from "../../src/policy/index.ts";
import { fold, keyOf, normal, uniform } from "../../src/random/index.ts";
import { anyNetwork, atariNetwork, networks } from "./networks.ts";

const noises: readonly NoiseKind[] = [
  { kind: "dense" },
  { kind: "low-rank", rank: 1 },
  { kind: "low-rank", rank: 3 },
];
const key = keyOf("device");
const rowsOfReference = 6;

function perturbed(network: NetworkDescription, noise: NoiseKind, count = 6): PerturbedPopulation {
  const centre = initialParameters(network, fold(key, 1)).map((x, i) => x + 0.05 * Math.sin(i));
  return { kind: "perturbed", centre, sigma: 0.1, noise, key: fold(key, 2), count };
}

function written(population: Population, network: NetworkDescription): Population {
  const layout = layoutOf(network);
  const rows = Array.from({ length: sizeOf(population) }, (_, i) => materialise(population, i, layout));
  const parameters = matrix(rows.length, layout.size);
  rows.forEach((row, i) => {
    parameters.data.set(row, i * layout.size);
  });
  return { kind: "explicit", parameters };
}

const observations = (network: NetworkDescription, rows: number, part: number): Float32Array =>
  Float32Array.from(normal(fold(key, 3, part), rows * shapesOf(network).inputSize));

/** Mostly zeros, as planes of an arcade game are. */
const planes = (network: NetworkDescription, rows: number): Float32Array =>
  Float32Array.from(uniform(fold(key, 4), rows * shapesOf(network).inputSize), (u) => (u < 0.06 ? 1 : 0));

/** Outputs of lanes, loading members first .. first + count - 1 only. */
function run(
  network: NetworkDescription,
  population: Population,
  inputs: Float32Array,
  members: number[],
  [first, count] = [0, sizeOf(population)],
): Float32Array {
  const runner = wasmDevice.runner(network);
  const policies = runner.load(population, first!, count!);
  policies.normaliseOn(observations(network, rowsOfReference, 0), rowsOfReference);
  const outputs = new Float32Array(members.length * runner.outputSize);
  policies.forward(inputs, Int32Array.from(members), members.length, outputs);
  return outputs;
}

function byDefinition(
  network: NetworkDescription,
  population: Population,
  inputs: Float32Array,
  members: number[],
): Float64Array {
  const size = shapesOf(network).inputSize;
  const layout = layoutOf(network);
  const referenceRows = observations(network, rowsOfReference, 0);
  const reference = Array.from({ length: rowsOfReference }, (_, r) =>
    referenceRows.subarray(r * size, (r + 1) * size),
  );
  return Float64Array.from(
    members.flatMap((member, lane) => {
      const parameters = materialise(population, member, layout);
      const statistics = referenceStatistics(network, parameters, reference);
      return [
        ...referenceForward(network, parameters, inputs.subarray(lane * size, (lane + 1) * size), statistics),
      ];
    }),
  );
}

function expectClose(actual: Float32Array, expected: Float64Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce(
    (most, x, i) => Math.max(most, Math.abs(actual[i]! - x) / (1 + Math.abs(x))),
    0,
  );
  expect(worst).toBeLessThan(tolerance);
}

const lanesOf = (count: number, each: number): number[] =>
  Array.from({ length: count * each }, (_, l) => Math.floor(l / each));

describe.each(Object.entries(networks))("%s", (_, network) => {
  test.each(noises)("equals the members written out and run by definition: $kind $rank", (noise) => {
    const population = perturbed(network, noise);
    const members = lanesOf(6, 2);
    for (const inputs of [observations(network, 12, 1), planes(network, 12)]) {
      expectClose(
        run(network, population, inputs, members),
        byDefinition(network, population, inputs, members),
        2e-5,
      );
    }
  });

  test("dense noise gives the bits of the same members given explicitly", () => {
    const population = perturbed(network, { kind: "dense" });
    const inputs = observations(network, 6, 1);
    const members = lanesOf(6, 1);
    expect(run(network, population, inputs, members)).toEqual(
      run(network, written(population, network), inputs, members),
    );
  });

  test.each(noises)(
    "a lane's bits do not depend on its batch, nor on how members are loaded: $kind $rank",
    (noise) => {
      const population = perturbed(network, noise, 7);
      const members = [0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 5, 6, 6];
      const { inputSize, outputSize } = shapesOf(network);
      const inputs = observations(network, members.length, 1);
      inputs.set(planes(network, 3), 4 * inputSize);
      const whole = run(network, population, inputs, members);
      members.forEach((member, lane) => {
        const input = inputs.slice(lane * inputSize, (lane + 1) * inputSize);
        const expected = whole.slice(lane * outputSize, (lane + 1) * outputSize);
        expect(run(network, population, input, [member], [member, 1])).toEqual(expected);
      });
      for (const split of [1, 3, 4]) {
        const lanes = members
          .map((member, lane) => ({ member, lane }))
          .filter(({ member }) => member >= split);
        const input = inputs.slice(lanes[0]!.lane * inputSize);
        const own = lanes.map(({ member }) => member);
        const expected = whole.slice(lanes[0]!.lane * outputSize);
        expect(run(network, population, input, own, [split, 7 - split])).toEqual(expected);
      }
    },
  );
});

test("any network of any kernel, stride, padding and rank equals its members written out and run by definition", () => {
  const anyNoise = fc.oneof(
    fc.constant<NoiseKind>({ kind: "dense" }),
    fc.integer({ min: 1, max: 5 }).map((rank): NoiseKind => ({ kind: "low-rank", rank })),
  );
  fc.assert(
    fc.property(anyNetwork, anyNoise, fc.boolean(), (network, noise, isSparse) => {
      const population = perturbed(network, noise, 3);
      const members = [0, 1, 1, 2, 2];
      const inputs = isSparse ? planes(network, 5) : observations(network, 5, 1);
      const expected = byDefinition(network, population, inputs, members);
      // A channel that hardly varies over the reference batch magnifies rounding by up to 1 / sqrt(epsilon).
      expectClose(run(network, population, inputs, members), expected, 3e-4);
    }),
    { numRuns: 60 },
  );
});

test("the papers' network agrees with its members written out", () => {
  const population = perturbed(atariNetwork, { kind: "low-rank", rank: 1 }, 2);
  const inputs = observations(atariNetwork, 2, 1);
  expectClose(
    run(atariNetwork, population, inputs, [0, 1]),
    run(atariNetwork, written(population, atariNetwork), inputs, [0, 1]) as unknown as Float64Array,
    1e-4,
  );
});

test("more lanes than run at once, and more rows of reference than that, change nothing", () => {
  const network = networks["convolutions with virtual batch norm"]!;
  const population = perturbed(network, { kind: "low-rank", rank: 1 }, 4);
  const { inputSize, outputSize } = shapesOf(network);
  const runner = wasmDevice.runner(network);
  const reference = observations(network, 150, 0);
  const policies = runner.load(population, 0, 4);
  const members = Int32Array.from(lanesOf(4, 50));
  const inputs = observations(network, members.length, 1);
  const whole = new Float32Array(members.length * outputSize);
  policies.normaliseOn(reference, 150);
  policies.forward(inputs, members, members.length, whole);
  const one = new Float32Array(outputSize);
  for (const lane of [0, 63, 64, 130, 199]) {
    policies.forward(inputs.subarray(lane * inputSize), members.subarray(lane), 1, one);
    expect(one).toEqual(whole.slice(lane * outputSize, (lane + 1) * outputSize));
  }
  const statistics = referenceStatistics(
    network,
    materialise(population, 3, layoutOf(network)),
    Array.from({ length: 150 }, (_, r) => reference.subarray(r * inputSize, (r + 1) * inputSize)),
  );
  const last = inputs.subarray(199 * inputSize, 200 * inputSize);
  const expected = referenceForward(network, materialise(population, 3, layoutOf(network)), last, statistics);
  expectClose(one, expected, 2e-5);
});

test("a second normaliseOn replaces the first, as a second task's does", () => {
  const network = networks["convolutions with virtual batch norm"]!;
  const population = perturbed(network, { kind: "low-rank", rank: 1 }, 2);
  const runner = wasmDevice.runner(network);
  const inputs = observations(network, 1, 1);
  const answers = (parts: number[]): Float32Array[] => {
    const policies = runner.load(population, 0, 2);
    return parts.map((part) => {
      policies.normaliseOn(observations(network, 8, part), 8);
      const out = new Float32Array(runner.outputSize);
      policies.forward(inputs, Int32Array.of(1), 1, out);
      return out;
    });
  };
  const [first, second, again] = answers([5, 6, 5]);
  expect(again).toEqual(first);
  expect(second).not.toEqual(first);
});

test("one runner takes populations of any kind in turn", () => {
  const network = networks["picture into dense"]!;
  const runner = wasmDevice.runner(network);
  const inputs = planes(network, 6);
  const members = Int32Array.from(lanesOf(6, 1));
  for (const noise of [...noises, ...noises]) {
    const population = perturbed(network, noise);
    for (const given of [population, written(population, network)]) {
      const out = new Float32Array(6 * runner.outputSize);
      runner.load(given, 0, 6).forward(inputs, members, 6, out);
      expect(out).toEqual(run(network, given, inputs, [...members]));
    }
  }
});

test("nothing given is written to", () => {
  const network = networks["convolutions with virtual batch norm"]!;
  const population = perturbed(network, { kind: "dense" }, 2);
  const centre = population.centre.slice();
  const [inputs, reference] = [observations(network, 2, 1), observations(network, 6, 0)];
  const [inputsBefore, referenceBefore] = [inputs.slice(), reference.slice()];
  const runner = wasmDevice.runner(network);
  const policies = runner.load(population, 0, 2);
  policies.normaliseOn(reference, 6);
  policies.forward(inputs, Int32Array.of(0, 1), 2, new Float32Array(2 * runner.outputSize));
  expect([population.centre, inputs, reference]).toEqual([centre, inputsBefore, referenceBefore]);
});

test("a member of NaN answers NaN, its neighbours answer as before", () => {
  const network = networks["perceptron, tanh"]!;
  const layout = layoutOf(network);
  const population = written(perturbed(network, { kind: "dense" }, 3), network);
  const inputs = observations(network, 3, 1);
  const before = run(network, population, inputs, [0, 1, 2]);
  if (population.kind === "explicit")
    population.parameters.data.fill(Number.NaN, layout.size, 2 * layout.size);
  const after = run(network, population, inputs, [0, 1, 2]);
  expect(after.subarray(5, 10).every(Number.isNaN)).toBe(true);
  expect([...after.subarray(0, 5), ...after.subarray(10)]).toEqual([
    ...before.subarray(0, 5),
    ...before.subarray(10),
  ]);
});

describe("what does not fit is named", () => {
  const network = networks["perceptron, tanh"]!;
  const population = perturbed(network, { kind: "dense" });
  const out = new Float32Array(100);

  test("a population of another network, members that are not there", () => {
    const runner = wasmDevice.runner(network);
    const short = { ...population, centre: new Float64Array(3) };
    expect(() => runner.load(short, 0, 1)).toThrow(
      new ShapeError("population: candidates have 3 parameters but the network has 165"),
    );
    expect(() => runner.load(population, 4, 3)).toThrow(
      new ShapeError("load: no members 4 to 6 in a population of 6"),
    );
    expect(() => runner.load(population, 0, 0)).toThrow(ShapeError);
  });

  test("lanes without values, members that are not loaded", () => {
    const policies = wasmDevice.runner(network).load(population, 2, 2);
    expect(() => policies.forward(new Float32Array(7), Int32Array.of(2, 3), 2, out)).toThrow(
      new ShapeError("forward: 2 lanes need 8 inputs, 2 members and 10 outputs, got 7, 2 and 100"),
    );
    expect(() => policies.forward(new Float32Array(8), Int32Array.of(3, 4), 2, out)).toThrow(
      new ShapeError("forward: lane 1 asks for member 4, but 2 to 3 are loaded"),
    );
  });

  test("policies that a later load replaced", () => {
    const runner = wasmDevice.runner(network);
    const old = runner.load(population, 0, 2);
    runner.load(population, 0, 2);
    const message = "policies: replaced by a later load; use what that load returned";
    expect(() => old.forward(new Float32Array(4), Int32Array.of(0), 1, out)).toThrow(new ShapeError(message));
    expect(() => old.normaliseOn(new Float32Array(4), 1)).toThrow(new ShapeError(message));
  });

  test("norms without reference observations", () => {
    const normed = networks["convolutions with virtual batch norm"]!;
    const policies = wasmDevice.runner(normed).load(perturbed(normed, { kind: "dense" }), 0, 2);
    expect(() => policies.forward(new Float32Array(256), Int32Array.of(0), 1, out)).toThrow(
      new ShapeError(
        "forward: the network has virtual batch norm; call normaliseOn with reference observations first",
      ),
    );
    expect(() => policies.normaliseOn(new Float32Array(255), 1)).toThrow(
      new ShapeError("normaliseOn: expected at least one row of 256 values, got 1 rows and 255 values"),
    );
  });

  test("more members than memory holds", () => {
    const wide: NetworkDescription = { input: [2000], layers: [{ kind: "dense", units: 2000, bias: false }] };
    const runner = wasmDevice.runner(wide);
    const many = (noise: NoiseKind) =>
      ({ kind: "perturbed", centre: new Float64Array(4e6), sigma: 1, noise, key, count: 100_000 }) as const;
    expect(() => runner.load(many({ kind: "dense" }), 0, 1000)).toThrow(JobError);
    expect(() => runner.load(many({ kind: "dense" }), 0, 1000)).toThrow(
      /^wasm: 1000 members of 4000000 parameters would need \d+ MiB of memory in all, which this machine does not give \(the bound is 4096\); load fewer members at a time$/,
    );
    const capacity = runner.capacity(many({ kind: "dense" }));
    expect(capacity).toBeGreaterThan(200);
    expect(capacity).toBeLessThan(256);
    expect(runner.capacity(many({ kind: "low-rank", rank: 1 }))).toBeGreaterThan(100_000);
  });

  test("a device of another name", () => {
    expect(devices.get("wasm")).toBe(wasmDevice);
    expect(() => devices.get("wsam")).toThrow(new InputError('unknown device "wsam"; did you mean "wasm"?'));
  });
});

test("the device compiled ahead of time is the same device", async () => {
  expect(await prepareWasmDevice()).toBe(wasmDevice);
});
