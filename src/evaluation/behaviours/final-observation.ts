import { z } from "zod";
import { type BehaviourEntry, openSpace } from "./behaviour.ts";
import { type Entries, entriesSchema, placesOf } from "./entries.ts";

type Options = { readonly entries?: Entries | undefined };

/**
 * What is seen after the last action, not normalised: where an agent ends is how Lehman and Stanley (Evol. Comput.
 * 19(2), 2011) tell mazes' walkers apart.
 */
export const finalObservation: BehaviourEntry<Options> = {
  title: "the observation after the last action, or chosen entries of it",
  options: z.strictObject({ entries: entriesSchema }),
  ofEpisodes({ entries }, { id, observation: { shape, names } }) {
    const size = shape.reduce((product, length) => product * length, 1);
    // Names are of the last dimension: of a vector they name each value.
    const known = shape.length === 1 ? names : undefined;
    const places = placesOf(`the observation of "${id}"`, entries, size, known);
    const seen = new Float32Array(size);
    return {
      space: openSpace(places.map((place) => known?.[place] ?? `observation ${place}`)),
      asks: "observation",
      end(environment, _sums, _steps, into, offset) {
        environment.observe(seen, 0);
        places.forEach((place, j) => {
          into[offset + j] = seen[place]!;
        });
      },
    };
  },
};
