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
      const end = row * this.width + to;
      // Stretches are short: a loop is faster than a call of fill.
      for (let at = row * this.width + from; at < end; at++) this.pixels[at] = colour;
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

  /** Luminance, averaged over the area of each of `size` x `size` pixels: along rows, then along columns. */
  greyscale(into: Uint8Array, size: number): void {
    const { width, height, pixels } = this;
    const across = sharesOf(width, size);
    const down = sharesOf(height, size);
    const narrow = new Float64Array(height * size);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let k = across.start[x]!, u = across.first[x]!; k < across.start[x + 1]!; k++, u++) {
          sum += across.share[k]! * luminanceOf[pixels[y * width + u]!]!;
        }
        narrow[y * size + x] = sum;
      }
    }
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let k = down.start[y]!, v = down.first[y]!; k < down.start[y + 1]!; k++, v++) {
          sum += down.share[k]! * narrow[v * size + x]!;
        }
        into[y * size + x] = Math.round(sum);
      }
    }
  }
}

/** For target i: source positions from `first[i]` on, with the shares `share[start[i]] .. share[start[i + 1] - 1]`. */
interface Shares {
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly share: Float64Array;
}

/** The share of each source position in each of `size` equal stretches of `length` positions. */
function sharesOf(length: number, size: number): Shares {
  const first = new Int32Array(size);
  const start = new Int32Array(size + 1);
  const share: number[] = [];
  for (let i = 0; i < size; i++) {
    first[i] = Math.floor((i * length) / size);
    // In units of 1 / size of a position, so that the bounds are whole numbers.
    for (let u = first[i]!; u * size < (i + 1) * length; u++) {
      share.push((Math.min((u + 1) * size, (i + 1) * length) - Math.max(u * size, i * length)) / length);
    }
    start[i + 1] = share.length;
  }
  return { first, start, share: Float64Array.from(share) };
}
