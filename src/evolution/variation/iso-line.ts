import { fold, type Key, normal } from "../../random/index.ts";
import type { Crossover } from "./operator.ts";

/**
 * Iso+line variation (Vassiliades and Mouret, GECCO 2018, arXiv:1804.03906): child = x + iso N(0, I) + line N(0, 1)
 * (y - x), noise of its own everywhere and a step along the line to the other parent. The second child does so from
 * y. `iso` is in units of the box's width where there is a box, else absolute.
 */
export function isoLine({ iso, line }: { readonly iso: number; readonly line: number }): Crossover {
  return (key, a, b, space) => {
    const child = (own: Key, from: Float64Array, to: Float64Array): Float64Array => {
      const z = normal(own, from.length + 1);
      const step = line * z[from.length]!;
      return from.map((x, i) => {
        const width = space === undefined ? 1 : space.upper[i]! - space.lower[i]!;
        return x + iso * width * z[i]! + step * (to[i]! - x);
      });
    };
    return [child(fold(key, 0), a, b), child(fold(key, 1), b, a)];
  };
}
