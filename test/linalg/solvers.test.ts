/** Small solvers against their optimality conditions and slow twins. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  conePoint,
  crossGramianOf,
  dualConeWeights,
  fairPoint,
  gramianOf,
  jacobiEigen,
  type Matrix,
  matrix,
  projectOnSimplex,
  pseudoSolve,
  simplexQp,
  solveDefinite,
  symmetricEigen,
  weightedRows,
} from "../../src/linalg/index.ts";
import { normal, uniform } from "../../src/random/index.ts";

/** Gramian of random vectors: of full rank where there are at least as many columns as rows. */
const gramians = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 9 }), fc.nat(100_000))
  .map(([n, columns, seed]) => gramianOf({ rows: n, columns, data: normal([seed, 21], n * columns) }));
const times = (g: Matrix, x: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: g.rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < g.columns; j++) sum += g.data[i * g.columns + j]! * x[j]!;
    return sum;
  });
const size = (g: Matrix): number => g.data.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);

test.each([
  [
    [1e20, 0, -3],
    [1, 0, 0],
  ],
  [
    [-1e20, -1e20, -1e21],
    [0.5, 0.5, 0],
  ],
  [
    [1e200, 1e200 - 1e190],
    [1, 0],
  ],
  [
    [1e16 + 2, 1e16 + 2],
    [0.5, 0.5],
  ],
])("projection of %j, beside which 1 is lost, on the simplex", (point, expected) => {
  expect(Array.from(projectOnSimplex(point))).toEqual(expected);
});

test("projection on the simplex: the threshold is the same for all that stay, and no cut-off one is above it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 }),
      (point) => {
        const w = projectOnSimplex(point);
        expect(w.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
        const cuts = point.map((x, i) => x - w[i]!);
        const threshold = cuts.find((_, i) => w[i]! > 0)!;
        point.forEach((x, i) => {
          if (w[i]! > 0) expect(cuts[i]).toBeCloseTo(threshold, 9);
          else expect(x).toBeLessThanOrEqual(threshold + 1e-12);
        });
      },
    ),
  );
  expect(Array.from(projectOnSimplex([0.2, 0.8]))).toEqual([0.2, 0.8]);
});

test("the dual-cone projection meets its conditions: v >= u, G v >= 0, and one of both is tight", () => {
  fc.assert(
    fc.property(gramians, fc.nat(1000), (g, seed) => {
      const u = uniform([seed, 4], g.rows);
      const v = dualConeWeights(g, u);
      const slack = times(g, v);
      v.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(u[i]!);
        expect(slack[i]).toBeGreaterThanOrEqual(-1e-9 * size(g) * Math.max(1, ...v));
        expect(Math.abs((value - u[i]!) * slack[i]!)).toBeLessThan(1e-8 * size(g) * Math.max(1, ...v) ** 2);
      });
    }),
    { numRuns: 300 },
  );
});

test("the dual-cone projection of vectors over 12 decades of length", () => {
  fc.assert(
    fc.property(fc.nat(1000), (seed) => {
      const data = normal([seed, 5], 20).map((x, k) => x * 10 ** ((Math.floor(k / 5) % 4) * 4 - 6));
      const g = gramianOf({ rows: 4, columns: 5, data });
      const slack = times(g, dualConeWeights(g, [0.25, 0.25, 0.25, 0.25]));
      const lengths = [0, 1, 2, 3].map((i) => Math.sqrt(g.data[i * 5]!));
      slack.forEach((value, i) => {
        expect(value / lengths[i]!).toBeGreaterThanOrEqual(-1e-12 * Math.max(...lengths));
      });
    }),
  );
});

test("the QP on the simplex: all positive weights have the least slope", () => {
  fc.assert(
    fc.property(gramians, fc.nat(1000), (g, seed) => {
      const b = times(g, normal([seed, 6], g.rows));
      const w = simplexQp(g, b);
      expect(w.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
      const slope = times(g, w).map((x, i) => x + b[i]!);
      const least = Math.min(...slope);
      w.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(0);
        if (value > 1e-9)
          expect(slope[i]! - least).toBeLessThan(1e-7 * (size(g) + Math.max(...b.map(Math.abs))));
      });
    }),
    { numRuns: 300 },
  );
});

