import type { Collisions } from "../../environments/atari/index.ts";
import type { AtariScheme } from "../../src/kernels/index.ts";

/** What a page that plays a cartridge is given, as JSON; byte arrays in base 64. */
export interface PageContent {
  readonly title: string;
  readonly image: string;
  readonly scheme: AtariScheme;
  /** First line of the picture; absent where it is the usual one. */
  readonly firstLine?: number;
  /** Where objects meet; absent where it is as the chip has it. */
  readonly collisions?: Collisions;
  /** What a person holds; without a tape. `paddles-swapped`: the second of the pair. */
  readonly controller?: "joystick" | "paddles" | "paddles-swapped";
  /** The tape to be played again; a page without is for a person to play. */
  readonly tape?: TapeContent;
}

/** A tape by frames. Each array has an entry a frame, from the first that was played. */
export interface TapeContent {
  /** The console's save before the first frame. */
  readonly start: string;
  /** What is pressed on the left joystick, the switches, the paddles' buttons: a byte a frame each. */
  readonly sticks: string;
  readonly switches: string;
  readonly buttons: string;
  /** Ohms of paddles 0 to 3, by frame, `null` for none; absent where no paddle was plugged in. */
  readonly paddles?: readonly (readonly (number | null)[])[];
  /** Names of what is paid, and what has been paid up to each frame. */
  readonly names: readonly string[];
  readonly totals: readonly (readonly number[])[];
}
