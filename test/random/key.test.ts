import fc from "fast-check";
import seedrandom from "seedrandom";
import { expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { domain, fold, type Key, keyOf } from "../../src/random/index.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const anyKey = fc.tuple(word, word) as fc.Arbitrary<Key>;
const anyPart = fc.oneof(fc.nat(100), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));

test("folding a path at once equals folding its parts one after the other", () => {
  fc.assert(
    fc.property(
      anyKey,
      fc.array(anyPart, { maxLength: 4 }),
      fc.array(anyPart, { maxLength: 4 }),
      (key, a, b) => {
        expect(fold(key, ...a, ...b)).toEqual(fold(fold(key, ...a), ...b));
      },
    ),
  );
});

test("an empty path is the key itself, and the key given is not changed", () => {
  const key: Key = [7, 9];
  expect(fold(key)).toEqual([7, 9]);
  fold(key, 1, 2);
  expect(key).toEqual([7, 9]);
});

test("paths that differ anywhere give different keys", () => {
  const seen = new Set<string>();
  const root = keyOf(1);
  for (let a = 0; a < 60; a++) {
    seen.add(fold(root, a).join());
    for (let b = 0; b < 60; b++) seen.add(fold(root, a, b).join());
  }
  for (const part of [2 ** 32, 2 ** 32 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER])
    seen.add(fold(root, part).join());
  expect(seen.size).toBe(60 + 3600 + 4);
});

test("keys are pairs of unsigned 32-bit integers", () => {
  fc.assert(
    fc.property(anyKey, anyPart, (key, part) => {
      for (const half of fold(key, part)) expect(half === half >>> 0).toBe(true);
    }),
  );
});

test("an integer seed is taken as it is", () => {
  expect(keyOf(0)).toEqual([0, 0]);
  expect(keyOf(5)).toEqual([5, 0]);
  expect(keyOf(2 ** 32 * 3 + 2 ** 31)).toEqual([2 ** 31, 3]);
});

test("a text seed goes through seedrandom", () => {
  const generator = seedrandom("hello.");
  expect(keyOf("hello.")).toEqual([generator.int32() >>> 0, generator.int32() >>> 0]);
  // seedrandom's documentation: seedrandom("hello.") first gives 0.9282578795792454, whose upper 32 bits these are.
  expect(keyOf("hello.")[0]).toBe(Math.floor(0.9282578795792454 * 2 ** 32));
  expect(keyOf("a")).not.toEqual(keyOf("b"));
});

test("bad seeds and path parts are named", () => {
  expect(() => keyOf(-1)).toThrow(
    new InputError("seed must be a non-negative integer below 2^53 or a text, got -1"),
  );
  expect(() => keyOf(0.5)).toThrow(/got 0\.5/);
  expect(() => fold([1, 2], 1.5)).toThrow(
    new InputError("fold: a path part must be an integer in [0, 2^53), got 1.5"),
  );
  expect(() => fold([1, 2], -1)).toThrow(InputError);
});

test("every kind of draw has its own domain", () => {
  const values = Object.values(domain);
  expect(new Set(values).size).toBe(values.length);
});
