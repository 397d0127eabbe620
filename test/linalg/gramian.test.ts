import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossGramianOf, gramianOf, newRows, type Rows, weightedRows } from "../../src/linalg/index.ts";
import { normal } from "../../src/random/index.ts";

const sizes = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 3000 }), fc.nat(1000));
const drawn = (n: number, columns: number, seed: number): Rows => ({
  rows: n,
  columns,
  data: Float32Array.from(normal([seed, 8], n * columns)),
});
const doubled = (rows: Rows): Rows => ({ ...rows, data: Float64Array.from(rows.data) });
const lengths = (rows: Rows): number[] =>
  Array.from({ length: rows.rows }, (_, i) => {
    const row = rows.data.subarray(i * rows.columns, (i + 1) * rows.columns);
    return Math.sqrt((row as Float64Array).reduce((sum, x) => sum + x * x, 0));
  });

describe("rows of single precision: the kernel against the plain loops in double precision", () => {
  function agrees(rows: Rows): void {
    const before = rows.data.slice();
    const fast = gramianOf(rows);
    const slow = gramianOf(doubled(rows));
    const size = lengths(rows);
    // Each of four lanes adds at most 64 products in single precision, 2^-24 a rounding, about half of them in each way.
    const worst = fast.data.reduce((most, value, at) => {
      const error =
        Math.abs(value - slow.data[at]!) / (size[Math.floor(at / rows.rows)]! * size[at % rows.rows]!);
      return Math.max(most, error);
    }, 0);
    expect(worst).toBeLessThan(Math.sqrt(64) * 2 ** -24);
    const weights = normal([rows.columns, 1], rows.rows);
    const sum = weightedRows(weights, rows);
    const exact = weightedRows(weights, doubled(rows));
    expect(sum).toBeInstanceOf(Float32Array);
    // A weight, a product, three additions and the result are rounded to 2^-24 of what is added.
    const sizes = weightedRows(weights.map(Math.abs), {
      ...rows,
      data: Float64Array.from(rows.data, Math.abs),
    });
    expect(sum.every((value, k) => Math.abs(value - exact[k]!) <= 6 * 2 ** -24 * sizes[k]!)).toBe(true);
    expect(rows.data.every((value, k) => value === before[k])).toBe(true);
  }

  test("any number of rows and columns", () => {
    fc.assert(
      fc.property(sizes, ([n, columns, seed]) => agrees(drawn(n, columns, seed))),
      { numRuns: 25 },
    );
  });
  test.each([2048, 2049, 4095, 8195, 16_385])(
    "%d columns, over the edges of the pieces of a sum",
    (columns) => {
      for (const n of [1, 2, 3, 4, 7]) agrees(drawn(n, columns, n));
    },
  );
  test.each([13_056, 26_113])("40 rows of %d columns, over the edges of blocks", (columns) => {
    const rows = drawn(40, columns, 40);
    const room = newRows(40, columns);
    room.data.set(rows.data);
    expect(gramianOf(room)).toEqual(gramianOf(rows));
    agrees(room);
  });
  test("rows with room of their own, read where they are", () => {
    for (const [n, columns] of [
      [1, 2500],
      [2, 2503],
      [3, 4099],
      [4, 2050],
      [8, 1001],
      [9, 2601],
      [12, 300],
      [17, 3001],
      [40, 4003],
    ] as const) {
      const rows = newRows(n, columns);
      expect(rows.data.every((value) => value === 0)).toBe(true);
      rows.data.set(drawn(n, columns, n).data);
      agrees(rows);
    }
  });
  test("a part of the rows of a larger room", () => {
    const room = newRows(6, 2051);
    room.data.set(drawn(6, 2051, 5).data);
    agrees({ rows: 2, columns: 2051, data: room.data.subarray(2051, 3 * 2051) });
    agrees({ rows: 60, columns: 205, data: room.data.subarray(0, 60 * 205) });
  });
});

test("products of two sets are those of the stacked set", () => {
  fc.assert(
    fc.property(sizes, ([n, columns, seed]) => {
      const a = doubled(drawn(n, columns % 50 || 1, seed));
      const b = doubled(drawn(2, columns % 50 || 1, seed + 1));
      const cross = crossGramianOf(a, b);
      const both = gramianOf({ ...a, rows: n + 2, data: Float64Array.of(...a.data, ...b.data) });
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < 2; j++) {
          expect(cross.data[i * 2 + j]).toBeCloseTo(both.data[i * (n + 2) + n + j]!, 9);
        }
      }
    }),
  );
});

test("products of two sets of single precision, by the kernel", () => {
  const shapes = [
    [1, 1, 2100],
    [3, 3, 4001],
    [4, 5, 2049],
    [2, 7, 1234],
    [7, 2, 8193],
    [30, 20, 10_243],
    [13, 6, 700],
  ] as const;
  for (const [n, m, columns] of shapes) {
    const [a, b] = [newRows(n, columns), drawn(m, columns, n + 1)];
    a.data.set(drawn(n, columns, n).data);
    const fast = crossGramianOf(a, b);
    const slow = crossGramianOf(doubled(a), doubled(b));
    const [sizes, others] = [lengths(a), lengths(b)];
    expect([fast.rows, fast.columns]).toEqual([n, m]);
    fast.data.forEach((value, at) => {
      const size = sizes[Math.floor(at / m)]! * others[at % m]!;
      expect(Math.abs(value - slow.data[at]!)).toBeLessThan(Math.sqrt(64) * 2 ** -24 * size);
    });
  }
});

test("a sum can be written to an array that is there", () => {
  const rows = drawn(3, 1000, 1);
  const into = new Float32Array(1000).fill(7);
  expect(weightedRows([1, 0, -2], rows, into)).toBe(into);
  expect(into).toEqual(weightedRows([1, 0, -2], rows));
  const double = new Float64Array(1000).fill(7);
  expect(weightedRows([1, 0, -2], doubled(rows), double)).toBe(double);
  expect(double).toEqual(weightedRows([1, 0, -2], doubled(rows)));
});

test("bad input", () => {
  const rows = drawn(2, 5, 1);
  expect(() => weightedRows([1], rows)).toThrow(/weightedRows: 1 weights for 2 rows; give one a row/);
  expect(() => weightedRows([1, 1], rows, new Float32Array(4))).toThrow(
    /the sum has 5 values of single precision, but the array to hold it has 4/,
  );
  expect(() => weightedRows([1, 1], rows, new Float64Array(5))).toThrow(/single precision/);
  expect(() => crossGramianOf(rows, drawn(2, 6, 1))).toThrow(/rows of 5 and of 6 columns/);
});
