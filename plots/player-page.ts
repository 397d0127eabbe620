import { deflateSync } from "node:zlib";
import type { Picture } from "../environments/index.ts";
import { InputError } from "../src/base/index.ts";
import type { Recording } from "./episode.ts";
import { fontFaceCss } from "./fonts/fonts.ts";
import { escapeMarkup } from "./text.ts";

/** All colours of some frames, and each frame as indexes into them. */
function indexed(frames: readonly Picture[]): { palette: number[]; data: Uint8Array } {
  const palette = new Map<number, number>();
  const size = (frames[0]?.rgb.length ?? 0) / 3;
  const data = new Uint8Array(frames.length * size * 2);
  frames.forEach(({ rgb }, f) => {
    for (let i = 0; i < size; i++) {
      const colour = (rgb[i * 3]! << 16) | (rgb[i * 3 + 1]! << 8) | rgb[i * 3 + 2]!;
      let index = palette.get(colour);
      if (index === undefined) {
        index = palette.size;
        palette.set(colour, index);
      }
      // Low and high bytes in planes of their own: the high ones are nearly all 0 and cost nothing once deflated.
      data[f * size + i] = index & 0xff;
      data[(frames.length + f) * size + i] = index >>> 8;
    }
  });
  if (palette.size > 0xffff) {
    throw new InputError(
      `playerPage: expected at most 65535 colours, got ${palette.size}; record fewer frames`,
    );
  }
  return { palette: [...palette.keys()], data };
}

const script = `
const $ = (id) => document.getElementById(id);
const { width, height, count, palette, names, totals, frames } = JSON.parse($("recording").textContent);
const packed = Uint8Array.from(atob(frames), (c) => c.charCodeAt(0));
const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
new Response(stream).arrayBuffer().then((buffer) => {
  const data = new Uint8Array(buffer), size = width * height;
  const context = $("screen").getContext("2d"), image = context.createImageData(width, height);
  let at = 0, playing = !matchMedia("(prefers-reduced-motion: reduce)").matches, before = 0;
  const show = (frame) => {
    at = Math.max(0, Math.min(count - 1, frame));
    for (let i = 0; i < size; i++) {
      const colour = palette[data[at * size + i] | (data[(count + at) * size + i] << 8)];
      image.data[i * 4] = colour >> 16; image.data[i * 4 + 1] = (colour >> 8) & 255; image.data[i * 4 + 2] = colour & 255; image.data[i * 4 + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    $("scrub").value = at;
    $("values").textContent = "frame " + (at + 1) + " of " + count + names.map((name, i) => ", " + name + " " + +totals[at][i].toFixed(2)).join("");
  };
  const label = () => { $("toggle").textContent = playing ? "Pause" : "Play"; };
  const play = (on) => { if (on && at === count - 1) show(0); playing = on; label(); };
  const tick = (now) => {
    if (playing && now - before >= 1000 / $("speed").value) { before = now; if (at < count - 1) show(at + 1); else play(false); }
    requestAnimationFrame(tick);
  };
  $("scrub").oninput = (event) => { play(false); show(+event.target.value); };
  $("toggle").onclick = () => play(!playing);
  document.onkeydown = (event) => {
    if (event.target.tagName === "SELECT" || event.target.tagName === "BUTTON") return;
    if (event.key === " ") { event.preventDefault(); play(!playing); }
    if (event.key === "ArrowRight" && event.target.id !== "scrub") { play(false); show(at + 1); }
    if (event.key === "ArrowLeft" && event.target.id !== "scrub") { play(false); show(at - 1); }
  };
  show(0); label(); requestAnimationFrame(tick);
});
`;

const css = `
:root { color-scheme: light dark }
body { margin: 0; background: #14181d; color: #e6edf3; font: 16px/1.5 Inter, system-ui, sans-serif; display: grid; min-height: 100vh; place-items: center }
main { width: min(92vw, 78vh, 640px); padding: 16px 0 }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 10px }
canvas { width: 100%; image-rendering: pixelated; border-radius: 6px; display: block }
input { width: 100%; margin: 14px 0 8px; accent-color: #56b4e9; height: 28px }
.row { display: flex; gap: 12px; align-items: center; flex-wrap: wrap; font-variant-numeric: tabular-nums }
button, select { font: inherit; padding: 6px 14px; min-height: 40px; border-radius: 6px; border: 1px solid #4b5560; background: #1d2228; color: inherit }
button { min-width: 84px } #values { margin-left: auto; color: #9da7b3; font-size: 14px }
`;

/** A page of its own that replays a recording: play and pause, speed, a scrubber; nothing is loaded from elsewhere. */
export function playerPage(recording: Recording, title: string): string {
  const first = recording.frames[0];
  if (first === undefined) throw new InputError("playerPage: expected at least one frame, got none");
  const { palette, data } = indexed(recording.frames);
  const content = {
    width: first.width,
    height: first.height,
    count: recording.frames.length,
    palette,
    names: recording.names,
    totals: recording.totals,
    frames: deflateSync(data, { level: 9 }).toString("base64"),
  };
  const shown = escapeMarkup(title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown}</title>
<style>${fontFaceCss()}${css}</style>
</head>
<body><main>
<h1>${shown}</h1>
<canvas id="screen" width="${first.width}" height="${first.height}" role="img" aria-label="${shown}"></canvas>
<input id="scrub" type="range" min="0" max="${recording.frames.length - 1}" value="0" aria-label="frame">
<div class="row"><button id="toggle">Play</button><select id="speed" aria-label="speed"><option value="10">slow</option><option value="20" selected>normal</option><option value="60">fast</option></select><span id="values"></span></div>
</main>
<script type="application/json" id="recording">${JSON.stringify(content).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}
