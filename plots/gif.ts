import type { Picture } from "../environments/index.ts";
import { InputError, ShapeError } from "../src/base/index.ts";
import { gifenc } from "./gif-encoder.ts";

export interface GifOptions {
  /** Time a frame is shown, in milliseconds; GIF counts in hundredths of a second. Default 50. */
  readonly delay?: number;
  /** Colours at most, one of them for "unchanged". Default 64. */
  readonly colours?: number;
  /** Whole pixels each pixel becomes; default so that the picture is about 240 wide. */
  readonly scale?: number;
}

/** Nearest-neighbour enlargement to red, green, blue, alpha. */
function enlarged(picture: Picture, scale: number): Uint8Array {
  const width = picture.width * scale;
  const height = picture.height * scale;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / scale) * picture.width;
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor(x / scale)) * 3;
      const to = (y * width + x) * 4;
      rgba[to] = picture.rgb[from]!;
      rgba[to + 1] = picture.rgb[from + 1]!;
      rgba[to + 2] = picture.rgb[from + 2]!;
      rgba[to + 3] = 255;
    }
  }
  return rgba;
}

/** A palette over pictures spread through the recording: exact where they have few enough colours. */
function paletteOf(frames: readonly Picture[], colours: number): number[][] {
  const sample = Array.from(
    { length: Math.min(16, frames.length) },
    (_, i, all = Math.min(16, frames.length)) => frames[Math.floor((i * frames.length) / all)]!,
  );
  const seen = new Map<number, number[]>();
  for (const { rgb } of sample) {
    for (let i = 0; i < rgb.length && seen.size <= colours; i += 3) {
      const colour = (rgb[i]! << 16) | (rgb[i + 1]! << 8) | rgb[i + 2]!;
      if (!seen.has(colour)) seen.set(colour, [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!]);
    }
  }
  if (seen.size <= colours) return [...seen.values()];
  const pixels = sample.map((frame) => enlarged(frame, 1));
  const all = new Uint8Array(pixels.reduce((length, each) => length + each.length, 0));
  let offset = 0;
  for (const each of pixels) {
    all.set(each, offset);
    offset += each.length;
  }
  return gifenc.quantize(all, colours);
}

/**
 * An animated GIF that repeats for ever, with one palette for all frames. After the first frame only what changed
 * is written, the rest stays transparent. Throws an `InputError` without frames, a `ShapeError` where sizes differ.
 */
export function encodeGif(frames: readonly Picture[], options: GifOptions = {}): Uint8Array {
  const first = frames[0];
  if (first === undefined) throw new InputError("encodeGif: expected at least one frame, got none");
  const { delay = 50, colours = 64, scale = Math.max(1, Math.round(240 / first.width)) } = options;
  const width = first.width * scale;
  const height = first.height * scale;
  const palette = paletteOf(frames, colours - 1);
  const unchanged = palette.length;
  const withUnchanged = [...palette, [0, 0, 0]];
  const gif = gifenc.GIFEncoder();
  let before: Uint8Array | null = null;
  frames.forEach((frame, i) => {
    if (frame.width !== first.width || frame.height !== first.height) {
      throw new ShapeError(
        `encodeGif: frame ${i} is ${frame.width} x ${frame.height} but frame 0 is ${first.width} x ${first.height}; give all frames one size`,
      );
    }
    const index = gifenc.applyPalette(enlarged(frame, scale), palette);
    const known = before;
    const written =
      known === null ? index : index.map((colour, pixel) => (colour === known[pixel] ? unchanged : colour));
    gif.writeFrame(written, width, height, {
      // The last frame stays a while before the loop starts over.
      delay: i === frames.length - 1 ? 1500 : delay,
      ...(i === 0 ? { palette: withUnchanged, repeat: 0 } : {}),
      transparent: i > 0,
      transparentIndex: unchanged,
      dispose: 1,
    });
    before = index;
  });
  gif.finish();
  return gif.bytes();
}
