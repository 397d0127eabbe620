/** Each kernel of ours on tfjs's WASM backend against tfjs's own of the plain backend, over a grid of shapes. */
import {
  backend,
  engine,
  memory,
  setBackend,
  type Tensor,
  type TensorLike,
  tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { startBackend } from "../../../../src/gradient/engine/index.ts";
import { trainingModule } from "../../../../src/kernels/index.ts";
import { keyOf, normal } from "../../../../src/random/index.ts";

beforeAll(async () => {
  await startBackend("cpu");
  await startBackend("wasm");
});

const values = (shape: readonly number[], seed: number): Float32Array =>
  Float32Array.from(
    normal(
      keyOf(seed),
      shape.reduce((product, n) => product * n, 1),
    ),
  );

interface Given {
  readonly shape: number[];
  readonly data: TensorLike;
  readonly dtype?: "float32" | "int32";
}

/** The answers of a kernel on both backends. */
async function both(
  kernel: string,
  inputs: Record<string, Given>,
  attrs: object,
): Promise<{ cpu: Tensor; wasm: Tensor; got: Float32Array; expected: Float32Array }> {
  const on = async (name: string): Promise<Tensor> => {
    await setBackend(name);
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([key, { shape, data, dtype = "float32" }]) => [
        key,
        tensor(data, shape, dtype),
      ]),
    );
    return engine().runKernel(kernel, tensors, attrs as never) as Tensor;
  };
  const cpu = await on("cpu");
  const expected = cpu.dataSync<"float32">().slice();
  const wasm = await on("wasm");
  return { cpu, wasm, expected, got: wasm.dataSync<"float32">().slice() };
}

/** Sums of n terms of size 1 differ by rounding alone. */
function expectClose(got: Float32Array, expected: Float32Array, terms: number): void {
  expect(got.length).toBe(expected.length);
  const bound = 4e-6 * Math.sqrt(terms) + 1e-6;
  let worst = 0;
  got.forEach((value, i) => {
    const distance = Math.abs(value - expected[i]!) / (1 + Math.abs(expected[i]!));
    worst = distance <= worst ? worst : distance;
  });
  expect(worst).toBeLessThan(bound);
}

type Padding = "same" | "valid" | number | [[0, 0], [number, number], [number, number], [0, 0]];
interface Case {
  readonly input: [number, number, number, number];
  readonly window: [number, number];
  readonly filters: number;
  readonly strides: number | [number, number];
  readonly pad: Padding;
}

const convolutions: Case[] = [
  { input: [1, 1, 1, 1], window: [1, 1], filters: 1, strides: 1, pad: "valid" },
  { input: [2, 5, 4, 3], window: [3, 2], filters: 5, strides: 1, pad: "valid" },
  { input: [2, 5, 4, 3], window: [3, 2], filters: 5, strides: 1, pad: "same" },
  { input: [3, 9, 9, 1], window: [5, 5], filters: 10, strides: 1, pad: "valid" },
  { input: [3, 7, 8, 4], window: [3, 3], filters: 8, strides: 2, pad: "same" },
  { input: [3, 7, 8, 4], window: [3, 3], filters: 12, strides: 2, pad: "valid" },
  { input: [2, 10, 7, 2], window: [2, 3], filters: 13, strides: [3, 2], pad: "valid" },
  { input: [2, 10, 7, 2], window: [2, 3], filters: 4, strides: [1, 2], pad: "same" },
  { input: [2, 6, 6, 9], window: [1, 1], filters: 7, strides: 1, pad: "same" },
  { input: [2, 6, 6, 9], window: [1, 1], filters: 3, strides: 2, pad: "valid" },
  { input: [1, 6, 5, 2], window: [3, 3], filters: 20, strides: 1, pad: 1 },
  {
    input: [1, 6, 5, 2],
    window: [3, 3],
    filters: 2,
    strides: 2,
    pad: [
      [0, 0],
      [2, 1],
      [0, 2],
      [0, 0],
    ],
  },
  { input: [1, 3, 3, 2], window: [3, 3], filters: 25, strides: 1, pad: "valid" },
  { input: [4, 2, 2, 16], window: [3, 3], filters: 16, strides: 1, pad: "same" },
];

const outOf = ({ input, window, strides, pad }: Case): [number, number] => {
  const [sy, sx] = typeof strides === "number" ? [strides, strides] : strides;
  const along = (size: number, k: number, s: number, axis: 1 | 2): number => {
    if (pad === "same") return Math.ceil(size / s);
    const extra = pad === "valid" ? 0 : typeof pad === "number" ? 2 * pad : pad[axis][0] + pad[axis][1];
    return Math.floor((size + extra - k) / s) + 1;
  };
  return [along(input[1], window[0], sy, 1), along(input[2], window[1], sx, 2)];
};

