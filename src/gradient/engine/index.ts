/**
 * The engine: models as pure functions of their parameters, differentiated by tfjs on the best backend that starts,
 * and formulas with exact or differenced gradients. Both are sources of losses and derivatives.
 */

export {
  type Backend,
  type BackendId,
  type BackendOptions,
  backendIds,
  backendTitles,
  startBackend,
} from "./backends.ts";
export { type Formula, type FormulaGradients, formulaSource } from "./formula-source.ts";
export { type FromNetworkOptions, fromNetwork, type NetworkModel, type OutputSlice } from "./from-network.ts";
export { hessianAt } from "./hessian-at.ts";
export {
  constant,
  fanInUniform,
  given,
  glorotUniform,
  heNormal,
  type Initialiser,
  lecunNormal,
  ones,
  zeros,
} from "./initialisers.ts";
export { type TaskLoss, taskLosses } from "./losses.ts";
export type { Model, Tensors } from "./model.ts";
export { type NetworkSource, type NetworkSourceOptions, networkSource } from "./network-source.ts";
export { type Activation, biasActivation, denseLayer } from "./operations.ts";
export {
  initialPlace,
  type ParameterShape,
  type ParameterSlice,
  type VectorLayout,
  vectorLayout,
} from "./parameters.ts";
export { backward, record, type Seed, type Tape, unrecorded } from "./tape.ts";
