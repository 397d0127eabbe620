import type { Frame, Recording } from "./recording.ts";

/** Room on a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A frame as text: half blocks, whose upper half has the foreground's colour and lower half the background's, so that a
 * character is two pixels. Made smaller by whole factors until it fits. 24-bit colours.
 */
export function toTerminal(recording: Recording, frame: Frame, size: TerminalSize): string {
  const { width, height, palette, values } = recording;
  const factor = Math.max(
    1,
    Math.ceil(width / size.columns),
    Math.ceil(height / (2 * Math.max(1, size.rows - 1))),
  );
  const colour = (x: number, y: number): string => {
    if (y >= height) return "0;0;0";
    return palette[frame.pixels[y * width + x]!]!.join(";");
  };
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2 * factor) {
    let line = "";
    let before = "";
    for (let x = 0; x + factor <= width; x += factor) {
      const colours = `\u001b[38;2;${colour(x, y)};48;2;${colour(x, y + factor)}m`;
      // A colour that goes on need not be said again.
      line += colours === before ? "\u2580" : `${colours}\u2580`;
      before = colours;
    }
    lines.push(`${line}\u001b[0m`);
  }
  const totals = values.map((name, j) => `${name} ${frame.totals[j]!}`).join("  ");
  return `${lines.join("\n")}\nstep ${frame.step}  ${totals}  ${frame.action}`;
}
