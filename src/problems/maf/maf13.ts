import type { Matrix } from "../../linalg/index.ts";
import { corners, each } from "../known.ts";
import type { Problem } from "../problem.ts";
import { mapRows, orthant, unitGrid } from "../sampling.ts";
import { box } from "../spaces.ts";

const quarter = Math.PI / 2;

/** What the objectives after the third all are. */
const further = (a: number, b: number, c: number): number => a ** 2 + b ** 10 + c ** 10;

/**
 * MaF13 ("P7", Saxena, Zhang, Duro, Tiwari 2011): the first three objectives make a sphere, the others are all the same
 * function of them. x_j of the Pareto set winds with x_1 and widens with x_2.
 */
export function maf13(id: string, m: number, dimension: number): Problem {
  const centre = (x: ArrayLike<number>, i: number): number =>
    2 * x[1]! * Math.sin(2 * Math.PI * x[0]! + ((i + 1) * Math.PI) / dimension);
  /** Mean square distance from the set of the variables i = from, from + step, ... */
  const distance = (x: Float64Array, from: number, step: number): number => {
    let sum = 0;
    let terms = 0;
    for (let i = from; i < dimension; i += step, terms++) sum += (x[i]! - centre(x, i)) ** 2;
    return sum / terms;
  };
  const front = (count: number): Matrix =>
    mapRows(orthant(3, count), ([a, b, c]) => [a!, b!, c!, ...each(m - 3, further(a!, b!, c!))]);
  return {
    id,
    dimension,
    objectives: m,
    constraints: 0,
    space: box(Array.from({ length: dimension }, (_, i) => (i < 2 ? [0, 1] : [-2, 2]))),
    evaluate(x, f) {
      const [first, second] = [x[0]! * quarter, x[1]! * quarter];
      f[0] = Math.sin(first) + 2 * distance(x, 3, 3);
      f[1] = Math.cos(first) * Math.sin(second) + 2 * distance(x, 4, 3);
      f[2] = Math.cos(first) * Math.cos(second) + 2 * distance(x, 2, 3);
      if (m > 3) f.fill(further(f[0], f[1], f[2]) + 2 * distance(x, 3, 1), 3);
    },
    front,
    paretoSet: (count) =>
      mapRows(unitGrid(2, count), (u) =>
        Float64Array.from({ length: dimension }, (_, i) => (i < 2 ? u[i]! : centre(u, i))),
      ),
    ...corners([...each(3, 0), ...each(m - 3, maf13Least)], each(m, 1)),
  };
}

/**
 * Least a^2 + b^10 + c^10 on the unit sphere: a = 0 and b = c, 2 / 2^5. (With a^2 = 1 - s it is at least
 * 1 - s + 2 (s / 2)^5, which falls in s throughout [0, 1].)
 */
const maf13Least = 1 / 16;
