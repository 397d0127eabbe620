/** What later suites do to the objectives of DTLZ, in place; see `Reshape`. */
import type { Reshape } from "./surface.ts";

/** The surface seen from its far corner: f -> radius - f. */
export const inverted: Reshape = (f, radius) => {
  for (let i = 0; i < f.length; i++) f[i] = radius - f[i]!;
};

/** f^4, the last objective f^2: a sphere becomes sum sqrt(f_i) + f_m = 1. */
export const convex: Reshape = (f) => {
  for (let i = 0; i < f.length; i++) f[i] = i === f.length - 1 ? f[i]! ** 2 : f[i]! ** 4;
};

/** Each objective times its own factor. */
export function scaled(factors: Float64Array): Reshape {
  return (f) => {
    for (let i = 0; i < f.length; i++) f[i]! *= factors[i]!;
  };
}

/** One after the other. */
export function both(first: Reshape, second: Reshape): Reshape {
  return (f, radius) => {
    first(f, radius);
    second(f, radius);
  };
}
