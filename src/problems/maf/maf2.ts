import type { Matrix } from "../../linalg/index.ts";
import { sphereInto } from "../dtlz/shapes.ts";
import { corners } from "../known.ts";
import type { Problem } from "../problem.ts";
import { mapRows, unitGrid } from "../sampling.ts";
import { cube } from "../spaces.ts";

/** Positions only turn by an eighth to three eighths of a turn and a half. */
const narrowed = (x: number): number => x / 2 + 0.25;

/**
 * MaF2, "DTLZ2BZ": DTLZ2 with each objective's distance its own, from a share of the variables, so that no objective
 * is best at a border of the box; the front is the middle patch of the sphere.
 */
export function maf2(id: string, m: number, dimension: number): Problem {
  const share = Math.floor((dimension - m + 1) / m);
  const positions = new Float64Array(m - 1);
  const front = (count: number): Matrix =>
    mapRows(unitGrid(m - 1, count), (u) => {
      const f = new Float64Array(m);
      sphereInto(f, u.map(narrowed), 1);
      return f;
    });
  const low = Math.sin(Math.PI / 8);
  const high = Math.cos(Math.PI / 8);
  // f_j is a sine times m - 1 - j cosines; the first is cosines only.
  const powers = Array.from({ length: m }, (_, j) => (j === 0 ? m - 1 : m - j));
  return {
    id,
    dimension,
    objectives: m,
    constraints: 0,
    space: cube(dimension, 0, 1),
    evaluate(x, f) {
      for (let i = 0; i < m - 1; i++) positions[i] = narrowed(x[i]!);
      sphereInto(f, positions, 1);
      for (let j = 0; j < m; j++) {
        const from = m - 1 + j * share;
        const to = j === m - 1 ? dimension : from + share;
        let g = 0;
        for (let i = from; i < to; i++) g += (x[i]! / 2 - 0.25) ** 2;
        f[j]! *= 1 + g;
      }
    },
    front,
    paretoSet: (count) =>
      mapRows(unitGrid(m - 1, count), (u) => {
        const x = new Float64Array(dimension).fill(0.5);
        x.set(u);
        return x;
      }),
    ...corners(
      powers.map((power) => low ** power),
      powers.map((power) => high ** power),
    ),
  };
}
