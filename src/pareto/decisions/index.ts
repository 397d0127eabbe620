/**
 * Decisions: which point of a front to take. Each method looks at the finite non-dominated rows, gives every one of
 * them a value, names the best, and says why in one sentence.
 */
export type { Decision, DecisionOptions } from "./decision.ts";
export { highTradeOff, knee, marginalUtility, type TradeOffOptions } from "./knee.ts";
export { type DecisionMethod, decisions, type MethodOptions } from "./registry.ts";
export {
  type AchievementOptions,
  achievement,
  type CompromiseOptions,
  compromise,
  type PseudoWeightDecision,
  pseudoWeights,
  topsis,
} from "./scalarising.ts";
