import { uniform } from "../../random/index.ts";
import type { Crossover } from "./operator.ts";

/**
 * Uniform crossover (Syswerda, ICGA 1989): with `probability` a pair is crossed, and then each variable changes
 * places with one half. The two values of every variable stay the parents'.
 */
export function uniformCrossover({ probability }: { readonly probability: number }): Crossover {
  return (key, a, b) => {
    const draws = uniform(key, a.length + 1);
    if (draws[a.length]! >= probability) return [a.slice(), b.slice()];
    return [
      a.map((value, i) => (draws[i]! < 0.5 ? b[i]! : value)),
      b.map((value, i) => (draws[i]! < 0.5 ? a[i]! : value)),
    ];
  };
}
