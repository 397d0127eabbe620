/** What River and Fortress tell of where things are, against the cartridges' own doings; `stick` actions; user's objects. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AtariOptions, atariEntry, ownGames } from "../../../environments/atari/index.ts";
import { actionNames, environments, status } from "../../../environments/index.ts";
import { atariConsoles, powerOnBytes } from "../../../src/kernels/index.ts";
import { bytesOf } from "../../kernels/atari/support/programs.ts";
import { game, shelve } from "./support/cartridge.ts";

shelve();
/** Places in RAM by the README of the cartridges. */
const at = {
  kind: 0x18,
  column: 0x1e,
  state: 0x2f,
  section: 0x30,
  craft: 0x31,
  height: 0x32,
  scroll: 0x33,
  shot: 0x35,
};
const fuel = 0x2e;
const foe = { column: 0x36, height: 0x37 };
const lost = 2;

/** A console in flight over an empty field. */
function inFlight(id: string) {
  const consoles = atariConsoles(ownGames.find((each) => each.id === id)!.image!(), "4k", 1);
  consoles.powerOn(0, bytesOf(3, powerOnBytes));
  const frame = (switches = 0x3f): void => {
    consoles.controls(0, 0xff, switches, 0x80, 0x80);
    consoles.frame(0, false, 290);
  };
  frame();
  frame();
  frame(0x3e);
  frame();
  const ram = consoles.ram(0);
  ram.fill(0, 0, at.kind + 6);
  return { ram, frame };
}

function seen(id: string, ram: Uint8Array): Record<string, number> {
  const { names, read } = ownGames.find((each) => each.id === id)!.objects!;
  const into = new Float32Array(names.length + 2).fill(7);
  const before = ram.slice();
  read(ram, new Int32Array(8), into, 1);
  expect(ram).toEqual(before);
  expect([into[0], into.at(-1)]).toEqual([7, 7]);
  return Object.fromEntries(names.map((name, i) => [name, into[i + 1]!]));
}

describe("both games", () => {
  test("the same names in the same places, none twice", () => {
    const [river, fortress] = ownGames.map(({ objects }) => objects!.names);
    expect(river).toEqual(fortress);
    expect(new Set(river).size).toBe(river!.length);
  });

  test.each(["river", "fortress"])("%s: craft, tank, shots and the nearest things", (id) => {
    const ram = new Uint8Array(128);
    ram[at.craft] = 76;
    ram[fuel] = 255;
    const alone = seen(id, ram);
    expect(alone).toMatchObject({
      game: id === "river" ? 1 : -1,
      "craft across": 0,
      fuel: 1,
      "own shot seen": 0,
      "target seen": 0,
      "depot seen": 0,
      "hostile shot seen": 0,
    });
    ram[at.craft] = 76 - 32;
    ram[fuel] = 0;
    ram[at.shot] = 9;
    ram[at.scroll] = 16;
    // A target in the second band but one, a nearer depot, a farther target; a blast is neither.
    ram.set([32 * 7, 0, 32 * 5, 32, 32, 0], at.kind);
    ram.set([0, 0, 72 + 16, 72 - 48, 60, 0], at.column);
    ram[foe.column] = 48 + 64;
    ram[foe.height] = 81;
    expect(seen(id, ram)).toMatchObject({
      "craft across": -0.5,
      fuel: -1,
      "own shot seen": 1,
      "target across": -0.25,
      "target ahead": Math.fround(1 - (3 * 32 + 24 - 16) / 162),
      "target seen": 1,
      "depot across": 0.75,
      "depot ahead": Math.fround(1 - (2 * 32 + 24 - 16) / 162),
      "depot seen": 1,
      "hostile shot across": 1,
      "hostile shot ahead": 0.5,
      "hostile shot seen": 1,
    });
  });

  test.each(["river", "fortress"])("%s: what has passed the craft is no longer seen", (id) => {
    const ram = new Uint8Array(128);
    ram[at.kind] = 32;
    ram[at.scroll] = 13;
    expect(seen(id, ram)["target seen"]).toBe(1);
    ram[at.scroll] = 14;
    expect(seen(id, ram)["target seen"]).toBe(0);
  });
});

describe("River", () => {
  test("bridges are in the middle", () => {
    const ram = new Uint8Array(128);
    ram.set([0, 32 * 6], at.kind);
    ram[at.column + 1] = 64;
    ram[at.craft] = 76;
    expect(seen("river", ram)).toMatchObject({ "target across": 0, "target seen": 1 });
  });

  test("there is room where the cartridge lets the craft fly", () => {
    const { ram, frame } = inFlight("river");
    const start = ram.slice();
    const shapes = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0, 2, 3));
    fc.assert(
      fc.property(shapes, fc.integer({ min: 18, max: 142 }), ([bank, island], column) => {
        ram.set(start);
        ram.fill(bank + 16 * island, 0, 24);
        ram[at.craft] = column;
        const { "room left": left, "room right": right } = seen("river", ram);
        frame();
        frame();
        // The craft is eight columns wide.
        const free = 64 * left! >= 4 && 64 * right! >= 4;
        expect(ram[at.state] !== lost).toBe(free);
      }),
      { numRuns: 300 },
    );
  });

  test("farther rows show farther ahead", () => {
    const ram = new Uint8Array(128);
    ram[at.craft] = 76;
    // Rows 0 to 23, the topmost first: 8 lines each.
    const rows = 24;
    ram[rows - 1 - 2] = 4;
    ram[rows - 1 - 5] = 8;
    ram[rows - 1 - 8] = 12;
    const room = (bank: number): number => (64 - 4 * bank) / 64;
    expect(seen("river", ram)).toMatchObject({
      "room left": room(4),
      "room right": room(4),
      "room left ahead": room(8),
      "room right ahead": room(8),
      "room left far ahead": room(12),
      "room right far ahead": room(12),
    });
  });
});

