import { checkedOptions, type Registry, registry } from "../../base/index.ts";
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
  return found.create(checkedOptions(`search "${id}"`, found, options));
}