test("the cone programme: the step has the asked length, and primal and dual agree", () => {
  fc.assert(
    fc.property(gramians, fc.nat(1000), fc.double({ min: 0.01, max: 3, noNaN: true }), (g, seed, radius) => {
      const b = times(g, normal([seed, 7], g.rows));
      const { weights, multiplier } = conePoint(g, b, radius);
      const along = times(g, weights);
      const length = multiplier * Math.sqrt(Math.max(0, dot(weights, along)));
      expect(length).toBeLessThanOrEqual(radius * (1 + 1e-6));
      const primal = Math.min(...along.map((x, i) => b[i]! + multiplier * x));
      const dual = dot(b, weights) + radius * Math.sqrt(Math.max(0, dot(weights, along)));
      // Where 0 is in the hull the radius may not be reached; the dual then nears its limit from above.
      const scale = 1 + Math.max(...b.map(Math.abs)) + radius * Math.sqrt(size(g));
      expect(Math.abs(dual - primal)).toBeLessThan((length > 0.999 * radius ? 1e-7 : 1e-4) * scale);
    }),
    { numRuns: 300 },
  );
  expect(conePoint(matrix(2, 2), [1, 2], 1)).toEqual({ weights: Float64Array.of(0.5, 0.5), multiplier: 0 });
});

test("the cone programme of vectors over 12 decades of length: the short ones decide, as precisely", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 2, max: 6 }), (seed, n) => {
      const columns = 9;
      const exponents = uniform([seed, 12], n).map((x) => 12 * x - 6);
      const data = normal([seed, 11], n * columns).map(
        (x, k) => x * 10 ** exponents[Math.floor(k / columns)]!,
      );
      const g = gramianOf({ rows: n, columns, data });
      const y = weightedRows(new Float64Array(n).fill(1 / n), { rows: n, columns, data });
      const b = crossGramianOf({ rows: n, columns, data }, { rows: 1, columns, data: y }).data;
      const radius = 0.5 * Math.sqrt(dot(y, y));
      const { weights, multiplier } = conePoint(g, b, radius);
      const along = times(g, weights);
      const norm = Math.sqrt(Math.max(0, dot(weights, along)));
      const parts = weights.reduce((sum, w, i) => sum + w * Math.sqrt(g.data[i * n + i]!), 0);
      const primal = Math.min(...along.map((x, i) => b[i]! + multiplier * x));
      const gap = dot(b, weights) + radius * norm - primal;
      expect(multiplier * norm).toBeLessThanOrEqual(radius * (1 + 1e-6));
      // Relative to what the vectors in it can change along the step.
      if (norm > 1e-4 * parts) expect(gap).toBeLessThan(1e-4 * radius * parts);
    }),
    { numRuns: 300 },
  );
});

describe("fair points", () => {
  test.each([0.25, 1, 3])("alpha %d: the equations hold, whatever the lengths", (alpha) => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 6 }), (seed, n) => {
        const data = normal([seed, 9], n * 9).map((x, k) => x * 10 ** ((Math.floor(k / 9) % 3) * 3 - 3));
        const g = gramianOf({ rows: n, columns: 9, data });
        const p = uniform([seed, 3], n).map((x) => 0.1 + x);
        const { point, residual } = fairPoint(g, alpha, p)!;
        expect(residual).toBeLessThan(1e-6);
        const along = times(g, point);
        const terms = times(matrix(n, n, g.data.map(Math.abs)), point);
        // A share far below the terms that make it up is met to their rounding.
        along.forEach((x, i) => {
          const wanted = p[i]! * point[i]! ** (-1 / alpha);
          expect(Math.abs(x - wanted)).toBeLessThan(1e-5 * wanted + 1e-12 * terms[i]!);
        });
      }),
      { numRuns: 100 },
    );
  });
  test("none where a vector is 0 or vectors cancel", () => {
    expect(
      fairPoint(gramianOf({ rows: 2, columns: 1, data: Float64Array.of(1, 0) }), 1, [1, 1]),
    ).toBeUndefined();
    expect(
      fairPoint(gramianOf({ rows: 2, columns: 1, data: Float64Array.of(1, -3) }), 2, [1, 1]),
    ).toBeUndefined();
  });
});

