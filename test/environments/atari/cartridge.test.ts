import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  atariEntry,
  type CartridgeOptions,
  cartridgeEntry,
  cartridgeOptions,
  emulatorNames,
  makeEmulator,
  setCartridgeShelf,
  setPeerModules,
} from "../../../environments/atari/index.ts";
import { type Environment, environments, status } from "../../../environments/index.ts";
import { InputError, JobError } from "../../../src/base/index.ts";
import { imageOf } from "../../kernels/atari/support/programs.ts";
import { game, image, md5, shelve } from "./support/cartridge.ts";
import { installedPeer } from "./support/peer.ts";

/** What the test's own game says of itself, as a settings file would. */
const settings = { score: "bcd(ram[0x85])", lives: "ram[0x86]", terminal: "ram[0x86] == 0" };
const files: Record<string, unknown> = {
  "good.yaml": { title: "Mine", actions: ["noop", "fire", "down"], ...settings },
  "bad.yaml": { ...settings, score: "bcd(ram[0x85)" },
  "odd.yaml": { ...settings, speed: 3 },
};
const images: Record<string, Uint8Array> = {
  "mine.bin": image,
  "jam.bin": imageOf([0x02]),
  "still.bin": imageOf([0x4c, 0x00, 0xf0]),
  "short.bin": image.subarray(0, 1000),
};

const digest = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

beforeAll(() => {
  const peer = installedPeer();
  setPeerModules(() => peer);
  setCartridgeShelf({
    file: (path) =>
      images[path] ? { name: path, bytes: images[path], md5: digest(images[path]) } : undefined,
    find: (wanted) => (wanted === md5 ? { name: "mine.bin", bytes: image, md5 } : undefined),
    settings: (path) => files[path],
    place: "the test's shelf",
  });
});
afterAll(shelve);

const parsed = (options: object): CartridgeOptions => cartridgeOptions.parse(options);
const made = (options: object): Environment => cartridgeEntry.create(parsed(options));
const values = new Float64Array(2);

