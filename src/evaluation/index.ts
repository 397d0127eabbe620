/**
 * From candidates to objective values. A task is a set of episodes in an environment; a population moves through
 * them in lock step, one forward of the network for all; an executor decides where that happens. The answer is a
 * function of the request alone, bit for bit, wherever and in however many pieces it is worked out. Everything
 * here runs in a browser too; threads are in `node.ts`.
 */

export { outputsOf } from "./actions.ts";
export {
  type BehaviourChoice,
  type BehaviourEntry,
  type BehaviourSpace,
  behaviours,
  type EpisodeBehaviour,
  type EpisodeEnd,
  episodeBehaviour,
  type FunctionBehaviour,
  functionBehaviour,
} from "./behaviours/index.ts";
export { dataExecutor } from "./data-executor.ts";
export { type DataExperiment, type DataTask, isDataExperiment, outputSlices } from "./data-task.ts";
export { checkEnvironment, type EnvironmentFinding, measureSteps } from "./environment-check/index.ts";
export type { Evaluated, Failure, TaskOutcome } from "./evaluated.ts";
export type {
  EvaluationRequest,
  EvaluationResult,
  Executor,
  ExecutorFactory,
  ExecutorOptions,
} from "./executor.ts";
export { functionExecutor } from "./function-executor.ts";
export { candidateSpace, problemOf, problemsOf, randomValues } from "./function-tasks.ts";
export {
  candidatesOf,
  describeCandidates,
  evaluateProblem,
  functionLayout,
  outsideBy,
  randomPoint,
  vectorLayout,
} from "./functions.ts";
export { type ActionChoice, headOf } from "./head.ts";
export { inlineExecutor } from "./inline.ts";
export { type PolicyTest, randomBaseline, testPolicy, type ValuesByEpisode } from "./measure.ts";
export { toObjectives } from "./objectives.ts";
export { type OnnxPolicyOptions, onnxPolicy } from "./onnx-policy.ts";
export { persistentExecutor } from "./persistent.ts";
export { type PlayedStep, type Player, type PlayerOptions, playerOf } from "./player.ts";
export { emptyStatistics, mergeStatistics, type ObservationStatistics } from "./statistics.ts";
export type {
  Direction,
  EpisodesTask,
  Experiment,
  FunctionExperiment,
  FunctionTask,
  Objective,
  Task,
} from "./task.ts";
export { valueNames } from "./value-names.ts";
