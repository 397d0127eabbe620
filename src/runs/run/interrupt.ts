/** A process as far as signals go; `process` is one. */
export interface SignalSource {
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  off(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): void;
}

/** The exit code of a program stopped by Ctrl-C, by the custom of shells: 128 + SIGINT. */
export const interruptedExitCode = 130;

export interface InterruptOptions {
  /** Called at the first Ctrl-C, to tell the user what happens. */
  readonly onInterrupt?: () => void;
  readonly source?: SignalSource;
}

/**
 * Runs `job` with a signal that the first Ctrl-C (or SIGTERM) aborts, so that it can write a checkpoint; a second
 * one leaves the process at once with exit code 130. Afterwards Ctrl-C is what it was before.
 */
export async function withInterrupts<T>(
  job: (signal: AbortSignal) => Promise<T>,
  options: InterruptOptions = {},
): Promise<T> {
  const source: SignalSource = options.source ?? process;
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) {
      source.exit(interruptedExitCode);
      return;
    }
    options.onInterrupt?.();
    controller.abort();
  };
  source.on("SIGINT", listener);
  source.on("SIGTERM", listener);
  try {
    return await job(controller.signal);
  } finally {
    source.off("SIGINT", listener);
    source.off("SIGTERM", listener);
  }
}
