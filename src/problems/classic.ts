/** Problems of two and three objectives from the first years of the field. */
import { z } from "zod";
import type { Matrix } from "../linalg/index.ts";
import { count, entry, noOptions } from "./entry.ts";
import { type Corners, corners, each } from "./known.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import { minimiser, spreadOver } from "./records.ts";
import { along, mapRows, rowsOf, simplex, valuesOf } from "./sampling.ts";
import { cube } from "./spaces.ts";

/** What is left to say of a problem whose front is the image of its known Pareto set. */
function withSet(
  problem: Omit<Problem, "constraints" | "front" | "paretoSet">,
  paretoSet: (count: number) => Matrix,
  known: Corners,
): Problem {
  const whole = { ...problem, constraints: 0 };
  return { ...whole, paretoSet, front: (points) => valuesOf(whole, paretoSet(points)), ...known };
}

const schaffer1 = entry<{ bound: number }>({
  title: "Schaffer N. 1: two parabolas of one variable",
  paper: "Schaffer 1985, ICGA, 93-100",
  options: z.strictObject({ bound: z.number().min(2).default(10) }),
  create: ({ bound }) =>
    withSet(
      {
        id: "schaffer1",
        dimension: 1,
        objectives: 2,
        space: cube(1, -bound, bound),
        evaluate(x, f) {
          f[0] = x[0]! ** 2;
          f[1] = (x[0]! - 2) ** 2;
        },
      },
      (points) => along(0, 2, points, (t) => [t]),
      corners([0, 0], [4, 4]),
    ),
});

/** x on the front, but for 2, which 4 dominates with the same f1. */
const schaffer2Set = [
  [1, 2 - 2 ** -30],
  [4, 5],
] as const;

const schaffer2 = entry({
  title: "Schaffer N. 2: a zigzag and a parabola, a front in two pieces",
  paper: "Schaffer 1984, doctoral thesis, Vanderbilt University",
  options: noOptions,
  create: () =>
    withSet(
      {
        id: "schaffer2",
        dimension: 1,
        objectives: 2,
        space: cube(1, -5, 10),
        evaluate(point, f) {
          const x = point[0]!;
          f[0] = x <= 1 ? -x : x <= 3 ? x - 2 : x <= 4 ? 4 - x : x - 4;
          f[1] = (x - 5) ** 2;
        },
      },
      (points) => rowsOf(spreadOver(schaffer2Set, points).map((t) => [t])),
      corners([-1, 0], [1, 16]),
    ),
});

const fonsecaFleming = entry<{ dimension: number }>({
  title: "Fonseca-Fleming: two bells, a concave front",
  paper: "Fonseca, Fleming 1995, Evolutionary Computation 3(1)",
  options: z.strictObject({ dimension: count(1, 3) }),
  create({ dimension }) {
    const end = 1 / Math.sqrt(dimension);
    const worst = -Math.expm1(-4);
    return withSet(
      {
        id: "fonseca-fleming",
        dimension,
        objectives: 2,
        space: cube(dimension, -4, 4),
        evaluate(x, f) {
          let left = 0;
          let right = 0;
          for (const value of x) {
            left += (value - end) ** 2;
            right += (value + end) ** 2;
          }
          f[0] = -Math.expm1(-left);
          f[1] = -Math.expm1(-right);
        },
      },
      (points) => along(-end, end, points, (t) => each(dimension, t)),
      corners([0, 0], [worst, worst]),
    );
  },
});

const kursaweTerm = (x: number): number => Math.abs(x) ** 0.8 + 5 * Math.sin(x ** 3);
const kursaweMinimiser = minimiser(kursaweTerm, -1.3, -1);

const kursawe = entry<{ dimension: number }>({
  title: "Kursawe: a front in pieces, and a point apart",
  paper: "Kursawe 1990, PPSN I",
  options: z.strictObject({ dimension: count(2, 3) }),
  create: ({ dimension }): Problem => {
    const problem: Problem = {
      id: "kursawe",
      dimension,
      objectives: 2,
      constraints: 0,
      space: cube(dimension, -5, 5),
      evaluate(x, f) {
        let first = 0;
        let second = 0;
        for (let i = 0; i < dimension; i++) {
          second += kursaweTerm(x[i]!);
          if (i > 0) first -= 10 * Math.exp(-0.2 * Math.sqrt(x[i - 1]! ** 2 + x[i]! ** 2));
        }
        f[0] = first;
        f[1] = second;
      },
    };
    // f2 is least where each of its terms is, f1 at the origin.
    const known = corners(
      [-10 * (dimension - 1), dimension * kursaweTerm(kursaweMinimiser)],
      [-10 * (dimension - 1) * Math.exp(0.2 * Math.SQRT2 * kursaweMinimiser), 0],
    );
    return { ...problem, ...known };
  },
});

