import type { z } from "zod";
import { InputError } from "./errors.ts";
import { suggestion } from "./suggest.ts";

/** The names of the options that an entry of a registry takes; none where its schema is no record. */
export function optionNames({ options }: { readonly options: z.ZodType }): string[] {
  const shape = (options as z.ZodType & { readonly shape?: Record<string, unknown> }).shape;
  return shape === undefined ? [] : Object.keys(shape);
}

/** What to say of an option that `what`, such as `method "mgda"`, does not take. */
export function unknownOption(what: string, option: string, known: readonly string[]): InputError {
  const way = known.length === 0 ? "it takes none" : suggestion(option, known);
  return new InputError(`${what}: unknown option "${option}"; ${way}`);
}

/**
 * Options with their defaults. Throws an `InputError` that begins with `what` on one that is not known, with the nearest that
 * is, and on the first that does not fit.
 */
export function checkedOptions<T>(
  what: string,
  entry: { readonly options: z.ZodType<T> },
  given: Readonly<Record<string, unknown>>,
): T {
  const parsed = entry.options.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
    throw unknownOption(what, issue.keys[0]!, optionNames(entry));
  }
  const where = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  throw new InputError(`${what}: ${where}${issue.message}${foundAt(given, issue.path)}`);
}

/** What stands at a path, where it is one value; empty otherwise. */
function foundAt(given: unknown, path: readonly PropertyKey[]): string {
  let value = given;
  for (const key of path) value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  const single = typeof value === "number" || typeof value === "string" || typeof value === "boolean";
  return single ? `, found ${typeof value === "string" ? `"${value}"` : value}` : "";
}
