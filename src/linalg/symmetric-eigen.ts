import { JobError, ShapeError } from "../base/index.ts";
import type { Matrix } from "./matrix.ts";

/** Eigenvalues, smallest first, and the orthonormal eigenvectors, a row each, in the same order. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** Sweeps of implicit shifts for one eigenvalue: two or three are usual, EISPACK's limit is 30. */
const mostSweeps = 60;

/**
 * The eigen-decomposition of a symmetric matrix, A = sum_k values[k] v_k v_k': Householder's reduction to a tridiagonal
 * matrix, then implicit QL steps with Wilkinson's shift (Golub and Van Loan, "Matrix computations", 4th edition, sections
 * 8.3.1 and 8.3.3). Only the lower triangle is read. O(n^3); all inner loops run along rows.
 *
 * Throws a `ShapeError` where the matrix is not square or its lower triangle not finite.
 */
export function symmetricEigen(symmetric: Matrix): SymmetricEigen {
  const { rows: n, columns, data } = symmetric;
  if (columns !== n) throw new ShapeError(`symmetricEigen: the matrix must be square, got ${n} x ${columns}`);
  const work = data.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      if (!Number.isFinite(work[i * n + j]!)) {
        throw new ShapeError(
          `symmetricEigen: entry (${i}, ${j}) is ${work[i * n + j]}; give a matrix of finite values`,
        );
      }
    }
  }
  const diagonal = new Float64Array(n);
  const below = new Float64Array(n);
  const vectors = tridiagonalise(work, n, diagonal, below);
  diagonalise(diagonal, below, vectors, n);
  const order = Array.from(diagonal, (_, i) => i).sort((i, j) => diagonal[i]! - diagonal[j]!);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  });
  return {
    values: Float64Array.from(order, (i) => diagonal[i]!),
    vectors: { rows: n, columns: n, data: sorted },
  };
}

/**
 * Reduces `a` (lower triangle, overwritten) to the tridiagonal T = Q' A Q, written to `diagonal` and `below` (entry k
 * joins k and k + 1). Returns Q', row-major.
 */
function tridiagonalise(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  below: Float64Array,
): Float64Array {
  const factors = new Float64Array(n);
  const product = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    // Reflects column k below the diagonal onto its first entry; the vector is kept in row k, whose upper part is free.
    const v = a.subarray(k * n, (k + 1) * n);
    let largest = 0;
    for (let i = k + 1; i < n; i++) largest = Math.max(largest, Math.abs(a[i * n + k]!));
    diagonal[k] = v[k]!;
    if (largest === 0) continue;
    let squares = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k]! / largest;
      squares += v[i]! * v[i]!;
    }
    const first = v[k + 1]!;
    const length = Math.sqrt(squares);
    const reflected = first > 0 ? -length : length;
    below[k] = reflected * largest;
    v[k + 1] = first - reflected;
    const factor = 2 / (squares - first * first + v[k + 1]! * v[k + 1]!);
    factors[k] = factor;
    symmetricProduct(a, n, k + 1, v, product);
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      product[i]! *= factor;
      dot += product[i]! * v[i]!;
    }
    for (let i = k + 1; i < n; i++) product[i]! -= ((factor * dot) / 2) * v[i]!;
    // B - v w' - w v' on the lower triangle.
    for (let i = k + 1; i < n; i++) {
      const row = a.subarray(i * n, i * n + i + 1);
      const vi = v[i]!;
      const wi = product[i]!;
      for (let j = k + 1; j <= i; j++) row[j]! -= vi * product[j]! + wi * v[j]!;
    }
  }
  for (let k = Math.max(0, n - 2); k < n; k++) diagonal[k] = a[k * n + k]!;
  if (n > 1) below[n - 2] = a[(n - 1) * n + n - 2]!;

  // Q' = H_(n-3) ... H_0, from the last reflection so that each touches only its own block.
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    const factor = factors[k]!;
    if (factor === 0) continue;
    const v = a.subarray(k * n, (k + 1) * n);
    for (let i = k + 1; i < n; i++) {
      const row = q.subarray(i * n, (i + 1) * n);
      let dot = 0;
      for (let j = k + 1; j < n; j++) dot += row[j]! * v[j]!;
      dot *= factor;
      for (let j = k + 1; j < n; j++) row[j]! -= dot * v[j]!;
    }
  }
  return q;
}

