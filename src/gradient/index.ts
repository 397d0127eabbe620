/**
 * Gradients of several losses: where they come from, how methods combine them into one step, and the networks and
 * training loops that use them.
 */
export {
  type ArchitectureEntry,
  architectures,
  createModel,
  type EncoderDescription,
  encoderSchema,
  type Fit,
  parameterCounts,
} from "./architectures/index.ts";
export {
  type Backend,
  type BackendId,
  backendIds,
  type Formula,
  type FormulaGradients,
  type FromNetworkOptions,
  formulaSource,
  fromNetwork,
  type Initialiser as ParameterInitialiser,
  initialPlace,
  type Model,
  type NetworkModel,
  type NetworkSource,
  type NetworkSourceOptions,
  networkSource,
  type OutputSlice,
  type ParameterShape,
  startBackend,
  type TaskLoss,
  type Tensors,
  taskLosses,
  vectorLayout,
} from "./engine/index.ts";
export * from "./fronts/index.ts";
export type { Advice, Method, MethodEntry, Needs, Shown } from "./method.ts";
export * from "./methods/index.ts";
export * from "./navigator/index.ts";
export {
  type Optimiser,
  type OptimiserEntry,
  type OptimiserInput,
  optimiserOf,
  optimisers,
  type ScheduleInput,
} from "./optimisers/index.ts";
export { objectiveNames, problemSource } from "./problems/index.ts";
export * from "./searches/index.ts";
export type { Derivatives, GradientSource, Jacobian, Place, Vector, Wanted } from "./source.ts";
export * from "./tasks/index.ts";
export {
  combinedCost,
  type Examples,
  formulaExamples,
  type GradientsOf,
  type HeadsRule,
  jacobianCost,
  type Measured,
  passes,
  type SizeRule,
  type Trainer,
  type Training,
  type TrainingProblem,
  type TrainingState,
  type TrainingStep,
  trainer,
} from "./training/index.ts";
