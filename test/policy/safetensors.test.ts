import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { decodeSafetensors, encodeSafetensors, type Tensors } from "../../src/policy/index.ts";

const content: Tensors = {
  tensors: {
    "0.weight": { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, Number.NaN, Number.POSITIVE_INFINITY) },
    "0.bias": { shape: [3], data: Float64Array.of(0.1, 0.2, 0.3) },
    steps: { shape: [], data: Int32Array.of(-7) },
    mask: { shape: [2, 0], data: new Uint8Array(0) },
    flags: { shape: [3], data: Uint8Array.of(1, 2, 255) },
  },
  metadata: { made: "here", note: "ü €" },
};

/** A file of a header and data, put together by hand from the format's description. */
function file(header: unknown, data: number[] = [], length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe("safetensors", () => {
  test("reading gives back what was written", () => {
    expect(decodeSafetensors(encodeSafetensors(content))).toEqual(content);
    const { tensors, metadata } = decodeSafetensors(encodeSafetensors({ tensors: {}, metadata: {} }));
    expect([tensors, metadata]).toEqual([{}, {}]);
  });

  test("the same content gives the same bytes, whatever the order of its names", () => {
    const reversed = Object.fromEntries(Object.entries(content.tensors).reverse());
    expect(encodeSafetensors({ ...content, tensors: reversed })).toEqual(encodeSafetensors(content));
  });

  // The format's description: 8 bytes of header length, header that starts with "{", numbers little-endian.
  test("a file made by hand is read, and ours has the same form", () => {
    const header = {
      __metadata__: { a: "b" },
      x: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
      y: { dtype: "I32", shape: [1, 1], data_offsets: [4, 8] },
    };
    const read = decodeSafetensors(file(header, [0, 0, 0x80, 0x3f, 0xfe, 0xff, 0xff, 0xff]));
    expect(read.tensors["x"]!.data).toEqual(Float32Array.of(1));
    expect(read.tensors["y"]).toEqual({ shape: [1, 1], data: Int32Array.of(-2) });
    expect(read.metadata).toEqual({ a: "b" });
    const bytes = encodeSafetensors(content);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(bytes[8]).toBe("{".charCodeAt(0));
    const parsed = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(parsed["0.bias"]).toEqual({ dtype: "F64", shape: [3], data_offsets: [0, 24] });
    expect(bytes.length).toBe(8 + length + 24 + 24 + 4 + 3);
  });

  test("a view into a larger file is read, and what is read is a copy", () => {
    const bytes = encodeSafetensors(content);
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 3);
    const view = larger.subarray(3, 3 + bytes.length);
    const read = decodeSafetensors(view);
    larger.fill(0);
    expect(read).toEqual(content);
  });

  test("any name is only a name", () => {
    const bytes = file('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', [7]);
    const { tensors } = decodeSafetensors(bytes);
    expect(Object.keys(tensors)).toEqual(["__proto__"]);
    expect(decodeSafetensors(encodeSafetensors({ tensors, metadata: {} }))).toEqual({
      tensors,
      metadata: {},
    });
  });

  const x = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const four = [0, 0, 0, 0];
  const cases: [string, Uint8Array, RegExp][] = [
    ["nothing", new Uint8Array(3), /expected at least 8 bytes, got 3/],
    ["a header longer than the file", file("{}", [], 99n), /the header claims 99 bytes but 2 follow/],
    [
      "an absurd header length",
      file("{}", [], 2n ** 60n),
      /the header claims \d+ bytes, more than 100000000/,
    ],
    ["a header that is not JSON", file("{oops"), /the header is not JSON/],
    ["a header that is a list", file("[]"), /the header is not an object/],
    ["metadata that is not text", file({ __metadata__: { a: 1 } }), /__metadata__ must map names to texts/],
    [
      "an unknown type",
      file({ x: { ...x, dtype: "BF16" } }, four),
      /tensor "x" has type BF16; known: F64, F32, I32, U8/,
    ],
    [
      "no shape",
      file({ x: { dtype: "F32", data_offsets: [0, 4] } }, four),
      /tensor "x" has no shape of whole numbers/,
    ],
    [
      "offsets the wrong way round",
      file({ x: { ...x, data_offsets: [4, 0] } }, four),
      /tensor "x" has no data_offsets \[start, end\]/,
    ],
    ["data cut off", file({ x }, [0, 0]), /tensor "x" ends at byte 4 of 2/],
    [
      "a shape that needs more",
      file({ x: { ...x, shape: [2] } }, four),
      /tensor "x" of shape \[2\] needs 8 bytes, got 4/,
    ],
    [
      "bytes that belong to nobody",
      file({ x }, [...four, 9]),
      /tensors cover 4 bytes, but 5 follow the header/,
    ],
    [
      "overlapping tensors",
      file({ x, y: x }, four),
      /tensor "y" starts at byte 0, but the one before it ends at 4/,
    ],
    [
      "a gap",
      file({ x: { ...x, data_offsets: [1, 5] } }, [...four, 0]),
      /tensor "x" starts at byte 1, but the one before it ends at 0/,
    ],
    ["a tensor of null", file({ x: null }), /tensor "x" has no shape/],
  ];
  test.each(cases)("%s is refused by name", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(InputError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  test("any cut-off file is refused", () => {
    const bytes = encodeSafetensors(content);
    for (let n = 0; n < bytes.length; n++)
      expect(() => decodeSafetensors(bytes.subarray(0, n))).toThrow(InputError);
  });

  test("any damaged header byte gives an InputError or tensors, nothing else", () => {
    const bytes = encodeSafetensors(content);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = bytes.slice();
        damaged[at] = value;
        try {
          decodeSafetensors(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a tensor whose values do not fill its shape, or with the metadata's name, is not written", () => {
    const data = Float32Array.of(1, 2, 3);
    expect(() => encodeSafetensors({ tensors: { a: { shape: [2], data } }, metadata: {} })).toThrow(
      new InputError('safetensors: tensor "a" has shape [2] but 3 values'),
    );
    expect(() =>
      encodeSafetensors({ tensors: { __metadata__: { shape: [3], data } }, metadata: {} }),
    ).toThrow(new InputError("safetensors: a tensor may not be named __metadata__"));
  });
});

test("a Node buffer reads like any bytes, and what is read does not share its memory", () => {
  const bytes = encodeSafetensors({
    tensors: { a: { shape: [3], data: Float32Array.of(1, 2, 3) } },
    metadata: {},
  });
  const padded = Buffer.concat([Buffer.alloc(5), bytes]).subarray(5);
  const { tensors } = decodeSafetensors(padded);
  padded.fill(0);
  expect(tensors["a"]).toEqual({ shape: [3], data: Float32Array.of(1, 2, 3) });
});
