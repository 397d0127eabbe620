/**
 * Attainment: what several sets, the runs of an optimiser, attain how often. Surfaces of the empirical attainment
 * function, differences between two optimisers, and the expectation and deviation of a random set after Vorob'ev.
 */
export {
  type AttainmentDifference,
  attainmentDifference,
  attainmentRectangles,
  type DifferenceRectangle,
} from "./difference.ts";
export { type AttainmentSurface, attainment, attainmentSurfaces, type SurfaceOptions } from "./surfaces.ts";
export { attainmentHypervolumes, type VorobevExpectation, vorobev, vorobevDeviation } from "./vorobev.ts";
