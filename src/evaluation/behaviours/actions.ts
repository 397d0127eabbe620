import { z } from "zod";
import type { BehaviourEntry } from "./behaviour.ts";

/** How an agent moves, whatever comes of it: a histogram of discrete actions, the mean of each value of others. */
export const actions: BehaviourEntry<Record<string, never>> = {
  title: "the share of each action among those taken (of continuous actions, the mean of each value)",
  options: z.strictObject({}),
  ofEpisodes(_, { actions: space }) {
    const discrete = space.kind === "discrete";
    const size = discrete ? space.count : space.kind === "continuous" ? space.size : space.counts.length;
    const named = space.kind === "continuous" ? undefined : space.names;
    const upper = (j: number): number => {
      if (discrete) return 1;
      return space.kind === "continuous" ? space.high : space.counts[j]! - 1;
    };
    return {
      space: {
        names: Array.from({ length: size }, (_, j) => named?.[j] ?? `action ${j}`),
        lower: new Float64Array(size).fill(space.kind === "continuous" ? space.low : 0),
        upper: Float64Array.from({ length: size }, (_, j) => upper(j)),
      },
      ...(discrete ? { asks: "actions" as const } : {}),
      acted(action, into, offset) {
        if (typeof action === "number") into[offset + action] = into[offset + action]! + 1;
        else for (let j = 0; j < size; j++) into[offset + j] = into[offset + j]! + action[j]!;
      },
      end(_environment, _sums, steps, into, offset) {
        for (let j = offset; j < offset + size; j++) into[j] = into[j]! / steps;
      },
    };
  },
};
