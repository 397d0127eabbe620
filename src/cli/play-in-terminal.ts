import { setTimeout } from "node:timers/promises";
import { type Recording, terminalFrame } from "../../plots/index.ts";

/** Time a frame is shown, in milliseconds: 20 frames a second, as fast as most terminals draw. */
const frameTime = 50;

/** Control sequences: cursor home, clear to the line's end, the other screen without a cursor, and back. */
const control = {
  home: "\u001b[H",
  clearLine: "\u001b[K",
  enter: "\u001b[?1049h\u001b[?25l\u001b[2J",
  leave: "\u001b[?25h\u001b[?1049l",
};

/** What a recording has paid by frame `i`: "score 120, frames 45". */
export function totalsAt(recording: Recording, i: number): string {
  return recording.names.map((name, j) => `${name} ${recording.totals[i]![j]!}`).join(", ");
}

/** Draws a recording on the terminal's other screen, so that what was there before comes back. Ctrl-C ends it. */
export async function playInTerminal(
  stdout: NodeJS.WriteStream,
  recording: Recording,
  title: string,
): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once("SIGINT", onInterrupt);
  stdout.write(control.enter);
  try {
    for (const [i, picture] of recording.frames.entries()) {
      const text = terminalFrame(picture, { columns: stdout.columns, lines: stdout.rows - 3 });
      const screen = [title, ...text.split("\n"), totalsAt(recording, i)];
      stdout.write(`${control.home}${screen.map((line) => `${line}${control.clearLine}`).join("\n")}`);
      await setTimeout(frameTime, undefined, { signal: stop.signal });
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    process.off("SIGINT", onInterrupt);
    stdout.write(control.leave);
  }
  stdout.write(
    `${title}: ${totalsAt(recording, recording.frames.length - 1)} after ${recording.steps} steps\n`,
  );
}
