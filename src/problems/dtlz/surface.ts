/** Problems whose objectives are a point of a simplex or a sphere, lifted off it by a distance function, then reshaped. */
import type { Matrix } from "../../linalg/index.ts";
import { corners } from "../known.ts";
import type { Problem } from "../problem.ts";
import { along, keepRows, mapRows, orthant, simplex, unitGrid } from "../sampling.ts";
import { cube } from "../spaces.ts";
import { linearInto, sphereInto } from "./shapes.ts";
import { type SurfaceSlopes, surfaceJacobian } from "./slopes.ts";

/** A surface and how far a point is from it. */
export interface Surface {
  readonly shape: "linear" | "sphere";
  /** The distance function over the variables from `from` on: 0 on the front. */
  readonly g: (x: Float64Array, from: number) => number;
  /** The surface's size at distance g. */
  readonly radius: (g: number) => number;
  /** What a variable does as position i. Default: itself. */
  readonly position?: (x: number, g: number, i: number) => number;
  /** A variable that is the position u on the front. Default: u. */
  readonly inverse?: (u: number) => number;
  /** Value of the distance variables on the front. */
  readonly optimal: number;
  /**
   * Given where the front is a curve (on it all positions but the first are 1/2): up to how many objectives that is
   * the whole front.
   */
  readonly curveUpTo?: number;
  /** Its slopes, where they are finite and at hand. */
  readonly slopes?: SurfaceSlopes;
}

/** What is done to the objectives of a surface of this radius, in place. Each is a function of itself, and monotone. */
export type Reshape = (f: Float64Array, radius: number) => void;

/** Constraints on the objectives. */
export interface Restriction {
  readonly count: (objectives: number) => number;
  /** Writes g(f), which must not be positive. */
  readonly write: (f: Float64Array, out: Float64Array) => void;
  /** Where the surface itself is forbidden: moves its point, along the ray from 0, to where it is allowed, in place. */
  readonly lift?: (f: Float64Array) => void;
  readonly nadir?: (objectives: number) => readonly number[];
}

export interface SurfaceProblem {
  readonly id: string;
  readonly objectives: number;
  readonly dimension: number;
  readonly surface: Surface;
  readonly reshape?: Reshape;
  readonly restriction?: Restriction;
}

function writeShape(surface: Surface, out: Float64Array, positions: Float64Array, radius: number): void {
  (surface.shape === "linear" ? linearInto : sphereInto)(out, positions, radius);
}

/** Points of the surface at distance 0, spread evenly. */
function basePoints(surface: Surface, objectives: number, count: number): Matrix {
  const radius = surface.radius(0);
  if (surface.curveUpTo !== undefined) {
    return along(0, 1, count, (t) => {
      const positions = new Float64Array(objectives - 1).fill(0.5);
      positions[0] = t;
      const out = new Float64Array(objectives);
      writeShape(surface, out, positions, radius);
      return out;
    });
  }
  const points = surface.shape === "linear" ? simplex(objectives, count) : orthant(objectives, count);
  return mapRows(points, (row) => row.map((value) => radius * value));
}

/** The best and worst of each objective on the surface at distance 0. */
function extent(surface: Surface, objectives: number, reshape: Reshape): { low: number[]; high: number[] } {
  const radius = surface.radius(0);
  const least = new Float64Array(objectives);
  const most = new Float64Array(objectives).fill(radius);
  if (surface.curveUpTo !== undefined) {
    // All but the last share what is left as halves of right angles do.
    for (let j = 0; j < objectives - 1; j++)
      most[j] = radius * Math.SQRT1_2 ** (objectives - 1 - Math.max(j, 1));
  }
  reshape(least, radius);
  reshape(most, radius);
  return {
    low: Array.from(least, (value, i) => Math.min(value, most[i]!)),
    high: Array.from(least, (value, i) => Math.max(value, most[i]!)),
  };
}

const unchanged: Reshape = () => {};

/** By how much rounding may break a constraint that a point of the front meets with equality. */
const roundingOff = 1e-12;

/** The problem, with all that is known of it. */
export function surfaceProblem(given: SurfaceProblem): Problem {
  const { id, objectives: m, dimension, surface, reshape = unchanged, restriction } = given;
  const positions = new Float64Array(m - 1);
  const { low, high } = extent(surface, m, reshape);
  const known = m <= (surface.curveUpTo ?? m);
  const allowed = (f: Float64Array): boolean => {
    if (restriction === undefined) return true;
    const g = new Float64Array(restriction.count(m));
    restriction.write(f, g);
    return g.every((value) => value <= roundingOff);
  };
  const front = (count: number): Matrix => {
    const radius = surface.radius(0);
    const points = mapRows(basePoints(surface, m, count), (row) => {
      reshape(row, radius);
      restriction?.lift?.(row);
      return row;
    });
    return keepRows(points, allowed);
  };
  const paretoSet = (count: number): Matrix => {
    const grid = surface.curveUpTo === undefined ? unitGrid(m - 1, count) : along(0, 1, count, (t) => [t]);
    const xs = mapRows(grid, (u) => {
      const x = new Float64Array(dimension).fill(surface.optimal);
      x.fill(0.5, 0, m - 1);
      u.forEach((value, i) => {
        x[i] = surface.inverse ? surface.inverse(value) : value;
      });
      return x;
    });
    const f = new Float64Array(m);
    return keepRows(xs, (x) => {
      problem.evaluate(x, f, new Float64Array(problem.constraints));
      return allowed(f);
    });
  };
  const { ideal, nadir, reference } = corners(low, restriction?.nadir?.(m) ?? high);
  const placed = (x: Float64Array): { g: number; radius: number } => {
    const g = surface.g(x, m - 1);
    for (let i = 0; i < m - 1; i++) positions[i] = surface.position ? surface.position(x[i]!, g, i) : x[i]!;
    return { g, radius: surface.radius(g) };
  };
  const { slopes } = surface;
  const problem: Problem = {
    id,
    dimension,
    objectives: m,
    constraints: restriction?.count(m) ?? 0,
    space: cube(dimension, 0, 1),
    evaluate(x, f, constraints) {
      const { radius } = placed(x);
      writeShape(surface, f, positions, radius);
      reshape(f, radius);
      restriction?.write(f, constraints);
    },
    ...(slopes && given.reshape === undefined
      ? {
          jacobian(x: Float64Array): Matrix {
            const { g, radius } = placed(x);
            return surfaceJacobian(surface.shape, x, m, positions, g, radius, slopes);
          },
        }
      : {}),
    ...(known ? { front, ideal, nadir, reference } : {}),
    ...(known && restriction?.lift === undefined ? { paretoSet } : {}),
  };
  return problem;
}
