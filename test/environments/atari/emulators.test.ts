import { afterEach, describe, expect, test } from "vitest";
import {
  type Emulator,
  type EmulatorName,
  emulatorNames,
  type Inputs,
  makeEmulator,
  PeerEmulator,
  type PeerModules,
  powerOnNoise,
  Session,
  setPeerModules,
  stick,
  switches,
  untouched,
} from "../../../environments/atari/index.ts";
import { InputError } from "../../../src/base/index.ts";
import { type AtariScheme, powerOnBytes } from "../../../src/kernels/index.ts";
import { bytesOf, type Draw, drawing, imageOf, videoProgram } from "../../kernels/atari/support/programs.ts";
import { expectSame } from "../../kernels/atari/support/same.ts";
import { game, image } from "./support/cartridge.ts";
import { installedPeer } from "./support/peer.ts";

const modules: PeerModules = installedPeer();
setPeerModules(() => modules);
afterEach(() => setPeerModules(() => modules));

const loaded = (name: EmulatorName, rom: Uint8Array, seed = 3): Emulator => {
  const emulator = makeEmulator(name, bytesOf(seed, powerOnBytes));
  emulator.load(rom);
  return emulator;
};
/** What somebody who knows no game does in a frame. */
function anything(draw: Draw): Inputs {
  const pressed = [0, 1].map(() =>
    Object.values(stick).reduce((sum, bit) => sum + (draw(4) === 0 ? bit : 0), 0),
  );
  const held = (draw(4) === 0 ? switches.reset : 0) | (draw(4) === 0 ? switches.select : 0);
  return {
    ...untouched,
    sticks: [pressed[0]!, pressed[1]!],
    paddles: [draw(800_000), draw(800_000), draw(800_000), draw(800_000)],
    switches: (switches.idle & ~held) | (draw(2) === 0 ? switches.leftDifficulty : 0),
  };
}

describe.each(emulatorNames)("%s", (name) => {
  test("goes on identically from a save, and so does another copy", () => {
    const emulator = loaded(name, videoProgram(21));
    const draw = drawing(1);
    const played = Array.from({ length: 8 }, () => anything(draw));
    for (const inputs of played) emulator.frame(inputs, true);
    const saved = new Uint8Array(emulator.saveBytes);
    emulator.save(saved);
    for (const inputs of played) emulator.frame(inputs, true);
    const [ram, screen] = [emulator.ram.slice(), emulator.screen.slice()];
    const copy = loaded(name, videoProgram(21), 4);
    expect(copy.saveBytes).toBe(saved.length);
    for (const machine of [emulator, copy]) {
      machine.restore(saved);
      for (const inputs of played) machine.frame(inputs, true);
      expectSame(machine.ram, ram, "RAM");
      expectSame(machine.screen, screen, "picture");
    }
  });

  test("a program that jams says so for good, one without frames within a bounded time", () => {
    const jammed = loaded(name, imageOf([0xea, 0x02]));
    expect([0, 1].map(() => jammed.frame(untouched))).toEqual(["jammed", "jammed"]);
    const endless = loaded(name, imageOf([0x4c, 0x00, 0xf0]));
    expect([0, 1].map(() => endless.frame(untouched))).toEqual(["unsynced", "unsynced"]);
  });

  test("wants a cartridge, and one that can be emulated", () => {
    expect(() => makeEmulator(name).frame(untouched)).toThrow(
      "emulator: no cartridge is in; call load() first",
    );
    expect(() => makeEmulator(name).load(new Uint8Array(5000))).toThrow(
      "cartridge: expected a cartridge image of 2, 4, 8, 12, 16 or 32 KiB, got 5000 bytes",
    );
  });
});

