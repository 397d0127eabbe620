/**
 * Networks as data, populations of their parameters as keys and numbers, and devices that run whole populations at
 * once. A strategy sees a vector and a layout; a rollout sees lanes of inputs and outputs; only this room knows how
 * the two meet.
 */

export { accumulateNoise } from "./accumulate.ts";
export {
  type Answer,
  type Device,
  type DeviceEntry,
  DeviceError,
  type EnvironmentShader,
  type EpisodeExtra,
  type EpisodeLanes,
  type EpisodeScores,
  type LoadedPolicies,
  MemoryError,
  type PolicyRunner,
} from "./device.ts";
export { automatic, devices, startDevice, wasmDevice } from "./devices/index.ts";
export { drawnParameters, type Initialiser, initialParameters } from "./initialise.ts";
export { layoutOf, type ParameterEntry, type ParameterLayout } from "./layout.ts";
export type { ActivationName, LayerDescription, NetworkDescription } from "./network.ts";
export { denseNoise } from "./noise-steps.ts";
export { encodeOnnx, type OnnxPolicy } from "./onnx/index.ts";
export { materialise, noiseOf } from "./perturbation.ts";
export { decodePolicy, encodePolicy, type Policy } from "./policy-file.ts";
export {
  type ChainOrigin,
  type ExplicitPopulation,
  type NoiseKind,
  type PerturbedPopulation,
  type Population,
  parameterCountOf,
  type SeedChainPopulation,
  sizeOf,
  skillsOf,
} from "./population.ts";
export {
  type NormStatistics,
  referenceForward,
  referenceStatistics,
  referenceStep,
} from "./reference-forward.ts";
export { decodeSafetensors, encodeSafetensors, type Tensor, type Tensors } from "./safetensors.ts";
export { layerSchema, networkSchema } from "./schema.ts";
export { type Genome, genomeOf } from "./seed-chain.ts";
export { type ShapedLayer, type ShapedNetwork, shapesOf } from "./shapes.ts";
export { operationsOf } from "./work.ts";
