/** What a GIF holds, read by the blocks of the GIF89a specification (sections 18 to 27). */
export interface GifContent {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Hundredths of a second each frame is shown. */
  readonly delays: readonly number[];
  /** Each frame's pixels as red, green, blue, after what was transparent is filled from the frame before. */
  readonly frames: readonly Uint8Array[];
}

/** Variable-length-code LZW decompression (appendix F). */
function lzw(minimum: number, bytes: Uint8Array, length: number): Uint8Array {
  const clear = 1 << minimum;
  const out = new Uint8Array(length);
  let table: number[][] = [];
  let size = 0;
  let previous: number[] | null = null;
  let at = 0;
  let bits = 0;
  let held = 0;
  const restart = () => {
    table = Array.from({ length: clear + 2 }, (_, i) => (i < clear ? [i] : []));
    size = minimum + 1;
    previous = null;
  };
  restart();
  for (const byte of bytes) {
    held |= byte << bits;
    bits += 8;
    while (bits >= size) {
      const code = held & ((1 << size) - 1);
      held >>>= size;
      bits -= size;
      if (code === clear) {
        restart();
        continue;
      }
      if (code === clear + 1) return out;
      const before: number[] | null = previous;
      const entry: number[] = table[code] ?? [...before!, before![0]!];
      if (before !== null && table.length < 4096) table.push([...before, entry[0]!]);
      for (const index of entry) out[at++] = index;
      previous = entry;
      if (table.length === 1 << size && size < 12) size += 1;
    }
  }
  return out;
}

/** Decodes a GIF whose frames cover the whole picture. */
export function gifFrames(gif: Uint8Array): GifContent {
  const text = String.fromCharCode(...gif.subarray(0, 6));
  if (text !== "GIF89a") throw new Error(`not a GIF89a: ${text}`);
  const word = (i: number) => gif[i]! | (gif[i + 1]! << 8);
  const [width, height] = [word(6), word(8)];
  const colours = 2 << (gif[10]! & 7);
  const palette = gif.subarray(13, 13 + colours * 3);
  let at = 13 + colours * 3;
  const delays: number[] = [];
  const frames: Uint8Array[] = [];
  let transparent = -1;
  const blocks = (): Uint8Array => {
    const parts: number[] = [];
    while (gif[at] !== 0) {
      parts.push(...gif.subarray(at + 1, at + 1 + gif[at]!));
      at += gif[at]! + 1;
    }
    at += 1;
    return Uint8Array.from(parts);
  };
  while (gif[at] !== 0x3b) {
    if (gif[at] === 0x21) {
      const label = gif[at + 1];
      at += 2;
      const data = blocks();
      if (label === 0xf9) {
        delays.push(data[1]! | (data[2]! << 8));
        transparent = (data[0]! & 1) === 1 ? data[3]! : -1;
      }
    } else if (gif[at] === 0x2c) {
      if (word(at + 5) !== width || word(at + 7) !== height) throw new Error("a frame of another size");
      at += 10;
      const minimum = gif[at]!;
      at += 1;
      const indexes = lzw(minimum, blocks(), width * height);
      const pixels = frames.length > 0 ? Uint8Array.from(frames.at(-1)!) : new Uint8Array(width * height * 3);
      indexes.forEach((index, i) => {
        if (index !== transparent) pixels.set(palette.subarray(index * 3, index * 3 + 3), i * 3);
      });
      frames.push(pixels);
    } else throw new Error(`unknown block ${gif[at]} at ${at}`);
  }
  return { width, height, count: frames.length, delays, frames };
}
