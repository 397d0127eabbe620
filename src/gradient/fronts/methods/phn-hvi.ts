import { z } from "zod";
import { type FrontEntry, frontEntry } from "../front.ts";
import { rayOf } from "../preferences.ts";
import type { FrontRule } from "../rule.ts";
import {
  type HypervolumeOptions,
  hypervolumeFields,
  hypervolumeWeights,
  type ReferenceState,
  referenceBeyond,
  startReference,
} from "../rules/hypervolume.ts";
import { cosineTo } from "../rules/scalar.ts";
import { type PhnOptions, phn, phnFields } from "./phn.ts";

interface Options extends PhnOptions, HypervolumeOptions {
  /** Preferences a step, whose networks' volume is climbed. Default 8. */
  readonly draws: number;
  /** How strongly each network is drawn to the ray of its preference. Default 1. */
  readonly lambda: number;
}

/**
 * The gradient of -HV(L_1 .. L_W) - lambda sum_k cos(L_k, ray_k) over the losses of W networks (Hoang et al. 2023,
 * arXiv:2212.01130). With normalised volumes each network's gradient of the volume has length 1.
 */
export function hviRule(
  { reference, normalised }: HypervolumeOptions,
  lambda: number,
): FrontRule<ReferenceState> {
  return {
    of: "front",
    gradients: "none",
    init: (tasks) => startReference("phn-hvi", reference, tasks),
    step(state, { losses, preferences }) {
      const beyond = state ?? referenceBeyond(losses);
      const volume = hypervolumeWeights(losses, beyond, normalised);
      const weights = volume.map((own, k) => {
        const { slopes } = cosineTo(losses[k]!, rayOf(preferences[k]!));
        return own.map((weight, i) => weight - lambda * slopes[i]!);
      });
      return { state: beyond, weights };
    },
  };
}

/** A hypernetwork that learns the largest volume, with preferences kept apart by a cosine. */
export const phnHvi: FrontEntry = frontEntry<Options>({
  title: "PHN-HVI: a hypernetwork whose networks dominate the most volume",
  paper: "Hoang et al. 2023, AAAI, arXiv:2212.01130",
  kind: "model",
  needs: "none",
  cost: "4 W for W draws",
  use: "the best front of a hypernetwork, of any shape; W networks a step",
  options: z.strictObject({
    ...phnFields,
    ...hypervolumeFields,
    draws: z.int().min(2).default(8),
    lambda: z.number().min(0).default(1),
  }),
  create: ({ reference, normalised, draws, lambda, ...options }) =>
    phn(options, hviRule({ reference, normalised }, lambda), draws),
});
