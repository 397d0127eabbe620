import { escapeMarkup } from "../../../plots/text.ts";
import type { Recording } from "./recording.ts";

/**
 * Frames one after the other as run lengths of what changed: pairs (unchanged pixels, changed pixels) as 16-bit numbers,
 * little-endian, each followed by the changed pixels; a frame ends when all its pixels are accounted for.
 */
export function packFrames({ frames, width, height }: Recording): Uint8Array {
  const bytes: number[] = [];
  let before = new Uint8Array(width * height);
  const put = (count: number): void => {
    bytes.push(count & 255, count >> 8);
  };
  for (const { pixels } of frames) {
    for (let i = 0; i < pixels.length; ) {
      let same = 0;
      while (i + same < pixels.length && same < 0xffff && pixels[i + same] === before[i + same]) same++;
      i += same;
      let other = 0;
      while (i + other < pixels.length && other < 0xffff && pixels[i + other] !== before[i + other]) other++;
      put(same);
      put(other);
      for (let k = 0; k < other; k++) bytes.push(pixels[i + k]!);
      i += other;
    }
    before = Uint8Array.from(pixels);
  }
  return Uint8Array.from(bytes);
}

/** The page's own script: unpacks the frames as they are needed, and plays them. */
const script = `
const data = JSON.parse(document.getElementById("recording").textContent);
const packed = Uint8Array.from(atob(data.packed), (c) => c.charCodeAt(0));
const canvas = document.querySelector("canvas"), context = canvas.getContext("2d");
const slider = document.querySelector("input"), button = document.querySelector("button"), line = document.querySelector("output");
const size = data.width * data.height, frames = [];
for (let at = 0, before = new Uint8Array(size); frames.length < data.steps.length; ) {
  const pixels = before.slice();
  for (let i = 0; i < size; ) {
    i += packed[at] | (packed[at + 1] << 8);
    const changed = packed[at + 2] | (packed[at + 3] << 8);
    at += 4;
    pixels.set(packed.subarray(at, at + changed), i);
    at += changed; i += changed;
  }
  frames.push(pixels); before = pixels;
}
const image = context.createImageData(data.width, data.height);
let current = 0, playing = !matchMedia("(prefers-reduced-motion: reduce)").matches, due = 0;
function show(index) {
  current = index; slider.value = index;
  frames[index].forEach((colour, i) => image.data.set([...data.palette[colour], 255], 4 * i));
  context.putImageData(image, 0, 0);
  line.textContent = "step " + data.steps[index] + " \\u00b7 " + data.values.map((name, j) => name + " " + data.totals[index][j]).join(" \\u00b7 ") + (data.actions[index] ? " \\u00b7 " + data.actions[index] : "");
}
function label() { button.textContent = playing ? "Pause" : "Play"; }
button.onclick = () => { playing = !playing; if (playing && current === frames.length - 1) show(0); label(); };
slider.max = frames.length - 1;
slider.oninput = () => { playing = false; label(); show(Number(slider.value)); };
onkeydown = (event) => { if (event.key === " " && event.target !== button) { event.preventDefault(); button.click(); } };
function tick(now) {
  if (playing && now >= due) {
    due = now + data.delay;
    if (current < frames.length - 1) show(current + 1); else { playing = false; label(); }
  }
  requestAnimationFrame(tick);
}
show(0); label(); requestAnimationFrame(tick);
`;

/** A recording as one page that needs nothing else: play, pause, and every moment by a slider. */
export function toPage(recording: Recording, title: string, delay = 50): string {
  const { width, height, palette, frames, values } = recording;
  const data = {
    width,
    height,
    palette,
    values,
    delay,
    steps: frames.map(({ step }) => step),
    totals: frames.map(({ totals }) => totals),
    actions: frames.map(({ action }) => action),
    packed: Buffer.from(packFrames(recording)).toString("base64"),
  };
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>
body { margin: 2rem auto; max-width: 40rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff; }
h1 { font-size: 1.25rem; }
canvas { width: 100%; image-rendering: pixelated; border-radius: 4px; display: block; }
.controls { display: flex; gap: 0.75rem; align-items: center; margin: 0.75rem 0; }
input { flex: 1; }
button { font: inherit; min-width: 5rem; padding: 0.25rem 0.75rem; }
output { font-variant-numeric: tabular-nums; color: #59636e; }
</style></head><body>
<h1>${escapeMarkup(title)}</h1>
<canvas width="${width}" height="${height}" role="img" aria-label="${escapeMarkup(title)}"></canvas>
<div class="controls"><button type="button">Pause</button><input type="range" min="0" value="0" aria-label="moment"></div>
<output></output>
<script type="application/json" id="recording">${json}</script>
<script>${script}</script>
</body></html>
`;
}
