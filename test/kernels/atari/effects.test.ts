/**
 * One small cartridge for each effect of the video chip and the timer (images/*.asm, assembled beside), run on our core and on
 * 6502.ts: all pixels, all of RAM (which holds the collisions, latches and timers that the programs read), frame by frame.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { atariConsoles, powerOnBytes, screenHeight, screenWidth } from "../../../src/kernels/index.ts";
import { oracleOf } from "./support/oracle.ts";
import { bytesOf, drawing } from "./support/programs.ts";
import { expectSame } from "./support/same.ts";

const folder = fileURLToPath(new URL("./images/", import.meta.url));
const effects = readdirSync(folder)
  .filter((name) => name.endsWith(".asm"))
  .map((name) => name.slice(0, -4));
const lines = 290;
const frames = 4;

/**
 * A line that RSYNC cuts short: 6502.ts puts nothing of it on the picture, where a television still shows the part that the
 * beam has drawn before it goes back (the Stella Programmer's Guide has RSYNC reset the horizontal counter and nothing
 * else). So in a row that differs, its pixels are black; all other rows are equal, as are later lines.
 */
function expectSameButCut(ours: Uint8Array, theirs: Uint8Array): void {
  let cut = 0;
  for (let row = 0; row < screenHeight; row++) {
    const [a, b] = [ours, theirs].map((screen) =>
      screen.subarray(row * screenWidth, (row + 1) * screenWidth),
    );
    if (a!.every((colour, x) => colour === b![x])) continue;
    cut += 1;
    a!.forEach((colour, x) => {
      if (colour !== b![x]) expect([row, x, colour * b![x]!]).toEqual([row, x, 0]);
    });
  }
  expect(cut).toBeLessThanOrEqual(8);
}

describe("effects against 6502.ts", () => {
  test.each(effects)("%s", async (effect) => {
    const rom = new Uint8Array(readFileSync(`${folder}${effect}.bin`));
    expect(rom).toHaveLength(2048);
    const noise = bytesOf(21, powerOnBytes);
    const oracle = await oracleOf(rom, noise);
    const consoles = atariConsoles(rom, "4k", 1);
    consoles.powerOn(0, noise);
    // Nothing is plugged in that would charge.
    for (let i = 0; i < 4; i++) consoles.paddle(0, i, 2 ** 30);
    const draw = drawing(22);
    for (let frame = 0; frame < frames; frame++) {
      const buttons = Array.from({ length: 5 }, () => draw(2) === 1);
      const [up, down, left, right, fire] = buttons as [boolean, boolean, boolean, boolean, boolean];
      oracle.press(buttons);
      const low = (up ? 0x10 : 0) | (down ? 0x20 : 0) | (left ? 0x40 : 0) | (right ? 0x80 : 0);
      consoles.controls(0, 0xff & ~low, 0x0b, fire ? 0 : 0x80, 0x80);
      expect(consoles.frame(0, true, lines)).toBe("synced");
      oracle.clocks(3 * (consoles.frameCycles(0) - (frame === 0 ? 7 : 0)));
      expectSame(consoles.ram(0), oracle.ram, `RAM after frame ${frame}`);
      if (effect === "rsync") expectSameButCut(consoles.screen(0), oracle.screen());
      else expectSame(consoles.screen(0), oracle.screen(), `picture of frame ${frame}`);
    }
    // An effect that draws nothing would prove nothing.
    expect(new Set(consoles.screen(0)).size).toBeGreaterThan(2);
  });
});

test("a paddle reads as charged from the line in which its time since the dump is over", () => {
  const rom = new Uint8Array(readFileSync(`${folder}paddles.bin`));
  for (const cycles of [0, 300, 3000, 6000, 2 ** 30]) {
    const consoles = atariConsoles(rom, "4k", 1);
    consoles.powerOn(0, bytesOf(21, powerOnBytes));
    consoles.paddle(0, 0, cycles);
    for (let frame = 0; frame < 3; frame++) consoles.frame(0, false, lines);
    // 0xa1: lines, of 120, in which paddle 0 was not charged; the first begins a few cycles after the dump.
    const counted = consoles.ram(0)[0x21]!;
    expect(Math.abs(counted - Math.min(120, cycles / 76))).toBeLessThanOrEqual(1);
  }
});

test("in the comb, objects meet by where HMOVE has put them, or by when it moved them", () => {
  const rom = new Uint8Array(readFileSync(`${folder}comb-meeting.bin`));
  const meets = (inComb: boolean): number[] => {
    const consoles = atariConsoles(rom, "4k", 1);
    consoles.powerOn(0, bytesOf(21, powerOnBytes));
    consoles.comb(0, inComb);
    // What a console is told of its television outlasts a reset.
    consoles.reset(0);
    for (let frame = 0; frame < 3; frame++) consoles.frame(0, frame === 1, lines);
    return [...consoles.ram(0).subarray(0x20, 0x28)];
  };
  // The player's pixel p and the ball's q are one: bit q of byte p.
  expect(meets(true)).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
  // On the chip the ball has had 8 clocks and 2 - q more when it shows; 6502.ts's values are compared above.
  expect(meets(false)).not.toEqual(meets(true));
});

const dasm = spawnSync("dasm", []).error === undefined;
test.skipIf(!dasm)("DASM makes the images from the sources (skipped where dasm is not installed)", () => {
  const scratch = mkdtempSync(join(tmpdir(), "evofront-effects-"));
  try {
    for (const effect of effects) {
      const file = join(scratch, `${effect}.bin`);
      const { status, stdout } = spawnSync("dasm", [`${effect}.asm`, "-f3", `-o${file}`], { cwd: folder });
      expect(status, String(stdout)).toBe(0);
      expectSame(
        new Uint8Array(readFileSync(`${folder}${effect}.bin`)),
        new Uint8Array(readFileSync(file)),
        effect,
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
