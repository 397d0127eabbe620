import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asMatrix, type Matrix, matrix, minNormWeights } from "../../src/linalg/index.ts";
import { normal, uniform } from "../../src/random/index.ts";

const folder = new URL("../reference/gradient/", import.meta.url);

function gramianOf(rows: readonly (readonly number[])[]): Matrix {
  const gramian = matrix(rows.length, rows.length);
  rows.forEach((a, i) => {
    rows.forEach((b, j) => {
      gramian.data[i * rows.length + j] = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
    });
  });
  return gramian;
}

function combine(rows: readonly (readonly number[])[], weights: Float64Array): number[] {
  return rows[0]!.map((_, k) => rows.reduce((sum, row, i) => sum + weights[i]! * row[k]!, 0));
}

const norm = (v: readonly number[]): number => Math.hypot(...v);

interface Entry {
  method: string;
  params: Record<string, unknown>;
  peer: string;
  tolerance: { directionRelative: number | null; floor: number };
  direction?: number[];
  weights?: number[];
  directionNorm: number;
}

describe("least norm in the hull equals face enumeration (test/reference/gradient)", () => {
  for (const file of readdirSync(folder).filter((name) => name.startsWith("jacobian-"))) {
    const reference = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as {
      jacobian: number[][];
      results: Entry[];
    };
    const exact = reference.results.find(
      (entry) =>
        entry.method === "mgda" &&
        entry.peer.startsWith("independent") &&
        Object.keys(entry.params).length === 0,
    );
    if (!exact) continue;
    test(file, () => {
      const weights = minNormWeights(gramianOf(reference.jacobian));
      const direction = combine(reference.jacobian, weights);
      // The direction of least norm is unique even where the weights are not.
      const largestRow = Math.max(...reference.jacobian.map(norm));
      expect(norm(direction)).toBeLessThanOrEqual(exact.directionNorm + 1e-7 * largestRow);
      const expected =
        exact.direction ??
        (exact.weights ? combine(reference.jacobian, Float64Array.from(exact.weights)) : undefined);
      if (!expected || exact.tolerance.directionRelative === null) return;
      const bound = exact.tolerance.directionRelative * norm(expected) + exact.tolerance.floor;
      direction.forEach((value, k) => {
        expect(Math.abs(value - expected[k]!)).toBeLessThanOrEqual(Math.max(bound, 1e-7 * largestRow));
      });
    });
  }
});

const gradients = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 6 }))
  .chain(([tasks, dimension]) =>
    fc.array(
      fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: dimension, maxLength: dimension }),
      {
        minLength: tasks,
        maxLength: tasks,
      },
    ),
  );

test("weights lie on the simplex, and no gradient opposes the combination (Désidéri 2012)", () => {
  fc.assert(
    fc.property(gradients, (rows) => {
      const weights = minNormWeights(gramianOf(rows));
      expect(weights.every((w) => w >= 0)).toBe(true);
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
      const direction = combine(rows, weights);
      const squared = norm(direction) ** 2;
      const scale = Math.max(...rows.map((row) => norm(row) ** 2), 1e-300);
      for (const row of rows) {
        const dot = row.reduce((sum, value, k) => sum + value * direction[k]!, 0);
        expect(dot).toBeGreaterThanOrEqual(squared - 1e-9 * scale);
      }
    }),
    { numRuns: 500 },
  );
});

test("gradients over 12 decades of length: none opposes the combination, however short it is", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 2, max: 9 }), (seed, tasks) => {
      const exponents = uniform([seed, 1], tasks).map((x) => 12 * x - 6);
      const drawn = normal([seed, 2], tasks * 12);
      const rows = Array.from({ length: tasks }, (_, i) =>
        Array.from(drawn.subarray(i * 12, (i + 1) * 12), (x) => x * 10 ** exponents[i]!),
      );
      const weights = minNormWeights(gramianOf(rows));
      const direction = combine(rows, weights);
      const squared = norm(direction) ** 2;
      // What rounding may take of the products, which are sums over the rows that have a weight.
      const parts = rows.reduce((sum, row, i) => sum + weights[i]! * norm(row), 0);
      for (const row of rows) {
        const along = row.reduce((sum, value, k) => sum + value * direction[k]!, 0);
        expect(along).toBeGreaterThanOrEqual(squared - 1e-12 * tasks * parts * (parts + norm(row)));
      }
    }),
    { numRuns: 300 },
  );
});

test("two opposed gradients meet at the origin; equal ones share no less than one; zeros are stationary", () => {
  const opposed = minNormWeights(
    gramianOf([
      [2, 0],
      [-1, 0],
    ]),
  );
  expect(opposed[0]).toBeCloseTo(1 / 3, 14);
  expect(opposed[1]).toBeCloseTo(2 / 3, 14);
  expect(
    norm(
      combine(
        [
          [3, 4],
          [3, 4],
        ],
        minNormWeights(
          gramianOf([
            [3, 4],
            [3, 4],
          ]),
        ),
      ),
    ),
  ).toBeCloseTo(5, 12);
  expect(
    Array.from(
      minNormWeights(
        gramianOf([
          [0, 0],
          [0, 0],
        ]),
      ),
    ),
  ).toEqual([1, 0]);
});

test("the Gramian is not written to", () => {
  const gramian = gramianOf([
    [1, 2],
    [-2, 1],
    [0.5, 0.5],
  ]);
  const before = gramian.data.slice();
  minNormWeights(gramian);
  expect(gramian.data).toEqual(before);
});

test("bad input", () => {
  expect(() => minNormWeights(asMatrix([[1, 2]]))).toThrow("a Gramian is square and not empty, got 1 x 2");
  expect(() => minNormWeights(asMatrix([[Number.NaN]]))).toThrow("holds a value that is not finite");
});
