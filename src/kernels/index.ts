/**
 * WebAssembly kernels (AssemblyScript, SIMD; sources in `assembly/`) behind typed wrappers. Their bytes are embedded
 * by the build, so they load without a path in Node, workers and browsers. Wrappers trust their inputs.
 */
export {
  type AtariConsoles,
  type AtariScheme,
  atariConsoles,
  atariSchemes,
  type FrameEnd,
  powerOnBytes,
  type ResetState,
  saveVersion,
  screenHeight,
  screenWidth,
  versionOfSave,
} from "./atari.ts";
export { addCloudMoments, type NoiseShape, placeCloud } from "./cloud.ts";
export { addDenseLower, denseProduct } from "./dense.ts";
export { fillNormal, fillUniform } from "./draws.ts";
export { type EigenRoom, eigenRoom } from "./eigen.ts";
export { type AdamArrays, type AdamCoefficients, adamStep } from "./optimiser.ts";
export {
  firstFront3,
  firstSoleVolumes,
  type KernelRanks,
  ranks2,
  ranks3,
  ranksBitset,
  soleVolumes,
  unionVolume,
} from "./pareto.ts";
export {
  hasPolicyKernels,
  type PolicyKernels,
  type PolicyKernelVariant,
  policyBase,
  policyKernels,
  preparePolicyKernels,
  type StageValues,
  stageFields,
} from "./policy.ts";
export {
  crossProducts,
  rowCombination,
  rowProducts,
  rowRoom,
  rowSignedSum,
  type SignDraws,
} from "./rows.ts";
export {
  type SlideValues,
  slideFields,
  type TrainingKernels,
  trainingKernels,
  trainingModule,
} from "./training.ts";
export { type CrossedPairs, crossAndMutate } from "./variation.ts";
