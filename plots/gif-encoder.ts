import { createRequire } from "node:module";

/** A GIF being written. */
interface GifStream {
  writeFrame(
    index: Uint8Array,
    width: number,
    height: number,
    options?: {
      palette?: readonly (readonly number[])[];
      delay?: number;
      repeat?: number;
      transparent?: boolean;
      transparentIndex?: number;
      dispose?: number;
    },
  ): void;
  finish(): void;
  bytes(): Uint8Array;
}

/** The parts of gifenc 1.0 that this package uses; it ships no types of its own. */
interface Gifenc {
  GIFEncoder(options?: { initialCapacity?: number }): GifStream;
  quantize(rgba: Uint8Array, maxColours: number): number[][];
  applyPalette(rgba: Uint8Array, palette: readonly (readonly number[])[]): Uint8Array;
}

/**
 * By `require`: gifenc is CommonJS with a `default` of its own, which Node and bundlers import in different ways.
 */
export const gifenc: Gifenc = createRequire(import.meta.url)("gifenc") as Gifenc;
