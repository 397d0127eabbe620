import { type Environment, type EnvironmentEntry, status } from "../../../environments/index.ts";
import { fold, Stream } from "../../random/index.ts";
import { reasonOf } from "../rollout.ts";
import { checkDeterminism, checkEnd, checkKeys, checkSaving } from "./episodes.ts";
import { checkFacts, checkOptions } from "./facts.ts";
import { Broken, root, Trial } from "./trial.ts";
import { checkActions, checkExtras, checkObservation, checkValues } from "./writing.ts";

/** One promise, and how it was kept. */
export interface EnvironmentFinding {
  readonly promise: string;
  /** What breaks it; null where it is kept. */
  readonly fault: string | null;
}

/**
 * Every promise and how an entry keeps it, with its default options or those of `given`. What throws breaks the promise
 * that was tried; after a fault in the facts or options nothing further is tried.
 */
export function checkEnvironment(
  id: string,
  entry: EnvironmentEntry,
  given: Readonly<Record<string, unknown>> = {},
): EnvironmentFinding[] {
  const findings: EnvironmentFinding[] = [];
  const attempt = (promise: string, check: () => void): boolean => {
    try {
      check();
      findings.push({ promise, fault: null });
      return true;
    } catch (error) {
      const fault = error instanceof Broken ? error.message : `throws: ${reasonOf(error)}`;
      findings.push({ promise, fault });
      return false;
    }
  };
  const made = (): Environment => entry.create(entry.options.parse(given));
  const fresh = (): Trial => new Trial(made());
  const isSound =
    attempt("options have defaults and refuse what they do not know", () => checkOptions(entry, given)) &&
    attempt("its methods are there and its facts (spec) fit together", () => checkFacts(made(), id));
  if (!isSound) return findings;
  attempt("every action of its space is taken", () => checkActions(fresh));
  attempt("each step writes every value, finite, no more, and returns a status", () => checkValues(fresh));
  attempt("an observation fills its place, nothing else, with values of its kind, in their bounds", () =>
    checkObservation(fresh),
  );
  attempt("episodes end by the step limit at the latest", () => checkEnd(fresh));
  attempt("the same key and actions give the same episode", () => checkDeterminism(fresh));
  attempt("other keys give other episodes, unless it says that they do not", () => checkKeys(fresh));
  attempt("a saved state goes on identically in a fresh copy", () => checkSaving(fresh));
  attempt("a behaviour and pictures, where there are any, have their sizes", () => checkExtras(fresh));
  return findings;
}

/** Random steps, observations included, for at least `milliseconds` by the clock `now`: steps a second. */
export function measureSteps(
  entry: EnvironmentEntry,
  given: Readonly<Record<string, unknown>>,
  milliseconds: number,
  now: () => number,
): number {
  const trial = new Trial(entry.create(entry.options.parse(given)));
  const { environment, observation, values } = trial;
  const stream = new Stream(fold(root, 16));
  const began = now();
  let steps = 0;
  for (let e = 0; now() - began < milliseconds; e++) {
    environment.reset(fold(root, 17, e));
    for (let t = 0; t < 1000; t++) {
      environment.observe(observation, 0);
      steps += 1;
      if (environment.step(trial.action(stream), values) !== status.running) break;
    }
  }
  return (1000 * steps) / (now() - began);
}
