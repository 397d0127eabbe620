import { Stream } from "../../src/random/index.ts";
import { type Status, status } from "../environment.ts";

/** Rows are kept in a ring of 16 slots, of which ten are in view. */
const slots = 16;
export const slotMask: number = slots - 1;
export const maxEnemyShots = 4;

/** The numbers of a world that are not arrays; `write` and `read` go through this list. */
const scalars = [
  "status",
  "frame",
  "score",
  "lives",
  "column",
  "altitude",
  "speed",
  "phase",
  "fuel",
  "previousAction",
  "distance",
  "top",
  "shotRow",
  "shotColumn",
  "shotLevel",
] as const;

/** The whole state of a flight: craft, rows in view, shots, the generator of rows, the random stream. */
export class World {
  readonly stream: Stream = new Stream([0, 0]);
  status: Status = status.terminated;
  /** Frames since the episode began. */
  frame = 0;
  score = 0;
  lives = 0;
  column = 0;
  altitude = 0;
  /** Twelfths of a row a frame. */
  speed = 0;
  /** Twelfths of a row flown since the last row came. */
  phase = 0;
  fuel = 0;
  previousAction = 0;
  /** Rows generated since the start. */
  distance = 0;
  /** The slot of screen row 0; row r is in slot (top + r) & slotMask. */
  top = 0;
  /** The own shot; its row is -1 while the gun is ready. */
  shotRow = -1;
  shotColumn = 0;
  shotLevel = 0;

  /** By slot: columns (bits) that are solid at every height. */
  readonly solid: Int32Array = new Int32Array(slots);
  /** By slot: columns and levels (bits) where the wall is open; levels 0 where there is no wall. */
  readonly gapColumns: Int32Array = new Int32Array(slots);
  readonly gapLevels: Int32Array = new Int32Array(slots);
  /** By slot: the thing in the row; its leftmost column, width, sideways direction and level. */
  readonly kind: Int32Array = new Int32Array(slots);
  readonly thingColumn: Int32Array = new Int32Array(slots);
  readonly thingWidth: Int32Array = new Int32Array(slots);
  readonly drift: Int32Array = new Int32Array(slots);
  readonly level: Int32Array = new Int32Array(slots);
  /** By slot: the screen row at whose reaching the thing fires; 0 for never. */
  readonly fuse: Int32Array = new Int32Array(slots);
  /** Hostile shots; a row of -1 is a free place. */
  readonly enemyRow: Int32Array = new Int32Array(maxEnemyShots);
  readonly enemyColumn: Int32Array = new Int32Array(maxEnemyShots);
  readonly enemyLevel: Int32Array = new Int32Array(maxEnemyShots);
  /** What the game's generator of rows remembers. */
  readonly memory: Int32Array = new Int32Array(16);

  private readonly arrays: readonly Int32Array[] = [
    this.solid,
    this.gapColumns,
    this.gapLevels,
    this.kind,
    this.thingColumn,
    this.thingWidth,
    this.drift,
    this.level,
    this.fuse,
    this.enemyRow,
    this.enemyColumn,
    this.enemyLevel,
    this.memory,
  ];

  /** The number of bytes that `write` gives. */
  readonly bytes: number = 8 * this.arrays.reduce((sum, array) => sum + array.length, scalars.length + 3);

  /** The state as doubles: key, position, scalars, arrays. */
  write(): Uint8Array {
    const [k0, k1] = this.stream.key;
    const numbers = [k0, k1, this.stream.position, ...scalars.map((name) => this[name])];
    for (const array of this.arrays) numbers.push(...array);
    return new Uint8Array(Float64Array.from(numbers).buffer);
  }

  /** Takes a state that `write` gave. */
  read(payload: Uint8Array): void {
    const numbers = new Float64Array(payload.buffer, payload.byteOffset, payload.byteLength / 8);
    this.stream.restart([numbers[0]!, numbers[1]!], numbers[2]!);
    let at = 3;
    for (const name of scalars) (this as Record<(typeof scalars)[number], number>)[name] = numbers[at++]!;
    for (const array of this.arrays) {
      array.set(numbers.subarray(at, at + array.length));
      at += array.length;
    }
  }

  /** Empties the sky: no things, walls, shots. Solid ground stays. */
  clear(): void {
    this.kind.fill(0);
    this.gapColumns.fill(0);
    this.gapLevels.fill(0);
    this.fuse.fill(0);
    this.enemyRow.fill(-1);
    this.shotRow = -1;
  }
}

/** Whether the cell stops what flies at that level: ground, or a wall that is closed there. */
export function isSolid(world: World, slot: number, column: number, level: number): boolean {
  if (((world.solid[slot]! >> column) & 1) !== 0) return true;
  const open = world.gapLevels[slot]!;
  return open !== 0 && !(((world.gapColumns[slot]! >> column) & 1) !== 0 && ((open >> level) & 1) !== 0);
}
