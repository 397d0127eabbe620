import { uniform } from "../../random/index.ts";
import type { Crossover } from "./operator.ts";

/**
 * Blend crossover BLX-alpha (Eshelman and Schaffer, FOGA 1993): with `probability` each child's variables are uniform
 * between the parents' values, widened by `alpha` times their distance on both sides.
 */
export function blend({
  alpha,
  probability,
}: {
  readonly alpha: number;
  readonly probability: number;
}): Crossover {
  return (key, a, b) => {
    const size = a.length;
    const draws = uniform(key, 2 * size + 1);
    if (draws[2 * size]! >= probability) return [a.slice(), b.slice()];
    const between = (i: number, u: number): number => {
      const gap = Math.abs(a[i]! - b[i]!);
      return Math.min(a[i]!, b[i]!) - alpha * gap + u * (1 + 2 * alpha) * gap;
    };
    return [a.map((_, i) => between(i, draws[2 * i]!)), a.map((_, i) => between(i, draws[2 * i + 1]!))];
  };
}
