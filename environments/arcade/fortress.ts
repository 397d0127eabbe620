/** `fortress`: walls with openings at heights, guns on the ground, fighters in the air. The rules are in fortress.md. */

import { driftChance, fuseChance, towerChance } from "./chances.ts";
import { type Game, speeds } from "./game.ts";
import { worldWidth } from "./grid.ts";
import { kind } from "./things.ts";
import type { World } from "./world.ts";

const levels = 5;
/** The outermost columns are the fortress's outer walls. */
export const edges: number = 1 | (1 << (worldWidth - 1));

/** Places in `world.memory`. */
export const fortressPlaces = { toWall: 0, sinceThing: 1, sinceFuel: 2 } as const;
const { toWall, sinceThing, sinceFuel } = fortressPlaces;

/** Rows before a wall that hold nothing, for climbing and diving. */
export const quietRows = 2;
/** The bits of a tower. */
export const towerColumns = 0b11;

function addWall(world: World, slot: number, section: number): void {
  const { memory, stream } = world;
  const height = section < 3 ? 2 : 1;
  const width = section === 0 ? worldWidth : Math.max(4, 12 - section);
  world.gapLevels[slot] = ((1 << height) - 1) << stream.below(levels - height + 1);
  world.gapColumns[slot] = ((1 << width) - 1) << stream.below(worldWidth - width + 1);
  memory[toWall] = Math.max(9, 13 - section);
}

function addThing(world: World, slot: number, section: number): void {
  const { memory, stream } = world;
  const fuelDue = memory[sinceFuel]! >= Math.min(10 + 2 * section, 24);
  const what = fuelDue ? kind.fuel : stream.chance(0.6) ? kind.gun : kind.fighter;
  const width = what === kind.fuel ? 3 : 1;
  memory[sinceThing] = 0;
  if (fuelDue) memory[sinceFuel] = 0;
  world.kind[slot] = what;
  world.thingColumn[slot] = 1 + stream.below(worldWidth - width - 1);
  world.thingWidth[slot] = width;
  world.level[slot] = what === kind.fighter ? 3 + stream.below(2) : 0;
  const moves = what === kind.fighter && stream.chance(driftChance(section));
  world.drift[slot] = moves ? (stream.chance(0.5) ? 1 : -1) : 0;
  const fires = what !== kind.fuel && stream.chance(fuseChance(section));
  world.fuse[slot] = fires ? 1 + stream.below(4) : 0;
}

export const fortressGame: Game = {
  id: "fortress",
  title: "fly over a fortress and through its walls: height decides what is met and hit",
  levels,
  startLevel: 2,
  wallPoints: 50,

  begin({ memory }) {
    memory.fill(0);
    memory[toWall] = 11;
    memory[sinceThing] = -3;
  },

  addRow(world, slot, section) {
    const { memory, stream } = world;
    memory[toWall] = memory[toWall]! - 1;
    memory[sinceThing] = memory[sinceThing]! + 1;
    memory[sinceFuel] = memory[sinceFuel]! + 1;
    world.solid[slot] = edges;
    if (memory[toWall]! <= 0) {
      addWall(world, slot, section);
    } else if (memory[toWall]! > quietRows) {
      if (memory[sinceThing]! >= 2 && stream.chance(0.6)) addThing(world, slot, section);
      else if (memory[sinceThing]! >= 0 && stream.chance(towerChance(section))) {
        world.solid[slot] = edges | (towerColumns << (1 + stream.below(worldWidth - 3)));
      }
    }
  },

  fly(world, stick, section) {
    const level = world.altitude + stick;
    if (level >= 0 && level < levels) world.altitude = level;
    world.speed = Math.min(speeds.cruise + Math.floor(section / 2), 10);
  },
};
