/**
 * UF1-10 (Zhang, Zhou, Zhao, Suganthan, Liu, Tiwari, "Multiobjective optimization test instances for the CEC 2009 special
 * session and competition", University of Essex CES-487): fronts of simple shape over Pareto sets that are winding
 * curves and surfaces. Variables are numbered from 1 as in the report.
 */
import { z } from "zod";
import type { Matrix } from "../linalg/index.ts";
import { count, entry } from "./entry.ts";
import { type Corners, corners, each } from "./known.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import { type Stretch, spreadOver } from "./records.ts";
import { keepRows, mapRows, orthant, rowsOf, simplex, unitGrid } from "./sampling.ts";
import { box } from "./spaces.ts";

/** What a group of deviations y_j (with their numbers j) adds to its objective. */
type Penalty = (y: Float64Array, j: Int32Array, length: number) => number;

interface Definition {
  readonly title: string;
  readonly objectives: 2 | 3;
  /** Bounds of the variables that are not positions. */
  readonly rest: readonly [number, number];
  /** Where variable j is on the Pareto set of n variables. */
  readonly centre: (x: Float64Array, j: number, n: number) => number;
  readonly penalty: Penalty;
  /** Writes the front's point at the positions to `f`. */
  readonly base: (x: Float64Array, f: Float64Array) => void;
  /** Positions, a row each, whose values are on the front. */
  readonly positions: (points: number) => Matrix;
  /** The front, where its even spread is not that of the positions. */
  readonly front?: (points: number) => Matrix;
  readonly known: Corners;
}

/** 2 / |J| times the sum of h(y). */
const mean =
  (h: (y: number) => number): Penalty =>
  (y, _, length) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += h(y[i]!);
    return (2 * sum) / length;
  };

const squares = mean((y) => y * y);

/** 2 / |J| (4 sum y^2 - 2 prod cos(20 y pi / sqrt j) + 2). */
const ripples: Penalty = (y, j, length) => {
  let sum = 0;
  let product = 1;
  for (let i = 0; i < length; i++) {
    sum += y[i]! * y[i]!;
    product *= Math.cos((20 * y[i]! * Math.PI) / Math.sqrt(j[i]!));
  }
  return (2 * (4 * sum - 2 * product + 2)) / length;
};

/** The angle 6 pi x1 + j pi / n of the curves, in the planar problems. */
const phase = (x: Float64Array, j: number, n: number): number => 6 * Math.PI * x[0]! + (j * Math.PI) / n;
const sine = (x: Float64Array, j: number, n: number): number => Math.sin(phase(x, j, n));
const sine3 = (x: Float64Array, j: number, n: number): number =>
  2 * x[1]! * Math.sin(2 * Math.PI * x[0]! + (j * Math.PI) / n);

const curve =
  (...stretches: readonly Stretch[]) =>
  (points: number): Matrix =>
    rowsOf(spreadOver(stretches, points).map((t) => [t]));

const planar = {
  objectives: 2,
  rest: [-1, 1],
  centre: sine,
  penalty: squares,
  base(x: Float64Array, f: Float64Array): void {
    f[0] = x[0]!;
    f[1] = 1 - Math.sqrt(x[0]!);
  },
  positions: curve([0, 1]),
  known: corners([0, 0], [1, 1]),
} as const;

/** 1 / (2 N) + epsilon of UF5 and UF6. */
const bumpOf = (pieces: number): number => 1 / (2 * pieces) + 0.1;

function sphereBase(x: Float64Array, f: Float64Array): void {
  const first = (x[0]! * Math.PI) / 2;
  const second = (x[1]! * Math.PI) / 2;
  f[0] = Math.cos(first) * Math.cos(second);
  f[1] = Math.cos(first) * Math.sin(second);
  f[2] = Math.sin(first);
}

const spatial = {
  objectives: 3,
  rest: [-2, 2],
  centre: sine3,
  penalty: squares,
  base: sphereBase,
  positions: (points: number) => unitGrid(2, points),
  front: (points: number) => orthant(3, points),
  known: corners(each(3, 0), each(3, 1)),
} as const;

/** UF9's hump over the middle of x1. */
const hump = (x1: number): number => Math.max(0, 1.1 * (1 - 4 * (2 * x1 - 1) ** 2));

