/** Where the numbers of a world lie in a shader's state; what each of them is, `World` says. */
import { fortressPlaces } from "../fortress.ts";
import { riverPlaces } from "../river.ts";
import { maxEnemyShots, slotMask } from "../world.ts";

const slots = slotMask + 1;

/** By name, how many numbers it has. */
const lengths: Readonly<Record<string, number>> = {
  frame: 1,
  lives: 1,
  column: 1,
  altitude: 1,
  speed: 1,
  phase: 1,
  fuel: 1,
  previousAction: 1,
  distance: 1,
  top: 1,
  shotRow: 1,
  shotColumn: 1,
  shotLevel: 1,
  solid: slots,
  gapColumns: slots,
  gapLevels: slots,
  kind: slots,
  thingColumn: slots,
  thingWidth: slots,
  drift: slots,
  level: slots,
  fuse: slots,
  enemyRow: maxEnemyShots,
  enemyColumn: maxEnemyShots,
  enemyLevel: maxEnemyShots,
  // As many as the games' generators of rows remember.
  memory: 1 + Math.max(...Object.values(riverPlaces), ...Object.values(fortressPlaces)),
};

let size = 0;
/** WGSL constants: the place of each, of arrays that of the first. */
export const places: string = Object.entries(lengths)
  .map(([name, length]) => {
    const line = `const ${name} = ${size};`;
    size += length;
    return line;
  })
  .join("\n");

/** Numbers in all. */
export const stateSize: number = size;
