import { InputError } from "./errors.ts";
import { suggestion } from "./suggest.ts";

/** Named entries of one kind. The command line, the documentation tables and the contract tests read it. */
export interface Registry<T> {
  /** What an entry is, for messages: "environment", "strategy". */
  readonly kind: string;
  /** The entry of that id. Throws an `InputError` that names the nearest known id. */
  get(id: string): T;
  has(id: string): boolean;
  ids(): string[];
  entries(): [string, T][];
  /** Adds an entry, as this package does for its own. Throws an `InputError` where the id is taken. */
  register(id: string, entry: T): void;
}

/** A registry that holds `initial`, in that order. */
export function registry<T>(kind: string, initial: Readonly<Record<string, T>> = {}): Registry<T> {
  const map = new Map(Object.entries(initial));
  return {
    kind,
    get(id) {
      const entry = map.get(id);
      if (entry === undefined)
        throw new InputError(`unknown ${kind} "${id}"; ${suggestion(id, [...map.keys()])}`);
      return entry;
    },
    has: (id) => map.has(id),
    ids: () => [...map.keys()],
    entries: () => [...map.entries()],
    register(id, entry) {
      if (map.has(id)) throw new InputError(`${kind} "${id}" is registered already; choose another id`);
      map.set(id, entry);
    },
  };
}
