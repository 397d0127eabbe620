/**
 * ZDT1-6 (Zitzler, Deb, Thiele, "Comparison of multiobjective evolutionary algorithms: empirical results",
 * Evolutionary Computation 8(2), 2000): f1 of the first variable, f2 = g h(f1, g), and the front where g is least.
 */
import { z } from "zod";
import { count, entry } from "./entry.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import { along } from "./sampling.ts";
import { cube } from "./spaces.ts";

interface Shape {
  readonly dimension: number;
  readonly f1?: (x1: number) => number;
  readonly g: (x: Float64Array) => number;
  readonly h: (f1: number, g: number) => number;
}

/** 1 + 9 times the mean of the variables after the first. */
const meanOfRest = (x: Float64Array): number => {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += x[i]!;
  return 1 + (9 * sum) / (x.length - 1);
};

const shapes: Readonly<Record<string, Shape>> = {
  zdt1: { dimension: 30, g: meanOfRest, h: (f1, g) => 1 - Math.sqrt(f1 / g) },
};

function zdt(id: string, shape: Shape): ProblemEntry {
  return entry<{ dimension: number }>({
    title: id,
    paper: "Zitzler, Deb, Thiele 2000, Evolutionary Computation 8(2)",
    options: z.strictObject({ dimension: count(2, shape.dimension) }),
    create({ dimension }): Problem {
      const f1 = shape.f1 ?? ((x1: number) => x1);
      return {
        id,
        dimension,
        objectives: 2,
        constraints: 0,
        space: cube(dimension, 0, 1),
        evaluate(x, objectives) {
          const first = f1(x[0]!);
          const g = shape.g(x);
          objectives[0] = first;
          objectives[1] = g * shape.h(first, g);
        },
        front: (points) => along(0, 1, points, (t) => [f1(t), shape.h(f1(t), 1)]),
        paretoSet: (points) =>
          along(0, 1, points, (t) => Float64Array.from({ length: dimension }, (_, i) => (i === 0 ? t : 0))),
        ideal: [0, 0],
        nadir: [1, 1],
        reference: [1.1, 1.1],
      };
    },
  });
}

export const zdtEntries: Readonly<Record<string, ProblemEntry>> = Object.fromEntries(
  Object.entries(shapes).map(([id, shape]) => [id, zdt(id, shape)]),
);