describe("any cartridge", () => {
  test("is scored by expressions as the known game is by its reading", () => {
    const plain = { stickiness: 0, frameSkip: 1, observation: "ram" };
    const known = atariEntry(game);
    const pair = [
      known.create(known.options.parse({ ...plain, actions: "all" })),
      made({ ...plain, actions: "all", rom: "mine.bin", settings }),
    ] as const;
    const seen = pair.map((environment) => {
      environment.reset([1, 2]);
      const record: number[] = [];
      let now: number = status.running;
      for (let i = 0; i < 60 && now === status.running; i++) {
        now = environment.step(i % 3 === 0 ? 1 : 5, values);
        record.push(now, values[0]!);
      }
      return record;
    });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[1]!.at(-2)).toBe(status.terminated);
  });

  test("takes its settings from a file, and from what the file became", () => {
    const once = parsed({ rom: "mine.bin", settings: "good.yaml" });
    expect(once.settings).toMatchObject({ title: "Mine", controller: "joystick", ...settings });
    expect(parsed(once)).toEqual(once);
    expect(made({ rom: "mine.bin", settings: "good.yaml" }).spec.actions).toMatchObject({
      names: ["noop", "fire", "down"],
    });
  });

  test("runs without a score where it is told to", () => {
    const environment = made({ rom: "mine.bin", settings: "none", frameCap: 40 });
    environment.reset([1, 1]);
    let [paid, now]: [number, number] = [0, status.running];
    while (now === status.running) {
      now = environment.step(1, values);
      paid += values[0]!;
    }
    expect([paid, now]).toEqual([0, status.truncated]);
  });

  test("runs on either emulator alike", () => {
    const [ours, theirs] = emulatorNames.map((emulator) => {
      const environment = made({ rom: "mine.bin", settings, emulator, observation: "ram" });
      environment.reset([3, 3]);
      for (let i = 0; i < 5; i++) environment.step(i, values);
      const into = new Float32Array(128);
      environment.observe(into, 0);
      return into;
    });
    expect(theirs).toEqual(ours);
  });

  test("its settings name what an objects observation shows, in 1/128", () => {
    const objects = { moved: "signed(ram[0x84])", points: "bcd(ram[0x85]) + score - score", left: "lives" };
    const environment = made({
      rom: "mine.bin",
      settings: { ...settings, objects },
      observation: "objects",
      actions: "stick",
      stickiness: 0,
    });
    expect(environment.spec.observation).toEqual({
      shape: [3],
      kind: "real",
      names: ["moved", "points", "left"],
    });
    environment.reset([1, 1]);
    const values = new Float64Array(2);
    // To the left with the button pressed.
    for (let i = 0; i < 5; i++) environment.step([0, 1, 1], values);
    const into = new Float32Array(4);
    environment.observe(into, 1);
    const frames = 5 * 4;
    expect([...into].map((value) => 128 * value)).toEqual([0, -frames, frames, 3]);
  });

  test("is in the registry, which says what it needs", () => {
    expect(environments.get("atari/cartridge").needs).toContain("rom");
  });

  test.each([
    [{ rom: "mine.bin" }, "expected the file that says where score, lives and the end are in RAM, or none"],
    [{ rom: "mine.bin", settings: { score: "1 +" } }, "expected a number"],
    [{ rom: "mine.bin", settings, frameSkip: 0 }, "frameSkip"],
    [
      { rom: "mine.bin", settings: "bad.yaml" },
      'settings bad.yaml: score: expected "]" at column 13, found ")" in bcd(ram[0x85)',
    ],
    [
      { rom: "mine.bin", settings: { objects: { ball: "ram[" } } },
      "expected a number, ram[…], bcd(…), signed(…), abs(…), min(…), max(…), score, lives at column 5, found the end in ram[",
    ],
    [{ rom: "mine.bin", settings: { objects: {} } }, "expected a name with an expression"],
    [
      { rom: "mine.bin", settings, observation: "objects" },
      "atari/cartridge: nothing is known of where its objects are in RAM; observe pixels or ram, or name them in a settings file",
    ],
    [{ rom: "mine.bin", settings: "odd.yaml" }, 'settings odd.yaml: Unrecognized key: "speed"'],
    [{ settings }, "atari/cartridge: no cartridge is named; set the option rom to its image's file"],
    [
      { rom: "lost.bin", settings },
      "atari/cartridge: no cartridge image is at lost.bin nor in the test's shelf; set the option rom to its file",
    ],
    [
      { rom: "short.bin", settings },
      "short.bin: expected a cartridge image of 2, 4, 8, 12, 16 or 32 KiB, got 1000",
    ],
  ] as const)("%j is refused", (options, message) => {
    expect(() => made(options)).toThrow(message);
  });

  test.each([
    ["jam.bin", "jam.bin: the processor has jammed"],
    ["still.bin", "still.bin: the program has made no frame"],
  ])("%s fails its episode within a bounded time", (rom, message) => {
    const environment = made({ rom, settings: "none" });
    expect(() => environment.reset([1, 1])).toThrow(JobError);
    expect(() => environment.reset([1, 1])).toThrow(message);
  });
});

describe.each(emulatorNames)("a save for %s", (name) => {
  test("that is cut short or of another version is refused", () => {
    const emulator = makeEmulator(name);
    emulator.load(image);
    const saved = new Uint8Array(emulator.saveBytes);
    emulator.save(saved);
    expect(() => emulator.restore(saved.subarray(1))).toThrow(InputError);
    expect(() => emulator.restore(saved.subarray(1))).toThrow(
      /emulator: expected a save of \d+ bytes.*got \d+.*make it anew/,
    );
    if (name !== "fast") return;
    saved[448] = 1;
    expect(() => emulator.restore(saved)).toThrow(
      `version 3, got ${saved.length} bytes, version 1; make it anew with this version of evofront`,
    );
  });
});
