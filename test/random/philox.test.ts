import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { philoxInto } from "../../src/random/index.ts";
import { mulHigh } from "../../src/random/philox.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });

function philox(counter: readonly number[], key: readonly number[]): string[] {
  const out = new Uint32Array(4);
  philoxInto(out, 0, counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!);
  return Array.from(out, (w) => w.toString(16).padStart(8, "0"));
}

/** The definition in arbitrary-precision integers: Salmon et al. 2011, section 3.2. */
function philoxByDefinition(counter: readonly number[], key: readonly number[]): string[] {
  const mask = 0xffff_ffffn;
  let [a, b, c, d] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * a;
    const p1 = 0xcd9e8d57n * c;
    [a, b, c, d] = [(p1 >> 32n) ^ b ^ k0, p1 & mask, (p0 >> 32n) ^ d ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [a, b, c, d].map((w) => w.toString(16).padStart(8, "0"));
}

describe("Philox4x32-10", () => {
  // Random123 1.14, tests/kat_vectors, the three lines "philox4x32 10".
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      ["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      ["d16cfe09", "94fdcceb", "5001e420", "24126ea1"],
    ],
  ])("known answer for counter %j under key %j", (counter, key, expected) => {
    expect(philox(counter, key)).toEqual(expected);
  });

  test("equals the definition in big integers for any counter and key", () => {
    const four = fc.tuple(word, word, word, word);
    fc.assert(
      fc.property(four, fc.tuple(word, word), (counter, key) => {
        expect(philox(counter, key)).toEqual(philoxByDefinition(counter, key));
      }),
    );
  });

  test("the upper half of a product is exact, at the edges too", () => {
    const edge = fc.oneof(
      word,
      fc.constantFrom(0, 1, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
    );
    fc.assert(
      fc.property(edge, edge, (a, b) => {
        expect(mulHigh(a, b) >>> 0).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
      }),
      { numRuns: 500 },
    );
  });
});
