import gifenc from "gifenc";
import type { Recording } from "./recording.ts";

/** A recording as an animated GIF that repeats. `delay` is the time a frame is shown, in milliseconds. */
export function toGif({ width, height, palette, frames }: Recording, delay = 50): Uint8Array {
  const gif = gifenc.GIFEncoder();
  frames.forEach(({ pixels }, i) => {
    const last = i === frames.length - 1;
    gif.writeFrame(pixels, width, height, {
      ...(i === 0 ? { palette, repeat: 0 } : {}),
      // The end stays in view before it starts again.
      delay: last ? 1500 : delay,
    });
  });
  gif.finish();
  return gif.bytes();
}
