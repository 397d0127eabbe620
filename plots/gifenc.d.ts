/** The parts of gifenc 1.0 that this package uses; it ships no types of its own. Node loads its CommonJS form. */
declare module "gifenc" {
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
  const gifenc: {
    GIFEncoder(options?: { initialCapacity?: number }): GifStream;
    quantize(rgba: Uint8Array, maxColours: number): number[][];
    applyPalette(rgba: Uint8Array, palette: readonly (readonly number[])[]): Uint8Array;
  };
  export = gifenc;
}
