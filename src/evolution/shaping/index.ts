/**
 * Shapings turn the candidates' values on several objectives into one utility each, which is all an evolution strategy
 * needs. Each is a small part, named in the config.
 */
import { type Registry, registry } from "../../base/index.ts";
import { hypervolumeShaping } from "./hypervolume.ts";
import { minNorm } from "./min-norm.ts";
import { paretoRank } from "./pareto-rank.ts";
import { randomObjective } from "./random-objective.ts";
import type { ShapingEntry } from "./shaping.ts";
import { sumOfRanks } from "./sum-of-ranks.ts";

export { centredRanks } from "./centred-ranks.ts";
export type { Shaping, ShapingEntry, ShapingInput } from "./shaping.ts";

/** All shapings by id. */
export const shapings: Registry<ShapingEntry> = registry<ShapingEntry>("shaping", {
  "sum-of-ranks": sumOfRanks as ShapingEntry,
  "random-objective": randomObjective as ShapingEntry,
  "pareto-rank": paretoRank as ShapingEntry,
  hypervolume: hypervolumeShaping as ShapingEntry,
  "min-norm": minNorm as ShapingEntry,
});
