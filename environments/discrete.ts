import { InputError } from "../src/base/index.ts";
import { type Action, type Status, status } from "./environment.ts";

/**
 * The index of a discrete action. Throws an `InputError` where it is none of `count`, or where the episode is not
 * running: a step then has no meaning.
 */
export function discreteAction(id: string, action: Action, count: number, now: Status): number {
  if (now !== status.running)
    throw new InputError(`${id}: no episode is running; call reset() before step()`);
  const index = typeof action === "number" ? action : Number.NaN;
  if (!(index >= 0 && index < count && Number.isInteger(index))) {
    const found = typeof action === "number" ? `${action}` : "a list of numbers";
    throw new InputError(`${id}: action must be an integer from 0 to ${count - 1}, got ${found}`);
  }
  return index;
}
