/** Exact gradients of surfaces: of their shapes by the positions, of the distance by its variables, by the chain rule. */
import { type Matrix, matrix } from "../../linalg/index.ts";

/** How what a surface is made of changes. */
export interface SurfaceSlopes {
  /** Writes the gradient of g by the variables from `from` on; the others stay as they are. */
  readonly g: (x: Float64Array, from: number, out: Float64Array) => void;
  /** Of the radius by g. */
  readonly radius: number;
  /** Of position i by its variable, and by g. Default: 1 and 0. */
  readonly position?: (x: number, g: number, i: number) => readonly [byVariable: number, byDistance: number];
}

/** A share of what is left, what it leaves, and how both change with the position. */
type Split = (position: number) => {
  readonly kept: number;
  readonly left: number;
  readonly keptSlope: number;
  readonly leftSlope: number;
};

const quarter = Math.PI / 2;

export const splits: Readonly<Record<"linear" | "sphere", Split>> = {
  linear: (p) => ({ kept: 1 - p, left: p, keptSlope: -1, leftSlope: 1 }),
  sphere: (p) => {
    const [sin, cos] = [Math.sin(p * quarter), Math.cos(p * quarter)];
    return { kept: sin, left: cos, keptSlope: quarter * cos, leftSlope: -quarter * sin };
  },
};

export const bowlSlope: SurfaceSlopes["g"] = (x, from, out) => {
  for (let j = from; j < x.length; j++) out[j] = 2 * (x[j]! - 0.5);
};

export const rippledSlope: SurfaceSlopes["g"] = (x, from, out) => {
  for (let j = from; j < x.length; j++) {
    const off = x[j]! - 0.5;
    out[j] = 100 * (2 * off + 20 * Math.PI * Math.sin(20 * Math.PI * off));
  }
};

/**
 * The Jacobian of radius(g) * shape(positions), m x n. Objective k is a product over the positions: each leaves its share up
 * to the one, m - 1 - k, that keeps; products without one factor are formed anew, as any of them may be 0.
 */
export function surfaceJacobian(
  shape: "linear" | "sphere",
  x: Float64Array,
  m: number,
  positions: Float64Array,
  g: number,
  radius: number,
  slopes: SurfaceSlopes,
): Matrix {
  const n = x.length;
  const out = matrix(m, n);
  const slopeOfG = new Float64Array(n);
  slopes.g(x, m - 1, slopeOfG);
  const parts = Array.from(positions, splits[shape]);
  const moves = Array.from(positions, (_, i) => slopes.position?.(x[i]!, g, i) ?? [1, 0]);
  for (let k = 0; k < m; k++) {
    // Objective 0 is what all positions leave.
    const keeper = k === 0 ? m - 1 : m - 1 - k;
    /** The product of the factors, that of position i replaced by its slope. */
    const product = (replaced: number): number => {
      let value = 1;
      for (let i = 0; i < Math.min(keeper + 1, m - 1); i++) {
        const { kept, left, keptSlope, leftSlope } = parts[i]!;
        const slope = i === replaced;
        value *= i === keeper ? (slope ? keptSlope : kept) : slope ? leftSlope : left;
      }
      return value;
    };
    let byDistance = slopes.radius * product(-1);
    for (let i = 0; i < Math.min(keeper + 1, m - 1); i++) {
      const [byVariable, byG] = moves[i]!;
      const slope = radius * product(i);
      out.data[k * n + i] = slope * byVariable;
      byDistance += slope * byG;
    }
    for (let j = m - 1; j < n; j++) out.data[k * n + j] = byDistance * slopeOfG[j]!;
  }
  return out;
}
