import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type PolicyKernels,
  policyBase,
  policyKernels,
  type StageValues,
  stageFields,
} from "../../src/kernels/index.ts";
import { type Key, keyOf, noiseInto, noiseTable, normal, uniform } from "../../src/random/index.ts";

const memory = new WebAssembly.Memory({ initial: 64, maximum: 64 });
const kernels: PolicyKernels = policyKernels(memory);
const f32 = new Float32Array(memory.buffer);
const f64 = new Float64Array(memory.buffer);
const i32 = new Int32Array(memory.buffer);

/** Addresses that do not meet. */
const at = {
  stage: policyBase,
  members: policyBase + 4096,
  x: 65_536,
  out: 524_288,
  list: 1_048_576,
  weights: 1_572_864,
  table: 3_145_728,
};

function writeStage(values: StageValues): void {
  stageFields.forEach((field, i) => {
    i32[at.stage / 4 + i] = values[field] ?? 0;
  });
}

describe("noise", () => {
  f32.set(noiseTable(), at.table / 4);
  const count = 61;

  test("has the very bits of its definition, from any place on", () => {
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    const place = fc.oneof(fc.nat(100), fc.constantFrom(2 ** 35 - 30, 2 ** 40 + 5));
    fc.assert(
      fc.property(fc.tuple(word, word), place, fc.nat(count), (key, first, n) => {
        const expected = new Float32Array(n);
        noiseInto(key as Key, first, expected);
        f32.fill(7, at.out / 4, at.out / 4 + n + 1);
        kernels.noiseAt(key[0], key[1], BigInt(first), n, at.table, at.out);
        expect(f32.slice(at.out / 4, at.out / 4 + n)).toEqual(expected);
        expect(f32[at.out / 4 + n]).toBe(7);
      }),
    );
  });
});

describe("tanh", () => {
  const tanh = (x: Float32Array): Float32Array => {
    f32.set(x, at.x / 4);
    writeStage({ kind: 2, outputs: x.length, columns: x.length, positions: 1, activation: 2 });
    i32[at.members / 4] = 0;
    kernels.run(at.stage, 3, 1, at.members, at.x, 4 * x.length, at.out, 4 * x.length, at.list, at.list);
    return f32.slice(at.out / 4, at.out / 4 + x.length);
  };

  test("is within 2e-7 everywhere, odd and never beyond 1", () => {
    const x = Float32Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 1600);
    const y = tanh(x);
    let worst = 0;
    x.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(y[i]! - Math.tanh(value)));
    });
    expect(worst).toBeLessThan(2e-7);
    expect(y.every((value, i) => value === -y[x.length - 1 - i]! && Math.abs(value) <= 1)).toBe(true);
  });

  test("is never beyond 1 where it is nearest to it", () => {
    // Every 509th number of single precision from 6 to 10.
    const [from, to] = new Uint32Array(Float32Array.of(6, 10).buffer) as unknown as [number, number];
    const bits = Uint32Array.from({ length: Math.floor((to - from) / 509) }, (_, i) => from + 509 * i);
    const y = tanh(new Float32Array(bits.buffer));
    expect(y.length).toBeGreaterThan(10_000);
    expect(Math.max(...y)).toBe(1);
    expect(Math.min(...y)).toBeGreaterThan(0.99998);
  });

  test("keeps relative precision near 0, and what is not a number", () => {
    const x = Float32Array.of(1e-30, -1e-10, 1e-5, 0.01, 0);
    tanh(x).forEach((y, i) => {
      expect(Math.abs(y - Math.tanh(x[i]!))).toBeLessThanOrEqual(3e-7 * Math.abs(x[i]!));
    });
    expect(
      Array.from(tanh(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY))),
    ).toEqual([Number.NaN, 1, -1]);
  });

  test("gives the same bits at every place of a row", () => {
    const value = 0.7310585;
    for (const n of [1, 2, 3, 4, 5, 6, 7, 9]) {
      expect(new Set(tanh(new Float32Array(n).fill(value)))).toEqual(new Set(tanh(Float32Array.of(value))));
    }
  });
});

describe("products", () => {
  /** Sums in single precision in ascending order: what both kernels promise to the bit. */
  function byDefinition(x: Float32Array, weights: Float32Array, columns: number): Float32Array {
    return Float32Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < x.length; k++)
        sum = Math.fround(sum + Math.fround(x[k]! * weights[k * columns + j]!));
      return sum;
    });
  }

  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 700 }),
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 1, max: 9 }),
  );

  test.each([0.03, 0.4, 1])(
    "shared and own weights give the sums by definition, %d of the inputs not 0",
    (density) => {
      fc.assert(
        fc.property(sizes, fc.nat(), ([inputs, outputs, lanes], seed) => {
          const columns = Math.ceil(outputs / 8) * 8;
          const weights = Float32Array.from(normal(keyOf(seed), inputs * outputs));
          const kept = uniform(keyOf(seed), lanes * inputs);
          const x = Float32Array.from(normal(keyOf(seed + 1), lanes * inputs), (z, i) =>
            kept[i]! < density ? z : 0,
          );
          f32.set(weights, at.list / 4);
          const rows = at.weights + 4 * inputs * columns;
          kernels.pack(at.list, inputs, outputs, at.weights);
          kernels.spread(at.list, inputs, outputs, columns, rows);
          f32.set(x, at.x / 4);
          i32.fill(0, at.members / 4, at.members / 4 + lanes);
          const base: StageValues = { inputs, outputs, columns, positions: 1, rows };
          for (const stage of [
            { ...base, panels: at.weights },
            { ...base, panels: at.weights, rows: 0 },
            { ...base, rowsStride: 64 },
          ]) {
            writeStage(stage);
            kernels.run(
              at.stage,
              1,
              lanes,
              at.members,
              at.x,
              4 * inputs,
              at.out,
              4 * columns,
              at.list,
              at.list,
            );
            for (let lane = 0; lane < lanes; lane++) {
              const from = at.out / 4 + lane * columns;
              const expected = byDefinition(x.subarray(lane * inputs, (lane + 1) * inputs), weights, outputs);
              expect(f32.slice(from, from + outputs)).toEqual(expected);
            }
          }
        }),
        { numRuns: 12 },
      );
    },
  );

  test("rows are gathered, statistics are exact", () => {
    f32.set([1, 2, 9, 9, 3, 4, 9, 9], at.x / 4);
    kernels.gather(2, at.x, 16, 2, at.out);
    expect(Array.from(f32.slice(at.out / 4, at.out / 4 + 4))).toEqual([1, 2, 3, 4]);
    f64.fill(0, at.list / 8, at.list / 8 + 4);
    kernels.addStatistics(2, at.x, 16, 1, 2, 0, at.list);
    expect(Array.from(f64.slice(at.list / 8, at.list / 8 + 2))).toEqual([4, 6]);
    f64.set([2, 3], at.list / 8);
    kernels.addStatistics(2, at.x, 16, 1, 2, at.list, at.list + 16);
    expect(Array.from(f64.slice(at.list / 8 + 2, at.list / 8 + 4))).toEqual([2, 2]);
    // Variance 1 and epsilon 3: deviation 2.
    f32.set([0.5, 0], at.weights / 4);
    kernels.normalise(at.list, at.list + 16, 2, 2, 3, at.weights, at.weights + 16, at.weights + 32);
    expect(Array.from(f32.slice(at.weights / 4 + 4, at.weights / 4 + 6))).toEqual([0.5, 0.5]);
    expect(Array.from(f32.slice(at.weights / 4 + 8, at.weights / 4 + 10))).toEqual([-0.5, -1.5]);
  });
});
