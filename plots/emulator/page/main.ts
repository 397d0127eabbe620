/** Plays a cartridge in the page: a tape again, or a person's game. */
import { FastEmulator } from "../../../environments/atari/emulator.ts";
import { paletteOf } from "../../../environments/atari/palette.ts";
import { powerOnNoise } from "../../../environments/atari/session.ts";
import type { PageContent } from "../content.ts";
import { bytesOf, element } from "./elements.ts";
import { playByHand } from "./hand.ts";
import { replay } from "./replay.ts";

const content = JSON.parse(element("content").textContent ?? "") as PageContent;
const emulator = new FastEmulator(powerOnNoise(), content);
emulator.load(bytesOf(content.image));

const canvas = element<HTMLCanvasElement>("screen");
const context = canvas.getContext("2d")!;
const picture = context.createImageData(canvas.width, canvas.height);
const palette = paletteOf("ntsc");
const colours = Uint32Array.from(
  { length: 128 },
  (_, i) => 0xff000000 | (palette[3 * i + 2]! << 16) | (palette[3 * i + 1]! << 8) | palette[3 * i]!,
);
const pixels = new Uint32Array(picture.data.buffer);

/** Puts the emulator's picture on the page. */
function show(): void {
  const { screen } = emulator;
  for (let i = 0; i < screen.length; i++) pixels[i] = colours[screen[i]!]!;
  context.putImageData(picture, 0, 0);
}

if (content.tape) replay(emulator, content.tape, show);
else playByHand(emulator, content.controller ?? "joystick", show);
