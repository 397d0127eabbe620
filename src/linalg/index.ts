/** Small dense linear algebra: the row-major matrix that point sets and Jacobians are kept in. */
export { asMatrix, type Matrix, type MatrixLike, matrix, rowOf, toRows } from "./matrix.ts";
