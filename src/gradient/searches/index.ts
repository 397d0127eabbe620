/**
 * Searches: several trainings side by side of which the better go on in the place of the worse, and one network comes out.
 * They stand where a method does in a config, but are none: a method makes a step of one network's gradients.
 */
export { createSearch, searches } from "./registry.ts";
export type {
  Search,
  SearchEntry,
  SearchState,
  SearchStep,
  SearchTrainer,
  SearchTraining,
} from "./search.ts";
export { type WeightSearchArmOptions, weightSearch } from "./weight-search.ts";
