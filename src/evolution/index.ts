/**
 * Evolution strategies as pure `init / ask / tell`, one a file, with their small shared parts: optimisers, and shapings
 * that turn several returns into a step.
 */
import { type Registry, registry } from "../base/index.ts";
import { openAiEsEntry } from "./open-ai-es.ts";
import { pgpeEntry } from "./pgpe.ts";
import type { StrategyEntry } from "./strategy.ts";

export { type AdamOptions, type AdamState, adamInit, adamStep } from "./adam.ts";
export type { BoundHandling, Bounds } from "./bounds.ts";
export { type ClipUpOptions, clipUpStep } from "./clip-up.ts";
export { type OpenAiEsInput, type OpenAiEsOptions, type OpenAiEsState, openAiEs } from "./open-ai-es.ts";
export { type PgpeOptions, type PgpeState, pgpe } from "./pgpe.ts";
export {
  centredRanks,
  type Shaping,
  type ShapingEntry,
  type ShapingInput,
  shapings,
} from "./shaping/index.ts";
export {
  candidatesOf,
  evaluateProblem,
  randomPoint,
  type Solution,
  type SolveOptions,
  type SolveProgress,
  solve,
  vectorLayout,
} from "./solve.ts";
export type { Given, Start, Strategy, StrategyEntry } from "./strategy.ts";

/** All strategies by id. */
export const strategies: Registry<StrategyEntry> = registry<StrategyEntry>("strategy", {
  "openai-es": openAiEsEntry as StrategyEntry,
  pgpe: pgpeEntry as StrategyEntry,
});
