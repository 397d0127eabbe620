/**
 * Archives: sets of mutually non-dominated points with payloads that say, for each point offered, whether it
 * entered and who left. The unbounded one forgets nothing that is not dominated; the bounded ones state what their
 * way of forgetting guarantees.
 */
export {
  BoundedArchive,
  type BoundedArchiveOptions,
  type SerialisedBoundedArchive,
} from "./bounded-archive.ts";
export {
  type ArchiverProperties,
  type BoundingOptions,
  type BoundingRule,
  boundingRules,
} from "./bounding-rules.ts";
export type { ArchiveOptions, SerialisedMembers } from "./core.ts";
export type { Addition, BatchAddition, Entry, JsonNumber, Rejection } from "./entry.ts";
export {
  EpsilonArchive,
  type EpsilonArchiveOptions,
  type SerialisedEpsilonArchive,
} from "./epsilon-archive.ts";
export { ParetoArchive, type SerialisedParetoArchive } from "./pareto-archive.ts";
