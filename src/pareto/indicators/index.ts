/**
 * Indicators: one number that says how good a set of points is, alone or against a reference set. Each states whether
 * it agrees with dominance: a strictly Pareto-compliant one always prefers the set that dominates, a weakly compliant
 * one never the dominated, the others may mislead.
 */
export { averagedHausdorff, type DistanceOptions, gd, gdPlus, igd, igdPlus } from "./distances.ts";
export { epsilonAdditive, epsilonMultiplicative } from "./epsilon.ts";
export { type R2Options, r2 } from "./r2.ts";
export { type Indicator, type IndicatorContext, indicators } from "./registry.ts";
export { spacing, spread } from "./spread.ts";
