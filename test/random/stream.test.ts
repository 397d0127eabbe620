import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { keyOf, philoxInto, Stream } from "../../src/random/index.ts";
import { chiSquareBelow } from "./goodness-of-fit.ts";

const words = (stream: Stream, n: number): number[] => Array.from({ length: n }, () => stream.word());

test("word p of a stream is word p % 4 of block floor(p / 4)", () => {
  const block = new Uint32Array(4);
  const stream = new Stream([3, 4]);
  for (let p = 0; p < 40; p++) {
    philoxInto(block, 0, p >> 2, 0, 0, 0, 3, 4);
    expect(stream.word()).toBe(block[p & 3]);
  }
});

test("a stream restored from its key and position goes on identically", () => {
  fc.assert(
    fc.property(fc.nat(50), fc.constantFrom(0, 7, 2 ** 32 - 3, 2 ** 34 - 2, 2 ** 40 + 1), (skip, start) => {
      const original = new Stream(keyOf("saved"), start);
      words(original, skip);
      const restored = new Stream(original.key, original.position);
      const reused = new Stream(keyOf("other"));
      reused.word();
      reused.restart(original.key, original.position);
      const expected = words(original, 20);
      expect(words(restored, 20)).toEqual(expected);
      expect(words(reused, 20)).toEqual(expected);
      expect(restored.position).toBe(start + skip + 20);
    }),
  );
});

test("positions beyond 2^34 words reach new blocks, not old ones", () => {
  expect(words(new Stream([1, 1], 2 ** 34), 4)).not.toEqual(words(new Stream([1, 1], 0), 4));
});

test("uniform is the word over 2^32, chance compares with it", () => {
  const a = new Stream([1, 2]);
  const b = new Stream([1, 2]);
  for (let i = 0; i < 100; i++) expect(a.uniform()).toBe(b.word() / 2 ** 32);
  expect(Array.from({ length: 50 }, () => a.chance(0))).not.toContain(true);
  expect(Array.from({ length: 50 }, () => a.chance(1))).not.toContain(false);
});

test.each([1, 2, 3, 18, 1000, 2 ** 31 + 1, 3 * 2 ** 30, 2 ** 32 - 1])(
  "below(%d) stays in range and is even",
  (bound) => {
    const stream = new Stream(keyOf(bound));
    const cells = Math.min(bound, 18);
    let inRange = true;
    const counts = new Float64Array(cells);
    for (let i = 0; i < 20_000; i++) {
      const value = stream.below(bound);
      inRange &&= value >= 0 && value < bound && Number.isInteger(value);
      counts[Math.floor((value / bound) * cells)]!++;
    }
    expect(inRange).toBe(true);
    // 2^31 + 1 and 3 x 2^30 draw again for up to half of all words: a biased method puts 2:1 between cells.
    const expected = new Float64Array(cells).fill(20_000 / cells);
    if (bound === 1000) for (let c = 0; c < cells; c++) expected[c] = 20 * cellSize(c, 1000, cells);
    if (cells > 1) expect(chiSquareBelow(counts, expected, 1e-4)).toBe(true);
  },
);

/** How many of the integers below `bound` fall into cell `c` of `cells`. */
function cellSize(c: number, bound: number, cells: number): number {
  return Array.from({ length: bound }, (_, v) => Math.floor((v / bound) * cells)).filter((cell) => cell === c)
    .length;
}

test("a position that is none is named", () => {
  expect(() => new Stream([1, 2], -1)).toThrow(
    new InputError("stream: position must be an integer in [0, 2^53), got -1"),
  );
});
