/** Counter-based randomness: keys derived by path, and draws that are functions of a key alone. */
export { domain, fold, type Key, keyOf } from "./key.ts";
export { philoxInto } from "./philox.ts";
export { Stream } from "./stream.ts";
