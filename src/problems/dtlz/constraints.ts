/** The constraints of C-DTLZ (Jain, Deb, IEEE TEVC 18(4), 2014, section II), all on the objectives; g(f) <= 0 is feasible. */
import { each } from "../known.ts";
import type { Restriction } from "./surface.ts";

function sumOf(f: Float64Array): number {
  let sum = 0;
  for (const value of f) sum += value;
  return sum;
}

function squaresOf(f: Float64Array): number {
  let sum = 0;
  for (const value of f) sum += value * value;
  return sum;
}

/** f_m / 0.6 + sum of the others / 0.5 <= 1. */
export const c1Linear: Restriction = {
  count: () => 1,
  write(f, out) {
    const last = f[f.length - 1]!;
    out[0] = last / 0.6 + (sumOf(f) - last) / 0.5 - 1;
  },
};

/** Not between the radii 4 and r. */
export function c1Spherical(objectives: number): Restriction {
  const outer = objectives < 5 ? 9 : objectives <= 12 ? 12.5 : 15;
  return {
    count: () => 1,
    write(f, out) {
      const squares = squaresOf(f);
      out[0] = -(squares - 16) * (squares - outer * outer);
    },
  };
}

/** Within r of a corner of the unit simplex, or of the sphere's middle. */
export function c2(objectives: number): Restriction {
  const r = objectives === 2 ? 0.2 : objectives === 3 ? 0.4 : 0.5;
  const middle = 1 / Math.sqrt(objectives);
  return {
    count: () => 1,
    write(f, out) {
      const squares = squaresOf(f);
      let nearest = 0;
      for (const value of f) nearest += (value - middle) ** 2;
      for (const value of f) nearest = Math.min(nearest, (value - 1) ** 2 + squares - value * value);
      out[0] = nearest - r * r;
    },
  };
}

/** sum f + f_i >= 1 for each i. */
export const c3Linear: Restriction = {
  count: (objectives) => objectives,
  write(f, out) {
    const sum = sumOf(f);
    for (let i = 0; i < f.length; i++) out[i] = 1 - f[i]! / 0.5 - (sum - f[i]!);
  },
  lift(f) {
    const size = sumOf(f) + Math.min(...f);
    for (let i = 0; i < f.length; i++) f[i]! /= size;
  },
  nadir: (objectives) => each(objectives, 1),
};

/** sum f^2 - 3/4 f_i^2 >= 1 for each i. */
export const c3Spherical: Restriction = {
  count: (objectives) => objectives,
  write(f, out) {
    const squares = squaresOf(f);
    for (let i = 0; i < f.length; i++) out[i] = 1 - f[i]! ** 2 / 4 - (squares - f[i]! ** 2);
  },
  lift(f) {
    const size = Math.sqrt(squaresOf(f) - 0.75 * Math.max(...f) ** 2);
    for (let i = 0; i < f.length; i++) f[i]! /= size;
  },
  nadir: (objectives) => each(objectives, 2),
};