describe("factorisations", () => {
  test("Jacobi's eigenvalues are those of the QL method, and its vectors orthonormal", () => {
    fc.assert(
      fc.property(gramians, (g) => {
        const a = jacobiEigen(g);
        const b = symmetricEigen(g);
        a.values.forEach((value, k) => {
          expect(Math.abs(value - b.values[k]!)).toBeLessThan(1e-12 * size(g) * g.rows);
        });
        const n = g.rows;
        for (let k = 0; k < n; k++) {
          const vector = a.vectors.data.subarray(k * n, (k + 1) * n);
          times(g, vector).forEach((x, i) => {
            expect(Math.abs(x - a.values[k]! * vector[i]!)).toBeLessThan(1e-12 * size(g) * n);
          });
          expect(dot(vector, vector)).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 200 },
    );
  });
  test("Jacobi gets the eigenvalues of badly scaled rows to relative precision", () => {
    // mpmath.eigsy in 60 digits of the Gramian of these rows: 31475931.0, 9534.2616, 2.8002239, 5.4492037e-4, 1.428565e-7
    // is what test/reference/gradient/jacobian-24 has; here a 2 x 2 whose eigenvalues are known in closed form.
    const [big, small, product] = [1e12, 1e-12, 0.5];
    const g = matrix(2, 2, Float64Array.of(big, product, product, small));
    const determinant = big * small - product ** 2;
    const { values } = jacobiEigen(g);
    expect(values[1]! / big).toBeCloseTo(1, 12);
    expect((values[0]! * values[1]!) / determinant).toBeCloseTo(1, 12);
  });
  test("Cholesky solves what is definite and refuses what is not", () => {
    fc.assert(
      fc.property(gramians, fc.nat(1000), (g, seed) => {
        const n = g.rows;
        const shifted = matrix(
          n,
          n,
          g.data.map((x, at) => x + (at % (n + 1) === 0 ? 1 : 0)),
        );
        const b = normal([seed, 2], n);
        times(shifted, solveDefinite(shifted, b)!).forEach((x, i) => {
          expect(x).toBeCloseTo(b[i]!, 9);
        });
      }),
    );
    expect(solveDefinite(matrix(2, 2, Float64Array.of(1, 1, 1, 1)), [1, 2])).toBeUndefined();
    expect(solveDefinite(matrix(1, 1, Float64Array.of(-1)), [1])).toBeUndefined();
  });
  test("the pseudo-inverse solves in the range and is 0 outside", () => {
    fc.assert(
      fc.property(gramians, fc.nat(1000), (g, seed) => {
        const b = times(g, normal([seed, 11], g.rows));
        times(g, pseudoSolve(g, b)).forEach((x, i) => {
          expect(Math.abs(x - b[i]!)).toBeLessThan(1e-6 * Math.max(1, ...b.map(Math.abs)));
        });
      }),
    );
    const flat = matrix(2, 2, Float64Array.of(1, 1, 1, 1));
    for (const x of pseudoSolve(flat, [1, -1])) expect(Math.abs(x)).toBeLessThan(1e-15);
    for (const x of pseudoSolve(flat, [2, 2])) expect(x).toBeCloseTo(1, 12);
  });
});

test("bad input", () => {
  expect(() => dualConeWeights(matrix(2, 2), [1])).toThrow(/the Gramian is 2 x 2 and there are 1 bounds/);
  expect(() => dualConeWeights(matrix(1, 1, Float64Array.of(Number.NaN)), [1])).toThrow(
    /not finite; check the gradients/,
  );
  expect(() => fairPoint(matrix(2, 2), 1, [1])).toThrow(/the Gramian is 2 x 2 and there are 1 shares/);
  expect(() => jacobiEigen(matrix(2, 3))).toThrow(/must be square, got 2 x 3/);
});
