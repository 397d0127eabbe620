/** What of a stream the renderer needs; `process.stdout` is one. */
export interface LineStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const eraseLine = "\r\u001b[2K";

/**
 * Lines that tell how a job goes. In a terminal a `live` line takes the place of the one before; elsewhere each
 * is a line of its own, so a log holds them all. `print` writes a line that stays. No colour is used.
 */
export class LiveLine {
  readonly #stream: LineStream;
  readonly #refreshes: boolean;
  #shown = "";

  constructor(stream: LineStream, environment: Readonly<Record<string, string | undefined>> = {}) {
    this.#stream = stream;
    this.#refreshes = stream.isTTY === true && environment["TERM"] !== "dumb";
  }

  /**
   * Characters a line may have. One column is left free, as some terminals wrap a full line. A terminal that tells no
   * width, or 0, is taken for 80 columns.
   */
  get width(): number {
    return this.#refreshes ? Math.max(20, (this.#stream.columns || 80) - 1) : Number.POSITIVE_INFINITY;
  }

  /** Shows `line` in place of the live line before. */
  live(line: string): void {
    if (!this.#refreshes) {
      this.#stream.write(`${line}\n`);
      return;
    }
    this.#stream.write(`${eraseLine}${line}`);
    this.#shown = line;
  }

  /** Writes a line that stays, above the live one. */
  print(line: string): void {
    this.#stream.write(this.#shown === "" ? `${line}\n` : `${eraseLine}${line}\n${this.#shown}`);
  }

  /** Leaves the live line where it is and goes on below it. */
  settle(): void {
    if (this.#shown !== "") this.#stream.write("\n");
    this.#shown = "";
  }
}
