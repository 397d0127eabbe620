import { fold, normal, uniform } from "../../random/index.ts";
import type { Mutation } from "./operator.ts";

/**
 * Gaussian mutation: each variable, with `probability` (default 1), moves by N(0, sigma^2). `sigma` is in units of
 * the box's width where there is a box, else absolute.
 */
export function gaussian({
  sigma,
  probability = 1,
}: {
  readonly sigma: number;
  readonly probability?: number | undefined;
}): Mutation {
  return Object.assign(
    ((key, x, space) => {
      const z = normal(fold(key, 0), x.length);
      const draws = probability < 1 ? uniform(fold(key, 1), x.length) : undefined;
      return x.map((value, i) => {
        if (draws !== undefined && draws[i]! >= probability) return value;
        return value + sigma * (space === undefined ? 1 : space.upper[i]! - space.lower[i]!) * z[i]!;
      });
    }) satisfies (...given: Parameters<Mutation>) => Float64Array,
    { rate: () => probability },
  );
}
