import { type Matrix, rowOf } from "../../linalg/index.ts";
import { shown } from "./notes.ts";
import type { NavigatorOptions } from "./options.ts";
import { type Stationarity, scaleOf } from "./stationarity.ts";
import type { Direction } from "./tangent-direction.ts";
import { dot, norm } from "./vectors.ts";

/** Slopes below this share of the longest gradient are none. */
export const flat = 1e-8;

/**
 * Why a preference cannot be followed from here, or null. At a stationary point sum_i a_i (J v)_i = 0 for every v: where
 * the preferred objectives carry all the weight none of them can improve unless another of them gets worse, and where
 * one carries all of it, that one is at its own minimum: a corner. Short of that, what is gained in objectives that carry the
 * share c, weighted, costs the others c / (1 - c) times as much; from the share `corner` on that is refused too.
 */
export function refusalOf(
  tasks: readonly string[],
  jacobian: Matrix,
  { multipliers, residual }: Stationarity,
  preference: Float64Array,
  { v, tangent, held }: Direction,
  { normalise, corner }: Pick<NavigatorOptions, "normalise" | "corner">,
): string | null {
  const wanted = [...preference.keys()].filter((i) => preference[i]! > 0);
  const others = [...preference.keys()].filter((i) => preference[i]! === 0);
  const longest = scaleOf(jacobian, held);
  const length = norm(v);
  // What is left of the weighted sum gives every objective a slope of that size; that is for the corrector.
  const least = Math.max(flat, Math.min(10 * residual, 1e-5));
  const slope = (i: number): number => dot(rowOf(jacobian, i), v) / (length || 1);
  const sized =
    length > least * wanted.reduce((sum, i) => sum + preference[i]!, 0) * (normalise ? 1 : longest);
  const stuck = sized ? wanted.filter((i) => slope(i) >= -least * longest) : wanted;
  const names = (list: readonly number[]): string => list.map((i) => tasks[i]).join(" and ");
  const carried = wanted.reduce((sum, i) => sum + multipliers[i]!, 0);
  if (stuck.length === 0) {
    // Off the front others need not pay, so the price is what the slopes say.
    const gained = wanted.reduce((sum, i) => sum - multipliers[i]! * slope(i), 0) / carried;
    const price = Math.max(0, ...others.map(slope)) / gained;
    if (carried <= corner || price <= corner / (1 - corner)) return null;
    const fewer = wanted.length > 1 ? ", or for fewer of them" : "";
    return `${names(wanted)} can hardly improve: ${wanted.length > 1 ? "they carry" : "it carries"} ${Number((100 * carried).toPrecision(4))} % of the weight here, so 1 gained costs ${Number(price.toPrecision(2))} elsewhere; ask for ${others.map((i) => tasks[i]).join(" or ")}${fewer}`;
  }

  const instead =
    others.length > 0
      ? `ask for ${others.map((i) => tasks[i]).join(" or ")}`
      : "give 0 to the objectives that may get worse";
  const whole = multipliers.findIndex((weight) => weight > 1 - 1e-6);
  if (wanted.length === 1 && whole === wanted[0]) {
    return `${tasks[whole]} cannot improve: this is its corner, where it carries all the weight and is at its own minimum; ${instead}`;
  }
  if (carried > 1 - 1e-6) {
    return `${names(wanted)} cannot improve together: they carry all the weight here, so each step that betters one makes another of them worse; ${others.length > 0 ? `${instead}, or for fewer of them` : instead}`;
  }
  if (tangent.basis.rows === 0) {
    return `the front has no direction here that changes the objectives to first order; ${instead}, or go back and branch`;
  }
  if (stuck.length < wanted.length) {
    return `${names(stuck)} cannot improve together with ${names(wanted.filter((i) => !stuck.includes(i)))} along the front from here; ask for one or the other`;
  }
  return `${names(wanted)} cannot improve${wanted.length > 1 ? " together" : ""} along the front from here: ${wanted.length > 1 ? "what betters one makes another worse" : "its slope along the front is 0, its best value or a bound is reached"}; ${instead}, or take a step back`;
}

/** A gain below this share of the largest value of any objective is rounding. */
const leastGain = 1e-12;

/** Why a direction is not worth its step, or null: a preferred objective can gain no more than rounding along it. */
export function arrivedAt(
  tasks: readonly string[],
  losses: Float64Array,
  preference: Float64Array,
  gains: Float64Array,
): string | null {
  const least = leastGain * Math.max(...losses.map(Math.abs));
  const there = [...preference.keys()].filter((i) => preference[i]! > 0 && !(gains[i]! > least));
  if (there.length === 0) return null;
  const names = there.map((i) => tasks[i]).join(" and ");
  const most = shown(Math.max(...there.map((i) => gains[i]!)));
  return `${names} ${there.length > 1 ? "have" : "has"} arrived: at most ${most} is left to gain along the front from here; ask for something else`;
}
