/**
 * DTLZ1-7 (Deb, Thiele, Laumanns, Zitzler, "Scalable test problems for evolutionary multiobjective optimization", 2005)
 * and what others made of them: inverted (Jain, Deb, IEEE TEVC 18(4), 2014), scaled and convex (Deb, Jain, IEEE TEVC
 * 18(4), 2014), constrained (Jain, Deb 2014).
 */
import { z } from "zod";
import { entry } from "../entry.ts";
import type { ProblemEntry } from "../problem.ts";
import { c1Linear, c1Spherical, c2, c3Linear, c3Spherical } from "./constraints.ts";
import { convex, inverted, scaled } from "./reshapes.ts";
import { bowl, rippled, steep } from "./shapes.ts";
import { bowlSlope, rippledSlope } from "./slopes.ts";
import { type Reshape, type Restriction, type Surface, surfaceProblem } from "./surface.ts";

export interface DtlzOptions {
  readonly objectives: number;
  readonly dimension?: number | undefined;
}

/** `objectives` from 2 on, and a `dimension` that leaves at least one distance variable. */
export const dtlzOptions: z.ZodType<DtlzOptions> = z
  .strictObject({ objectives: z.int().min(2).default(3), dimension: z.int().optional() })
  .superRefine(({ objectives, dimension }, context) => {
    if (dimension === undefined || dimension >= objectives) return;
    context.addIssue({
      code: "custom",
      path: ["dimension"],
      message: `must be at least the number of objectives, ${objectives}, got ${dimension}`,
    });
  });

const onePlus = (g: number): number => 1 + g;
/** x for i = 0; for others drawn to the middle the nearer the point is to the front. */
const bent = (x: number, g: number, i: number): number => (i === 0 ? x : (1 + 2 * g * x) / (2 * (1 + g)));
const bentSlope = (x: number, g: number, i: number): readonly [number, number] =>
  i === 0 ? [1, 0] : [g / (1 + g), (2 * x - 1) / (2 * (1 + g) ** 2)];
const sphere: Surface = {
  shape: "sphere",
  g: bowl,
  radius: onePlus,
  optimal: 0.5,
  slopes: { g: bowlSlope, radius: 1 },
};
/** Where half the search space has next to none of the surface. */
const hundredth: Pick<Surface, "position" | "inverse" | "slopes"> = {
  position: (x) => x ** 100,
  inverse: (u) => u ** 0.01,
  slopes: { g: bowlSlope, radius: 1, position: (x) => [100 * x ** 99, 0] },
};

/** The surfaces of DTLZ1-6. In more than three objectives, 5 and 6 have more front than the curve (Huband et al. 2006). */
export const dtlzSurfaces: Readonly<
  Record<"dtlz1" | "dtlz2" | "dtlz3" | "dtlz4" | "dtlz5" | "dtlz6", Surface>
> = {
  dtlz1: {
    shape: "linear",
    g: rippled,
    radius: (g) => 0.5 * (1 + g),
    optimal: 0.5,
    slopes: { g: rippledSlope, radius: 0.5 },
  },
  dtlz2: sphere,
  dtlz3: { ...sphere, g: rippled, slopes: { g: rippledSlope, radius: 1 } },
  dtlz4: { ...sphere, ...hundredth },
  dtlz5: {
    ...sphere,
    position: bent,
    curveUpTo: 3,
    slopes: { g: bowlSlope, radius: 1, position: bentSlope },
  },
  // Infinitely steep at the front: differences, of which one-sided ones stay finite.
  dtlz6: {
    shape: "sphere",
    g: steep,
    radius: onePlus,
    optimal: 0,
    position: bent,
    curveUpTo: 3,
  },
};

interface Variant {
  readonly title: string;
  readonly paper: string;
  /** Distance variables, where the dimension is not given. */
  readonly distance: number;
  readonly surface: Surface;
  readonly reshape?: Reshape;
  readonly restriction?: (objectives: number) => Restriction;
}

const original = "Deb, Thiele, Laumanns, Zitzler 2005";
const nsga3 = "Deb, Jain 2014, IEEE TEVC 18(4), part I";
const nsga3Constrained = "Jain, Deb 2014, IEEE TEVC 18(4), part II";
const { dtlz1, dtlz2, dtlz3, dtlz4, dtlz5, dtlz6 } = dtlzSurfaces;

