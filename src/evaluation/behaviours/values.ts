import { z } from "zod";
import { valueNames } from "../value-names.ts";
import { type BehaviourEntry, openSpace } from "./behaviour.ts";
import { type Entries, entriesSchema, placesOf } from "./entries.ts";

type Options = { readonly entries?: Entries | undefined };

/** What was earned: the sums of an episode's values, or the objectives of a problem. */
export const values: BehaviourEntry<Options> = {
  title: "the values of the episode (of a problem, its objectives), or chosen ones",
  options: z.strictObject({ entries: entriesSchema }),
  ofEpisodes({ entries }, { id, values: names }) {
    const places = placesOf(`the values of "${id}"`, entries, names.length, names);
    return {
      space: openSpace(places.map((place) => names[place]!)),
      asks: "nothing",
      end(_environment, sums, _steps, into, offset) {
        places.forEach((place, j) => {
          into[offset + j] = sums[place]!;
        });
      },
    };
  },
  ofFunctions({ entries }, { id, objectives }) {
    const names = valueNames({ objectives });
    const places = placesOf(`the values of "${id}"`, entries, objectives, names);
    return {
      space: openSpace(places.map((place) => names[place]!)),
      describe(_x, f, into, offset) {
        places.forEach((place, j) => {
          into[offset + j] = f[place]!;
        });
      },
    };
  },
};
