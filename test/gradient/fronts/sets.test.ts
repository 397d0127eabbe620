/** Rules of particles and of growing members. */
import { describe, expect, test } from "vitest";
import { growth } from "../../../src/gradient/fronts/sets/cpmtl.ts";
import { gaussianKernel } from "../../../src/gradient/fronts/sets/kernel.ts";
import {
  cpmtlStep,
  type Jacobian,
  mooSvgdDirections,
  mtSgdDirections,
  problemSource,
} from "../../../src/gradient/index.ts";
import {
  gramianOf,
  type Matrix,
  minNormWeights,
  rowOf,
  solveSquare,
  weightedRows,
} from "../../../src/linalg/index.ts";
import { quadraticProblem } from "../../../src/problems/index.ts";
import { keyOf, normal, uniform } from "../../../src/random/index.ts";
import { gaussianRows } from "./support.ts";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

describe("MOO-SVGD", () => {
  test("one particle moves as MGDA", () => {
    const rows = gaussianRows(1, 3, 7);
    const g = gramianOf(rows);
    const [direction] = mooSvgdDirections([Float64Array.of(1, 2, 3)], [rows], [g]);
    const mgda = weightedRows(minNormWeights(g), rows);
    direction!.forEach((value, j) => {
      expect(value).toBeCloseTo(mgda[j]!, 12);
    });
  });

  test("the second term is the gradient of half the kernels' sum over each particle", () => {
    // Losses that are linear in the parameters, L = J x + c, so that the kernel is a function of x at hand.
    const jacobians = [gaussianRows(1, 2, 3), gaussianRows(2, 2, 3), gaussianRows(3, 2, 3)];
    const places = jacobians.map((_, p) => normal(keyOf(50 + p), 3));
    const lossesAt = (p: number, x: Float64Array): Float64Array =>
      Float64Array.of(dot(rowOf(jacobians[p]!, 0), x), dot(rowOf(jacobians[p]!, 1), x));
    const width = 1.7;
    const sum = (xs: readonly Float64Array[]): number =>
      gaussianKernel(
        xs.map((x, p) => lossesAt(p, x)),
        width,
      ).values.reduce((a, b) => a + b, 0);
    const losses = places.map((x, p) => lossesAt(p, x));
    const gramians = jacobians.map((rows) => gramianOf(rows));
    const without = mooSvgdDirections(losses, jacobians, gramians, { repulsion: 0, width });
    const found = mooSvgdDirections(losses, jacobians, gramians, { repulsion: 1, width, units: "losses" });
    const h = 1e-6;
    places.forEach((x, p) => {
      x.forEach((_, j) => {
        const at = (by: number): number =>
          sum(places.map((y, q) => (q === p ? y.map((value, i) => (i === j ? value + by : value)) : y)));
        const slope = (at(h) - at(-h)) / (2 * h) / 2 / places.length;
        expect(found[p]![j]! - without[p]![j]!).toBeCloseTo(slope, 6);
      });
    });
  });

  test("particles that stand a thousand times closer repel each other no more beside what they descend by", () => {
    const losses = [1, 2, 3].map((p) => uniform(keyOf(p), 2));
    const close = losses.map((own) => own.map((value) => value / 1000));
    const rows = [1, 2, 3].map((p) => gaussianRows(p, 2, 5));
    const gramians = rows.map((each) => gramianOf(each));
    const push = (at: readonly Float64Array[], units: "width" | "losses"): number => {
      const [none, some] = [0, 0.1].map((repulsion) =>
        mooSvgdDirections(at, rows, gramians, { repulsion, units }),
      );
      return Math.hypot(...some![0]!.map((value, j) => value - none![0]![j]!));
    };
    expect(push(close, "width") / push(losses, "width")).toBeCloseTo(1, 9);
    expect(push(close, "losses") / push(losses, "losses")).toBeCloseTo(1000, 6);
  });
});

