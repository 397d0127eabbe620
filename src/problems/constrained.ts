/** Constrained problems of two objectives. Constraints are scaled as Deb and pymoo have them; g(x) <= 0 is feasible. */
import { type Matrix, rowOf } from "../linalg/index.ts";
import { entry, noOptions } from "./entry.ts";
import { type Corners, corners } from "./known.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import type { Stretch } from "./records.ts";
import { linspace, onlyNondominated, rowsOf, valuesOf } from "./sampling.ts";
import { box, cube } from "./spaces.ts";

/** A stretch of a Pareto set: x as a function of one number. */
interface Arc {
  readonly range: Stretch;
  readonly x: (t: number) => readonly number[];
}

/** `count` points of some arcs, each arc by its length in objective space, its ends among them. */
function along(problem: Omit<Problem, "front">, arcs: readonly Arc[], count: number): Matrix {
  const lengths = arcs.map(({ range: [from, to], x }) => {
    const ends = valuesOf(problem, rowsOf([x(from), x(to)]));
    return Math.hypot(...[0, 1].map((j) => ends.data[j]! - ends.data[2 + j]!));
  });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return rowsOf(
    arcs.flatMap(({ range: [from, to], x }, k) =>
      Array.from(linspace(from, to, Math.max(2, Math.round((count * lengths[k]!) / total))), x),
    ),
  );
}

function withArcs(problem: Omit<Problem, "front">, arcs: readonly Arc[], known: Corners): Problem {
  const paretoSet = (count: number): Matrix => along(problem, arcs, count);
  return { ...problem, paretoSet, front: (count) => valuesOf(problem, paretoSet(count)), ...known };
}

const bnh = entry({
  title: "BNH: two bowls between circles",
  paper: "Binh, Korn 1997, MENDEL, 176-182",
  options: noOptions,
  create: () =>
    withArcs(
      {
        id: "bnh",
        dimension: 2,
        objectives: 2,
        constraints: 2,
        space: box([
          [0, 5],
          [0, 3],
        ]),
        evaluate(point, f, g) {
          const [x, y] = point as unknown as [number, number];
          f[0] = 4 * x * x + 4 * y * y;
          f[1] = (x - 5) ** 2 + (y - 5) ** 2;
          g[0] = ((x - 5) ** 2 + y * y - 25) / 25;
          g[1] = -((x - 8) ** 2 + (y + 3) ** 2 - 7.7) / 7.7;
        },
      },
      [
        { range: [0, 3], x: (t) => [t, t] },
        { range: [3 + 2 ** -40, 5], x: (t) => [t, 3] },
      ],
      corners([0, 4], [136, 50]),
    ),
});

/**
 * Where the third and fourth edge below meet in objective space: the a and c with equal f1 and equal f2 on
 * (a, (a - 2) / 3, 1, 0, 1, 0) and (0, 2, c, 0, 1, 0).
 */
const osyMeeting = { a: 4.056543012431284, c: 3.731684756057475 } as const;

/** The five edges, best f1 first (Deb, "Multi-objective optimization using evolutionary algorithms", 2001, table 27). */
const osyArcs: readonly Arc[] = [
  { range: [5, 1], x: (c) => [5, 1, c, 0, 5, 0] },
  { range: [5 - 2 ** -40, 1], x: (c) => [5, 1, c, 0, 1, 0] },
  { range: [5 - 2 ** -40, osyMeeting.a], x: (a) => [a, (a - 2) / 3, 1, 0, 1, 0] },
  { range: [osyMeeting.c - 2 ** -40, 1], x: (c) => [0, 2, c, 0, 1, 0] },
  { range: [2 ** -40, 1], x: (a) => [a, 2 - a, 1, 0, 1, 0] },
];

const osy = entry({
  title: "OSY: a front along five edges of the feasible region",
  paper: "Osyczka, Kundu 1995, Structural Optimization 10(2)",
  options: noOptions,
  create: () =>
    withArcs(
      {
        id: "osy",
        dimension: 6,
        objectives: 2,
        constraints: 6,
        space: box([
          [0, 10],
          [0, 10],
          [1, 5],
          [0, 6],
          [1, 5],
          [0, 10],
        ]),
        evaluate(x, f, g) {
          const [a, b, c, d, e, last] = x as unknown as [number, number, number, number, number, number];
          f[0] = -(25 * (a - 2) ** 2 + (b - 2) ** 2 + (c - 1) ** 2 + (d - 4) ** 2 + (e - 1) ** 2);
          f[1] = a * a + b * b + c * c + d * d + e * e + last * last;
          g[0] = -(a + b - 2) / 2;
          g[1] = -(6 - a - b) / 6;
          g[2] = -(2 - b + a) / 2;
          g[3] = -(2 - a + 3 * b) / 2;
          g[4] = -(4 - (c - 3) ** 2 - d) / 4;
          g[5] = -((e - 3) ** 2 + last - 4) / 4;
        },
      },
      osyArcs,
      corners([-274, 4], [-42, 76]),
    ),
});

/** A point of the curve that bounds TNK's region towards the origin, at this angle from the second axis. */
function tnkPoint(angle: number): [number, number] {
  const radius = Math.sqrt(1 + 0.1 * Math.cos(16 * angle));
  return [radius * Math.sin(angle), radius * Math.cos(angle)];
}

function writeTnk([x, y]: readonly [number, number], g: Float64Array | number[]): void {
  g[0] = 1 + 0.1 * Math.cos(16 * Math.atan2(x, y)) - x * x - y * y;
  g[1] = 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2) - 1;
}

/** Coordinates of the front's ends, where the curve meets the circle of the second constraint. */
const tnkEnds = [0.04166412690372686, 1.0384498374343492] as const;

/** Angles between which TNK's curve is searched for what is not dominated, and how finely. */
const tnkAngles = 40_001;

/** The curve's points that are feasible and that no other dominates, for angles in even steps. */
function tnkFront(count: number): Matrix {
  const g = [0, 0];
  const feasible = Array.from(linspace(0, Math.PI / 2, tnkAngles), tnkPoint).filter((point) => {
    writeTnk(point, g);
    return g[1]! <= 0;
  });
  const whole = onlyNondominated(rowsOf(feasible));
  const step = Math.max(1, Math.floor(whole.rows / Math.max(count, 1)));
  return rowsOf(Array.from({ length: Math.ceil(whole.rows / step) }, (_, i) => rowOf(whole, i * step)));
}

const tnk = entry({
  title: "TNK: the front is a wavy border in three pieces",
  paper: "Tanaka, Watanabe, Furukawa, Tanino 1995, IEEE SMC, 1556-1561",
  options: noOptions,
  create: (): Problem => ({
    id: "tnk",
    dimension: 2,
    objectives: 2,
    constraints: 2,
    space: cube(2, 0, Math.PI),
    evaluate(point, f, g) {
      f[0] = point[0]!;
      f[1] = point[1]!;
      writeTnk(point as unknown as [number, number], g);
    },
    front: tnkFront,
    paretoSet: tnkFront,
    ...corners([tnkEnds[0], tnkEnds[0]], [tnkEnds[1], tnkEnds[1]]),
  }),
});

export const constrainedEntries: Readonly<Record<string, ProblemEntry>> = { bnh, osy, tnk };
