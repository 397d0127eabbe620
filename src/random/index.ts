/**
 * Counter-based randomness: keys derived by path, and draws that are functions of a key alone. Nothing here has
 * hidden state except `Stream`, whose whole state is its key and its position.
 */
export { log2OfE, mostChoices, powerTerms, softmaxChoice, softmaxWeight } from "./choice.ts";
export { integers, normal, permutation, uniform } from "./draws.ts";
export { domain, fold, type Key, keyOf } from "./key.ts";
export { noiseInto, noiseTable, noiseTableSize } from "./noise.ts";
export { philoxInto } from "./philox.ts";
export { normalQuantile } from "./quantile.ts";
export { Stream } from "./stream.ts";