describe("MT-SGD", () => {
  test("one particle moves as MGDA", () => {
    const rows = gaussianRows(1, 3, 7);
    const { directions, weights } = mtSgdDirections([normal(keyOf(9), 7)], [rows]);
    minNormWeights(gramianOf(rows)).forEach((w, i) => {
      expect(weights[i]!).toBeCloseTo(w, 9);
    });
    weightedRows(weights, rows).forEach((value, j) => {
      expect(directions[0]![j]!).toBeCloseTo(value, 12);
    });
  });

  test("the weights make sum w_i phi_i shortest in the kernel's space, by its definition (slow twin)", () => {
    const [n, tasks, d] = [3, 2, 4];
    const places = Array.from({ length: n }, (_, p) => normal(keyOf(20 + p), d));
    const jacobians: Matrix[] = Array.from({ length: n }, (_, p) => gaussianRows(40 + p, tasks, d));
    const width = 3;
    const k = (p: number, q: number): number =>
      Math.exp(-places[p]!.reduce((sum, v, j) => sum + (v - places[q]![j]!) ** 2, 0) / width);
    const score = (i: number, q: number): Float64Array => rowOf(jacobians[q]!, i).map((v) => -v);
    /** grad over theta_r of k(theta_q, theta_r). */
    const slope = (q: number, r: number): Float64Array =>
      places[q]!.map((v, j) => (2 / width) * (v - places[r]![j]!) * k(q, r));
    const product = (i: number, j: number): number => {
      let sum = 0;
      for (let q = 0; q < n; q++) {
        for (let r = 0; r < n; r++) {
          const square = places[q]!.reduce((total, v, c) => total + (v - places[r]![c]!) ** 2, 0);
          sum += k(q, r) * dot(score(i, q), score(j, r));
          sum += dot(score(i, q), slope(q, r)) + dot(score(j, r), slope(r, q));
          sum += k(q, r) * ((2 * d) / width - (4 * square) / width ** 2);
        }
      }
      return sum / n ** 2;
    };
    const [aa, ab, bb] = [product(0, 0), product(0, 1), product(1, 1)];
    const first = Math.min(1, Math.max(0, (bb - ab) / (aa - 2 * ab + bb)));
    const { weights, directions } = mtSgdDirections(places, jacobians, { width });
    expect(weights[0]!).toBeCloseTo(first, 9);
    // -phi_w at particle 1, by its definition.
    const expected = new Float64Array(d);
    for (let q = 0; q < n; q++) {
      const away = slope(1, q);
      for (let j = 0; j < d; j++) {
        for (let i = 0; i < tasks; i++) expected[j]! -= (weights[i]! * k(q, 1) * score(i, q)[j]!) / n;
        expected[j]! -= away[j]! / n;
      }
    }
    directions[1]!.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[j]!, 12);
    });
  });
});

describe("CPMTL", () => {
  test("on quadratics the step is the front's tangent, and lowers the task it seeks", async () => {
    const centres = [
      [1, 2, 1],
      [4, 2, 1],
    ];
    const q = (a: number): number[][] => [
      [1, a, 0],
      [a, 1, 0],
      [0, 0, 1],
    ];
    const matrices = [q(0.7), q(-0.4)];
    const problem = quadraticProblem({ centres, matrices });
    const source = problemSource(problem);
    const weights = [0.4, 0.6];
    const set = problem.paretoSet!(101);
    const shared = rowOf(set, 40).slice();
    const place = { shared, own: [new Float64Array(0), new Float64Array(0)] };
    const { jacobian } = await source.derivatives(place, undefined, { shared: "jacobian" });
    const multipliers = minNormWeights(gramianOf(jacobian!));
    const step = await cpmtlStep(
      jacobian as Jacobian,
      [1, 0],
      async (v) => Float64Array.from(await source.hessianVector(place, undefined, multipliers, v)),
      { damping: 0 },
    );
    const h = { rows: 3, columns: 3, data: new Float64Array(9) };
    matrices.forEach((m, i) => {
      m.forEach((row, r) => {
        row.forEach((value, c) => {
          h.data[r * 3 + c]! += multipliers[i]! * value;
        });
      });
    });
    const tangent = solveSquare(
      h,
      rowOf(jacobian as Matrix, 0).map((v) => -v),
    )!;
    const length = Math.hypot(...tangent);
    step.forEach((value, j) => {
      expect(value).toBeCloseTo(tangent[j]! / length, 6);
    });
    expect(dot(rowOf(jacobian as Matrix, 0), step)).toBeLessThan(0);
    expect(weights).toEqual([0.4, 0.6]);
  });

  test("each origin has a chain a task, and members grow from the last of theirs", () => {
    expect([1, 2, 3, 4, 5].map((k) => growth(k, 1, 2))).toEqual([
      { task: 0, from: 0 },
      { task: 1, from: 0 },
      { task: 0, from: 1 },
      { task: 1, from: 2 },
      { task: 0, from: 3 },
    ]);
    expect([2, 3, 4, 5, 6].map((k) => growth(k, 2, 2).from)).toEqual([0, 0, 1, 1, 2]);
  });
});

describe("the kernel", () => {
  test("is 1 at a particle itself and 1 / P at the median distance", () => {
    const { values } = gaussianKernel([Float64Array.of(0), Float64Array.of(1)]);
    expect(Array.from(values)).toEqual([1, 0.5, 0.5, 1].map((v) => expect.closeTo(v, 12)));
    expect(gaussianKernel([uniform(keyOf(1), 3)]).values).toEqual(Float64Array.of(1));
    const same = Float64Array.of(1, 2);
    expect(gaussianKernel([same, same]).values).toEqual(Float64Array.of(1, 1, 1, 1));
  });
});
