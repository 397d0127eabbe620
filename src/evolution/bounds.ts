import { z } from "zod";
import type { Matrix } from "../linalg/index.ts";
import type { Start } from "./strategy.ts";

/**
 * What becomes of a coordinate outside the box: nothing, the nearest bound, or its mirror image in the bound it passed
 * (again at the other one if need be). The search distribution itself stays where it is; candidates are its images.
 */
export type BoundHandling = "none" | "clip" | "reflect";

/** A box and what to do about it: plain data, part of a strategy's state. */
export interface Bounds {
  readonly handling: "clip" | "reflect";
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Schema of the option `bounds`. Without a box, as with the weights of a network, it has no effect. */
export const boundHandling: z.ZodDefault<z.ZodEnum<{ none: "none"; clip: "clip"; reflect: "reflect" }>> = z
  .enum(["none", "clip", "reflect"])
  .default("reflect");

/** The bounds to keep to, or null where there are none. */
export function boundsOf({ space }: Start, handling: BoundHandling): Bounds | null {
  if (space === undefined || handling === "none") return null;
  return { handling, lower: space.lower.slice(), upper: space.upper.slice() };
}

function reflected(x: number, lower: number, upper: number): number {
  const width = upper - lower;
  if (width <= 0) return lower;
  // The position on a path up and down the interval, of period 2 width.
  const along = (((x - lower) % (2 * width)) + 2 * width) % (2 * width);
  return lower + (along > width ? 2 * width - along : along);
}

/** Brings the rows of `points` into the box. */
export function boundInPlace(points: Matrix, bounds: Bounds | null): void {
  if (bounds === null) return;
  const { handling, lower, upper } = bounds;
  const { data, columns } = points;
  for (let i = 0; i < data.length; i++) {
    const low = lower[i % columns]!;
    const high = upper[i % columns]!;
    const value = data[i]!;
    if (value >= low && value <= high) continue;
    data[i] = handling === "clip" ? Math.min(high, Math.max(low, value)) : reflected(value, low, high);
  }
}

/** The image of one point in the box. */
export function bounded(point: Float64Array, bounds: Bounds | null): Float64Array {
  if (bounds === null) return point;
  const data = point.slice();
  boundInPlace({ rows: 1, columns: data.length, data }, bounds);
  return data;
}
