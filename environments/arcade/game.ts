import type { World } from "./world.ts";

/** What sets one game apart: its rows, what the stick's vertical does, its speed. The flight is shared. */
export interface Game {
  readonly id: string;
  readonly title: string;
  /** Whether there is height. Without it all is at level 0 and the altimeter is dark. */
  readonly levels: number;
  /** The level at which a craft starts. */
  readonly startLevel: number;
  /** Points for flying through a wall's opening. */
  readonly wallPoints: number;
  /** Sets up `world.memory` at the start of an episode. */
  begin(world: World): void;
  /** Fills the empty slot of the row that comes into view. */
  addRow(world: World, slot: number, section: number): void;
  /** Speed or height for this frame, by the stick: 1 forward, 0, -1 back. */
  fly(world: World, stick: number, section: number): void;
}

/** Rows in a section; difficulty is a function of the section. */
export const sectionRows = 48;
/** Speeds in twelfths of a row a frame. */
export const speeds = { slow: 4, cruise: 6, fast: 12 } as const;
