/** DTLZ2 (Deb, Thiele, Laumanns, Zitzler, "Scalable test problems for evolutionary multiobjective optimization", 2005). */
import { z } from "zod";
import { count, entry } from "./entry.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import { orthant } from "./sampling.ts";
import { cube } from "./spaces.ts";

interface Options {
  readonly objectives: number;
  readonly dimension?: number | undefined;
}

export const dtlzEntries: Readonly<Record<string, ProblemEntry>> = {
  dtlz2: entry<Options>({
    title: "DTLZ2: an orthant of the unit sphere",
    paper: "Deb, Thiele, Laumanns, Zitzler 2005",
    options: z.strictObject({ objectives: count(2, 3), dimension: z.int().min(2).optional() }),
    create({ objectives: m, dimension = m + 9 }): Problem {
      return {
        id: "dtlz2",
        dimension,
        objectives: m,
        constraints: 0,
        space: cube(dimension, 0, 1),
        evaluate(x, objectives) {
          let g = 0;
          for (let i = m - 1; i < dimension; i++) g += (x[i]! - 0.5) ** 2;
          let product = 1 + g;
          for (let j = m - 1; j > 0; j--) {
            const angle = (x[m - 1 - j]! * Math.PI) / 2;
            objectives[j] = product * Math.sin(angle);
            product *= Math.cos(angle);
          }
          objectives[0] = product;
        },
        front: (points) => orthant(m, points),
        ideal: new Array<number>(m).fill(0),
        nadir: new Array<number>(m).fill(1),
        reference: new Array<number>(m).fill(1.1),
      };
    },
  }),
};
