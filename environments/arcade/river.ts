/** `river`: a winding river, its traffic, its bridges. The rules are in river.md. */

import { driftChance, fuseChance } from "./chances.ts";
import { type Game, sectionRows, speeds } from "./game.ts";
import { allColumns, worldWidth } from "./grid.ts";
import { kind } from "./things.ts";
import type { World } from "./world.ts";

/** Places in `world.memory`. */
export const riverPlaces = {
  /** The channel is columns left .. right - 1, without the island's. */
  left: 0,
  right: 1,
  leftGoal: 2,
  rightGoal: 3,
  /** Rows until the next goal is chosen. */
  stretch: 4,
  islandLeft: 5,
  /** Rows of island still to come. */
  islandRows: 6,
  sinceThing: 7,
  sinceFuel: 8,
} as const;
const { left, right, leftGoal, rightGoal, stretch, islandLeft, islandRows, sinceThing, sinceFuel } =
  riverPlaces;

export const islandWidth = 2;
export const bridgeWidth = 4;
/** Rows before a bridge in which the channel closes in on it, and rows around it kept free of traffic. */
export const approachRows = 9;
export const quietRows = 2;

function chooseGoals(world: World, section: number): void {
  const { memory, stream } = world;
  const narrowest = Math.max(3, 5 - Math.floor(section / 2));
  const widest = Math.max(5, 8 - Math.floor(section / 2));
  const width = narrowest + stream.below(widest - narrowest + 1);
  memory[leftGoal] = 1 + stream.below(worldWidth - width - 1);
  memory[rightGoal] = memory[leftGoal]! + width;
  memory[stretch] = 5 + stream.below(8);
}

const towards = (from: number, goal: number): number => from + Math.sign(goal - from);

/** Moves the banks by at most a column, so that a craft at full speed can follow. */
function moveBanks(world: World): void {
  const { memory } = world;
  memory[left] = towards(memory[left]!, memory[leftGoal]!);
  memory[right] = towards(memory[right]!, memory[rightGoal]!);
  // The channel never gets narrower than three columns on the way from one goal to the next.
  if (memory[right]! - memory[left]! < 3) {
    if (memory[left]! + 3 < worldWidth) memory[right] = memory[left]! + 3;
    else memory[left] = memory[right]! - 3;
  }
}

/** Where a thing of that width fits: beside the island where there is one. */
function freeColumn(world: World, width: number): number {
  const { memory, stream } = world;
  let from = memory[left]!;
  let to = memory[right]!;
  if (memory[islandRows]! > 0) {
    if (stream.chance(0.5)) to = memory[islandLeft]!;
    else from = memory[islandLeft]! + islandWidth;
  }
  return to - from < width ? -1 : from + stream.below(to - from - width + 1);
}

function addTraffic(world: World, slot: number, section: number): void {
  const { memory, stream } = world;
  memory[sinceThing] = memory[sinceThing]! + 1;
  memory[sinceFuel] = memory[sinceFuel]! + 1;
  if (memory[sinceThing]! < 2 || !stream.chance(0.6)) return;
  const fuelDue = memory[sinceFuel]! >= Math.min(10 + 2 * section, 24);
  const draw = stream.uniform();
  const what = fuelDue
    ? kind.fuel
    : section >= 2 && draw < 0.15
      ? kind.jet
      : draw < 0.6
        ? kind.ship
        : kind.helicopter;
  const width = what === kind.fuel ? 3 : what === kind.ship ? 2 : 1;
  const direction = stream.chance(0.5) ? 1 : -1;
  const column = what === kind.jet ? (direction > 0 ? 0 : worldWidth - 1) : freeColumn(world, width);
  if (column < 0) return;
  memory[sinceThing] = 0;
  if (what === kind.fuel) memory[sinceFuel] = 0;
  world.kind[slot] = what;
  world.thingColumn[slot] = column;
  world.thingWidth[slot] = width;
  const moves = what === kind.jet || (what !== kind.fuel && stream.chance(driftChance(section)));
  world.drift[slot] = moves ? direction : 0;
  const fires = (what === kind.ship || what === kind.helicopter) && stream.chance(fuseChance(section));
  world.fuse[slot] = fires ? 1 + stream.below(4) : 0;
}

export const riverGame: Game = {
  id: "river",
  title: "fly up a river between its banks: steer, fire, refuel, mind the speed",
  levels: 1,
  startLevel: 0,
  wallPoints: 0,

  begin({ memory }) {
    memory.fill(0);
    memory[left] = 5;
    memory[right] = 11;
    memory[leftGoal] = 5;
    memory[rightGoal] = 11;
    memory[stretch] = 5;
    memory[sinceThing] = -3;
  },

  addRow(world, slot, section) {
    const { memory, stream } = world;
    const toBridge = sectionRows - 1 - (world.distance % sectionRows);
    if (memory[islandRows]! > 0) {
      memory[islandRows] = memory[islandRows]! - 1;
    } else {
      if (toBridge === approachRows) {
        memory[leftGoal] = 1 + stream.below(worldWidth - bridgeWidth - 1);
        memory[rightGoal] = memory[leftGoal]! + bridgeWidth;
        memory[stretch] = approachRows + 1;
      } else if (memory[stretch]! <= 0) {
        chooseGoals(world, section);
      }
      memory[stretch] = memory[stretch]! - 1;
      moveBanks(world);
      const width = memory[right]! - memory[left]!;
      if (width >= 8 && toBridge > 2 * approachRows && section >= 1 && stream.chance(0.3)) {
        memory[islandLeft] = memory[left]! + 3 + stream.below(width - 7);
        memory[islandRows] = 4 + stream.below(4);
      }
    }
    let open = ((1 << memory[right]!) - 1) & ~((1 << memory[left]!) - 1);
    if (memory[islandRows]! > 0) open &= ~(((1 << islandWidth) - 1) << memory[islandLeft]!);
    world.solid[slot] = allColumns & ~open;
    if (toBridge === 0) {
      world.kind[slot] = kind.bridge;
      world.thingColumn[slot] = memory[left]!;
      world.thingWidth[slot] = memory[right]! - memory[left]!;
    } else if (toBridge > quietRows && toBridge < sectionRows - quietRows) {
      addTraffic(world, slot, section);
    }
  },

  fly(world, stick) {
    world.speed = stick > 0 ? speeds.fast : stick < 0 ? speeds.slow : speeds.cruise;
  },
};
