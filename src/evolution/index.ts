/**
 * Evolution strategies as pure `init / ask / tell`, one a file, with their small shared parts: optimisers, and shapings
 * that turn several returns into a step.
 */
import { type Registry, registry } from "../base/index.ts";
import { arsEntry } from "./ars.ts";
import { cmaEsEntry } from "./cma-es.ts";
import { crossEntropyEntry } from "./cross-entropy.ts";
import { deepGaEntry } from "./deep-ga.ts";
import { differentialEvolutionEntry } from "./differential-evolution.ts";
import { lmMaEsEntry } from "./lm-ma-es.ts";
import {
  ageMoeaEntry,
  comoCmaEsEntry,
  esCentresEntry,
  ibeaEntry,
  moCmaEsEntry,
  moeaDEntry,
  nsgaIIEntry,
  nsgaIIIEntry,
  rveaEntry,
  smsEmoaEntry,
  spea2Entry,
} from "./multi-objective/index.ts";
import { mfeaEntry, mfeaIIEntry } from "./multi-task/index.ts";
import { nsEsEntry, nsraEsEntry, nsrEsEntry } from "./novelty/index.ts";
import { openAiEsEntry } from "./open-ai-es.ts";
import { pgpeEntry } from "./pgpe.ts";
import { mapElitesEntry, momeEntry } from "./quality-diversity/index.ts";
import { sepCmaEsEntry } from "./sep-cma-es.ts";
import { snesEntry } from "./snes.ts";
import type { StrategyEntry } from "./strategy.ts";
import { xnesEntry } from "./xnes.ts";

export { type AdamOptions, type AdamState, adamInit, adamStep } from "./adam.ts";
export { type ArsOptions, type ArsState, ars } from "./ars.ts";
export type { BoundHandling, Bounds } from "./bounds.ts";
export { type ClipUpOptions, clipUpStep } from "./clip-up.ts";
export { type CmaEsOptions, type CmaEsState, cmaEs } from "./cma-es.ts";
export type { RestartPolicy } from "./cma-restarts.ts";
export { type CrossEntropyOptions, type CrossEntropyState, crossEntropy } from "./cross-entropy.ts";
export { type DeepGaOptions, type DeepGaState, deepGa } from "./deep-ga.ts";
export {
  type DifferentialEvolutionOptions,
  type DifferentialEvolutionState,
  type DifferentialVariant,
  differentialEvolution,
} from "./differential-evolution.ts";
export { type LmMaEsOptions, type LmMaEsState, lmMaEs } from "./lm-ma-es.ts";
export {
  ageMoea,
  type BreedingInput,
  type BreedingOptions,
  type ComoCmaEsInput,
  type ComoCmaEsOptions,
  comoCmaEs,
  type Decomposition,
  type DecompositionInput,
  type EsCentresInput,
  type EsCentresOptions,
  type EsCentresState,
  esCentres,
  type GeneticInput,
  type GeneticOptions,
  type GeneticState,
  type GenomeInput,
  type IbeaInput,
  type IbeaOptions,
  ibea,
  type MoCmaEsInput,
  type MoCmaEsOptions,
  type MoCmaEsState,
  type MoeaDInput,
  type MoeaDOptions,
  type MoeaDState,
  moCmaEs,
  moeaD,
  type NsgaIIIInput,
  type NsgaIIIMemory,
  type NsgaIIIOptions,
  nsgaII,
  nsgaIII,
  type RveaInput,
  type RveaMemory,
  type RveaOptions,
  rvea,
  type SmsEmoaInput,
  type SmsEmoaOptions,
  type SofomoreOptions,
  type SofomoreState,
  smsEmoa,
  sofomore,
  spea2,
} from "./multi-objective/index.ts";
export {
  factorialRanks,
  learnedTransfer,
  type MfeaInput,
  type MfeaOptions,
  type MultifactorialInput,
  type MultifactorialOptions,
  type MultifactorialState,
  mfea,
  mfeaII,
  parentCentricSbx,
} from "./multi-task/index.ts";
export {
  type NoveltyCentre,
  type NoveltyEsInput,
  type NoveltyEsOptions,
  type NoveltyEsState,
  type NsraEsInput,
  type NsraEsOptions,
  noveltyOf,
  nsEs,
  nsraEs,
  nsrEs,
} from "./novelty/index.ts";
export { type OpenAiEsInput, type OpenAiEsOptions, type OpenAiEsState, openAiEs } from "./open-ai-es.ts";
export { type PgpeOptions, type PgpeState, pgpe } from "./pgpe.ts";
export {
  type Cells,
  type CellsOption,
  type CellWorth,
  cellAt,
  cellCount,
  cellHypervolumes,
  coverage,
  type Elite,
  type EliteMap,
  elitesOf,
  globalFront,
  type MapElitesInput,
  type MapElitesOptions,
  type MomeInput,
  type MomeOptions,
  mapElites,
  mome,
  moqdScore,
  type OccupiedCell,
  type Removal,
} from "./quality-diversity/index.ts";
export type { Estimates, Reevaluation, ReevaluationInput } from "./reevaluation.ts";
export { type SepCmaEsOptions, type SepCmaEsState, sepCmaEs } from "./sep-cma-es.ts";
export {
  centredRanks,
  type Shaping,
  type ShapingEntry,
  type ShapingInput,
  shapings,
} from "./shaping/index.ts";
export { type SnesOptions, type SnesState, snes } from "./snes.ts";
export {
  candidatesOf,
  evaluateProblem,
  functionLayout,
  randomPoint,
  type Solution,
  type SolveOptions,
  type SolveProgress,
  solve,
  vectorLayout,
} from "./solve.ts";
export type { Given, HeldSolution, Start, StartTask, Strategy, StrategyEntry } from "./strategy.ts";
export {
  type Contest,
  type DirectionLayer,
  hypervolumeSurvival,
  rankAndCrowding,
  referenceDirectionSurvival,
  referenceDirections,
  type Survivors,
  tournament,
} from "./survival/index.ts";
export {
  endsForSure,
  groupsOf,
  type Limits,
  type LimitsInput,
  limitsSchema,
  type Movement,
  type Progress,
  type Running,
  runningMetric,
  type Stagnation,
  type Termination,
  type TerminationState,
  terminationOf,
  type Yardstick,
} from "./termination/index.ts";
export {
  type BoundsRule,
  blend,
  type Crossover,
  confine,
  gaussian,
  isoLine,
  type Mutation,
  offspringOf,
  polynomial,
  sbx,
  uniformCrossover,
  type Variation,
} from "./variation/index.ts";
export { type XnesOptions, type XnesState, xnes } from "./xnes.ts";

