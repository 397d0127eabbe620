import type { Picture } from "../../../environments/index.ts";

/** Room on a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A picture as lines of text: half blocks, whose upper half has the foreground's colour and lower half the
 * background's, so that a character is two pixels. Made smaller by a whole factor until it fits. 24-bit colours.
 */
export function pictureToText({ width, height, rgb }: Picture, size: TerminalSize): string {
  const factor = Math.max(
    1,
    Math.ceil(width / size.columns),
    Math.ceil(height / (2 * Math.max(1, size.rows))),
  );
  const colour = (x: number, y: number): string => {
    if (y >= height) return "0;0;0";
    const at = 3 * (y * width + x);
    return `${rgb[at]!};${rgb[at + 1]!};${rgb[at + 2]!}`;
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
  return lines.join("\n");
}
