/** Gives other work its turn in the middle of a piece of an evaluation; rejects where the evaluation is to end. */
export type Pause = () => Promise<void>;

/** Lets the event loop go round once. Browsers have no `setImmediate`; elsewhere a timer would cost a millisecond. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