/** All strategies by id. */
export const strategies: Registry<StrategyEntry> = registry<StrategyEntry>("strategy", {
  "openai-es": openAiEsEntry as StrategyEntry,
  pgpe: pgpeEntry as StrategyEntry,
  snes: snesEntry as StrategyEntry,
  "sep-cma-es": sepCmaEsEntry as StrategyEntry,
  "cma-es": cmaEsEntry as StrategyEntry,
  xnes: xnesEntry as StrategyEntry,
  "lm-ma-es": lmMaEsEntry as StrategyEntry,
  ars: arsEntry as StrategyEntry,
  "differential-evolution": differentialEvolutionEntry as StrategyEntry,
  "cross-entropy": crossEntropyEntry as StrategyEntry,
  "ns-es": nsEsEntry as StrategyEntry,
  "nsr-es": nsrEsEntry as StrategyEntry,
  "nsra-es": nsraEsEntry as StrategyEntry,
  "map-elites": mapElitesEntry as StrategyEntry,
  "deep-ga": deepGaEntry as StrategyEntry,
  "nsga-ii": nsgaIIEntry as StrategyEntry,
  "sms-emoa": smsEmoaEntry as StrategyEntry,
  "nsga-iii": nsgaIIIEntry as StrategyEntry,
  spea2: spea2Entry as StrategyEntry,
  ibea: ibeaEntry as StrategyEntry,
  rvea: rveaEntry as StrategyEntry,
  "age-moea": ageMoeaEntry as StrategyEntry,
  "moea-d": moeaDEntry as StrategyEntry,
  "mo-cma-es": moCmaEsEntry as StrategyEntry,
  "como-cma-es": comoCmaEsEntry as StrategyEntry,
  mome: momeEntry as StrategyEntry,
  "es-centres": esCentresEntry as StrategyEntry,
  mfea: mfeaEntry as StrategyEntry,
  "mfea-ii": mfeaIIEntry as StrategyEntry,
});
