import { describe, expect, test } from "vitest";
import { firstSoleVolumes, soleVolumes } from "../../src/kernels/index.ts";
import { generatePoints } from "../reference/pareto/point-generator.mjs";

/** The largest difference between the sweep over all rows and the boxes less their limit sets, of the first rows. */
function difference(heights: Float64Array, asked: number): number {
  const n = heights.length / 4;
  const swept = soleVolumes(heights, n, 4)!;
  return Math.max(...firstSoleVolumes(heights, n, 4, asked)!.map((share, i) => Math.abs(share - swept[i]!)));
}

const heightsOf = (kind: string, n: number, k: number): Float64Array =>
  generatePoints({ kind, n, m: 4, seed: 3, k }).map((value) => 2 - value);

// The twin finds each row's share by itself: limit set, then the volume of a union.
describe("contributions of all rows by one sweep equal those by limit sets", () => {
  test.each(["sphere", "invsphere", "linear", "uniform", "layers", "band", "curve", "grid"])("%s", (kind) => {
    for (const n of [8, 95, 400, 1500]) {
      const heights = heightsOf(kind, n, kind === "grid" ? 6 : 5);
      expect(difference(heights, n)).toBeLessThanOrEqual(1e-13);
    }
  });

  test("along chains that leave staircases as long as the set", () => {
    const n = 1200;
    const heights = new Float64Array(4 * n);
    for (let i = 0; i < n; i++)
      heights.set(
        [i + 1, n - i, ((i * 7919) % n) + 1, ((i * 1043) % n) + 1].map((h) => h / n),
        4 * i,
      );
    expect(difference(heights, n)).toBeLessThanOrEqual(1e-13);
    // The same with the last two heights in step with the first: a front of two dimensions.
    for (let i = 0; i < n; i++) heights.set([(i + 1) / n, (i + 1) / n], 4 * i + 2);
    expect(difference(heights, n)).toBeLessThanOrEqual(1e-13);
  });

  test("where there are more rows than ordinals", () => {
    expect(difference(heightsOf("invsphere", 33_000, 0), 12)).toBeLessThanOrEqual(1e-13);
  });
});

test("copies and held rows of equal last height get exactly 0, in any order of entry", () => {
  const front = heightsOf("sphere", 150, 0);
  const rows: number[][] = [];
  for (let i = 0; i < 150; i++) {
    const row = [...front.subarray(4 * i, 4 * i + 4)];
    // Every third row after a smaller one of its last height, every third twice.
    if (i % 3 === 0) rows.push(row.map((h, j) => (j === 3 ? h : h * 0.75)));
    rows.push(row);
    if (i % 3 === 1) rows.push(row);
  }
  const shares = soleVolumes(Float64Array.from(rows.flat()), rows.length, 4)!;
  const holds = (p: number[], q: number[]): boolean => p.every((h, j) => h >= q[j]!);
  rows.forEach((row, i) => {
    const held = rows.some((other, k) => k !== i && holds(other, row));
    if (held) expect(shares[i]).toBe(0);
    else expect(shares[i]).toBeGreaterThan(0);
  });
});
