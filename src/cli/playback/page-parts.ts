/** The style sheet and the script of a recording's page. */

export const styles = `
body { margin: 2rem auto; max-width: 36rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff; }
h1 { font-size: 1.25rem; }
canvas { width: 100%; image-rendering: pixelated; border-radius: 4px; display: block; }
.controls { display: flex; gap: 0.75rem; align-items: center; margin: 0.75rem 0; }
input { flex: 1; }
button { font: inherit; min-width: 5rem; padding: 0.25rem 0.75rem; }
output { font-variant-numeric: tabular-nums; color: #59636e; }
`;

/** Unpacks the pictures and plays them. Kept to what browsers of the last ten years understand. */
export const script = `
const data = JSON.parse(document.getElementById("recording").textContent);
const bytes = Uint8Array.from(atob(data.packed), (c) => c.charCodeAt(0));
const packed = new Uint16Array(bytes.length / 2).map((_, i) => bytes[2 * i] | (bytes[2 * i + 1] << 8));
const size = data.width * data.height, frames = [];
for (let at = 0, before = new Uint16Array(size); frames.length < data.totals.length; ) {
  const pixels = before.slice();
  for (let i = 0; i < size; ) {
    i += packed[at];
    const change = packed[at + 1];
    pixels.set(packed.subarray(at + 2, at + 2 + change), i);
    at += 2 + change;
    i += change;
  }
  frames.push(pixels);
  before = pixels;
}
const canvas = document.querySelector("canvas"), context = canvas.getContext("2d");
const slider = document.querySelector("input"), button = document.querySelector("button"), line = document.querySelector("output");
const image = context.createImageData(data.width, data.height);
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let current = 0, playing = !still, due = 0;
function show(index) {
  current = index;
  slider.value = index;
  frames[index].forEach((colour, i) => image.data.set(data.palette[colour].concat(255), 4 * i));
  context.putImageData(image, 0, 0);
  line.textContent = data.names.map((name, j) => name + " " + data.totals[index][j]).join(", ");
}
function play(on) {
  playing = on;
  button.textContent = playing ? "Pause" : "Play";
}
slider.max = frames.length - 1;
slider.oninput = () => { play(false); show(Number(slider.value)); };
button.onclick = () => { play(!playing); if (playing && current === frames.length - 1) show(0); };
function tick(now) {
  if (playing && now >= due) {
    due = now + data.delay;
    if (current < frames.length - 1) show(current + 1);
    else play(false);
  }
  requestAnimationFrame(tick);
}
show(0);
play(playing);
requestAnimationFrame(tick);
`;
