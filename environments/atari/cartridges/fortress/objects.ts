import type { Objects } from "../../game.ts";
import { nearest, nearness, objectsOf } from "../objects.ts";
import { at, bands, craftMiddle, lineOf } from "../ram.ts";

/** Kinds of things, as fortress.asm numbers them. */
const kinds = { gun: 1, fighter: 3, fighter2: 4, depot: 5, wall: 6 } as const;
/** Height below which a shot hits what is on the ground, and from which it hits fighters; and where to fly for that. */
const halfHeight = 12;
const low = 7;
const high = 16;
/** Levels of a wall, and the lines of each. */
const levels = 4;
const levelLines = 8;
/** Height above the bottom at which the foot of a wall, its band's lowest line, passes the craft's shadow. */
const shadow = 16;
/**
 * By a row's shape the columns at which a craft's first may be, from and to: open, shut, open in the middle, at the
 * sides, one tower's gap, two towers' gaps.
 */
const openings: readonly (readonly (readonly [from: number, to: number])[])[] = [
  [[24, 133]],
  [],
  [[62, 89]],
  [
    [24, 51],
    [102, 129],
  ],
  [[46, 105]],
  [
    [24, 65],
    [86, 127],
  ],
];
/** Columns in which the craft moves as far as it climbs in a line. */
const columnsPerLine = 1.5;

/**
 * How far across (in 32 columns) and up (in 12 lines) the nearest opening of the wall in a band is; zeros where every row
 * is shut.
 */
function opening(ram: Uint8Array, band: number, column: number, height: number): readonly [number, number] {
  let nearestCost = Infinity;
  let way: readonly [number, number] = [0, 0];
  for (let row = 0; row < levels; row++) {
    for (const [from, to] of openings[ram[at.rows + 4 * (bands - 1 - band) + row]!] ?? []) {
      const aside = column < from ? from - column : column > to ? to - column : 0;
      // Rows go from the highest level to the lowest; a craft is at a level with its middle.
      const above = levelLines * (levels - 1 - row) - height;
      const cost = Math.abs(aside) / columnsPerLine + Math.abs(above);
      if (cost < nearestCost) {
        nearestCost = cost;
        way = [aside / 32, above / halfHeight];
      }
    }
  }
  return way;
}

export const fortressObjects: Objects = objectsOf({
  game: "fortress",
  depot: kinds.depot,
  isTarget: (kind) => kind >= kinds.gun && kind <= kinds.fighter2,
  middle: (ram, band) => ram[at.columns + band]! + 8,
  height: (lines) => lines / halfHeight - 1,
  own(ram, craft, target, depot) {
    const height = ram[at.height]!;
    const above = (wanted: number): number => (wanted - height) / halfHeight;
    const wall = nearest(ram, (kind) => kind === kinds.wall, 0, shadow);
    return [
      target ? above(target.kind >= kinds.fighter ? high : low) : 0,
      depot ? above(low) : 0,
      ...(wall
        ? [...opening(ram, wall.band, craft - craftMiddle, height), nearness(lineOf(ram, wall.band, 0)), 1]
        : [0, 0, 0, 0]),
    ];
  },
});
