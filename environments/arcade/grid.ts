/** The field of view is 10 rows of 10 columns; row 0 is the farthest ahead, and the craft flies in row 9. */
export const gridSize = 10;
export const craftRow = 9;
/** The bits of all columns. */
export const allColumns = 0x3ff;

/**
 * The planes of an observation, the same in every game. A cell of a plane is 1 where the statement is true of that
 * cell, and 0 elsewhere.
 */
export const plane = {
  /** The own craft is here. */
  craft: 0,
  /** The own shot is here. */
  shot: 1,
  /** Deadly at the craft's present height: a bank, an island, a tower, a wall. */
  solid: 2,
  /** A wall that is open here, but only higher than the craft is. */
  openAbove: 3,
  /** A wall that is open here, but only lower than the craft is. */
  openBelow: 4,
  /** A ship, a bridge, a gun. */
  lowTarget: 5,
  /** A helicopter, a jet, a fighter. */
  airTarget: 6,
  /** A fuel depot or tank. */
  fuel: 7,
  /** A hostile shot. */
  enemyShot: 8,
  /** What is here can be hit by a shot fired at the present height; a hostile shot: it can hit the craft. */
  inReach: 9,
  /** Instruments, as bars from the left; see `gauge`. */
  gauges: 10,
} as const;

export const planeNames: readonly string[] = [
  "craft",
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

/** The rows of the gauge plane. */
export const gauge = {
  /** One cell for each started tenth of the tank. */
  fuel: 0,
  /** Tenths of the top speed, rounded up. */
  speed: 1,
  /** Two cells a level, the lowest level being two; dark on the water, where there is no height. */
  altitude: 2,
  /** One cell a life, this one included. */
  lives: 3,
  /** The first cell: the gun is ready. */
  gun: 4,
  /** How far the next row has come, in tenths, rounded down. */
  progress: 5,
} as const;
