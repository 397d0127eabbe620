import { expect, test } from "vitest";
import { asMatrix, matrix, rowOf, toRows } from "../../src/linalg/index.ts";

test("rows become a row-major matrix and come back", () => {
  const m = asMatrix([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(m).toEqual({ rows: 2, columns: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
  expect(toRows(m)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

test("a matrix is taken as it is, and a row is a view", () => {
  const m = matrix(1, 2);
  expect(asMatrix(m)).toBe(m);
  rowOf(m, 0)[1] = 7;
  expect(m.data[1]).toBe(7);
});

test("no rows make a 0 x 0 matrix", () => {
  expect(asMatrix([])).toEqual({ rows: 0, columns: 0, data: new Float64Array(0) });
});

test("bad shapes", () => {
  expect(() => asMatrix([[1, 2], [3]], "front")).toThrow(
    "front: row 1 has 1 values but row 0 has 2; make all rows equally long",
  );
  expect(() => matrix(2, 2, new Float64Array(3))).toThrow("matrix: 2 x 2 needs 4 values, got 3");
  expect(() => asMatrix({ rows: 1, columns: 2, data: new Float64Array(1) }, "points")).toThrow(
    "points: 1 x 2 needs 2 values, got 1",
  );
});