describe.each(convolutions)(
  "convolution $input * $window x $filters, strides $strides, pad $pad",
  (given) => {
    const { input, window, filters, strides, pad } = given;
    const filterShape = [...window, input[3], filters];
    const dyShape = [input[0], ...outOf(given), filters];
    const x = { shape: input, data: values(input, 1) };
    const filter = { shape: filterShape, data: values(filterShape, 2) };
    const dy = { shape: dyShape, data: values(dyShape, 3) };
    const attrs = { strides, pad, dataFormat: "NHWC", dimRoundingMode: undefined };

    test("forward", async () => {
      const { got, expected, cpu, wasm } = await both("Conv2D", { x, filter }, { ...attrs, dilations: 1 });
      expect(wasm.shape).toEqual(cpu.shape);
      expectClose(got, expected, window[0] * window[1] * input[3]);
    });

    test("gradient over the filter", async () => {
      const { got, expected } = await both("Conv2DBackpropFilter", { x, dy }, { ...attrs, filterShape });
      expectClose(got, expected, input[0] * dyShape[1]! * dyShape[2]!);
    });

    test("gradient over the input", async () => {
      const { got, expected } = await both(
        "Conv2DBackpropInput",
        { dy, filter },
        { ...attrs, inputShape: input },
      );
      expectClose(got, expected, window[0] * window[1] * filters);
    });
  },
);

test("a convolution with gaps in its windows is left to tfjs", async () => {
  const x = { shape: [2, 9, 9, 3], data: values([2, 9, 9, 3], 1) };
  const filter = { shape: [3, 3, 3, 4], data: values([3, 3, 3, 4], 2) };
  const { got, expected } = await both(
    "Conv2D",
    { x, filter },
    { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 2 },
  );
  expectClose(got, expected, 27);
});

test("pictures with channels first are refused, with a way out", async () => {
  await setBackend("wasm");
  const x = tensor(values([1, 3, 5, 5], 1), [1, 3, 5, 5]);
  const dy = tensor(values([1, 4, 3, 3], 1), [1, 4, 3, 3]);
  const attrs = { strides: 1, pad: "valid", dataFormat: "NCHW", filterShape: [3, 3, 3, 4] };
  expect(() => engine().runKernel("Conv2DBackpropFilter", { x, dy }, attrs as never)).toThrow(
    'use dataFormat "NHWC"',
  );
});

const pools: Case[] = [
  { input: [2, 4, 4, 10], window: [2, 2], filters: 10, strides: 2, pad: "valid" },
  { input: [2, 5, 7, 3], window: [2, 2], filters: 3, strides: 2, pad: "valid" },
  { input: [2, 5, 7, 3], window: [2, 2], filters: 3, strides: 2, pad: "same" },
  { input: [2, 6, 6, 4], window: [3, 3], filters: 4, strides: 1, pad: "same" },
  { input: [1, 6, 5, 5], window: [3, 2], filters: 5, strides: [2, 1], pad: "valid" },
  { input: [3, 7, 7, 1], window: [3, 3], filters: 1, strides: 2, pad: "same" },
  { input: [1, 4, 4, 6], window: [4, 4], filters: 6, strides: 4, pad: "valid" },
];

describe.each(pools)("pool $input by $window, strides $strides, pad $pad", (given) => {
  const { input, window, strides, pad } = given;
  const outShape = [input[0], ...outOf(given), input[3]];
  // Rounded, so that windows have ties, as they do after a rectifier.
  const x = { shape: input, data: values(input, 4).map((v) => Math.max(0, Math.round(2 * v))) };
  const dy = { shape: outShape, data: values(outShape, 5) };
  const attrs = { filterSize: window, strides, pad };

  test("gradient of the max pool", async () => {
    const output = (await both("MaxPool", { x }, attrs)).expected;
    const inputs = { dy, input: x, output: { shape: outShape, data: output } };
    const { got, expected } = await both("MaxPoolGrad", inputs, attrs);
    expectClose(got, expected, 9);
  });

  test("what lies where the greatest input does", async () => {
    const { got, expected } = await both(
      "MaxPoolPick",
      { values: { shape: input, data: values(input, 6) }, input: x },
      attrs,
    );
    expect(got).toEqual(expected);
  });

  test("gradient of the average pool", async () => {
    const { got, expected } = await both("AvgPoolGrad", { dy, input: x }, attrs);
    expectClose(got, expected, 9);
  });
});

const products: [number, number, number, number[], number[]][] = [
  [1, 1, 1, [], []],
  [3, 5, 2, [], []],
  [4, 12, 300, [], []],
  [17, 9, 33, [], []],
  [64, 50, 25, [], []],
  [5, 3, 7, [4], [4]],
  [5, 3, 7, [4], [1]],
  [5, 3, 7, [1], [4]],
  [2, 6, 3, [2, 3], [2, 3]],
  [2, 6, 3, [2, 1], [1, 3]],
];

