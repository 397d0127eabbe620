/** What a walk can be made on by gradients, and what of a source says nothing of it. */
import { InputError } from "../../base/index.ts";
import { frontMethods, type NavigatorSettings } from "../../gradient/index.ts";
import type { Problem } from "../../problems/index.ts";
import type { WalkSource } from "./navigable.ts";

/** Why there is no walking by gradients on these problems of the same variables; null where there is. */
export function whyNoGradients(problems: readonly Problem[]): string | null {
  for (const { id, space, constraints } of problems) {
    if (space.kinds?.some((kind) => kind !== "real"))
      return `variables of ${id} are whole numbers or categories, in which there are no gradients`;
    if (constraints > 0)
      return `${id} has constraints, which steps by gradients do not keep: they keep bounds alone`;
  }
  return null;
}

/** A start that lies in a box. Throws an `InputError` where a value does not. */
export function startWithin(start: readonly number[], { lower, upper }: Problem["space"]): readonly number[] {
  // A length that does not fit is the navigator's to say.
  const outside = start.findIndex((value, i) => value < lower[i]! || value > upper[i]!);
  if (outside < 0) return start;
  throw new InputError(
    `start: value ${outside + 1} is ${start[outside]}, outside of its bounds ${lower[outside]} to ${upper[outside]}`,
  );
}

/** Settings of the navigator: usual ones, the method, then what was set. Throws an `InputError` on a method of computed fronts. */
export function settingsOf(source: WalkSource, usual: NavigatorSettings): NavigatorSettings {
  const { method, settings } = source;
  if (method !== undefined && method in frontMethods) {
    throw new InputError(
      `--method: "${method}" goes from point to point of a computed front; add --front, or choose ppe, pareto-tracer or cpmtl`,
    );
  }
  return {
    ...usual,
    ...(method === undefined ? {} : { method: method as NonNullable<NavigatorSettings["method"]> }),
    ...settings,
  };
}

/** What only some sources know, as it is told on the command line. */
const flags = {
  columns: "--columns",
  directions: "--directions",
  arm: "--arm",
  member: "--member",
  start: "--start",
  examples: "--examples",
  curvatureExamples: "--curvature",
  products: "--products",
  backend: "--backend",
} as const;

/** Throws an `InputError` where something is told that `what` knows nothing of. */
export function refuseUnfit(
  source: WalkSource,
  what: string,
  unfit: readonly (keyof typeof flags)[],
  way: string,
): void {
  const told = unfit.find((key) => source[key] !== undefined);
  if (told !== undefined) throw new InputError(`${flags[told]}: ${what} has no use for it; ${way}`);
}
