import { describe, expect, test } from "vitest";
import { gradDrop, type Shown } from "../../../src/gradient/index.ts";
import { newRows, type Rows } from "../../../src/linalg/index.ts";
import { type Key, normal, uniform } from "../../../src/random/index.ts";

const key: Key = [3, 9];

function drawn(rows: number, columns: number): Float32Array {
  const data = Float32Array.from(normal([rows, columns], rows * columns));
  // Columns of zeros, of one sign, of opposite numbers, and very large and very small ones.
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    data[at] = 0;
    if (columns > 4) data[at + 1] = Math.abs(data[at + 1]!);
    if (columns > 4) data[at + 2] = i === 0 ? 1 : i === 1 ? -1 : 0;
    if (columns > 4) data[at + 3]! *= 1e38;
    if (columns > 4) data[at + 4]! *= 1e-42;
  }
  return data;
}

const shown = (rows: Rows): Shown => ({
  losses: new Float64Array(rows.rows).fill(1),
  jacobians: [rows],
  key,
});
const step = (rows: Rows, options = {}): Rows["data"] => {
  const method = gradDrop(options);
  return method.step(method.init(rows.rows), shown(rows)).direction!;
};

describe("GradDrop in single precision: the kernel against the plain loops in double precision, bit for bit", () => {
  const shapes = [
    [1, 1],
    [1, 17],
    [2, 2047],
    [2, 4097],
    [3, 2050],
    [9, 5003],
  ] as const;

  test.each(shapes)("%d rows of %d, at home and elsewhere", (rows, columns) => {
    const data = drawn(rows, columns);
    const home = newRows(rows, columns);
    home.data.set(data);
    const double = { rows, columns, data: Float64Array.from(data) };
    const leaks = Array.from({ length: rows }, (_, i) => i / rows);
    for (const options of [{}, { leak: 0.3 }, { leak: leaks }]) {
      const expected = Float32Array.from(step(double, options));
      expect(step(home, options)).toEqual(expected);
      expect(step({ rows, columns, data }, options)).toEqual(expected);
    }
    expect(home.data).toEqual(data);
  });

  test("numbers that are given in the place of draws", () => {
    const [rows, columns] = [3, 2100];
    const data = drawn(rows, columns);
    const uniforms = [...uniform([5, 5], columns)];
    const double = step({ rows, columns, data: Float64Array.from(data) }, { uniforms });
    expect(step({ rows, columns, data }, { uniforms })).toEqual(Float32Array.from(double));
    const purity = (k: number): number => {
      const column = [0, 1, 2].map((i) => data[i * columns + k]!);
      const size = column.reduce((sum, value) => sum + Math.abs(value), 0);
      return (1 + column.reduce((sum, value) => sum + value, 0) / size) / 2;
    };
    // Algorithm 1: positive parts pass where the purity exceeds the number, else the negative ones.
    for (let k = 5; k < columns; k++) {
      const sign = purity(k) > uniforms[k]! ? 1 : -1;
      expect(double[k]! * sign).toBeGreaterThanOrEqual(0);
    }
  });

  test("what is not a number or infinite stays to be seen, column by column", () => {
    const data = drawn(2, 3000);
    data[10] = Number.NaN;
    data[3000 + 11] = Number.POSITIVE_INFINITY;
    const single = step({ rows: 2, columns: 3000, data });
    expect(single).toEqual(
      Float32Array.from(step({ rows: 2, columns: 3000, data: Float64Array.from(data) })),
    );
    expect([single[10], single[11]]).toEqual([Number.NaN, Number.NaN]);
    expect(single.filter(Number.isNaN)).toHaveLength(2);
  });
});
