import { fullTank, reach } from "./flight.ts";
import { speeds } from "./game.ts";
import { craftRow, gauge, gridSize, plane, planeCount } from "./grid.ts";
import { kind, planeOf } from "./things.ts";
import { maxEnemyShots, slotMask, type World } from "./world.ts";

/** Lights `length` cells of a gauge from the left. */
function bar(into: Float32Array, offset: number, row: number, length: number): void {
  const cells = Math.min(length, gridSize);
  let at = offset + row * gridSize * planeCount + plane.gauges;
  for (let i = 0; i < cells; i++, at += planeCount) into[at] = 1;
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
  let solid = world.solid[slot]!;
  if (levels !== 0) {
    const gap = world.gapColumns[slot]!;
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
  into.fill(0, offset, offset + gridSize * rowSize);
  for (let row = 0; row < gridSize; row++) {
    const slot = (world.top + row) & slotMask;
    const rowStart = offset + row * rowSize;
    showGround(world, slot, into, rowStart);
    const what = world.kind[slot]!;
    if (what === kind.none) continue;
    const inReach = Math.abs(world.level[slot]! - world.altitude) <= reach;
    let at = rowStart + world.thingColumn[slot]! * planeCount;
    for (let i = world.thingWidth[slot]!; i > 0; i--, at += planeCount) {
      into[at + planeOf[what]!] = 1;
      if (inReach) into[at + plane.inReach] = 1;
    }
  }
  for (let i = 0; i < maxEnemyShots; i++) {
    if (world.enemyRow[i]! < 0) continue;
    const at = offset + (world.enemyRow[i]! * gridSize + world.enemyColumn[i]!) * planeCount;
    into[at + plane.enemyShot] = 1;
    if (world.enemyLevel[i] === world.altitude) into[at + plane.inReach] = 1;
  }
  into[offset + craftRow * rowSize + world.column * planeCount + plane.craft] = 1;
  if (world.shotRow >= 0) {
    into[offset + (world.shotRow * gridSize + world.shotColumn) * planeCount + plane.shot] = 1;
  } else {
    bar(into, offset, gauge.gun, 1);
  }
  bar(into, offset, gauge.fuel, Math.ceil((world.fuel * gridSize) / fullTank));
  bar(into, offset, gauge.speed, Math.ceil((world.speed * gridSize) / speeds.fast));
  if (levels > 1) bar(into, offset, gauge.altitude, 2 * (world.altitude + 1));
  bar(into, offset, gauge.lives, world.lives);
  bar(into, offset, gauge.progress, Math.floor((world.phase * gridSize) / speeds.fast));
}
