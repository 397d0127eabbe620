import type { Picture } from "../environments/index.ts";

const csi = "\u001b[";
const reset = `${csi}0m`;

export interface TerminalOptions {
  /** Columns to fit into. Default 80. */
  readonly columns?: number;
  /** Lines to fit into. Default 24. */
  readonly lines?: number;
}

/**
 * A picture as lines of text: each character is the upper half block in 24-bit colour, its foreground the upper
 * pixel and its background the lower. Shrunk by dropping pixels, never enlarged.
 */
export function terminalFrame(picture: Picture, options: TerminalOptions = {}): string {
  const { columns = 80, lines = 24 } = options;
  const shrink = Math.max(1, picture.width / columns, picture.height / (lines * 2));
  const width = Math.max(1, Math.floor(picture.width / shrink));
  const height = Math.max(1, Math.floor(picture.height / shrink));
  const at = (x: number, y: number): string => {
    const row = Math.min(picture.height - 1, Math.floor((y + 0.5) * shrink));
    const column = Math.min(picture.width - 1, Math.floor((x + 0.5) * shrink));
    const from = (row * picture.width + column) * 3;
    return `${picture.rgb[from]};${picture.rgb[from + 1]};${picture.rgb[from + 2]}`;
  };
  const rows: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let row = "";
    let before = "";
    for (let x = 0; x < width; x++) {
      const lower = y + 1 < height ? `48;2;${at(x, y + 1)}` : "49";
      const colours = `38;2;${at(x, y)};${lower}`;
      // Most neighbours have the same colours, which need not be said again.
      row += colours === before ? "▀" : `${csi}${colours}m▀`;
      before = colours;
    }
    rows.push(`${row}${reset}`);
  }
  return rows.join("\n");
}

/** What goes before each frame after the first, so that it covers the one before: up by its lines. */
export function overPrevious(frame: string): string {
  return `\r${csi}${frame.split("\n").length}A`;
}
