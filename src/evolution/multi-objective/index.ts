/**
 * Strategies whose answer is a front: genetic algorithms told apart by their survival, decomposition, and covariance adaptation for
 * several objectives.
 */
export type { GeneticInput, GeneticOptions, GeneticState } from "./genetic.ts";
export { nsgaII, nsgaIIEntry } from "./nsga-ii.ts";
export { type SmsEmoaInput, type SmsEmoaOptions, smsEmoa, smsEmoaEntry } from "./sms-emoa.ts";
