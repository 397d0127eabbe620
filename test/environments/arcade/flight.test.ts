/** The rules of river.md and fortress.md, one by one, on worlds set up by hand. */
import { describe, expect, test } from "vitest";
import { advance, fullTank, launch, scroll } from "../../../environments/arcade/flight.ts";
import { fortressGame } from "../../../environments/arcade/fortress.ts";
import type { Game } from "../../../environments/arcade/game.ts";
import { actionNames, firing, horizontal, vertical } from "../../../environments/arcade/joystick.ts";
import { riverGame } from "../../../environments/arcade/river.ts";
import { kind } from "../../../environments/arcade/things.ts";
import { slotMask, World } from "../../../environments/arcade/world.ts";

/** A game whose rows are empty and open. */
const emptied = (game: Game): Game => ({
  ...game,
  addRow(world, slot) {
    world.solid[slot] = 0x8001;
  },
});
const water = emptied(riverGame);
const yard = emptied(fortressGame);

/** A craft with a full tank, in column 7 of an empty world. */
function openWorld(game: Game): World {
  const world = new World();
  game.begin(world);
  for (let row = 0; row < 10; row++) scroll(world, game, 0);
  launch(world, game);
  world.column = 7;
  return world;
}

interface Placed {
  kind: number;
  row: number;
  column: number;
  width?: number;
  level?: number;
  drift?: number;
  fuse?: number;
}

function place(world: World, thing: Placed): number {
  const slot = (world.top + thing.row) & slotMask;
  world.kind[slot] = thing.kind;
  world.thingColumn[slot] = thing.column;
  world.thingWidth[slot] = thing.width ?? 1;
  world.level[slot] = thing.level ?? 0;
  world.drift[slot] = thing.drift ?? 0;
  world.fuse[slot] = thing.fuse ?? 0;
  return slot;
}

/** One frame; the frame counter goes as the environment does it. */
function frame(world: World, game: Game, side = 0, stick = 0, fire = 0): boolean {
  world.frame += 1;
  return advance(world, game, 0, side, stick, fire);
}

