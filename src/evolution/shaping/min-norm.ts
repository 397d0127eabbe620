import { z } from "zod";
import { minNormWeights } from "../../linalg/index.ts";
import { centredRanks } from "./centred-ranks.ts";
import { columnOf, mix, type ShapingEntry } from "./shaping.ts";

const options: z.ZodType<Record<string, never>> = z.strictObject({});

/**
 * The objectives' rank gradients are combined to the shortest vector in their convex hull (Désidéri 2012, MGDA): to
 * first order the step worsens no objective, and it vanishes where none can improve without another's loss.
 */
export const minNorm: ShapingEntry<Record<string, never>> = {
  title: "min-norm combination of the objectives' rank gradients",
  options,
  create() {
    return ({ objectives, gramian }) => {
      const utilities = Array.from({ length: objectives.columns }, (_, t) =>
        centredRanks(columnOf(objectives, t)),
      );
      if (utilities.length === 1) return utilities[0]!;
      return mix(utilities, minNormWeights(gramian(utilities)));
    };
  },
};