describe.each(products)("product %i x %i over %i, batches %j and %j", (m, n, k, batchA, batchB) => {
  test.each([
    [true, false],
    [false, true],
    [true, true],
    [false, false],
  ])("transposed %s and %s", async (transposeA, transposeB) => {
    const shapeA = [...batchA, ...(transposeA ? [k, m] : [m, k])];
    const shapeB = [...batchB, ...(transposeB ? [n, k] : [k, n])];
    const a = { shape: shapeA, data: values(shapeA, 7) };
    const b = { shape: shapeB, data: values(shapeB, 8) };
    const { got, expected, cpu, wasm } = await both("BatchMatMul", { a, b }, { transposeA, transposeB });
    expect(wasm.shape).toEqual(cpu.shape);
    expectClose(got, expected, k);
  });
});

test.each<[number[], number[], boolean]>([
  [[7, 3], [0], false],
  [[600, 10], [0], false],
  [[5, 4, 3, 9], [0, 1, 2], false],
  [[5, 4, 3, 9], [1, 0], true],
  [[5, 4, 3, 9], [-3, 0], false],
  [[5, 4], [1], false],
  [[5, 4], [0, 1], false],
  [[300, 4, 8], [0], true],
])("sum of %j over %j, dimensions kept: %s", async (shape, axis, keepDims) => {
  const x = { shape, data: values(shape, 12) };
  const { got, expected, cpu, wasm } = await both("Sum", { x }, { axis, keepDims });
  expect(wasm.shape).toEqual(cpu.shape);
  expectClose(
    got,
    expected,
    axis.reduce((product, i) => product * shape.at(i)!, 1),
  );
});

test.each<[number[], number[]]>([
  [[3], [5]],
  [
    [1, 1, 4],
    [3, 2, 1],
  ],
  [
    [1, 3, 2],
    [4, 5, 1],
  ],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 3],
    [1, 2],
  ],
  [
    [2, 3],
    [1, 1],
  ],
  [
    [2, 1, 3],
    [2, 7, 2],
  ],
  [[], []],
])("%j repeated %j times", async (shape, reps) => {
  const x = { shape, data: values(shape, 13) };
  const { got, expected, cpu, wasm } = await both("Tile", { x }, { reps });
  expect(wasm.shape).toEqual(cpu.shape);
  expect(got).toEqual(expected);
});

test("sums by segment; rows of no segment are left out", async () => {
  const x = { shape: [5, 3], data: values([5, 3], 9) };
  const segmentIds = { shape: [5], data: Int32Array.of(2, 0, 2, -1, 3), dtype: "int32" as const };
  const { got, expected } = await both("UnsortedSegmentSum", { x, segmentIds }, { numSegments: 4 });
  expectClose(got, expected, 3);
});

test("the module keeps nothing in the memory that it is given: no data, no memory of its own", () => {
  const bytes = trainingModule();
  const sections: number[] = [];
  let at = 8;
  while (at < bytes.length) {
    sections.push(bytes[at++]!);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += size;
  }
  expect(at).toBe(bytes.length);
  const [memorySection, dataSection] = [5, 11];
  expect(sections).not.toContain(memorySection);
  expect(sections).not.toContain(dataSection);
  expect(sections).toContain(10);
});

test("a copy shares its numbers, which are freed with the last that has them", async () => {
  await setBackend("wasm");
  const x = tensor(values([1000], 3), [1000]);
  const expected = await x.data();
  const before = memory().numDataBuffers;
  const copy = x.clone();
  expect(memory().numDataBuffers).toBe(before);
  x.dispose();
  // Room that had been freed would be taken again.
  const other = tensor(new Float32Array(1000).fill(7), [1000]);
  expect(await copy.data()).toEqual(expected);
  other.dispose();
  copy.dispose();
  expect(memory().numDataBuffers).toBe(before - 1);
});

test("scratch memory is given back: the heap does not grow over many calls", async () => {
  await setBackend("wasm");
  const heap = (backend() as unknown as { wasm: { asm: { memory: { buffer: ArrayBuffer } } } }).wasm.asm
    .memory;
  const [x, dy] = [
    tensor(values([8, 20, 20, 4], 1), [8, 20, 20, 4]),
    tensor(values([8, 18, 18, 16], 2), [8, 18, 18, 16]),
  ];
  const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", filterShape: [3, 3, 4, 16] };
  const once = (): void =>
    tidy(() => void engine().runKernel("Conv2DBackpropFilter", { x, dy }, attrs as never));
  once();
  const before = { bytes: heap.buffer.byteLength, tensors: memory().numTensors };
  for (let i = 0; i < 300; i++) once();
  expect({ bytes: heap.buffer.byteLength, tensors: memory().numTensors }).toEqual(before);
});