test("the joystick's eighteen actions are in the order of the Arcade Learning Environment", () => {
  // ALE, docs/env-spec: 0 NOOP, 1 FIRE, 2 UP, 3 RIGHT, 4 LEFT, 5 DOWN, 6 UPRIGHT, ... 17 DOWNLEFTFIRE.
  const ale =
    "NOOP FIRE UP RIGHT LEFT DOWN UPRIGHT UPLEFT DOWNRIGHT DOWNLEFT UPFIRE RIGHTFIRE LEFTFIRE DOWNFIRE ";
  const more = "UPRIGHTFIRE UPLEFTFIRE DOWNRIGHTFIRE DOWNLEFTFIRE";
  expect(actionNames.map((name) => name.replaceAll(" ", "").toUpperCase())).toEqual((ale + more).split(" "));
  expect([...horizontal]).toEqual([0, 0, 0, 1, -1, 0, 1, -1, 1, -1, 0, 1, -1, 0, 1, -1, 1, -1]);
  expect([...vertical]).toEqual([0, 0, 1, 0, 0, -1, 1, 1, -1, -1, 1, 0, 0, -1, 1, 1, -1, -1]);
  expect([...firing]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
});

describe("speed and height", () => {
  test.each([
    [0, 10],
    [1, 20],
    [-1, 6],
  ])("on the river, with the stick at %i, twenty frames bring %i rows", (stick, rows) => {
    const world = openWorld(water);
    const before = world.distance;
    for (let t = 0; t < 20; t++) frame(world, water, 0, stick);
    expect(world.distance - before).toBe(rows);
    expect(world.altitude).toBe(0);
  });

  test("over the fortress the stick is height, from level 0 to 4, and speed is the cruise", () => {
    const world = openWorld(yard);
    expect(world.altitude).toBe(2);
    const before = world.distance;
    const heights = [1, 1, 1, -1, -1, -1, -1, -1, 0, 1].map((stick) => {
      frame(world, yard, 0, stick);
      return world.altitude;
    });
    expect(heights).toEqual([3, 4, 4, 3, 2, 1, 0, 0, 0, 1]);
    expect(world.distance - before).toBe(5);
  });

  test("over the fortress the cruise gets faster every second section, up to ten twelfths", () => {
    const speeds = [0, 1, 2, 3, 4, 8, 20].map((section) => {
      const world = openWorld(yard);
      fortressGame.fly(world, 0, section);
      return world.speed;
    });
    expect(speeds).toEqual([6, 6, 7, 7, 8, 10, 10]);
  });
});

describe("fuel", () => {
  test("a full tank is empty in frame 167", () => {
    const world = openWorld(water);
    let survived = 0;
    while (frame(world, water)) survived += 1;
    expect(survived).toBe(166);
    expect(fullTank).toBe(1000);
  });

  test("each frame over a depot gives 200, not beyond the tank", () => {
    const world = openWorld(water);
    world.fuel = 300;
    place(world, { kind: kind.fuel, row: 9, column: 6, width: 3 });
    frame(world, water);
    expect(world.fuel).toBe(300 + 200 - 6);
    world.fuel = 950;
    world.phase = 0;
    place(world, { kind: kind.fuel, row: 9, column: 6, width: 3 });
    frame(world, water);
    expect(world.fuel).toBe(1000 - 6);
  });

  test("a depot on the ground is reached from levels 0 and 1, not from 2", () => {
    const fuels = [0, 1, 2].map((altitude) => {
      const world = openWorld(yard);
      world.altitude = altitude;
      world.fuel = 500;
      place(world, { kind: kind.fuel, row: 9, column: 7, width: 3 });
      frame(world, yard);
      return world.fuel;
    });
    expect(fuels).toEqual([694, 694, 494]);
  });

  test("shots pass over depots and hit what is behind", () => {
    const world = openWorld(water);
    place(world, { kind: kind.fuel, row: 8, column: 7, width: 3 });
    place(world, { kind: kind.helicopter, row: 6, column: 7 });
    frame(world, water, 0, -1, 1);
    frame(world, water, 0, -1, 0);
    expect(world.score).toBe(60);
  });
});

describe("shots", () => {
  test.each([
    [kind.ship, 30],
    [kind.bridge, 200],
    [kind.helicopter, 60],
    [kind.jet, 100],
    [kind.gun, 40],
    [kind.fighter, 80],
  ])("thing %i is worth %i and gone", (what, points) => {
    const world = openWorld(water);
    const slot = place(world, { kind: what, row: 8, column: 7 });
    frame(world, water, 0, -1, 1);
    expect(world.score).toBe(points);
    expect(world.kind[slot]).toBe(kind.none);
    expect(world.shotRow).toBe(-1);
  });

  test("one shot at a time, two rows a frame, from the column where it was fired", () => {
    const world = openWorld(water);
    const rows: number[] = [];
    for (let t = 0; t < 6; t++) {
      frame(world, water, t === 2 ? 1 : 0, -1, 1);
      rows.push(world.shotRow);
    }
    expect(rows).toEqual([8, 6, 4, 2, 0, -1]);
    expect(world.shotColumn).toBe(7);
    frame(world, water, 0, -1, 1);
    expect([world.shotRow, world.shotColumn]).toEqual([8, 8]);
  });

  test("a shot hits at most one level away", () => {
    const scores = [0, 1, 2, 3, 4].map((level) => {
      const world = openWorld(yard);
      place(world, { kind: kind.fighter, row: 8, column: 7, level });
      frame(world, yard, 0, 0, 1);
      return world.score;
    });
    expect(scores).toEqual([0, 80, 80, 80, 0]);
  });

  test("banks and closed walls stop a shot, openings at its height let it through", () => {
    const outcome = (prepare: (world: World, slot: number) => void): number => {
      const world = openWorld(yard);
      prepare(world, (world.top + 8) & slotMask);
      frame(world, yard, 0, 0, 1);
      return world.shotRow;
    };
    const wall = (columns: number, levels: number) => (world: World, slot: number) => {
      world.gapColumns[slot] = columns;
      world.gapLevels[slot] = levels;
    };
    expect(outcome((world, slot) => world.solid.fill(1 << 7, slot, slot + 1))).toBe(-1);
    expect(outcome(wall(0xffff, 0b00100))).toBe(8);
    expect(outcome(wall(0xffff, 0b11011))).toBe(-1);
    expect(outcome(wall(0xffff & ~(1 << 7), 0b00100))).toBe(-1);
  });

  test("a thing fires at the row of its fuse, and its shot comes a row a frame at the craft's height then", () => {
    const world = openWorld(yard);
    place(world, { kind: kind.gun, row: 2, column: 7, fuse: 3 });
    frame(world, yard);
    expect(world.enemyRow[0]).toBe(-1);
    frame(world, yard);
    expect([world.enemyRow[0], world.enemyColumn[0], world.enemyLevel[0]]).toEqual([3, 7, 2]);
    let survived = 0;
    while (frame(world, yard)) survived += 1;
    expect(survived).toBe(5);
    for (const evade of [{ column: 8 }, { altitude: 3 }]) {
      const other = openWorld(yard);
      place(other, { kind: kind.gun, row: 2, column: 7, fuse: 3 });
      for (let t = 0; t < 2; t++) frame(other, yard);
      Object.assign(other, evade);
      for (let t = 0; t < 20; t++) expect(frame(other, yard)).toBe(true);
    }
  });
});

describe("touching", () => {
  test("banks end the flight", () => {
    const world = openWorld(water);
    world.column = 1;
    expect(frame(world, water, -1)).toBe(false);
  });

  test("things end it at the same level only", () => {
    const survived = [2, 3, 4].map((level) => {
      const world = openWorld(yard);
      world.altitude = 3;
      place(world, { kind: kind.fighter, row: 9, column: 7, level });
      return frame(world, yard);
    });
    expect(survived).toEqual([true, false, true]);
  });

  test("a wall ends it, an opening at its height and column pays 50 once", () => {
    const fly = (altitude: number, column: number): [boolean, number] => {
      const world = openWorld(yard);
      const slot = (world.top + 8) & slotMask;
      world.gapColumns[slot] = 0b1110000000;
      world.gapLevels[slot] = 0b01100;
      Object.assign(world, { altitude, column });
      let survived = true;
      for (let t = 0; t < 6 && survived; t++) survived = frame(world, yard);
      return [survived, world.score];
    };
    expect(fly(2, 7)).toEqual([true, 50]);
    expect(fly(3, 9)).toEqual([true, 50]);
    expect(fly(4, 7)).toEqual([false, 0]);
    expect(fly(1, 7)).toEqual([false, 0]);
    expect(fly(2, 6)).toEqual([false, 0]);
  });
});

describe("things that drift", () => {
  const columnsOf = (thing: Placed, frames: number): number[] => {
    const world = openWorld(water);
    const slot = place(world, thing);
    return Array.from({ length: frames }, () => {
      frame(world, water, 0, -1);
      return world.kind[slot] === kind.none ? -1 : world.thingColumn[slot]!;
    });
  };

  test("a ship moves every fourth frame, a helicopter every second, and both turn at banks", () => {
    expect(columnsOf({ kind: kind.ship, row: 0, column: 11, width: 2, drift: 1 }, 16)).toEqual([
      11, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 13, 13, 13, 13, 12,
    ]);
    expect(columnsOf({ kind: kind.helicopter, row: 0, column: 2, drift: -1 }, 8)).toEqual([
      2, 1, 1, 1, 1, 2, 2, 3,
    ]);
  });

  test("a jet flies over the banks and is gone at the edge", () => {
    expect(columnsOf({ kind: kind.jet, row: 0, column: 13, drift: 1 }, 7)).toEqual([
      13, 14, 14, 15, 15, -1, -1,
    ]);
  });
});

test("after a loss the next craft starts in the middle of the widest water, in an empty sky", () => {
  const world = openWorld(water);
  place(world, { kind: kind.ship, row: 4, column: 7, width: 2 });
  world.enemyRow[2] = 5;
  world.shotRow = 3;
  world.fuel = 1;
  world.solid[(world.top + 9) & slotMask] = 0b1111_1110_0000_1011;
  launch(world, water);
  expect(world.column).toBe(6);
  expect(world.fuel).toBe(1000);
  expect([...world.kind].every((what) => what === kind.none)).toBe(true);
  expect([world.shotRow, ...world.enemyRow]).toEqual([-1, -1, -1, -1, -1]);
});
