import type { AtariScheme } from "../../src/kernels/index.ts";
import type { Collisions } from "./emulator.ts";
import type { Scoring } from "./scoring.ts";

/** How a game is told its variation: by pressing Select until a byte of RAM shows its number. */
export interface Modes {
  /** The first is the default. */
  readonly values: readonly number[];
  /** The byte, 0..127. */
  readonly ram: number;
  /** Frames for which Select is held for one step. */
  readonly hold: number;
}

/** What of a game's RAM says where things are. */
export interface Objects {
  readonly names: readonly string[];
  /**
   * Reads RAM, and what scoring remembers, into `into` from `offset` on: a number for each name, mostly within -1..1.
   */
  read(ram: Uint8Array, memory: Int32Array, into: Float32Array, offset: number): void;
}

/** What is known of a game. */
export interface Game {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly year: number;
  /** Of the one image that the facts are about. */
  readonly md5: string;
  readonly scheme: AtariScheme;
  readonly bytes: number;
  /** What is plugged in. `paddles-swapped`: the player holds the second of the left pair. */
  readonly controller: "joystick" | "paddles" | "paddles-swapped";
  /** The actions that do something in this game, of the eighteen, in their order. */
  readonly minimalActions: readonly number[];
  /** Actions of one frame each with which an episode starts. */
  readonly startingActions: readonly number[];
  /** Positions of the difficulty switches: bit 0 left, bit 1 right, set for A. The first is the default. */
  readonly difficulties: readonly number[];
  readonly modes?: Modes;
  /** First line of the picture where it is not the usual 34. */
  readonly firstLine?: number;
  /** Where objects meet, where it is not as the chip has it. */
  readonly collisions?: Collisions;
  /** Whether ALE's table names the cartridge's television, so that it is not run for a second to tell it. */
  readonly televisionKnown?: boolean;
  readonly scoring: Scoring;
  /** What an `objects` observation shows, where it is known. */
  readonly objects?: Objects;
  /** The image, where it comes with the package. */
  readonly image?: () => Uint8Array;
  /**
   * Bytes of RAM, 0..127, that hold what power-on has left to chance, where a game draws on that. They are set from an
   * episode's key when it begins, none to 0.
   */
  readonly seed?: readonly number[];
}
