import type { Matrix } from "../../linalg/index.ts";
import { argsort } from "../argsort.ts";

/** The rows in rising order of their first value, one after another. */
export function sortedByFirst({ rows, columns: m, data }: Matrix): Float64Array {
  const column = new Float64Array(rows);
  for (let i = 0; i < rows; i++) column[i] = data[i * m]!;
  const order = argsort(column);
  const sorted = new Float64Array(rows * m);
  for (let i = 0; i < rows; i++) for (let j = 0; j < m; j++) sorted[i * m + j] = data[order[i]! * m + j]!;
  return sorted;
}
