import { z } from "zod";
import { integers } from "../../random/index.ts";
import { centredRanks } from "./centred-ranks.ts";
import { columnOf, type ShapingEntry } from "./shaping.ts";

const options: z.ZodType<Record<string, never>> = z.strictObject({});

/** One objective, drawn anew each generation, ranks the candidates. */
export const randomObjective: ShapingEntry<Record<string, never>> = {
  title: "centred ranks of one objective drawn each generation",
  options,
  create() {
    return ({ objectives, key }) => {
      const drawn = integers(key, 1, 0, objectives.columns)[0]!;
      return centredRanks(columnOf(objectives, drawn));
    };
  },
};
