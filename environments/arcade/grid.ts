/**
 * The field of view is 10 rows of 10 columns and goes sideways with the craft; row 0 is the farthest ahead, and the
 * craft is at row 9, view column 4. What is beside the craft is therefore always in the same cell.
 */
export const gridSize = 10;
export const craftRow = 9;
export const craftViewColumn = 4;
/** The world's columns; what is outside of them is solid. */
export const worldWidth = 16;
/** The bits of all of the world's columns. */
export const allColumns = 0xffff;

/**
 * The planes of an observation, the same in every game. A cell of a plane is 1 where the statement is true of that
 * cell, and 0 elsewhere.
 */
export const plane = {
  /** The own shot is here. */
  shot: 0,
  /** Deadly at the craft's present height: a bank, an island, a tower, a wall. */
  solid: 1,
  /** A wall that is open here, but only higher than the craft is. */
  openAbove: 2,
  /** A wall that is open here, but only lower than the craft is. */
  openBelow: 3,
  /** A ship, a bridge, a gun. */
  lowTarget: 4,
  /** A helicopter, a jet, a fighter. */
  airTarget: 5,
  /** A fuel depot or tank. */
  fuel: 6,
  /** A hostile shot. */
  enemyShot: 7,
  /** A target or depot here is at most one level away; a hostile shot here is at the craft's level. */
  inReach: 8,
  /** Instruments: in each row of `gauge`, one lit cell at most. */
  gauges: 9,
} as const;

export const planeNames: readonly string[] = [
  "own shot",
  "solid",
  "open above",
  "open below",
  "low target",
  "air target",
  "fuel",
  "enemy shot",
  "in reach",
  "gauges",
];
export const planeCount: number = planeNames.length;

/** The rows of the gauge plane, and which of their cells is lit. */
export const gauge = {
  /** The started tenths of the tank, less one. */
  fuel: 0,
  /** Tenths of the top speed, rounded up, less one. */
  speed: 1,
  /** The level; dark on the water, where there is no height. */
  altitude: 2,
  /** The craft in reserve. */
  lives: 3,
  /** The first cell: the gun is ready. */
  gun: 4,
  /** How far the next row has come, in tenths, rounded down. */
  progress: 5,
} as const;
