import { InputError } from "../src/base/index.ts";
import type { Environment, EnvironmentEntry, EnvironmentSpec } from "./environment.ts";

const isCount = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 1;
const methods = ["reset", "step", "observe", "save", "restore"] as const;

/**
 * What is wrong with an environment's methods or facts, as the end of a sentence that it begins; null where nothing is.
 * Looks at what types promise too: an environment may come from a file that nobody has type-checked.
 */
export function faultOf(environment: Environment): string | null {
  if (typeof environment !== "object" || environment === null) return "is not an object";
  const missing = methods.find((name) => typeof environment[name] !== "function");
  if (missing) return `has no ${missing}(); an environment has spec, ${methods.join(", ")}`;
  const spec = environment.spec as EnvironmentSpec | undefined;
  if (!spec) return "has no spec, which says what is observed, done and paid";
  return observationFault(spec) ?? actionsFault(spec) ?? payFault(spec);
}

function observationFault({ observation }: EnvironmentSpec): string | null {
  if (!Array.isArray(observation?.shape))
    return "has no spec.observation.shape; give the length of each dimension";
  const { shape, kind, names } = observation;
  if (shape.length === 0 || !shape.every(isCount))
    return `has observations of shape [${shape.join(", ")}], expected positive integers`;
  if (kind !== "binary" && kind !== "real")
    return `has observations of kind "${kind}", expected "binary" or "real"`;
  const last = shape.at(-1)!;
  if (names !== undefined && names.length !== last)
    return `names ${names.length} values or channels of an observation, but its last dimension is ${last}`;
  for (const bound of ["low", "high"] as const) {
    const given = observation[bound];
    if (typeof given === "object" && given.length !== last)
      return `has ${given.length} values in observation.${bound}, expected one number or ${last}, as the last dimension has`;
  }
  const wrong = Array.from({ length: last }, (_, j) => j).find(
    (j) => !(boundOf(observation.low, j, -Infinity) <= boundOf(observation.high, j, Infinity)),
  );
  return wrong === undefined
    ? null
    : `has observation.low (${boundOf(observation.low, wrong, -Infinity)}) above observation.high (${boundOf(observation.high, wrong, Infinity)})`;
}

/** The bound of a value whose place in the last dimension is `j`. */
export const boundOf = (given: number | readonly number[] | undefined, j: number, none: number): number =>
  given === undefined ? none : typeof given === "number" ? given : given[j]!;

function actionsFault({ actions }: EnvironmentSpec): string | null {
  const kind = actions?.kind;
  switch (kind) {
    case "discrete":
      if (!isCount(actions.count)) return `has ${actions.count} actions, expected a positive integer`;
      return actions.names === undefined || actions.names.length === actions.count
        ? null
        : `names ${actions.names.length} of its ${actions.count} actions`;
    case "multi-discrete":
      return Array.isArray(actions.counts) && actions.counts.length > 0 && actions.counts.every(isCount)
        ? null
        : `has choices of [${actions.counts}] actions, expected positive integers`;
    case "continuous":
      if (!isCount(actions.size)) return `has ${actions.size} action values, expected a positive integer`;
      return actions.low < actions.high
        ? null
        : `has actions from ${actions.low} to ${actions.high}; the first must be below the second`;
    default:
      return `has actions of kind "${kind}", expected "discrete", "multi-discrete" or "continuous"`;
  }
}

function payFault({ values, stepLimit }: EnvironmentSpec): string | null {
  if (!Array.isArray(values) || values.length === 0) return "pays no values; name one or more in spec.values";
  if (new Set(values).size !== values.length) return `has a value's name twice: ${values.join(", ")}`;
  return isCount(stepLimit)
    ? null
    : `has stepLimit ${stepLimit}, expected a positive integer: episodes that do not end are cut there`;
}

/**
 * A new copy of the environment that is registered as `id`. `options` have passed its schema. Throws an `InputError` where
 * it cannot be made or its methods or facts do not fit.
 */
export function makeEnvironment<Options>(
  id: string,
  entry: EnvironmentEntry<Options>,
  options: Options,
): Environment {
  let environment: Environment;
  try {
    environment = entry.create(options);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new InputError(`environment "${id}" cannot be made: ${reason}`);
  }
  const fault = faultOf(environment);
  if (fault !== null)
    throw new InputError(
      `environment "${id}" ${fault} (evofront check environment looks at all it promises)`,
    );
  return environment;
}
