/** One frame of a flight: what the games share. The order of the steps is part of the rules (river.md). */

import { type Game, sectionRows, speeds } from "./game.ts";
import { craftRow, gridSize, worldWidth } from "./grid.ts";
import { crossesBanks, kind, periodOf, pointsOf } from "./things.ts";
import { isSolid, maxEnemyShots, slotMask, type World } from "./world.ts";

export const fullTank = 1000;
/** A full tank lasts 166 frames. */
export const burnRate = 6;
/** A frame over a depot. */
export const refuelRate = 200;
/** Rows that the own shot flies in a frame. */
export const shotSpeed = 2;
/** Shots hit, and depots refuel, what is at most this many levels away; a collision needs the same level. */
export const reach = 1;

/** Whether a frame was survived. */
export type Survived = boolean;

/** Tests the cell of the own shot: a target in reach is destroyed and paid, a solid cell stops the shot. */
function strike(world: World): void {
  const { shotRow, shotColumn, shotLevel } = world;
  const slot = (world.top + shotRow) & slotMask;
  const offset = shotColumn - world.thingColumn[slot]!;
  const what = world.kind[slot]!;
  if (pointsOf[what] !== 0 && offset >= 0 && offset < world.thingWidth[slot]!) {
    if (Math.abs(world.level[slot]! - shotLevel) <= reach) {
      world.score += pointsOf[what]!;
      world.kind[slot] = kind.none;
      world.shotRow = -1;
      return;
    }
  }
  if (isSolid(world, slot, shotColumn, shotLevel)) world.shotRow = -1;
}

function moveShot(world: World, trigger: number): void {
  if (world.shotRow >= 0) {
    for (let i = 0; i < shotSpeed && world.shotRow >= 0; i++) {
      world.shotRow -= 1;
      if (world.shotRow >= 0) strike(world);
    }
  } else if (trigger !== 0) {
    world.shotRow = craftRow - 1;
    world.shotColumn = world.column;
    world.shotLevel = world.altitude;
    strike(world);
  }
}

/** Moves a drifting thing by a column; at banks and edges it turns round or is gone. */
function driftThing(world: World, slot: number): void {
  const what = world.kind[slot]!;
  const direction = world.drift[slot]!;
  const column = world.thingColumn[slot]! + direction;
  const width = world.thingWidth[slot]!;
  const outside = column < 0 || column + width > worldWidth;
  if (crossesBanks[what] !== 0) {
    if (outside) world.kind[slot] = kind.none;
    else world.thingColumn[slot] = column;
  } else if (outside || (world.solid[slot]! & (((1 << width) - 1) << column)) !== 0) {
    world.drift[slot] = -direction;
  } else {
    world.thingColumn[slot] = column;
  }
}

function moveThings(world: World): void {
  for (let row = 0; row < gridSize; row++) {
    const slot = (world.top + row) & slotMask;
    const what = world.kind[slot]!;
    if (what !== kind.none && world.drift[slot] !== 0 && world.frame % periodOf[what]! === 0) {
      driftThing(world, slot);
    }
  }
}

/** A thing fires along its column, at the craft's present height. */
function fireBack(world: World): void {
  for (let row = 1; row <= 4; row++) {
    const slot = (world.top + row) & slotMask;
    if (world.kind[slot] === kind.none || world.fuse[slot] !== row) continue;
    for (let i = 0; i < maxEnemyShots; i++) {
      if (world.enemyRow[i]! >= 0) continue;
      world.enemyRow[i] = row;
      world.enemyColumn[i] = world.thingColumn[slot]!;
      world.enemyLevel[i] = world.altitude;
      break;
    }
  }
}

/** Brings hostile shots a row nearer; false where one hits the craft. */
function moveEnemyShots(world: World): Survived {
  let survived = true;
  for (let i = 0; i < maxEnemyShots; i++) {
    if (world.enemyRow[i]! < 0) continue;
    world.enemyRow[i] = world.enemyRow[i]! + 1;
    if (world.enemyRow[i]! < craftRow) continue;
    world.enemyRow[i] = -1;
    if (world.enemyColumn[i] === world.column && world.enemyLevel[i] === world.altitude) survived = false;
  }
  return survived;
}

/** Difficulty's section at the present distance. */
export function sectionOf(world: World, startSection: number, ramp: boolean): number {
  return startSection + (ramp ? Math.floor(world.distance / sectionRows) : 0);
}

/** Brings a row into view; what stood in row 9 is gone. */
export function scroll(world: World, game: Game, section: number): void {
  world.top = (world.top - 1) & slotMask;
  const slot = world.top;
  world.kind[slot] = kind.none;
  world.gapColumns[slot] = 0;
  world.gapLevels[slot] = 0;
  world.drift[slot] = 0;
  world.level[slot] = 0;
  world.fuse[slot] = 0;
  game.addRow(world, slot, section);
  world.distance += 1;
}

/** What the craft's cell holds: a depot refuels, other things and solid cells end the flight. */
function meet(world: World): Survived {
  const slot = (world.top + craftRow) & slotMask;
  if (isSolid(world, slot, world.column, world.altitude)) return false;
  const what = world.kind[slot]!;
  const offset = world.column - world.thingColumn[slot]!;
  if (what === kind.none || offset < 0 || offset >= world.thingWidth[slot]!) return true;
  const apart = Math.abs(world.level[slot]! - world.altitude);
  if (what !== kind.fuel) return apart > 0;
  if (apart <= reach) world.fuel = Math.min(fullTank, world.fuel + refuelRate);
  return true;
}

/** Moves the world by one frame. False where the craft is lost. */
export function advance(
  world: World,
  game: Game,
  section: number,
  side: number,
  stick: number,
  trigger: number,
): Survived {
  game.fly(world, stick, section);
  world.column = Math.min(Math.max(world.column + side, 0), worldWidth - 1);
  moveShot(world, trigger);
  moveThings(world);
  let survived = moveEnemyShots(world);
  world.phase += world.speed;
  if (world.phase >= speeds.fast) {
    world.phase -= speeds.fast;
    scroll(world, game, section);
    if (world.shotRow >= 0) strike(world);
    fireBack(world);
    if (world.gapLevels[(world.top + craftRow) & slotMask] !== 0 && meet(world))
      world.score += game.wallPoints;
  }
  survived = meet(world) && survived;
  world.fuel -= burnRate;
  return survived && world.fuel > 0;
}

/** Puts a craft into the middle of the widest open stretch of its row, with a full tank and an empty sky. */
export function launch(world: World, game: Game): void {
  world.clear();
  const solid = world.solid[(world.top + craftRow) & slotMask]!;
  let best = 0;
  let length = 0;
  for (let column = 0, run = 0; column < worldWidth; column++) {
    run = ((solid >> column) & 1) === 0 ? run + 1 : 0;
    if (run > length) [length, best] = [run, column - ((run - 1) >> 1)];
  }
  world.column = best;
  world.altitude = game.startLevel;
  world.speed = speeds.cruise;
  world.phase = 0;
  world.fuel = fullTank;
}
