/**
 * How the gradients of several tasks become one step: weightings of the losses, combinations of the gradients, and what goes
 * around any of them, one a file and pure; by id through `createMethod`, or by their own functions.
 */
export { type CrMogmOptions, crMogm } from "./around/cr-mogm.ts";
export { type SharpnessAwareOptions, sharpnessAware } from "./around/sharpness-aware.ts";
export { type SparseOptions, sparse } from "./around/sparse.ts";
export { type AlignedMtlOptions, alignedMtl } from "./combination/aligned-mtl.ts";
export { type CagradOptions, cagrad } from "./combination/cagrad.ts";
export { type ConfigLength, type ConfigOptions, conFig } from "./combination/config.ts";
export { type DbMtlOptions, dbMtl } from "./combination/db-mtl.ts";
export { type DualConeOptions, dualProj, upgrad } from "./combination/dual-cone.ts";
export { type FairGradOptions, fairGrad } from "./combination/fairgrad.ts";
export { type GradDropOptions, gradDrop } from "./combination/graddrop.ts";
export { type GradVacOptions, gradVac } from "./combination/gradvac.ts";
export { type ImtlOptions, imtl } from "./combination/imtl.ts";
export { type ImtlGOptions, imtlG } from "./combination/imtl-g.ts";
export { type MConfigOptions, mConfig } from "./combination/m-config.ts";
export { type MgdaOptions, mgda } from "./combination/mgda.ts";
export { type MocoOptions, moco } from "./combination/moco.ts";
export { type ModoOptions, modo } from "./combination/modo.ts";
export { type NashMtlOptions, nashMtl } from "./combination/nash-mtl.ts";
export { type PcgradOptions, pcgrad } from "./combination/pcgrad.ts";
export { type SamGsOptions, samGs } from "./combination/sam-gs.ts";
export { type SdmgradOptions, sdmgrad } from "./combination/sdmgrad.ts";
export { composed } from "./compose.ts";
export { type CreatedMethod, createMethod } from "./create.ts";
export { methods, synonyms, wrappers } from "./registry.ts";
export type { Orders } from "./support/orders.ts";
export type { Preference } from "./support/preference.ts";
export { type DwaOptions, dwa } from "./weighting/dwa.ts";
export { type EqualOptions, equal } from "./weighting/equal.ts";
export { type ExcessMtlOptions, excessMtl } from "./weighting/excess-mtl.ts";
export { type FamoOptions, famo } from "./weighting/famo.ts";
export { type FixedOptions, fixed } from "./weighting/fixed.ts";
export { gls } from "./weighting/gls.ts";
export { type Go4AlignOptions, go4Align } from "./weighting/go4align.ts";
export { type GradNormOptions, gradNorm } from "./weighting/gradnorm.ts";
export { type IgbOptions, igb } from "./weighting/igb.ts";
export { type ImtlLOptions, imtlL } from "./weighting/imtl-l.ts";
export { type RandomWeightingOptions, rgw, rlw } from "./weighting/rlw.ts";
export { type ScaleInvariantOptions, scaleInvariant } from "./weighting/scale-invariant.ts";
export { type StchOptions, stch } from "./weighting/stch.ts";
export { type TchebycheffOptions, tchebycheff } from "./weighting/tchebycheff.ts";
export { type UwOptions, uw } from "./weighting/uw.ts";
export type { WrapperEntry } from "./wrapper.ts";
