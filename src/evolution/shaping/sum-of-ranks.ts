import { z } from "zod";
import { InputError } from "../../base/index.ts";
import { centredRanks } from "./centred-ranks.ts";
import { columnOf, mix, type ShapingEntry } from "./shaping.ts";

/** Options of the shaping. */
export type SumOfRanksOptions = { readonly weights?: number[] | undefined };

const options: z.ZodType<SumOfRanksOptions> = z.strictObject({
  /** One weight an objective, of positive sum. Default: equal weights. */
  weights: z.array(z.number().nonnegative()).optional(),
});

/**
 * Candidates are ranked on each objective by itself and the centred ranks are averaged: the shaping of the
 * multi-task neuroevolution papers (Dyankov et al., LOD 2019; Riccio et al., ICANN 2020). Ranking first makes it
 * blind to the objectives' scales. Unequal `weights` give the papers' mixture of score and frames survived.
 */
export const sumOfRanks: ShapingEntry<SumOfRanksOptions> = {
  title: "weighted mean of the objectives' centred ranks",
  options,
  create({ weights }) {
    if (weights && !(weights.reduce((sum, w) => sum + w, 0) > 0)) {
      throw new InputError(
        "sum-of-ranks: the weights must have a positive sum; give at least one objective weight",
      );
    }
    return ({ objectives }) => {
      const count = objectives.columns;
      if (weights && weights.length !== count) {
        throw new InputError(
          `sum-of-ranks: ${weights.length} weights for ${count} objectives; give one weight an objective`,
        );
      }
      const given = weights ?? new Array<number>(count).fill(1);
      const total = given.reduce((sum, w) => sum + w, 0);
      const utilities = given.map((_, t) => centredRanks(columnOf(objectives, t)));
      return mix(
        utilities,
        given.map((w) => w / total),
      );
    };
  },
};
