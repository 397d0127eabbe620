import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyStatistics, mergeStatistics, type ObservationStatistics } from "../../src/evaluation/index.ts";
import { accumulate, normaliseInPlace, normaliserOf } from "../../src/evaluation/statistics.ts";

/** Welford's statistics of rows of `size` values. */
function welford(rows: readonly number[][], size: number): ObservationStatistics {
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  rows.forEach((row, i) => {
    accumulate(mean, squares, 0, i + 1, Float32Array.from(row), 0, size);
  });
  return { count: rows.length, mean, squares };
}

/** The plain two-pass computation. */
function twoPass(rows: readonly number[][], size: number): ObservationStatistics {
  const seen = rows.map((row) => Float32Array.from(row));
  const mean = Float64Array.from(
    { length: size },
    (_, j) => seen.reduce((sum, row) => sum + row[j]!, 0) / seen.length,
  );
  const squares = mean.map((m, j) => seen.reduce((sum, row) => sum + (row[j]! - m) ** 2, 0));
  return { count: rows.length, mean, squares };
}

function expectClose(actual: ObservationStatistics, expected: ObservationStatistics): void {
  expect(actual.count).toBe(expected.count);
  for (let j = 0; j < expected.mean.length; j++) {
    const magnitude = Math.abs(expected.mean[j]!) + Math.sqrt(expected.squares[j]! / expected.count);
    expect(Math.abs(actual.mean[j]! - expected.mean[j]!)).toBeLessThanOrEqual(1e-12 * magnitude);
    // A sum of n squares about a mean that is itself right to 1e-12: both terms bound the difference.
    const bound = 1e-12 * expected.squares[j]! + 1e-12 * magnitude * magnitude * expected.count;
    expect(Math.abs(actual.squares[j]! - expected.squares[j]!)).toBeLessThanOrEqual(bound);
  }
}

const rows = (least: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 3, maxLength: 3 }), {
    minLength: least,
    maxLength: 40,
  });

describe("observation statistics", () => {
  test("Welford's update equals the two-pass computation", () => {
    fc.assert(fc.property(rows(1), (all) => expectClose(welford(all, 3), twoPass(all, 3))));
  });

  test("merging the statistics of two sets gives those of both together", () => {
    fc.assert(
      fc.property(rows(1), rows(1), (a, b) =>
        expectClose(mergeStatistics(welford(a, 3), welford(b, 3)), twoPass([...a, ...b], 3)),
      ),
    );
  });

  test("a mean of 1e6 with deviations of 1 keeps its variance", () => {
    const all = Array.from({ length: 1000 }, (_, i) => [1e6 + (i % 2 === 0 ? 1 : -1)]);
    const { squares } = welford(all, 1);
    expect(squares[0]! / 1000).toBeCloseTo(1, 9);
  });

  test("the empty set is neutral, bit for bit", () => {
    const some = welford(
      [
        [1.25, 1e-3, -7],
        [0.1, 0.2, 0.3],
      ],
      3,
    );
    expect(mergeStatistics(some, emptyStatistics(3))).toEqual(some);
    expect(mergeStatistics(emptyStatistics(3), some)).toEqual(some);
  });

  test("merging writes to neither side", () => {
    const a = welford([[1], [2]], 1);
    const b = welford([[5]], 1);
    const before = structuredClone([a, b]);
    mergeStatistics(a, b);
    expect([a, b]).toEqual(before);
  });
});

describe("normalising", () => {
  test("takes the mean off and divides by the deviation", () => {
    const normaliser = normaliserOf({ count: 4, mean: Float64Array.of(2), squares: Float64Array.of(4 * 9) });
    const x = Float32Array.of(99, 5);
    normaliseInPlace(x, 1, normaliser!);
    expect([...x]).toEqual([99, 1]);
  });

  test("a variance below 0.01 counts as 0.01, and the result is cut to [-5, 5]", () => {
    const normaliser = normaliserOf({
      count: 10,
      mean: Float64Array.of(0, 0, 0),
      squares: new Float64Array(3),
    })!;
    const x = Float32Array.of(0.25, 3, -3);
    normaliseInPlace(x, 0, normaliser);
    expect([...x]).toEqual([2.5, 5, -5]);
  });

  test("without statistics there is nothing to normalise by", () => {
    expect(normaliserOf(undefined)).toBeNull();
    expect(normaliserOf(emptyStatistics(3))).toBeNull();
  });
});
