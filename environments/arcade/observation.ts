import { fullTank, reach } from "./flight.ts";
import { speeds } from "./game.ts";
import { craftViewColumn, gauge, gridSize, plane, planeCount } from "./grid.ts";
import { kind, planeOf } from "./things.ts";
import { maxEnemyShots, slotMask, type World } from "./world.ts";

/** Lights the cell of a gauge's reading. */
function show(into: Float32Array, offset: number, row: number, reading: number): void {
  const cell = Math.min(Math.max(reading, 0), gridSize - 1);
  into[offset + (row * gridSize + cell) * planeCount + plane.gauges] = 1;
}

/** The ten columns in view of a row of the world's columns; `beyond` is what lies outside of the world. */
function inView(columns: number, beyond: number, craft: number): number {
  return (((columns << 8) | beyond) >>> (craft + 8 - craftViewColumn)) & 0x3ff;
}

/** Lights the cells of a row that are set in `columns`. */
function lightColumns(into: Float32Array, rowStart: number, columns: number, which: number): void {
  for (let rest = columns; rest !== 0; rest &= rest - 1) {
    into[rowStart + (31 - Math.clz32(rest & -rest)) * planeCount + which] = 1;
  }
}

/** A row's ground and wall, as they are to a craft at the present height. */
function showGround(world: World, slot: number, into: Float32Array, rowStart: number): void {
  const levels = world.gapLevels[slot]!;
  let solid = inView(world.solid[slot]!, 0xff0000ff, world.column);
  if (levels !== 0) {
    const gap = inView(world.gapColumns[slot]!, 0, world.column);
    const here = ((levels >> world.altitude) & 1) !== 0;
    solid |= here ? ~gap & 0x3ff : 0x3ff;
    if (!here) {
      const above = levels >> world.altitude !== 0;
      lightColumns(into, rowStart, gap, above ? plane.openAbove : plane.openBelow);
    }
  }
  lightColumns(into, rowStart, solid, plane.solid);
}

/** Writes the planes (row, column, plane; 0 or 1) to `into` from `offset` on. */
export function observeWorld(world: World, levels: number, into: Float32Array, offset: number): void {
  const rowSize = gridSize * planeCount;
  const leftmost = world.column - craftViewColumn;
  into.fill(0, offset, offset + gridSize * rowSize);
  for (let row = 0; row < gridSize; row++) {
    const slot = (world.top + row) & slotMask;
    const rowStart = offset + row * rowSize;
    showGround(world, slot, into, rowStart);
    const what = world.kind[slot]!;
    if (what === kind.none) continue;
    const inReach = Math.abs(world.level[slot]! - world.altitude) <= reach;
    const from = Math.max(world.thingColumn[slot]! - leftmost, 0);
    const to = Math.min(world.thingColumn[slot]! + world.thingWidth[slot]! - leftmost, gridSize);
    for (let column = from; column < to; column++) {
      const at = rowStart + column * planeCount;
      into[at + planeOf[what]!] = 1;
      if (inReach) into[at + plane.inReach] = 1;
    }
  }
  for (let i = 0; i < maxEnemyShots; i++) {
    const column = world.enemyColumn[i]! - leftmost;
    if (world.enemyRow[i]! < 0 || column < 0 || column >= gridSize) continue;
    const at = offset + (world.enemyRow[i]! * gridSize + column) * planeCount;
    into[at + plane.enemyShot] = 1;
    if (world.enemyLevel[i] === world.altitude) into[at + plane.inReach] = 1;
  }
  if (world.shotRow < 0) {
    show(into, offset, gauge.gun, 0);
  } else {
    const column = world.shotColumn - leftmost;
    if (column >= 0 && column < gridSize) {
      into[offset + (world.shotRow * gridSize + column) * planeCount + plane.shot] = 1;
    }
  }
  show(into, offset, gauge.fuel, Math.ceil((world.fuel * gridSize) / fullTank) - 1);
  show(into, offset, gauge.speed, Math.ceil((world.speed * gridSize) / speeds.fast) - 1);
  if (levels > 1) show(into, offset, gauge.altitude, world.altitude);
  show(into, offset, gauge.lives, world.lives - 1);
  show(into, offset, gauge.progress, Math.floor((world.phase * gridSize) / speeds.fast));
}