/** Barycentric points of the triangle of these corners. */
const triangle =
  (...vertices: readonly (readonly [number, number])[]) =>
  (points: number): Matrix =>
    mapRows(simplex(3, points), (w) =>
      [0, 1].map((axis) => vertices.reduce((sum, vertex, i) => sum + w[i]! * vertex[axis]!, 0)),
    );

const viennet = "Viennet, Fonteix, Marc 1996, International Journal of Systems Science 27(2)";

const viennet1 = entry({
  title: "Viennet 1: three bowls",
  paper: viennet,
  options: noOptions,
  create: () =>
    withSet(
      {
        id: "viennet1",
        dimension: 2,
        objectives: 3,
        space: cube(2, -2, 2),
        evaluate(point, f) {
          const [x, y] = point as unknown as [number, number];
          f[0] = x * x + (y - 1) ** 2;
          f[1] = x * x + (y + 1) ** 2 + 1;
          f[2] = (x - 1) ** 2 + y * y + 2;
        },
      },
      // Of squared distances to points, the best compromises are the points' convex hull.
      triangle([0, 1], [0, -1], [1, 0]),
      corners([0, 1, 2], [4, 5, 4]),
    ),
});

/** The quadratics of Viennet 2: Hessian (h11, h12, h22) and minimiser of each. */
const viennet2Bowls = [
  { hessian: [1, 0, 2 / 13], centre: [2, -1] },
  { hessian: [1 / 18 + 1 / 4, 1 / 18 - 1 / 4, 1 / 18 + 1 / 4], centre: [2.5, 0.5] },
  { hessian: [2 / 175 + 2 / 17, 4 / 175 - 4 / 17, 8 / 175 + 8 / 17], centre: [0.5, 0.25] },
] as const;

/** The minimiser of the sum of the bowls with weights w. */
function viennet2Optimum(w: Float64Array): number[] {
  let [a, b, c, p, q] = [0, 0, 0, 0, 0];
  viennet2Bowls.forEach(({ hessian: [h11, h12, h22], centre: [x, y] }, i) => {
    a += w[i]! * h11;
    b += w[i]! * h12;
    c += w[i]! * h22;
    p += w[i]! * (h11 * x + h12 * y);
    q += w[i]! * (h12 * x + h22 * y);
  });
  const determinant = a * c - b * b;
  return [(c * p - b * q) / determinant, (a * q - b * p) / determinant];
}

/** Values at the three minimisers: the best on the diagonal; the worst lie there too, the weights being free. */
const viennet2Corners = corners(
  [3, -17, -13],
  [3 + 1.125 + 1.25 ** 2 / 13, -17 + 2.25 ** 2 / 36 + 1.75 ** 2 / 8, -13 + 1 / 175 + 16 / 17],
);

const viennet2 = entry({
  title: "Viennet 2: three stretched bowls",
  paper: viennet,
  options: noOptions,
  create: () =>
    withSet(
      {
        id: "viennet2",
        dimension: 2,
        objectives: 3,
        space: cube(2, -4, 4),
        evaluate(point, f) {
          const [x, y] = point as unknown as [number, number];
          f[0] = (x - 2) ** 2 / 2 + (y + 1) ** 2 / 13 + 3;
          f[1] = (x + y - 3) ** 2 / 36 + (y - x + 2) ** 2 / 8 - 17;
          f[2] = (x + 2 * y - 1) ** 2 / 175 + (2 * y - x) ** 2 / 17 - 13;
        },
      },
      (points) => mapRows(simplex(3, points), viennet2Optimum),
      viennet2Corners,
    ),
});

const viennet3 = entry({
  title: "Viennet 3: two bowls and a ring, a thin front",
  paper: viennet,
  options: noOptions,
  create: (): Problem => {
    const problem: Problem = {
      id: "viennet3",
      dimension: 2,
      objectives: 3,
      constraints: 0,
      space: cube(2, -3, 3),
      evaluate(point, f) {
        const [x, y] = point as unknown as [number, number];
        const squares = x * x + y * y;
        f[0] = 0.5 * squares + Math.sin(squares);
        f[1] = (3 * x - 2 * y + 4) ** 2 / 8 + (x - y + 1) ** 2 / 27 + 15;
        f[2] = 1 / (squares + 1) - 1.1 * Math.exp(-squares);
      },
    };
    return { ...problem, ideal: [0, 15, -0.1] };
  },
});

export const classicEntries: Readonly<Record<string, ProblemEntry>> = {
  schaffer1,
  schaffer2,
  "fonseca-fleming": fonsecaFleming,
  kursawe,
  viennet1,
  viennet2,
  viennet3,
};