/** product = B v for the symmetric block of `a` from `start` on, whose lower triangle is stored. */
function symmetricProduct(
  a: Float64Array,
  n: number,
  start: number,
  v: Float64Array,
  product: Float64Array,
): void {
  for (let i = start; i < n; i++) {
    const row = a.subarray(i * n, i * n + i + 1);
    const vi = v[i]!;
    let sum = row[i]! * vi;
    for (let j = start; j < i; j++) {
      sum += row[j]! * v[j]!;
      product[j]! += row[j]! * vi;
    }
    product[i] = sum;
  }
}

/**
 * Turns the tridiagonal matrix to its eigenvalues in `diagonal`, and the rows of `vectors` with it. A coupling counts as zero
 * once it is below rounding at the size of the rows met so far (EISPACK's tql2): a test against its neighbours alone need
 * not end where the matrix is singular, for each step leaves errors of that size.
 */
function diagonalise(diagonal: Float64Array, below: Float64Array, vectors: Float64Array, n: number): void {
  let size = 0;
  for (let low = 0; low < n; low++) {
    size = Math.max(size, Math.abs(diagonal[low]!) + Math.abs(below[low]!));
    for (let sweep = 0; ; sweep++) {
      let high = low;
      while (high + 1 < n && Math.abs(below[high]!) > Number.EPSILON * size) high++;
      if (high === low) break;
      if (sweep === mostSweeps) throw new JobError("symmetricEigen: no convergence; scale the matrix");
      qlSweep(diagonal, below, vectors, n, low, high);
    }
  }
}

/** One implicit QL step on the unreduced block low .. high, with the shift nearest to its first diagonal entry. */
function qlSweep(
  diagonal: Float64Array,
  below: Float64Array,
  vectors: Float64Array,
  n: number,
  low: number,
  high: number,
): void {
  const half = (diagonal[low + 1]! - diagonal[low]!) / (2 * below[low]!);
  const root = Math.hypot(half, 1);
  const shift = diagonal[low]! - below[low]! / (half + (half < 0 ? -root : root));
  let bulge = diagonal[high]! - shift;
  let cosine = 1;
  let sine = 1;
  let carried = 0;
  for (let i = high - 1; i >= low; i--) {
    const f = sine * below[i]!;
    const b = cosine * below[i]!;
    const length = Math.hypot(f, bulge);
    below[i + 1] = length;
    if (length === 0) {
      // The block splits: what is left is done by the next sweep.
      diagonal[i + 1]! -= carried;
      below[high] = 0;
      return;
    }
    sine = f / length;
    cosine = bulge / length;
    const g = diagonal[i + 1]! - carried;
    const t = (diagonal[i]! - g) * sine + 2 * cosine * b;
    carried = sine * t;
    diagonal[i + 1] = g + carried;
    bulge = cosine * t - b;
    rotateRows(vectors, n, i, cosine, sine);
  }
  diagonal[low]! -= carried;
  below[low] = bulge;
  below[high] = 0;
}

/** Turns rows i and i + 1 in their plane. */
function rotateRows(vectors: Float64Array, n: number, i: number, cosine: number, sine: number): void {
  const upper = vectors.subarray(i * n, (i + 1) * n);
  const lower = vectors.subarray((i + 1) * n, (i + 2) * n);
  for (let k = 0; k < n; k++) {
    const x = upper[k]!;
    const y = lower[k]!;
    lower[k] = sine * x + cosine * y;
    upper[k] = cosine * x - sine * y;
  }
}
