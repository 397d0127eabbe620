import { setTimeout } from "node:timers/promises";
import type { Recording } from "./report/recording.ts";
import { toTerminal } from "./report/terminal.ts";

/** Time a frame is shown, in milliseconds: 20 frames a second, as fast as most terminals draw. */
const frameTime = 50;

/** The control sequences used: cursor home, clear the screen, hide and show the cursor, the other screen and back. */
const control = {
  home: "\u001b[H",
  clear: "\u001b[2J",
  enter: "\u001b[?1049h\u001b[?25l",
  leave: "\u001b[?25h\u001b[?1049l",
};

/** Draws a recording in the terminal, on its other screen, so that what was there before comes back. Ctrl-C ends it. */
export async function playInTerminal(
  stdout: NodeJS.WriteStream,
  recording: Recording,
  title: string,
): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once("SIGINT", onInterrupt);
  stdout.write(`${control.enter}${control.clear}`);
  try {
    for (const frame of recording.frames) {
      const size = { columns: stdout.columns, rows: stdout.rows - 2 };
      // Each line is cleared to its end, as the one before may have been longer.
      const picture = toTerminal(recording, frame, size).replaceAll("\n", "\u001b[K\n");
      stdout.write(`${control.home}${title}\u001b[K\n${picture}\u001b[K`);
      await setTimeout(frameTime, undefined, { signal: stop.signal });
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    process.off("SIGINT", onInterrupt);
    stdout.write(control.leave);
  }
  const end = recording.frames.at(-1)!;
  const totals = recording.values.map((name, j) => `${name} ${end.totals[j]!}`).join(", ");
  stdout.write(`${title}: ${totals} after ${end.step} steps\n`);
}
