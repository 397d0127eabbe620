import { z } from "zod";
import { InputError } from "../../base/index.ts";
import type { BehaviourEntry } from "./behaviour.ts";
import { type Entries, entriesSchema, placesOf } from "./entries.ts";

type Options = { readonly entries?: Entries | undefined };

/** The environment's own description of an episode, where its author gives one. */
export const own: BehaviourEntry<Options> = {
  title: "the environment's own description of an episode, or chosen entries of it",
  options: z.strictObject({ entries: entriesSchema }),
  ofEpisodes({ entries }, { id, behaviour }) {
    if (behaviour === undefined) {
      throw new InputError(
        `environment "${id}" gives no behaviour of its own; take final-observation, values or actions`,
      );
    }
    const { names, lower, upper } = behaviour;
    const places = placesOf(`the behaviour of "${id}"`, entries, names.length, names);
    const all = new Float64Array(names.length);
    return {
      space: {
        names: places.map((place) => names[place]!),
        lower: Float64Array.from(places, (place) => lower?.[place] ?? Number.NEGATIVE_INFINITY),
        upper: Float64Array.from(places, (place) => upper?.[place] ?? Number.POSITIVE_INFINITY),
      },
      asks: "behaviour",
      end(environment, _sums, _steps, into, offset) {
        if (environment.behaviour === undefined) {
          throw new InputError(`environment "${id}" names a behaviour but has no method behaviour()`);
        }
        environment.behaviour(all, 0);
        places.forEach((place, j) => {
          into[offset + j] = all[place]!;
        });
      },
    };
  },
};