describe("Fortress", () => {
  test("a craft passes a wall just where its opening is neither aside nor above", () => {
    const { ram, frame } = inFlight("fortress");
    const start = ram.slice();
    const rows = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 });
    const columns = fc.integer({ min: 26, max: 126 });
    fc.assert(
      fc.property(rows, columns, fc.integer({ min: 0, max: 24 }), (shapes, column, height) => {
        ram.set(start);
        ram[at.kind + 1] = 32 * 6;
        ram.set(shapes, 16);
        ram[at.scroll] = 15;
        ram[at.craft] = column;
        ram[at.height] = height;
        const { "opening across": across, "opening above": above, "wall seen": wall } = seen("fortress", ram);
        expect(wall).toBe(1);
        const lines = Math.round(12 * above!);
        // A level is eight lines; where all is shut nothing is told.
        const open = shapes.some((shape) => shape !== 1) && across === 0 && lines >= -3 && lines <= 4;
        frame();
        frame();
        expect(ram[at.state] !== lost).toBe(open);
      }),
      { numRuns: 300 },
    );
  });

  test("a wall that has been passed is no longer seen", () => {
    const ram = new Uint8Array(128);
    ram[at.kind + 1] = 32 * 6;
    ram[at.scroll] = 16;
    expect(seen("fortress", ram)["wall seen"]).toBe(0);
  });

  test("how far to climb to hit or to fill up", () => {
    const ram = new Uint8Array(128);
    ram.set([0, 32, 32 * 5], at.kind);
    ram[at.height] = 19;
    expect(seen("fortress", ram)).toMatchObject({ "target above": -1, "depot above": -1 });
    ram[at.kind + 1] = 32 * 4;
    ram[at.height] = 4;
    expect(seen("fortress", ram)).toMatchObject({ "target above": 1, "depot above": 0.25 });
  });
});

describe("as an observation", () => {
  test("it is what the reader gives, step after step, and is restored", () => {
    const entry = environments.get("atari/fortress");
    const made = (observation: string) => entry.create(entry.options.parse({ observation, stickiness: 0 }));
    const [objects, ram] = [made("objects"), made("ram")];
    const { names } = objects.spec.observation;
    expect(objects.spec.observation).toMatchObject({ shape: [names!.length], kind: "real" });
    const [told, bytes] = [new Float32Array(names!.length), new Float32Array(128)];
    for (const environment of [objects, ram]) environment.reset([1, 2]);
    const values = new Float64Array(2);
    for (let i = 0; i < 60; i++) {
      objects.observe(told, 0);
      ram.observe(bytes, 0);
      const wanted = seen(
        "fortress",
        Uint8Array.from(bytes, (byte) => Math.round(255 * byte)),
      );
      expect([...told]).toEqual(Object.values(wanted));
      for (const environment of [objects, ram]) environment.step((i * 7) % 18, values);
    }
    const [copy, again] = [made("objects"), new Float32Array(told.length)];
    copy.restore(objects.save());
    objects.observe(told, 0);
    copy.observe(again, 0);
    expect(again).toEqual(told);
  });

  test("games that name none say so", () => {
    const entry = atariEntry(game);
    expect(() => entry.create(entry.options.parse({ observation: "objects" }))).toThrow(
      "atari/test: nothing is known of where its objects are in RAM; observe pixels or ram, or name them in a settings file",
    );
  });
});

describe("stick actions", () => {
  const entry = atariEntry(game);
  const made = (options: Partial<AtariOptions>) =>
    entry.create(entry.options.parse({ stickiness: 0, frameSkip: 1, observation: "ram", ...options }));

  test("are the eighteen actions, by stick and button", () => {
    const [stick, plain] = [made({ actions: "stick" }), made({ actions: "all" })];
    expect(stick.spec.actions).toMatchObject({ kind: "multi-discrete", counts: [3, 3, 2] });
    const [ours, theirs] = [new Float32Array(128), new Float32Array(128)];
    const values = new Float64Array(2);
    for (const across of [0, 1, 2]) {
      for (const along of [0, 1, 2]) {
        for (const button of [0, 1]) {
          const words = [["down", "", "up"][along], ["left", "", "right"][across], ["", "fire"][button]];
          const name = words.filter((word) => word !== "").join(" ") || "noop";
          for (const environment of [stick, plain]) environment.reset([0, 1]);
          stick.step([across, along, button], values);
          plain.step(actionNames.indexOf(name), values);
          stick.observe(ours, 0);
          plain.observe(theirs, 0);
          expect(ours, name).toEqual(theirs);
        }
      }
    }
  });

  test.each([[3], [[1, 1]], [[3, 0, 0]], [[0, 0, 0.5]]])("%j is refused", (action) => {
    const environment = made({ actions: "stick" });
    environment.reset([0, 1]);
    expect(() => environment.step(action, new Float64Array(2))).toThrow(
      "atari/test: action must be a list of integers (0 to 2, 0 to 2, 0 to 1)",
    );
  });

  test("end an episode as others do", () => {
    const environment = made({ actions: "stick", frameCap: 2 });
    environment.reset([0, 1]);
    const values = new Float64Array(2);
    expect(environment.step([1, 1, 0], values)).toBe(status.running);
    expect(environment.step([1, 1, 0], values)).toBe(status.truncated);
  });
});
