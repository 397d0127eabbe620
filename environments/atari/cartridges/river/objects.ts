import type { Objects } from "../../game.ts";
import { middle, objectsOf } from "../objects.ts";
import { at, kindIn, shapeAt } from "../ram.ts";

/** Kinds of things, as river.asm numbers them. */
const kinds = { ship: 1, jet: 4, depot: 5, bridge: 6 } as const;
/** Columns of half the field, and of a step of a bank or half an island. */
const half = 64;
const step = 4;
/** Lines above the bottom at which the room beside the craft is measured: its nose, and two of its lengths on. */
const looks = [22, 46, 70] as const;

/** Columns free to the left and to the right of a column at a line, 0 where it is not free itself. */
function room(ram: Uint8Array, column: number, line: number): readonly [left: number, right: number] {
  const shape = shapeAt(ram, line);
  const reach = half - step * (shape & 15);
  const island = step * (shape >> 4);
  const off = column - middle;
  const [left, right] =
    island === 0 || Math.abs(off) >= reach
      ? [off + reach, reach - off]
      : off < 0
        ? [off + reach, -island - off]
        : [off - island, reach - off];
  return [Math.max(0, left), Math.max(0, right)];
}

export const riverObjects: Objects = objectsOf({
  game: "river",
  depot: kinds.depot,
  isTarget: (kind) => (kind >= kinds.ship && kind <= kinds.jet) || kind === kinds.bridge,
  // Bridges are 32 columns wide and in the middle, all else is 16 wide.
  middle: (ram, band) => (kindIn(ram, band) === kinds.bridge ? middle : ram[at.columns + band]! + 8),
  height: (speed) => speed - 1,
  own: (ram, craft) => looks.flatMap((line) => room(ram, craft, line)).map((columns) => columns / half),
});
