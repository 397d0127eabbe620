import type { SearchSpace } from "./problem.ts";

/** A box with the same bounds for each of `dimension` real variables. */
export function cube(dimension: number, lower: number, upper: number): SearchSpace {
  return {
    lower: new Float64Array(dimension).fill(lower),
    upper: new Float64Array(dimension).fill(upper),
  };
}

/** A box of real variables with these [lower, upper] bounds. */
export function box(bounds: readonly (readonly [number, number])[]): SearchSpace {
  return {
    lower: Float64Array.from(bounds, ([lower]) => lower),
    upper: Float64Array.from(bounds, ([, upper]) => upper),
  };
}
