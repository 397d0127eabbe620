import type { Matrix } from "../../linalg/index.ts";
import { linearInto, sphereInto } from "../dtlz/shapes.ts";
import { corners, each } from "../known.ts";
import type { Problem } from "../problem.ts";
import { keepRows, mapRows, orthant, simplex, unitGrid } from "../sampling.ts";
import { box } from "../spaces.ts";

/** Subgroups of variables for each objective. */
const subgroups = 2;

/** Functions of a stretch of variables, 0 at their best. */
type Part = (x: Float64Array, from: number, to: number) => number;

const rastrigin: Part = (x, from, to) => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += x[i]! ** 2 - 10 * Math.cos(2 * Math.PI * x[i]!) + 10;
  return sum;
};

const rosenbrock: Part = (x, from, to) => {
  let sum = 0;
  for (let i = from; i + 1 < to; i++) sum += 100 * (x[i]! ** 2 - x[i + 1]!) ** 2 + (x[i]! - 1) ** 2;
  return sum;
};

const griewank: Part = (x, from, to) => {
  let squares = 0;
  let product = 1;
  for (let i = from; i < to; i++) {
    squares += x[i]! ** 2;
    product *= Math.cos(x[i]! / Math.sqrt(i - from + 1));
  }
  return squares / 4000 - product + 1;
};

const sphere: Part = (x, from, to) => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += x[i]! ** 2;
  return sum;
};

/** Sizes of the subgroups of each objective: shares of the variables by a chaotic map, so that no two are alike. */
function shares(objectives: number, variables: number): number[] {
  const chaos = [3.8 * 0.1 * (1 - 0.1)];
  while (chaos.length < objectives) {
    const last = chaos[chaos.length - 1]!;
    chaos.push(3.8 * last * (1 - last));
  }
  const total = chaos.reduce((sum, value) => sum + value, 0);
  return chaos.map((value) => Math.floor(((value / total) * variables) / subgroups));
}

/** What the two problems differ in. */
const kinds = {
  /** LSMOP3: linear linkage, Rastrigin and Rosenbrock, a simplex. Rosenbrock is best at 1, Rastrigin at 0. */
  linear: {
    link: (i: number, dimension: number) => 1 + (i + 1) / dimension,
    parts: [rastrigin, rosenbrock],
    optima: [0, 1],
    neighbours: false,
  },
  /** LSMOP8 inverted: nonlinear linkage, Griewank and sphere; each objective also feels its neighbour's distance. */
  sphere: {
    link: (i: number, dimension: number) => 1 + Math.cos(((i + 1) / dimension) * (Math.PI / 2)),
    parts: [griewank, sphere],
    optima: [0, 0],
    neighbours: true,
  },
} as const;

/**
 * MaF14 and MaF15, of LSMOP's kind (Cheng, Jin, Olhofer, Sendhoff, IEEE Transactions on Cybernetics 47(12), 2017): many distance
 * variables, linked to the first position, in unequal groups that different functions judge.
 */
export function largeScale(id: string, m: number, dimension: number, shape: "linear" | "sphere"): Problem {
  const { link, parts, optima, neighbours } = kinds[shape];
  const sizes = shares(m, dimension - m + 1);
  const starts = sizes.map((_, k) => sizes.slice(0, k).reduce((sum, size) => sum + subgroups * size, m - 1));
  const y = new Float64Array(dimension);
  const distances = new Float64Array(m);
  const writeShape = (f: Float64Array, positions: Float64Array): void => {
    if (shape === "linear") linearInto(f, positions, 1);
    else {
      sphereInto(f, positions, 1);
      for (let j = 0; j < m; j++) f[j] = 1 - f[j]!;
    }
  };
  const front = (count: number): Matrix =>
    shape === "linear"
      ? simplex(m, count)
      : mapRows(orthant(m, count), (row) => row.map((value) => 1 - value));
  const space = box(Array.from({ length: dimension }, (_, i) => (i < m - 1 ? [0, 1] : [0, 10])));
  const paretoSet = (count: number): Matrix => {
    const xs = mapRows(unitGrid(m - 1, count), (u) => {
      const x = new Float64Array(dimension);
      x.set(u);
      for (let j = 0; j < m; j++) {
        const end = starts[j]! + subgroups * sizes[j]!;
        for (let i = starts[j]!; i < end; i++) x[i] = (optima[j % 2]! + 10 * u[0]!) / link(i, dimension);
      }
      return x;
    });
    // With many objectives, Rosenbrock's optimum leaves the box where the first position is near 1.
    return keepRows(xs, (x) => x.every((value, i) => value <= space.upper[i]!));
  };
  return {
    id,
    dimension,
    objectives: m,
    constraints: 0,
    space,
    evaluate(x, f) {
      for (let i = m - 1; i < dimension; i++) y[i] = link(i, dimension) * x[i]! - 10 * x[0]!;
      for (let j = 0; j < m; j++) {
        const size = sizes[j]!;
        let sum = 0;
        for (let k = 0; k < subgroups; k++) {
          const from = starts[j]! + k * size;
          sum += parts[j % 2]!(y, from, from + size);
        }
        distances[j] = sum / size / subgroups;
      }
      writeShape(f, x);
      for (let j = 0; j < m; j++)
        f[j]! *= 1 + distances[j]! + (neighbours && j + 1 < m ? distances[j + 1]! : 0);
    },
    front,
    paretoSet,
    ...corners(each(m, 0), each(m, 1)),
  };
}
