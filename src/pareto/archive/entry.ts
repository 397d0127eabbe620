/** A member of an archive. */
export interface Entry<T> {
  /** Its objective values, as they were given. */
  readonly point: readonly number[];
  readonly payload: T;
}

/** Why a point did not enter. */
export type Rejection =
  /** A member is at least as good everywhere and better somewhere. */
  | "dominated"
  /** A member has the same objective values; the one that came first stays. */
  | "equal"
  /** A value is NaN, so it cannot be compared. */
  | "not-a-number"
  /** The archive is full, and its rule keeps the members it has. */
  | "full";

/** What `add` did. */
export interface Addition<T> {
  readonly accepted: boolean;
  /** Members that left because of it, oldest first; empty unless `accepted`. */
  readonly evicted: readonly Entry<T>[];
  /** Why it was not accepted. */
  readonly reason?: Rejection;
  /** The member that stands in its way, where there is one; any of them, where there are several. */
  readonly rejectedBy?: Entry<T>;
}

/** What `addAll` did. */
export interface BatchAddition<T> {
  /** Rows of the batch that are members now, rising. */
  readonly accepted: readonly number[];
  /** Members from before the batch that left because of it. */
  readonly evicted: readonly Entry<T>[];
}

/** A number as JSON can hold it: infinities and -0 as text, which `Number` reads back. */
export type JsonNumber = number | string;

/** `value`, as text where JSON would lose it. */
export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : Object.is(value, -0)
      ? "-0"
      : String(value);
}
