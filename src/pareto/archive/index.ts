/**
 * Archives: sets of mutually non-dominated points with payloads that say, for each point offered, whether it
 * entered and who left. The unbounded one forgets nothing that is not dominated; the bounded ones state what their
 * way of forgetting guarantees.
 */
export type { ArchiveOptions, SerialisedMembers } from "./core.ts";
export type { Addition, BatchAddition, Entry, JsonNumber, Rejection } from "./entry.ts";
export { ParetoArchive, type SerialisedParetoArchive } from "./pareto-archive.ts";
