import { ShapeError } from "../base/index.ts";
import type { Matrix } from "./matrix.ts";

/**
 * The x with A x = b, by elimination with row pivoting; undefined where A is singular to within rounding. For small systems:
 * O(n^3) time. Throws a `ShapeError` where A is not square or b is of another length.
 */
export function solveSquare(a: Matrix, b: ArrayLike<number>): Float64Array | undefined {
  const n = a.rows;
  if (a.columns !== n || b.length !== n) {
    throw new ShapeError(
      `solveSquare: the matrix is ${n} x ${a.columns} and the right side has ${b.length} values; give n x n and n`,
    );
  }
  const width = n + 1;
  const system = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) system[i * width + j] = a.data[i * n + j]!;
    system[i * width + n] = b[i]!;
  }
  const size = a.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(system[i * width + k]!) > Math.abs(system[pivot * width + k]!)) pivot = i;
    }
    if (!(Math.abs(system[pivot * width + k]!) > size * 2 ** -46)) return undefined;
    for (let j = k; j < width; j++) {
      const kept = system[k * width + j]!;
      system[k * width + j] = system[pivot * width + j]!;
      system[pivot * width + j] = kept;
    }
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = system[i * width + k]! / system[k * width + k]!;
      for (let j = k; j < width; j++) system[i * width + j]! -= factor * system[k * width + j]!;
    }
  }
  return Float64Array.from({ length: n }, (_, i) => system[i * width + n]! / system[i * width + i]!);
}
