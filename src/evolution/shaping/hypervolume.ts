import { z } from "zod";
import { InputError } from "../../base/index.ts";
import { uncrowdedHypervolumeImprovement } from "../../pareto/index.ts";
import { centredRanks } from "./centred-ranks.ts";
import type { ShapingEntry } from "./shaping.ts";

/** Options of the shaping. */
export type HypervolumeShapingOptions = { readonly reference?: number[] | undefined };

const options: z.ZodType<HypervolumeShapingOptions> = z.strictObject({
  /**
   * The worst values of interest, one an objective, minimised (a maximised objective's value negated). Default: each
   * generation's worst, a tenth of its range beyond.
   */
  reference: z.array(z.number()).optional(),
});

/**
 * Candidates are ranked by the hypervolume each adds to the generation's front; those it leaves dominated by how far
 * they are from that front, so that they too have a direction (the uncrowded hypervolume improvement of Touré, Hansen,
 * Auger and Brockhoff, GECCO 2019, arXiv:1904.08823). Objectives are first brought to [0, 1] by the generation's
 * range: contributions keep their order under that, distances become comparable.
 */
export const hypervolumeShaping: ShapingEntry<HypervolumeShapingOptions> = {
  title: "centred ranks of the uncrowded hypervolume improvement",
  options,
  create({ reference }) {
    return ({ objectives }) => {
      const { rows, columns, data } = objectives;
      if (reference && reference.length !== columns) {
        throw new InputError(
          `hypervolume shaping: reference has ${reference.length} values but there are ${columns} objectives; pass one value an objective`,
        );
      }
      const scaled = new Float64Array(data.length);
      const corner: number[] = [];
      for (let j = 0; j < columns; j++) {
        let low = Number.POSITIVE_INFINITY;
        let high = Number.NEGATIVE_INFINITY;
        for (let i = 0; i < rows; i++) {
          const value = data[i * columns + j]!;
          if (!Number.isFinite(value)) continue;
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
        const range = high > low ? high - low : 1;
        for (let i = 0; i < rows; i++) scaled[i * columns + j] = (data[i * columns + j]! - low) / range;
        corner.push(reference ? (reference[j]! - low) / range : 1.1);
      }
      const improvement = uncrowdedHypervolumeImprovement({ rows, columns, data: scaled }, corner);
      return centredRanks(improvement.map((value) => -value));
    };
  },
};
