import type { ActionSpace } from "../../environments/index.ts";
import { InputError } from "../base/index.ts";
import { mostChoices } from "../random/index.ts";
import { argMax, sample, squash } from "./actions.ts";

/**
 * How outputs become discrete actions: the largest one's, or one drawn with the probabilities that their softmax gives.
 */
export type ActionChoice = "greedy" | "sampled";

/**
 * The last step of a policy: from outputs to an action. `uniform` draws from [0, 1) and is asked once for each choice
 * of a sampled head, and never else.
 */
export interface Head {
  readonly draws: boolean;
  /**
   * The action for the outputs from `offset` on, null where one of them is not finite. A list is overwritten by the
   * next call.
   */
  choose(outputs: Float32Array, offset: number, uniform: () => number): number | Float64Array | null;
  /**
   * Where actions are one number and none is drawn: those of the first `lanes` rows of outputs. False where an output is not
   * finite; what has been written then means nothing.
   */
  chooseAll?(outputs: Float32Array, lanes: number, actions: Float64Array): boolean;
}

/** `chooseAll` of a head with `count` actions. */
const greedy =
  (count: number): NonNullable<Head["chooseAll"]> =>
  (outputs, lanes, actions) => {
    for (let k = 0; k < lanes; k++) {
      const action = argMax(outputs, k * count, count);
      if (action < 0) return false;
      actions[k] = action;
    }
    return true;
  };

/** The head of an action space. Throws an `InputError` where continuous or very many actions are to be sampled. */
export function headOf(space: ActionSpace, choice: ActionChoice): Head {
  const draws = choice === "sampled";
  const counts =
    space.kind === "discrete" ? [space.count] : space.kind === "multi-discrete" ? space.counts : [];
  const most = Math.max(0, ...counts);
  if (draws && most > mostChoices) {
    throw new InputError(
      `sampled draws from at most ${mostChoices} actions, but the environment has ${most}; leave it out, for the largest output's`,
    );
  }
  const pick = (outputs: Float32Array, offset: number, count: number, uniform: () => number): number =>
    draws ? sample(outputs, offset, count, uniform) : argMax(outputs, offset, count);
  switch (space.kind) {
    case "discrete":
      return {
        draws,
        choose(outputs, offset, uniform) {
          const action = pick(outputs, offset, space.count, uniform);
          return action < 0 ? null : action;
        },
        ...(draws ? {} : { chooseAll: greedy(space.count) }),
      };
    case "multi-discrete": {
      const action = new Float64Array(space.counts.length);
      return {
        draws,
        choose(outputs, offset, uniform) {
          let at = offset;
          for (let j = 0; j < action.length; j++) {
            const index = pick(outputs, at, space.counts[j]!, uniform);
            if (index < 0) return null;
            action[j] = index;
            at += space.counts[j]!;
          }
          return action;
        },
      };
    }
    case "continuous": {
      if (draws) {
        throw new InputError(
          "sampled needs discrete actions, but those of the environment are continuous; leave it out, for the tanh of each output",
        );
      }
      const action = new Float64Array(space.size);
      return { draws, choose: (outputs, offset) => (squash(outputs, offset, space, action) ? action : null) };
    }
  }
}
