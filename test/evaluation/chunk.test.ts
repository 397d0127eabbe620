import fc from "fast-check";
import { expect, test } from "vitest";
import { chunksOf, halves, piecesFor } from "../../src/evaluation/chunk.ts";
import { matrix } from "../../src/linalg/index.ts";
import type { PerturbedPopulation, Population } from "../../src/policy/index.ts";

const dense = (count: number): PerturbedPopulation => ({
  kind: "perturbed",
  centre: new Float64Array(1),
  sigma: 1,
  noise: { kind: "dense" },
  key: [0, 0],
  count,
});

test("every member plays every episode in exactly one chunk, in order", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 120 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 16 }),
      (size, episodes, spread, workers) => {
        const played = chunksOf(dense(size), 100, episodes, spread, workers).flatMap((chunk) =>
          Array.from({ length: chunk.count }, (_, m) =>
            Array.from(
              { length: chunk.endEpisode - chunk.firstEpisode },
              (_, e) => (chunk.first + m) * episodes + chunk.firstEpisode + e,
            ),
          ).flat(),
        );
        expect(new Set(played).size).toBe(played.length);
        expect(played.length).toBe(size * episodes);
        expect(Math.max(...played)).toBe(size * episodes - 1);
      },
    ),
    { numRuns: 50 },
  );
});

test("chunks for several workers get smaller towards the end, whole pairs in each", () => {
  const chunks = chunksOf(dense(256), 100, 2, false, 2);
  expect(chunks.map(({ count }) => count)).toEqual([86, 58, 38, 26, 16, 12, 8, 8, 4]);
  expect(chunks.every(({ first }) => first % 2 === 0)).toBe(true);
  expect(chunksOf(dense(256), 100, 2, false, 1).map(({ count }) => count)).toEqual([64, 64, 64, 64]);
});

test("chunks of few episodes have more members, but no worker goes without", () => {
  const counts = (size: number, episodes: number, workers: number): number[] =>
    chunksOf(dense(size), 1000, episodes, false, workers).map(({ count }) => count);
  expect(counts(256, 1, 2).at(-2)).toBe(16);
  expect(counts(256, 100, 2).at(-1)).toBe(2);
  expect(counts(16, 1, 4).length).toBeGreaterThanOrEqual(4);
  expect(counts(64, 1, 8).length).toBeGreaterThanOrEqual(8);
});

test("a lone worker takes members that share their weights all at once, and one candidate's episodes too", () => {
  const lowRank: Population = { ...dense(256), noise: { kind: "low-rank", rank: 1 } };
  expect(chunksOf(lowRank, 1000, 2, false, 1).map(({ count }) => count)).toEqual([256]);
  expect(chunksOf(lowRank, 100, 2, false, 1).map(({ count }) => count)).toEqual([100, 100, 56]);
  expect(chunksOf({ kind: "explicit", parameters: matrix(1, 10) }, 10, 100, true, 1)).toEqual([
    { first: 0, count: 1, firstEpisode: 0, endEpisode: 100 },
  ]);
});

test("a device that all threads share gets as many members at a time as it can take", () => {
  const counts = (capacity: number): number[] =>
    chunksOf(dense(256), capacity, 2, false, 1, piecesFor({ perThread: false }, 1)).map(({ count }) => count);
  expect(counts(1000)).toEqual([256]);
  expect(counts(100)).toEqual([100, 100, 56]);
  expect(piecesFor({ perThread: true }, 3)).toBe(12);
});

test("episodes are spread only where the request allows it, over all workers", () => {
  const one: Population = { kind: "explicit", parameters: matrix(1, 10) };
  expect(chunksOf(one, 10, 100, false, 4).length).toBe(1);
  expect(chunksOf(one, 10, 100, true, 4).length).toBe(15);
});

test("no chunk has more members than the device can take", () => {
  expect(chunksOf(dense(7), 3, 1, false, 1).map(({ count }) => count)).toEqual([3, 3, 1]);
  expect(chunksOf(dense(3), 1, 1, false, 1).map(({ count }) => count)).toEqual([1, 1, 1]);
});

test("the parameters of a chunk's members stay below 256 MiB; low-rank noise does not count", () => {
  const centre = new Float64Array(1_008_450);
  const counts = chunksOf({ ...dense(1000), centre }, 1000, 1, false, 1).map(({ count }) => count);
  expect(Math.max(...counts) * centre.length * 4).toBeLessThanOrEqual(256 * 2 ** 20);
  expect(Math.max(...counts)).toBeGreaterThan(60);
  const lowRank: Population = { ...dense(1000), centre, noise: { kind: "low-rank", rank: 1 } };
  expect(chunksOf(lowRank, 1000, 1, false, 2)[0]!.count).toBe(334);
});

test("halves of a chunk are its members in order", () => {
  const chunk = { first: 10, count: 5, firstEpisode: 2, endEpisode: 4 };
  expect(halves(chunk)).toEqual([
    { first: 10, count: 3, firstEpisode: 2, endEpisode: 4 },
    { first: 13, count: 2, firstEpisode: 2, endEpisode: 4 },
  ]);
});
