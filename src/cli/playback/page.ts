import type { Recording } from "../../../plots/index.ts";
import { script, styles } from "./page-parts.ts";

/** Text as it may stand between tags and in quoted attributes. */
function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Pictures as indexes into the colours they have. */
function indexed({ frames }: Recording): { palette: [number, number, number][]; pictures: Uint16Array[] } {
  const palette: [number, number, number][] = [];
  const known = new Map<number, number>();
  const pictures = frames.map(({ rgb, width, height }) =>
    Uint16Array.from({ length: width * height }, (_, i) => {
      const [red, green, blue] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
      const code = (red << 16) | (green << 8) | blue;
      const index = known.get(code) ?? palette.push([red, green, blue]) - 1;
      known.set(code, index);
      return index;
    }),
  );
  return { palette, pictures };
}

/**
 * Pictures one after the other as what changed, in 16-bit numbers: how many pixels stay, how many change, their
 * colours, and so on until all pixels are accounted for. Before the first picture all pixels have colour 0.
 */
export function packPictures(pictures: readonly Uint16Array[]): Uint16Array {
  const packed: number[] = [];
  let before = new Uint16Array(pictures[0]?.length ?? 0);
  const run = (pixels: Uint16Array, from: number, same: boolean): number => {
    let length = 0;
    while (
      from + length < pixels.length &&
      length < 0xffff &&
      (pixels[from + length] === before[from + length]) === same
    )
      length++;
    return length;
  };
  for (const pixels of pictures) {
    for (let i = 0; i < pixels.length; ) {
      const stay = run(pixels, i, true);
      const change = run(pixels, i + stay, false);
      packed.push(stay, change, ...pixels.subarray(i + stay, i + stay + change));
      i += stay + change;
    }
    before = Uint16Array.from(pixels);
  }
  return Uint16Array.from(packed);
}

/** A recording as one page that loads nothing: play, pause, and every moment by a slider. */
export function recordingPage(recording: Recording, title: string): string {
  const { width, height } = recording.frames[0]!;
  const { palette, pictures } = indexed(recording);
  const packed = packPictures(pictures);
  // Bytes in the order that every machine of today has, little-endian.
  const bytes = Buffer.alloc(2 * packed.length);
  packed.forEach((value, i) => {
    bytes.writeUInt16LE(value, 2 * i);
  });
  const data = {
    ...{ width, height, palette, names: recording.names, totals: recording.totals, delay: 50 },
    packed: bytes.toString("base64"),
  };
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${styles}</style></head><body>
<h1>${escapeMarkup(title)}</h1>
<canvas width="${width}" height="${height}" role="img" aria-label="${escapeMarkup(title)}"></canvas>
<div class="controls"><button type="button">Pause</button><input type="range" min="0" value="0" aria-label="moment"></div>
<output></output>
<script type="application/json" id="recording">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body></html>
`;
}
