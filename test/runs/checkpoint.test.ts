import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/runs/index.ts";

const typedArray = fc.oneof(
  fc.float64Array({ maxLength: 5 }),
  fc.float32Array({ maxLength: 5 }),
  fc.int32Array({ maxLength: 5 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.uint16Array({ maxLength: 5 }),
  fc.uint8Array({ maxLength: 5 }),
);
const { state } = fc.letrec((tie) => ({
  state: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.string(),
    typedArray,
    fc.array(tie("state"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => !key.startsWith("$") && key !== "__proto__"),
      tie("state"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

describe("checkpoint format", () => {
  test("every state comes back bit for bit", () => {
    fc.assert(
      fc.property(state, (value) => {
        expect(decodeCheckpoint(encodeCheckpoint(value))).toEqual(value);
      }),
    );
  });

  test("numbers that JSON has no word for come back too", () => {
    const value = { a: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324] };
    const back = decodeCheckpoint(encodeCheckpoint(value)) as typeof value;
    expect(back).toEqual(value);
    expect(Object.is(back.a[3], -0)).toBe(true);
  });

  test("the same state gives the same bytes, and the state is left as it is", () => {
    const value = Object.freeze({ x: Object.freeze([1, 2]), y: Float64Array.of(1, Number.NaN) });
    expect(encodeCheckpoint(value)).toEqual(encodeCheckpoint(value));
    expect(value.y).toEqual(Float64Array.of(1, Number.NaN));
  });

  test("arrays read from bytes at any offset are their own", () => {
    const bytes = encodeCheckpoint({ x: Float64Array.of(1, 2) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const { x } = decodeCheckpoint(shifted.subarray(3)) as { x: Float64Array };
    x[0] = 9;
    expect(decodeCheckpoint(shifted.subarray(3))).toEqual({ x: Float64Array.of(1, 2) });
    // A Node buffer lies in a pool, and its slice is a view.
    expect(decodeCheckpoint(Buffer.from(bytes))).toEqual({ x: Float64Array.of(1, 2) });
  });

  test("starts with its name and version", () => {
    const bytes = encodeCheckpoint({});
    expect(new TextDecoder().decode(bytes.subarray(0, 8))).toBe("EVOFCKPT");
    expect(new DataView(bytes.buffer).getUint32(8, true)).toBe(1);
  });

  test("any flipped bit is noticed", () => {
    const bytes = encodeCheckpoint({ generation: 7, parameters: Float64Array.of(0.5, -1) });
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const damaged = bytes.slice();
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => decodeCheckpoint(damaged)).toThrow(/^expected/);
      }),
      { numRuns: 300 },
    );
  });

  test("any cut is noticed", () => {
    const bytes = encodeCheckpoint({ generation: 7, parameters: Float64Array.of(0.5, -1) });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length))).toThrow(/^expected/);
    }
  });

  test("says what is wrong with bytes that are not one", () => {
    expect(() => decodeCheckpoint(new Uint8Array(3))).toThrow("expected at least 48 bytes, found 3");
    expect(() => decodeCheckpoint(new Uint8Array(64))).toThrow(
      "expected it to start with EVOFCKPT, found other bytes",
    );
    const newer = encodeCheckpoint({});
    new DataView(newer.buffer).setUint32(8, 2, true);
    expect(() => decodeCheckpoint(newer)).toThrow(
      "expected format version 1, found 2; use the release that wrote it",
    );
    const flipped = encodeCheckpoint({ a: 1 });
    flipped[20]! ^= 1;
    expect(() => decodeCheckpoint(flipped)).toThrow(
      "expected its content to have the SHA-256 it ends with, found another; it was cut or damaged",
    );
  });

  test("refuses to write what would not come back", () => {
    expect(() => encodeCheckpoint({ a: [new Map()] })).toThrow(
      "checkpoint: state.a[0] is [object Map]; a state holds JSON values and typed arrays only",
    );
    expect(() => encodeCheckpoint({ f: () => 1 })).toThrow("checkpoint: state.f is [object Function]");
    expect(() => encodeCheckpoint({ $array: 0 })).toThrow(
      'checkpoint: state.$array: keys may not start with "$"',
    );
  });
});
