/**
 * MaF1-15 (Cheng, Li, Tian, Zhang, Yang, Jin, Yao, "A benchmark test suite for evolutionary many-objective optimization",
 * Complex & Intelligent Systems 3(1), 2017): reshaped DTLZ, distances to polygons, WFG, and large-scale problems.
 */
import { z } from "zod";
import { dtlzSurfaces } from "../dtlz/dtlz.ts";
import { dtlz7 } from "../dtlz/dtlz7.ts";
import { both, convex, inverted, scaled } from "../dtlz/reshapes.ts";
import { type Reshape, type Surface, surfaceProblem } from "../dtlz/surface.ts";
import { entry } from "../entry.ts";
import type { Problem, ProblemEntry } from "../problem.ts";
import { wfgDefinitions } from "../wfg/definitions.ts";
import { wfgProblem } from "../wfg/wfg.ts";
import { largeScale } from "./large-scale.ts";
import { maf2 } from "./maf2.ts";
import { maf13 } from "./maf13.ts";
import { toLines, toVertices } from "./polygon.ts";

interface Options {
  readonly objectives: number;
  readonly dimension?: number | undefined;
}

/** A problem of the suite. */
interface Member {
  readonly title: string;
  /** Least number of objectives. */
  readonly least: number;
  /** Variables where the dimension is not given; `null` where it cannot be. */
  readonly usual: ((objectives: number) => number) | null;
  /** Fewest variables. */
  readonly fewest: (objectives: number) => number;
  readonly create: (id: string, objectives: number, dimension: number) => Problem;
}

const usual = (m: number): number => m + 9;
const fewest = (m: number): number => m;

function reshaped(
  title: string,
  surface: Surface,
  reshape: (objectives: number) => Reshape | undefined,
): Member {
  return {
    title,
    least: 2,
    usual,
    fewest,
    create(id, objectives, dimension) {
      const applied = reshape(objectives);
      return surfaceProblem({ id, objectives, dimension, surface, ...(applied ? { reshape: applied } : {}) });
    },
  };
}

/** 2^exponent for each objective. */
function powersOfTwo(objectives: number, exponent: (i: number) => number): Reshape {
  return scaled(Float64Array.from({ length: objectives }, (_, i) => 2 ** exponent(i)));
}

/** WFG with one position variable for each objective but one. */
function wfg(title: string, which: number): Member {
  const definition = wfgDefinitions[which - 1]!;
  return {
    title,
    least: 2,
    usual: (m) => (definition.pairs ? m - 1 + 10 : m + 9),
    fewest,
    create(id, objectives, dimension) {
      const distance = dimension - objectives + 1;
      // Pairs: the suite takes one variable more where the distance variables are odd in number.
      const even = definition.pairs ? distance + (distance % 2) : distance;
      return wfgProblem(id, definition, { objectives, position: objectives - 1, distance: even });
    },
  };
}

const { dtlz2, dtlz3, dtlz4, dtlz5 } = dtlzSurfaces;

const members: readonly Member[] = [
  reshaped(
    "MaF1: inverted linear front",
    { shape: "linear", g: dtlz2.g, radius: dtlz2.radius, optimal: 0.5 },
    () => inverted,
  ),
  { title: "MaF2: a patch of the sphere", least: 2, usual, fewest: (m) => 2 * m - 1, create: maf2 },
  reshaped("MaF3: convex, behind many local fronts", dtlz3, () => convex),
  reshaped("MaF4: inverted, scaled, behind many local fronts", dtlz3, (m) =>
    both(
      inverted,
      powersOfTwo(m, (i) => i + 1),
    ),
  ),
  reshaped("MaF5: scaled, most of it hard to hit", dtlz4, (m) => powersOfTwo(m, (i) => m - i)),
  reshaped(
    "MaF6: a curve",
    { ...dtlz5, radius: (g) => 1 + 100 * g, curveUpTo: Number.POSITIVE_INFINITY },
    () => undefined,
  ),
  {
    title: "MaF7: a front in 2^(m - 1) pieces",
    least: 2,
    usual: (m) => m + 19,
    fewest,
    create: dtlz7,
  },
  {
    title: "MaF8: distances to a polygon's vertices",
    least: 3,
    usual: null,
    fewest: () => 2,
    create: toVertices,
  },
  { title: "MaF9: distances to a polygon's sides", least: 3, usual: null, fewest: () => 2, create: toLines },
  wfg("MaF10: WFG1", 1),
  wfg("MaF11: WFG2", 2),
  wfg("MaF12: WFG9", 9),
  {
    title: "MaF13: a sphere over a winding set, degenerate beyond three objectives",
    least: 3,
    usual: () => 5,
    fewest: () => 5,
    create: maf13,
  },
  {
    title: "MaF14: large scale, a linear front",
    least: 2,
    usual: (m) => 20 * m,
    fewest: (m) => 20 * m,
    create: (id, m, dimension) => largeScale(id, m, dimension, "linear"),
  },
  {
    title: "MaF15: large scale, an inverted spherical front",
    least: 2,
    usual: (m) => 20 * m,
    fewest: (m) => 20 * m,
    create: (id, m, dimension) => largeScale(id, m, dimension, "sphere"),
  },
];

function maf(id: string, { title, least, usual: size, fewest: enough, create }: Member): ProblemEntry {
  const objectives = z.int().min(least).default(3);
  const paper = "Cheng, Li, Tian, Zhang, Yang, Jin, Yao 2017, Complex & Intelligent Systems 3(1)";
  if (size === null) {
    const options = z.strictObject({ objectives });
    return entry<Options>({ title, paper, options, create: (given) => create(id, given.objectives, 2) });
  }
  return entry<Options>({
    title,
    paper,
    options: z
      .strictObject({ objectives, dimension: z.int().optional() })
      .superRefine(({ objectives: m, dimension }, context) => {
        if (dimension !== undefined && dimension < enough(m))
          context.addIssue({
            code: "custom",
            path: ["dimension"],
            message: `must be at least ${enough(m)} for ${m} objectives, got ${dimension}`,
          });
      }),
    create: ({ objectives: m, dimension = size(m) }) => create(id, m, dimension),
  });
}

export const mafEntries: Readonly<Record<string, ProblemEntry>> = Object.fromEntries(
  members.map((member, i) => [`maf${i + 1}`, maf(`maf${i + 1}`, member)]),
);