describe("the two", () => {
  const alike = (rom: Uint8Array, frames: number, scheme?: AtariScheme): void => {
    const [ours, theirs] = emulatorNames.map((name) => {
      const emulator = makeEmulator(name, bytesOf(5, powerOnBytes), { scheme });
      emulator.load(rom);
      return emulator;
    });
    const draw = drawing(7);
    for (let i = 0; i < frames; i++) {
      if (i === 2) for (const machine of [ours!, theirs!]) machine.reset();
      const inputs = anything(draw);
      expect(theirs!.frame(inputs)).toBe(ours!.frame(inputs));
      expectSame(theirs!.ram, ours!.ram, `RAM after frame ${i}`);
      expectSame(theirs!.screen, ours!.screen, `picture of frame ${i}`);
    }
  };

  test.each([31, 32, 33])("show the same on video program %i, a reset in between", (seed) => {
    alike(videoProgram(seed), 8);
  });

  test("show the same on the test's cartridge, and in a program that never synchronises", () => {
    alike(image, 6);
    // LDX INTIM, STX $82, STX COLUBK, for ever.
    alike(imageOf([0xae, 0x84, 0x02, 0x86, 0x82, 0x86, 0x09, 0x4c, 0x00, 0xf0]), 3);
  });

  test("show the same after a reset in the midst of a frame that takes too long", () => {
    // 256 x 256 turns of nothing without a write to the video chip, about eleven frames, then three lines of sync.
    const wait = [0xa2, 0, 0xa0, 0, 0x88, 0xd0, 0xfd, 0xca, 0xd0, 0xf8];
    const sync = [0xa9, 2, 0x85, 0, 0x85, 2, 0x85, 2, 0x85, 2, 0xa9, 0, 0x85, 0, 0xe6, 0x80];
    alike(imageOf([...sync, ...wait, ...sync, 0x4c, 0x00, 0xf0]), 4);
  });

  test("wait for the timer alike: each divider, any phase, a loop over the end of a page", () => {
    const sync = [0xa9, 2, 0x85, 0, 0x85, 2, 0x85, 2, 0x85, 2, 0xa9, 0, 0x85, 0, 0xe6, 0x80];
    const draw = drawing(11);
    const code = [...sync];
    const wait = (value: number, timer: number): void => {
      // LDA #value, STA timer, some idling, LDA INTIM, BNE back, LDA INTIM, STA its place.
      code.push(0xa9, value, 0x8d, timer, 0x02, ...new Array(draw(4)).fill(0xea), 0xea);
      code.push(0xad, 0x84, 0x02, 0xd0, 0xfb, 0xad, 0x84, 0x02, 0x85, 0x81 + draw(60), 0x85, 0x09);
    };
    for (let i = 0; i < 6; i++) for (const timer of [0x95, 0x96, 0x95]) wait(1 + draw(20), timer);
    // A divider of 1 is past 0 before most looks; what is read then runs on.
    wait(3, 0x97);
    while (code.length < 0x1f8) code.push(0xea);
    code.push(0xa9, 9, 0x8d, 0x96, 0x02);
    code.push(0xad, 0x84, 0x02, 0xd0, 0xfb, 0x85, 0x90, 0x4c, 0x00, 0xf0);
    alike(imageOf(code), 4);
  });

  test("read the same paddles: cycles until each of four is charged", () => {
    // VBLANK on with the capacitors dumped, then off, and X counts until INPT0 is high.
    const code = [
      0xa9, 2, 0x85, 0, 0x85, 2, 0x85, 2, 0xa9, 0x82, 0x85, 1, 0x85, 2, 0xa9, 0, 0x85, 0, 0x85, 1,
    ];
    const count = [0xa2, 0, 0x24, 0x08, 0x30, 5, 0x85, 2, 0xe8, 0xd0, 0xf7, 0x86, 0x80, 0x4c, 0x00, 0xf0];
    alike(imageOf([...code, ...count]), 8);
  });

  test("begin a game alike, by ALE's whole sequence", () => {
    const rams = emulatorNames.map((name) => {
      const session = new Session(makeEmulator(name, powerOnNoise()), game, { mode: 0, difficulty: 1 });
      session.begin(image);
      for (const action of [3, 3, 1, 12]) session.act(action, true);
      expect(session.reward).toBe(1);
      return session.emulator.ram.slice();
    });
    expect(rams[1]).toEqual(rams[0]);
  });
});

test("where 6502.ts is not installed, says how to get it", () => {
  setPeerModules(() => undefined);
  const make = () => new PeerEmulator();
  expect(make).toThrow(InputError);
  expect(make).toThrow(
    "emulator: 6502.ts is not installed; run npm install 6502.ts@1.1.4, or choose emulator: fast",
  );
});
