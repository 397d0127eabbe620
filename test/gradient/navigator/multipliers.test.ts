import { describe, expect, test } from "vitest";
import { leastNormWeights, nearestMultipliers } from "../../../src/gradient/navigator/multipliers.ts";
import { matrix } from "../../../src/linalg/index.ts";
import { fold, keyOf, normal, uniform } from "../../../src/random/index.ts";

const key = keyOf("multipliers");

/** The sum of the rows, and of it what does not point out of the box. */
function left(rows: { rows: number; columns: number; data: Float64Array }, side: Int8Array, w: Float64Array) {
  const inside = Float64Array.from({ length: rows.columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows.rows; i++) sum += w[i]! * rows.data[i * rows.columns + j]!;
    return side[j]! * sum < 0 ? 0 : sum;
  });
  return Math.hypot(...inside);
}

/** A point of the simplex, from uniform numbers. */
function share(drawn: Float64Array): Float64Array {
  const parts = drawn.map((u) => -Math.log(u));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

describe("multipliers at a bound", () => {
  test.for([1, 2, 3, 4, 5, 6])("no point of the simplex leaves less (draw %i)", (draw) => {
    const own = fold(key, draw);
    const rows = matrix(3, 5, normal(fold(own, 0), 15));
    const side = Int8Array.from(uniform(fold(own, 1), 5), (u) => Math.floor(3 * u) - 1);
    const near = share(uniform(fold(own, 2), 3));
    const [rowsBefore, nearBefore] = [rows.data.slice(), near.slice()];
    const w = nearestMultipliers(rows, side, near);
    expect(rows.data).toEqual(rowsBefore);
    expect(near).toEqual(nearBefore);
    expect(w.every((value) => value >= 0)).toBe(true);
    expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const found = left(rows, side, w);
    for (let k = 0; k < 400; k++) {
      const other = share(uniform(fold(own, 3, k), 3));
      expect(left(rows, side, other)).toBeGreaterThan(found - 1e-6);
    }
  });

  test("of those that leave nothing the nearest is taken: DTLZ1's at the edge where f1 is 0", () => {
    // By x1 and x2 at (0.4, 0), the latter at its lower bound: any weights do with w2 = w3 and w1 >= w2.
    const rows = matrix(3, 2, Float64Array.of(0, 0.2, 0.5, -0.2, -0.5, 0));
    const side = Int8Array.of(0, -1);
    for (const [near, expected] of [
      [
        [0.6, 0.2, 0.2],
        [0.6, 0.2, 0.2],
      ],
      [
        [0, 0.5, 0.5],
        [1 / 3, 1 / 3, 1 / 3],
      ],
      [
        [0.4, 0.5, 0.1],
        [0.4, 0.3, 0.3],
      ],
    ] as const) {
      nearestMultipliers(rows, side, Float64Array.from(near)).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 6);
      });
    }
  });

  test("gradients that are all 0 leave the weights where they were asked for", () => {
    const near = Float64Array.of(0.2, 0.3, 0.5);
    expect(nearestMultipliers(matrix(3, 2), new Int8Array(2), near)).toEqual(near);
  });
});

test("with more dependencies than one, what is left is none but for rounding, and the nearest", () => {
  // Four corners of a square: all weights of opposite pairs leave nothing.
  const rows = matrix(4, 2, Float64Array.of(1, 0, 0, 1, -1, 0, 0, -1));
  const weights = leastNormWeights(rows, Float64Array.of(0.4, 0.1, 0.4, 0.1));
  [0.4, 0.1, 0.4, 0.1].forEach((value, i) => {
    // Rounding of the Gramian over what nearness counts for, 1e-8.
    expect(weights[i]).toBeCloseTo(value, 7);
  });
  const uneven = leastNormWeights(rows, Float64Array.of(0.7, 0.1, 0.1, 0.1));
  expect(Math.hypot(uneven[0]! - uneven[2]!, uneven[1]! - uneven[3]!)).toBeLessThan(1e-10);
});
