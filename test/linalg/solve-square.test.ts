import fc from "fast-check";
import { expect, test } from "vitest";
import { asMatrix, matrix, solveSquare } from "../../src/linalg/index.ts";

test("solves what has a solution: A x is b", () => {
  const value = fc.double({ min: -1, max: 1, noNaN: true });
  const systems = fc
    .integer({ min: 1, max: 6 })
    .chain((n) =>
      fc.tuple(
        fc.array(value, { minLength: n * n, maxLength: n * n }),
        fc.array(value, { minLength: n, maxLength: n }),
      ),
    );
  fc.assert(
    fc.property(systems, ([entries, right]) => {
      const n = right.length;
      // A dominant diagonal keeps the condition number small.
      const a = matrix(
        n,
        n,
        Float64Array.from(entries, (x, i) => (i % (n + 1) === 0 ? x + 2 * n : x)),
      );
      const before = a.data.slice();
      const x = solveSquare(a, right)!;
      for (let i = 0; i < n; i++) {
        const product = x.reduce((sum, value, j) => sum + a.data[i * n + j]! * value, 0);
        expect(product).toBeCloseTo(right[i]!, 12);
      }
      expect(a.data).toEqual(before);
    }),
  );
});

test("pivots, and says where there is no single solution", () => {
  expect(
    Array.from(
      solveSquare(
        asMatrix([
          [0, 2],
          [4, 0],
        ]),
        [2, 8],
      )!,
    ),
  ).toEqual([2, 1]);
  expect(
    solveSquare(
      asMatrix([
        [1, 2],
        [2, 4],
      ]),
      [1, 1],
    ),
  ).toBeUndefined();
  expect(solveSquare(asMatrix([[0]]), [1])).toBeUndefined();
  expect(() => solveSquare(asMatrix([[1, 2]]), [1])).toThrow(
    "solveSquare: the matrix is 1 x 2 and the right side has 1 values; give n x n and n",
  );
});
