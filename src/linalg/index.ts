/**
 * Small dense linear algebra: the row-major matrix that point sets and Jacobians are kept in, small QPs, and the symmetric
 * eigenvalue problem.
 */
export { asMatrix, type Matrix, type MatrixLike, matrix, rowOf, toRows } from "./matrix.ts";
export { minNormWeights } from "./min-norm.ts";
export { solveSquare } from "./solve-square.ts";
export { type SymmetricEigen, symmetricEigen } from "./symmetric-eigen.ts";