const variants: Readonly<Record<string, Variant>> = {
  dtlz1: {
    title: "DTLZ1: a simplex behind 11^k - 1 local ones",
    paper: original,
    distance: 5,
    surface: dtlz1,
  },
  dtlz2: { title: "DTLZ2: an orthant of the unit sphere", paper: original, distance: 10, surface: dtlz2 },
  dtlz3: {
    title: "DTLZ3: the sphere behind 3^k - 1 local ones",
    paper: original,
    distance: 10,
    surface: dtlz3,
  },
  dtlz4: {
    title: "DTLZ4: the sphere, most of it hard to hit",
    paper: original,
    distance: 10,
    surface: dtlz4,
  },
  dtlz5: { title: "DTLZ5: a curve on the sphere", paper: original, distance: 10, surface: dtlz5 },
  dtlz6: { title: "DTLZ6: a curve, flat until near", paper: original, distance: 10, surface: dtlz6 },
  idtlz1: {
    title: "Inverted DTLZ1: the simplex upside down",
    paper: nsga3Constrained,
    distance: 5,
    surface: dtlz1,
    reshape: inverted,
  },
  idtlz2: {
    title: "Inverted DTLZ2: the sphere seen from its corner",
    paper: nsga3Constrained,
    distance: 10,
    surface: dtlz2,
    reshape: inverted,
  },
  "convex-dtlz2": {
    title: "Convex DTLZ2: powers of the sphere",
    paper: nsga3,
    distance: 10,
    surface: dtlz2,
    reshape: convex,
  },
  "convex-dtlz4": {
    title: "Convex DTLZ4: powers of the sphere, most of it hard to hit",
    paper: nsga3,
    distance: 10,
    surface: dtlz4,
    reshape: convex,
  },
  "c1-dtlz1": {
    title: "C1-DTLZ1: DTLZ1, only a strip at the front feasible",
    paper: nsga3Constrained,
    distance: 5,
    surface: dtlz1,
    restriction: () => c1Linear,
  },
  "c1-dtlz3": {
    title: "C1-DTLZ3: DTLZ3 behind an infeasible band",
    paper: nsga3Constrained,
    distance: 10,
    surface: dtlz3,
    restriction: c1Spherical,
  },
  "c2-dtlz2": {
    title: "C2-DTLZ2: only pieces of the sphere feasible",
    paper: nsga3Constrained,
    distance: 10,
    surface: dtlz2,
    restriction: c2,
  },
  "c3-dtlz1": {
    title: "C3-DTLZ1: the front is the constraints, planes",
    paper: nsga3Constrained,
    distance: 5,
    surface: dtlz1,
    restriction: () => c3Linear,
  },
  "c3-dtlz4": {
    title: "C3-DTLZ4: the front is the constraints, ellipsoids",
    paper: nsga3Constrained,
    distance: 5,
    surface: dtlz4,
    restriction: () => c3Spherical,
  },
};

function dtlz(id: string, { title, paper, distance, surface, reshape, restriction }: Variant): ProblemEntry {
  return entry<DtlzOptions>({
    title,
    paper,
    options: dtlzOptions,
    create: ({ objectives, dimension = objectives + distance - 1 }) =>
      surfaceProblem({
        id,
        objectives,
        dimension,
        surface,
        ...(reshape ? { reshape } : {}),
        ...(restriction ? { restriction: restriction(objectives) } : {}),
      }),
  });
}

interface ScaledOptions extends DtlzOptions {
  readonly scale: number;
}

/** Objective i (from 0) times scale^i. */
function scaledDtlz(id: string, title: string, distance: number, surface: Surface): ProblemEntry {
  return entry<ScaledOptions>({
    title,
    paper: nsga3,
    options: z
      .strictObject({
        objectives: z.int().min(2).default(3),
        dimension: z.int().optional(),
        scale: z.number().positive().default(10),
      })
      .superRefine(({ objectives, dimension }, context) => {
        const checked = dtlzOptions.safeParse({ objectives, dimension });
        for (const { path, message } of checked.error?.issues ?? [])
          context.addIssue({ code: "custom", path, message });
      }),
    create: ({ objectives, dimension = objectives + distance - 1, scale }) =>
      surfaceProblem({
        id,
        objectives,
        dimension,
        surface,
        reshape: scaled(Float64Array.from({ length: objectives }, (_, i) => scale ** i)),
      }),
  });
}

/** The entries by id, but for DTLZ7. */
export const dtlzEntries: Readonly<Record<string, ProblemEntry>> = {
  ...Object.fromEntries(Object.entries(variants).map(([id, variant]) => [id, dtlz(id, variant)])),
  sdtlz1: scaledDtlz("sdtlz1", "Scaled DTLZ1: objectives of different size", 5, dtlz1),
  sdtlz2: scaledDtlz("sdtlz2", "Scaled DTLZ2: objectives of different size", 10, dtlz2),
};
