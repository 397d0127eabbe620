import { z } from "zod";
import type { Problem, ProblemEntry } from "./problem.ts";

/** A problem family as the registry takes it. */
export interface Family<Options> {
  readonly title: string;
  readonly paper: string;
  readonly options: z.ZodType<Options>;
  create(options: Options): Problem;
}

/** A family's entry: the registry forgets the type of its options, which its own schema has checked. */
export function entry<Options>(family: Family<Options>): ProblemEntry {
  return family as unknown as ProblemEntry;
}

/** The schema of a count with its least value and its default. */
export function count(least: number, otherwise: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(least).default(otherwise);
}

/** The schema of a problem that has nothing to choose. */
export const noOptions: z.ZodType<Record<never, never>> = z.strictObject({});
