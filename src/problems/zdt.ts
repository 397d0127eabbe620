/**
 * ZDT1-4 and ZDT6 (Zitzler, Deb, Thiele, "Comparison of multiobjective evolutionary algorithms: empirical results",
 * Evolutionary Computation 8(2), 2000): f1 of the first variable, f2 = g h(f1, g), and the front where g is 1.
 */
import { z } from "zod";
import { count, entry } from "./entry.ts";
import { corners } from "./known.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import { minimiser, records, type Stretch, spreadOver } from "./records.ts";
import { rowsOf } from "./sampling.ts";
import { box } from "./spaces.ts";

interface Definition {
  readonly title: string;
  readonly dimension: number;
  /** Bounds of the variables after the first. */
  readonly rest: readonly [number, number];
  readonly f1: (x1: number) => number;
  readonly g: (x: Float64Array) => number;
  readonly h: (f1: number, g: number) => number;
  /** Where the first variable is on the front; each value of f1 is taken once. */
  readonly optimal: () => readonly Stretch[];
}

/** Mean of the variables after the first. */
function meanOfRest(x: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += x[i]!;
  return sum / (x.length - 1);
}

const plain = {
  dimension: 30,
  rest: [0, 1],
  f1: (x1: number) => x1,
  g: (x: Float64Array) => 1 + 9 * meanOfRest(x),
  optimal: (): readonly Stretch[] => [[0, 1]],
} as const;

const convex = (f1: number, g: number): number => 1 - Math.sqrt(f1 / g);
const concave = (f1: number, g: number): number => 1 - (f1 / g) ** 2;
const gapped = (f1: number, g: number): number =>
  1 - Math.sqrt(f1 / g) - (f1 / g) * Math.sin(10 * Math.PI * f1);

/** One deep trough of six; x1 from 0 to its bottom takes every value of f1 that there is. */
const sixTroughs = (x1: number): number => 1 - Math.exp(-4 * x1) * Math.sin(6 * Math.PI * x1) ** 6;

const definitions: Readonly<Record<string, Definition>> = {
  zdt1: { ...plain, title: "ZDT1: a convex front", h: convex },
  zdt2: { ...plain, title: "ZDT2: a concave front", h: concave },
  zdt3: {
    ...plain,
    title: "ZDT3: a front in five pieces",
    h: gapped,
    optimal: () => records((t) => gapped(t, 1), 0, 1),
  },
  zdt4: {
    ...plain,
    title: "ZDT4: a convex front behind 21^9 local ones",
    dimension: 10,
    rest: [-5, 5],
    g(x) {
      let sum = 1 + 10 * (x.length - 1);
      for (let i = 1; i < x.length; i++) sum += x[i]! * x[i]! - 10 * Math.cos(4 * Math.PI * x[i]!);
      return sum;
    },
    h: convex,
  },
  zdt6: {
    ...plain,
    title: "ZDT6: a concave front, thinly and unevenly covered",
    dimension: 10,
    f1: sixTroughs,
    g: (x) => 1 + 9 * meanOfRest(x) ** 0.25,
    h: concave,
    optimal: () => [[0, minimiser(sixTroughs, 0, 1 / 6)]],
  },
};

function zdt(id: string, { title, dimension: usual, rest, f1, g, h, optimal }: Definition): ProblemEntry {
  return entry<{ dimension: number }>({
    title,
    paper: "Zitzler, Deb, Thiele 2000, Evolutionary Computation 8(2)",
    options: z.strictObject({ dimension: count(2, usual) }),
    create({ dimension }): Problem {
      const stretches = optimal();
      const ends = stretches.flat().map(f1);
      const heights = ends.map((first) => h(first, 1));
      return {
        id,
        dimension,
        objectives: 2,
        constraints: 0,
        space: box(Array.from({ length: dimension }, (_, i) => (i === 0 ? [0, 1] : rest))),
        evaluate(x, objectives) {
          const first = f1(x[0]!);
          const distance = g(x);
          objectives[0] = first;
          objectives[1] = distance * h(first, distance);
        },
        front: (points) => rowsOf(spreadOver(stretches, points).map((x1) => [f1(x1), h(f1(x1), 1)] as const)),
        paretoSet: (points) =>
          rowsOf(
            spreadOver(stretches, points).map((x1) => {
              const x = new Float64Array(dimension);
              x[0] = x1;
              return x;
            }),
          ),
        ...corners([Math.min(...ends), Math.min(...heights)], [Math.max(...ends), Math.max(...heights)]),
      };
    },
  });
}

/** The entries by id. */
export const zdtEntries: Readonly<Record<string, ProblemEntry>> = Object.fromEntries(
  Object.entries(definitions).map(([id, definition]) => [id, zdt(id, definition)]),
);
