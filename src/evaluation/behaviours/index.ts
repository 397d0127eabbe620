/**
 * What a candidate did, as a few numbers, for searches that look for what is new or different. A description is of an
 * episode, or of a candidate of an analytic problem; a candidate's behaviour is the mean over its episodes. The
 * registry holds ours and takes others'.
 */
import type { EnvironmentSpec } from "../../../environments/index.ts";
import { InputError, type Registry, registry } from "../../base/index.ts";
import type { Problem } from "../../problems/index.ts";
import { actions } from "./actions.ts";
import type { BehaviourChoice, BehaviourEntry, EpisodeBehaviour, FunctionBehaviour } from "./behaviour.ts";
import { finalObservation } from "./final-observation.ts";
import { own } from "./own.ts";
import { values } from "./values.ts";
import { variables } from "./variables.ts";

export type {
  BehaviourChoice,
  BehaviourEntry,
  BehaviourSpace,
  EpisodeBehaviour,
  EpisodeEnd,
  FunctionBehaviour,
} from "./behaviour.ts";

/** Every way to describe behaviour by its id. */
export const behaviours: Registry<BehaviourEntry> = registry<BehaviourEntry>("behaviour", {
  "final-observation": finalObservation as BehaviourEntry,
  values: values as BehaviourEntry,
  actions: actions as BehaviourEntry,
  environment: own as BehaviourEntry,
  variables: variables as BehaviourEntry,
});

function parsed(entry: BehaviourEntry, { id, options }: BehaviourChoice): Record<string, unknown> {
  const result = entry.options.safeParse(options);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InputError(`behaviour "${id}", ${["options", ...issue.path].join(".")}: ${issue.message}`);
}

/** A choice for episodes of an environment. Throws an `InputError` where it is unknown or does not fit. */
export function episodeBehaviour(choice: BehaviourChoice, spec: EnvironmentSpec): EpisodeBehaviour {
  const entry = behaviours.get(choice.id);
  if (entry.ofEpisodes === undefined) {
    throw new InputError(
      `behaviour "${choice.id}" is not of episodes; take final-observation, values, actions or environment`,
    );
  }
  return entry.ofEpisodes(parsed(entry, choice), spec);
}

/** A choice for candidates of an analytic problem. Throws an `InputError` where it is unknown or does not fit. */
export function functionBehaviour(choice: BehaviourChoice, problem: Problem): FunctionBehaviour {
  const entry = behaviours.get(choice.id);
  if (entry.ofFunctions === undefined) {
    throw new InputError(`behaviour "${choice.id}" is not of analytic problems; take variables or values`);
  }
  return entry.ofFunctions(parsed(entry, choice), problem);
}
