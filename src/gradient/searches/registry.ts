import { InputError, type Registry, registry, suggestion } from "../../base/index.ts";
import { optionNames } from "../methods/index.ts";
import type { Search, SearchEntry } from "./search.ts";
import { weightSearchEntry } from "./weight-search.ts";

/** Every search by its id. A new one is a file and a line here. */
export const searches: Registry<SearchEntry> = registry<SearchEntry>("search", {
  "weight-search": weightSearchEntry as SearchEntry,
});

/**
 * The search of that id: `createSearch("weight-search", { members: 4 })`. Throws an `InputError` on an unknown id or options
 * that it does not take.
 */
export function createSearch(id: string, options: Readonly<Record<string, unknown>> = {}): Search {
  const found = searches.get(id);
  const known = optionNames(found);
  const stray = Object.keys(options).find((name) => !known.includes(name));
  if (stray !== undefined)
    throw new InputError(`search "${id}": unknown option "${stray}"; ${suggestion(stray, known)}`);
  const parsed = found.options.safeParse(options);
  if (parsed.success) return found.create(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue!.path.length > 0 ? `${issue!.path.join(".")}: ` : "";
  throw new InputError(`search "${id}": ${where}${issue!.message}`);
}
