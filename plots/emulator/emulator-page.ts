import { readFileSync } from "node:fs";
import type { Game, Tape } from "../../environments/index.ts";
import { InputError } from "../../src/base/index.ts";
import { fontFaceCss } from "../fonts/fonts.ts";
import { escapeMarkup } from "../text.ts";
import type { PageContent, TapeContent } from "./content.ts";

/** A tape with what has been paid after each of its frames, by `names`. */
export interface PaidTape {
  readonly tape: Tape;
  readonly names: readonly string[];
  readonly totals: readonly (readonly number[])[];
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** The page's script, which the build makes; the sources themselves, as the tests run them, use the built one too. */
function script(): string {
  const here = new URL("./page.js", import.meta.url);
  const built = import.meta.url.endsWith(".ts")
    ? new URL("../../dist/plots/emulator/page.js", import.meta.url)
    : here;
  return readFileSync(built, "utf8").replaceAll("</script", "<\\/script");
}

function contentOf({ tape, names, totals }: PaidTape): TapeContent {
  const { frames, start } = tape;
  const bytes = (of: (frame: (typeof frames)[number]) => number): string =>
    base64(Uint8Array.from(frames, of));
  const paddles = frames.some((frame) => frame.paddles.some((ohms) => ohms !== Infinity));
  return {
    start: base64(start),
    sticks: bytes((frame) => frame.sticks[0]),
    switches: bytes((frame) => frame.switches),
    buttons: bytes((frame) => frame.buttons),
    ...(paddles
      ? { paddles: frames.map((frame) => frame.paddles.map((ohms) => (ohms === Infinity ? null : ohms))) }
      : {}),
    names,
    totals,
  };
}

const css = `
:root { color-scheme: dark }
body { margin: 0; background: #14181d; color: #e6edf3; font: 16px/1.5 Inter, system-ui, sans-serif; display: grid; min-height: 100vh; place-items: center }
main { width: min(92vw, 86vh, 720px); padding: 16px 0 }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 10px }
/* A console's pixels are wider than high: 160 x 210 fill a television of 4 : 3. */
canvas { width: 100%; aspect-ratio: 4 / 3; image-rendering: pixelated; border-radius: 6px; display: block; background: #000 }
input { width: 100%; margin: 14px 0 8px; accent-color: #56b4e9; height: 28px }
.row { display: flex; gap: 12px; align-items: center; flex-wrap: wrap; font-variant-numeric: tabular-nums; margin-top: 12px }
button, select { font: inherit; padding: 6px 14px; min-height: 40px; border-radius: 6px; border: 1px solid #4b5560; background: #1d2228; color: inherit }
button { min-width: 84px } #values { margin-left: auto; color: #9da7b3; font-size: 14px }
.help { color: #9da7b3; font-size: 14px; margin: 12px 0 0 }
kbd { font: inherit; border: 1px solid #4b5560; border-radius: 4px; padding: 1px 6px; color: #e6edf3 }
svg { width: 64px; height: 40px; flex: none } svg * { fill: #39424d } svg .pressed { fill: #f0e442 }
`;

/** What is held: four arrows and the button. */
const stickPicture = `<svg viewBox="0 0 64 40" role="img" aria-label="the stick">
<path id="up" d="M20 2 27 12H13Z"/><path id="down" d="M20 38 27 28H13Z"/><path id="left" d="M2 20 12 13V27Z"/><path id="right" d="M38 20 28 13V27Z"/><circle id="fire" cx="54" cy="20" r="8"/></svg>`;

function page(content: PageContent, controls: string): string {
  const title = escapeMarkup(content.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${fontFaceCss()}${css}</style>
</head>
<body><main>
<h1>${title}</h1>
<canvas id="screen" width="160" height="210" role="img" aria-label="${title}"></canvas>
${controls}
</main>
<script type="application/json" id="content">${JSON.stringify(content).replaceAll("<", "\\u003c")}</script>
<script>${script()}</script>
</body>
</html>
`;
}

/**
 * A page of its own that plays a tape again, on the emulator in the page: nothing is loaded from elsewhere. Throws an
 * `InputError` on a tape without frames.
 */
export function tapePage(paid: PaidTape, title: string): string {
  const { tape, totals } = paid;
  if (tape.frames.length === 0) throw new InputError("tapePage: expected at least one frame, got none");
  if (totals.length !== tape.frames.length) {
    throw new InputError(
      `tapePage: expected ${tape.frames.length} totals, one a frame, got ${totals.length}`,
    );
  }
  const content: PageContent = {
    title,
    image: base64(tape.image),
    scheme: tape.scheme,
    ...(tape.firstLine === undefined ? {} : { firstLine: tape.firstLine }),
    ...(tape.collisions === undefined ? {} : { collisions: tape.collisions }),
    tape: contentOf(paid),
  };
  return page(
    content,
    `<input id="scrub" type="range" min="1" max="${tape.frames.length}" value="1" aria-label="frame">
<div class="row"><button id="toggle">Play</button><select id="speed" aria-label="speed"><option value="0.25">1/4</option><option value="1" selected>1 x</option><option value="4">4 x</option><option value="16">16 x</option></select>${stickPicture}<span id="values"></span></div>`,
  );
}

/** A page of its own in which a person plays a game with the keyboard. */
export function gamePage(game: Game, image: Uint8Array): string {
  const content: PageContent = {
    title: game.title,
    image: base64(image),
    scheme: game.scheme,
    controller: game.controller,
    ...(game.firstLine === undefined ? {} : { firstLine: game.firstLine }),
    ...(game.collisions === undefined ? {} : { collisions: game.collisions }),
  };
  return page(
    content,
    `<div class="row"><button id="reset">Reset</button><button id="select">Select</button><button id="left-difficulty" data-side="Left" aria-pressed="false">Left B</button><button id="right-difficulty" data-side="Right" aria-pressed="false">Right B</button>${stickPicture}<span id="values"></span></div>
<p class="help"><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd> or <kbd>W</kbd> <kbd>A</kbd> <kbd>S</kbd> <kbd>D</kbd> the stick, <kbd>space</kbd> or <kbd>X</kbd> the button, <kbd>R</kbd> Reset, <kbd>T</kbd> Select, <kbd>P</kbd> pause. Left and right are the difficulty switches.</p>`,
  );
}
