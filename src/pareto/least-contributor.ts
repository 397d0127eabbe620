import { InputError } from "../base/index.ts";
import type { MatrixLike } from "../linalg/index.ts";
import { type ContributionOptions, contributions } from "./contributions.ts";

/**
 * The row whose loss costs the least hypervolume, and what it costs; of several, the first. What (mu + 1)
 * selection by hypervolume drops (SMS-EMOA; Beume, Naujoks, Emmerich, EJOR 181(3), 2007).
 * Throws an `InputError` on an empty set, else as `contributions`.
 */
export function leastContributor(
  points: MatrixLike,
  reference: ArrayLike<number>,
  options: ContributionOptions = {},
): { index: number; contribution: number } {
  const shares = contributions(points, reference, options);
  if (shares.length === 0)
    throw new InputError("leastContributor: points must hold at least one point, got none");
  let index = 0;
  for (let i = 1; i < shares.length; i++) if (shares[i]! < shares[index]!) index = i;
  return { index, contribution: shares[index]! };
}
