import { luminanceOf, rgbOf } from "./palette.ts";

/** A picture of colour indices with the few strokes that the painter needs; all of them clip at the edges. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
  }

  /** Fills a rectangle, from (x, y) on. */
  fill(x: number, y: number, width: number, height: number, colour: number): void {
    const from = Math.max(x, 0);
    const to = Math.min(x + width, this.width);
    for (let row = Math.max(y, 0); row < Math.min(y + height, this.height); row++) {
      if (from < to) this.pixels.fill(colour, row * this.width + from, row * this.width + to);
    }
  }

  /** Draws rows of letters, each letter a colour of `key`; other characters are see-through. */
  sprite(x: number, y: number, rows: readonly string[], key: Readonly<Record<string, number>>): void {
    rows.forEach((row, dy) => {
      for (let dx = 0; dx < row.length; dx++) {
        const colour = key[row[dx]!];
        if (colour !== undefined) this.fill(x + dx, y + dy, 1, 1, colour);
      }
    });
  }

  /** Red, green, blue bytes. */
  rgb(): Uint8Array {
    const bytes = new Uint8Array(3 * this.pixels.length);
    this.pixels.forEach((colour, i) => {
      bytes[3 * i] = rgbOf[3 * colour]!;
      bytes[3 * i + 1] = rgbOf[3 * colour + 1]!;
      bytes[3 * i + 2] = rgbOf[3 * colour + 2]!;
    });
    return bytes;
  }

  /**
   * Luminance, averaged over the area of each of `size` x `size` pixels. Rows, then columns, are averaged with the
   * share of each source pixel as its weight.
   */
  greyscale(into: Uint8Array, size: number): void {
    const narrow = new Float64Array(size * this.height);
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < size; x++) {
        narrow[y * size + x] = average(
          x,
          this.width / size,
          (i) => luminanceOf[this.pixels[y * this.width + i]!]!,
        );
      }
    }
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        into[y * size + x] = Math.round(average(y, this.height / size, (i) => narrow[i * size + x]!));
      }
    }
  }
}

/** The mean of `value` over source positions [index * ratio, (index + 1) * ratio). */
function average(index: number, ratio: number, value: (i: number) => number): number {
  const from = index * ratio;
  const to = from + ratio;
  let sum = 0;
  // The last source pixel is guarded against a product that rounds up past the edge.
  for (let i = Math.floor(from); i < to - 1e-9; i++)
    sum += (Math.min(i + 1, to) - Math.max(i, from)) * value(i);
  return sum / ratio;
}