const definitions: readonly Definition[] = [
  { ...planar, title: "UF1: a convex front over sine curves" },
  {
    ...planar,
    title: "UF2: a convex front over spirals",
    centre(x, j, n) {
      const x1 = x[0]!;
      const radius = 0.3 * x1 * x1 * Math.cos(24 * Math.PI * x1 + (4 * j * Math.PI) / n) + 0.6 * x1;
      return radius * (j % 2 === 1 ? Math.cos(phase(x, j, n)) : Math.sin(phase(x, j, n)));
    },
  },
  {
    ...planar,
    title: "UF3: a convex front over powers, many local fronts",
    rest: [0, 1],
    centre: (x, j, n) => x[0]! ** (0.5 * (1 + (3 * (j - 2)) / (n - 2))),
    penalty: ripples,
  },
  {
    ...planar,
    title: "UF4: a concave front",
    rest: [-2, 2],
    penalty: mean((y) => Math.abs(y) / (1 + Math.exp(2 * Math.abs(y)))),
    base(x, f) {
      f[0] = x[0]!;
      f[1] = 1 - x[0]! * x[0]!;
    },
  },
  {
    ...planar,
    title: "UF5: 21 points on a line",
    penalty: mean((y) => 2 * y * y - Math.cos(4 * Math.PI * y) + 1),
    base(x, f) {
      const bump = bumpOf(10) * Math.abs(Math.sin(20 * Math.PI * x[0]!));
      f[0] = x[0]! + bump;
      f[1] = 1 - x[0]! + bump;
    },
    positions: () => rowsOf(Array.from({ length: 21 }, (_, i) => [i / 20])),
    front: () => rowsOf(Array.from({ length: 21 }, (_, i) => [i / 20, 1 - i / 20])),
  },
  {
    ...planar,
    title: "UF6: a point and two pieces of a line",
    penalty: ripples,
    base(x, f) {
      const bump = Math.max(0, 2 * bumpOf(2) * Math.sin(4 * Math.PI * x[0]!));
      f[0] = x[0]! + bump;
      f[1] = 1 - x[0]! + bump;
    },
    positions: (points) => rowsOf([[0], ...spreadOver(uf6Pieces, points - 1).map((t) => [t])]),
    front: (points) => rowsOf([0, ...spreadOver(uf6Pieces, points - 1)].map((t) => [t, 1 - t])),
  },
  {
    ...planar,
    title: "UF7: a line",
    base(x, f) {
      f[0] = x[0]! ** 0.2;
      f[1] = 1 - x[0]! ** 0.2;
    },
    positions: (points) => rowsOf(spreadOver([[0, 1]], points).map((t) => [t ** 5])),
  },
  { ...spatial, title: "UF8: an orthant of the unit sphere" },
  {
    ...spatial,
    title: "UF9: two pieces of a plane",
    base(x, f) {
      const [x1, x2] = x as unknown as [number, number];
      f[0] = 0.5 * (hump(x1) + 2 * x1) * x2;
      f[1] = 0.5 * (hump(x1) - 2 * x1 + 2) * x2;
      f[2] = 1 - x2;
    },
    positions: (points) => mapRows(unitGrid(2, points), ([u, x2]) => [u! < 0.5 ? u! / 2 : 0.5 + u! / 2, x2!]),
    front: (points) =>
      keepRows(simplex(3, 2 * points), (f) => f[0]! <= (1 - f[2]!) / 4 || f[0]! >= (3 * (1 - f[2]!)) / 4),
  },
  {
    ...spatial,
    title: "UF10: an orthant of the unit sphere behind many local ones",
    penalty: mean((y) => 4 * y * y - Math.cos(8 * Math.PI * y) + 1),
  },
];

const uf6Pieces: readonly Stretch[] = [
  [0.25 + 2 ** -40, 0.5],
  [0.75 + 2 ** -40, 1],
];

function uf(id: string, definition: Definition): ProblemEntry {
  const { title, objectives, rest, centre, penalty, base, positions, front, known } = definition;
  const places = objectives - 1;
  return entry<{ dimension: number }>({
    title,
    paper: "Zhang, Zhou, Zhao, Suganthan, Liu, Tiwari 2009, Essex CES-487",
    // Each objective needs a variable of its own that is not a position.
    options: z.strictObject({ dimension: count(2 * objectives - 1, 30) }),
    create({ dimension: n }): Problem {
      // J1, J2 (and J3): variable j lifts objective j mod m, in the report's order.
      const groups = Array.from({ length: objectives }, (_, k) => {
        const all = Array.from({ length: n - places }, (_, i) => i + objectives);
        return Int32Array.from(all.filter((j) => (j - 1) % objectives === k));
      });
      const y = new Float64Array(n);
      const writeBase = (x: Float64Array): Float64Array => {
        const f = new Float64Array(objectives);
        base(x, f);
        return f;
      };
      return {
        id,
        dimension: n,
        objectives,
        constraints: 0,
        space: box(Array.from({ length: n }, (_, i) => (i < places ? [0, 1] : rest))),
        evaluate(x, f) {
          base(x, f);
          groups.forEach((group, k) => {
            for (let i = 0; i < group.length; i++) y[i] = x[group[i]! - 1]! - centre(x, group[i]!, n);
            f[k]! += penalty(y, group, group.length);
          });
        },
        front: front ?? ((points) => mapRows(positions(points), writeBase)),
        paretoSet: (points) =>
          mapRows(positions(points), (u) => {
            const x = new Float64Array(n);
            x.set(u);
            for (let j = places + 1; j <= n; j++) x[j - 1] = centre(x, j, n);
            return x;
          }),
        ...known,
      };
    },
  });
}

export const ufEntries: Readonly<Record<string, ProblemEntry>> = Object.fromEntries(
  definitions.map((definition, i) => [`uf${i + 1}`, uf(`uf${i + 1}`, definition)]),
);
