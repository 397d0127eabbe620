import { InputError } from "../../base/index.ts";
import { uniform } from "../../random/index.ts";
import type { Mutation } from "./operator.ts";

/** What a method that scales by the box says where there is none. */
export function boundsMissing(): InputError {
  return new InputError(
    "polynomial mutation needs bounds but the variables have none; use gaussian mutation or iso-line variation",
  );
}

/**
 * Polynomial mutation (Deb and Goyal 1996; bounded form of Deb et al. 2002): each variable changes with `probability`
 * (default 1 / dimension) by delta times the box's width, delta of density proportional to (1 - |delta|)^eta and cut
 * off at both bounds, so that no child leaves the box. Throws an `InputError` without a box.
 */
export function polynomial({
  eta,
  probability,
}: {
  readonly eta: number;
  readonly probability?: number | undefined;
}): Mutation {
  const rate = (dimension: number): number => probability ?? 1 / dimension;
  const power = eta + 1;
  return Object.assign(
    ((key, x, space) => {
      if (space === undefined) throw boundsMissing();
      const draws = uniform(key, x.length);
      const each = rate(x.length);
      return x.map((value, i) => {
        const low = space.lower[i]!;
        const width = space.upper[i]! - low;
        if (draws[i]! >= each || !(width > 0)) return value;
        const u = draws[i]! / each;
        const position = (value - low) / width;
        const delta =
          u < 0.5
            ? (2 * u + (1 - 2 * u) * (1 - position) ** power) ** (1 / power) - 1
            : 1 - (2 * (1 - u) + (2 * u - 1) * position ** power) ** (1 / power);
        return Math.min(space.upper[i]!, Math.max(low, value + delta * width));
      });
    }) satisfies (...given: Parameters<Mutation>) => Float64Array,
    { rate },
  );
}
