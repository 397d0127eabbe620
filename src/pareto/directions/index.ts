/**
 * Reference directions: well-spread vectors on the unit simplex, one a row, for decomposition, for niches and as weights.
 */
export {
  dasDennis,
  dasDennisDivisions,
  dasDennisSize,
  incrementalDirections,
  type Layer,
  latticeOfAtLeast,
  layeredDirections,
} from "./lattice.ts";
export { type RieszDirections, type RieszOptions, rieszDirections } from "./riesz.ts";
