/** What can be seen of an environment without playing: its methods, facts and options. */
import { type Environment, type EnvironmentEntry, faultOf } from "../../../environments/index.ts";
import { demand } from "./trial.ts";

export function checkFacts(environment: Environment, id: string): void {
  const fault = faultOf(environment);
  demand(fault === null, `it ${fault}`);
  const { spec } = environment;
  demand(spec.id === id, `spec.id is "${spec.id}", registered as "${id}"; make them the same`);
}

export function checkOptions(entry: EnvironmentEntry, given: Readonly<Record<string, unknown>>): void {
  const defaults = entry.options.safeParse(given);
  demand(
    defaults.success,
    `options that are not given must have defaults: ${defaults.error?.issues[0]?.message}`,
  );
  const again = entry.options.safeParse(defaults.data);
  demand(again.success, "the defaults do not pass the options' own schema");
  const unknown = entry.options.safeParse({ ...defaults.data, "no such option": 1 });
  demand(!unknown.success, "an unknown option is taken without a word; use z.strictObject");
}
