import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/base/index.ts";
import {
  type LayerDescription,
  layoutOf,
  type NetworkDescription,
  shapesOf,
} from "../../src/policy/index.ts";
import { atariNetwork, networks } from "./networks.ts";

const conv = (kernel: [number, number], stride: number, padding: "same" | "valid"): LayerDescription => ({
  kind: "conv2d",
  filters: 2,
  kernel,
  stride,
  padding,
});

describe("shapes", () => {
  test("the papers' network: 84 -> 21 -> 11 pixels, 256 units, 18 actions", () => {
    const { shapes, inputSize, outputSize } = shapesOf(atariNetwork);
    expect(shapes[0]).toEqual([21, 21, 16]);
    expect(shapes[3]).toEqual([11, 11, 32]);
    expect(shapes[6]).toEqual([3872]);
    expect([inputSize, outputSize]).toEqual([28_224, 18]);
  });

  test("outputs of a convolution are the windows that fit, or ceil(input / stride)", () => {
    const small = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(small, small, fc.integer({ min: 1, max: 5 }), (size, kernel, stride) => {
        const same = shapesOf({ input: [size, 1, 1], layers: [conv([kernel, 1], stride, "same")] });
        expect(same.shapes[0]![0]).toBe(Math.ceil(size / stride));
        fc.pre(kernel <= size);
        const valid = shapesOf({ input: [size, 1, 1], layers: [conv([kernel, 1], stride, "valid")] });
        let windows = 0;
        for (let start = 0; start + kernel <= size; start += stride) windows++;
        expect(valid.shapes[0]![0]).toBe(windows);
      }),
    );
  });

  // TensorFlow's guide on padding: an odd number of zeros puts the extra one after the input.
  test("zeros before the input are the smaller half", () => {
    const [layer] = shapesOf({ input: [84, 21, 1], layers: [conv([8, 4], 4, "same")] }).layers;
    expect(layer).toMatchObject({ padTop: 2, padLeft: 1 });
    const [odd] = shapesOf({ input: [21, 21, 1], layers: [conv([4, 4], 2, "same")] }).layers;
    expect(odd).toMatchObject({ padTop: 1, padLeft: 1, outHeight: 11 });
  });

  const cases: [string, NetworkDescription, string][] = [
    [
      "dense on a picture",
      { input: [4, 4, 2], layers: [{ kind: "dense", units: 3 }] },
      "network layer 0 (dense): expected a vector, got 4 x 4 x 2; put a flatten layer before it",
    ],
    [
      "convolution of a vector",
      { input: [8], layers: [{ kind: "activation", function: "relu" }, conv([3, 3], 1, "same")] },
      "network layer 1 (conv2d): expected height x width x channels, got 8; put it before flatten and dense",
    ],
    [
      "a kernel larger than its input",
      { input: [4, 4, 1], layers: [conv([5, 3], 1, "valid")] },
      'network layer 0 (conv2d): a 5 x 3 kernel does not fit into 4 x 4 without padding; use padding "same"',
    ],
    [
      "no units",
      { input: [4], layers: [{ kind: "dense", units: 0 }] },
      "network layer 0 (dense): units must be a positive integer, got 0",
    ],
    [
      "a broken stride",
      { input: [4, 4, 1], layers: [conv([2, 2], 1.5, "same")] },
      "network layer 0 (conv2d): stride must be a positive integer, got 1.5",
    ],
    [
      "a norm's epsilon of 0",
      { input: [4], layers: [{ kind: "virtual-batch-norm", epsilon: 0 }] },
      "network layer 0 (virtual-batch-norm): epsilon must be a positive number, got 0",
    ],
    [
      "no input",
      { input: [], layers: [{ kind: "flatten" }] },
      "network input: expected at least one dimension, got none",
    ],
    [
      "an empty dimension",
      { input: [3, 0], layers: [{ kind: "flatten" }] },
      "network input: each dimension must be a positive integer, got 0",
    ],
    ["no layers", { input: [3], layers: [] }, "network layers: expected at least one layer, got none"],
  ];
  test.each(cases)("%s is refused by name", (_, network, message) => {
    expect(() => shapesOf(network)).toThrow(new ShapeError(message));
  });
});

describe("layout", () => {
  test("the papers' network has 1,008,450 parameters", () => {
    const layout = layoutOf(atariNetwork);
    expect(layout.size).toBe(1_008_450);
    expect(layout.entries.map(({ name, size }) => [name, size])).toEqual([
      ["0.weight", 4096],
      ["1.shift", 16],
      ["3.weight", 8192],
      ["4.shift", 32],
      ["7.weight", 991_232],
      ["8.shift", 256],
      ["10.weight", 4608],
      ["10.bias", 18],
    ]);
    expect(layout.entries[2]).toMatchObject({ shape: [4, 4, 16, 32], matrix: { rows: 256, columns: 32 } });
  });

  test.each(Object.entries(networks))("entries of %s lie one after the other", (_, network) => {
    const { entries, size } = layoutOf(network);
    let at = 0;
    for (const entry of entries) {
      expect(entry.offset).toBe(at);
      expect(entry.shape.reduce((product, n) => product * n, 1)).toBe(entry.size);
      if (entry.matrix !== null) expect(entry.matrix.rows * entry.matrix.columns).toBe(entry.size);
      at += entry.size;
    }
    expect(at).toBe(size);
  });
});
