import { InputError } from "../../src/base/index.ts";
import {
  type AtariConsoles,
  type AtariScheme,
  atariConsoles,
  type FrameEnd,
  powerOnBytes,
  type ResetState,
  saveVersion,
  versionOfSave,
} from "../../src/kernels/index.ts";
import { detectScheme } from "./scheme.ts";

/** Directions and button of a joystick that is pressed, to be added up. */
export const stick = { up: 1, down: 2, left: 4, right: 8, fire: 16 } as const;

/** The console's switches as the program reads them. */
export const switches = {
  /** Nothing pressed, colour television, both difficulties B. Unconnected pins read 1. */
  idle: 0x3f,
  /** Taken away while it is pressed. */
  reset: 0x01,
  select: 0x02,
  /** Added where it stands at A, the harder one. */
  leftDifficulty: 0x40,
  rightDifficulty: 0x80,
} as const;

/** Everything that a person at the console holds, for one frame. */
export interface Inputs {
  /** What is pressed on the left and the right joystick: a sum of `stick`. */
  readonly sticks: readonly [number, number];
  /** Ohms of paddles 0 to 3; `Infinity` where there is none. */
  readonly paddles: readonly [number, number, number, number];
  /** Bit i: the button of paddle i is pressed. */
  readonly buttons: number;
  readonly switches: number;
}

/** A console that nobody touches, with joysticks plugged in. */
export const untouched: Inputs = {
  sticks: [0, 0],
  paddles: [Infinity, Infinity, Infinity, Infinity],
  buttons: 0,
  switches: switches.idle,
};

/** An Atari 2600. What runs a cartridge behind this interface may be exchanged. */
export interface Emulator {
  /** Whether a cartridge is in. */
  readonly isLoaded: boolean;
  /** Puts a cartridge in and switches on. Throws an `InputError` on an image that is none. */
  load(rom: Uint8Array): void;
  /** The reset line: the processor starts over, RAM stays. `left` is what a real one leaves to chance. */
  reset(left?: ResetState): void;
  /** One frame, up to the end of vertical sync or, without one, a bounded time. Pixels are drawn where `drawing`. */
  frame(inputs: Inputs, drawing?: boolean): FrameEnd;
  /** 128 bytes, a view. */
  readonly ram: Uint8Array;
  /** 210 rows of 160 palette indexes (register value / 2) of the last frame drawn, a view. */
  readonly screen: Uint8Array;
  /** Bytes of a save of the cartridge that is in. */
  readonly saveBytes: number;
  save(into: Uint8Array): void;
  /** Returns to a save of this emulator with this cartridge. Throws an `InputError` on one of another version. */
  restore(from: Uint8Array): void;
}

/**
 * A frame without vertical sync, as ALE ends it: with the first write to the video chip after line 290, or after so
 * many lines (ALE: 25,000 instructions, of three cycles at the least).
 */
export const frameLines = { most: 291, patience: 987 } as const;
/** A capacitor that is never charged. */
const never = 0x3fff_ffff;

/**
 * CPU cycles until a paddle of so many ohms reads as charged, by ALE's reading of the circuit: t = 1.6 R x 10 nF, at
 * 1.19 MHz.
 */
export function chargeCycles(ohms: number): number {
  if (ohms === Infinity) return never;
  return ohms === 0 ? -never : Math.floor(1.6 * ohms * 0.01e-6 * 1.19e6);
}

/** Port A: a joystick's four directions are four bits, the left one's the upper; 0 is pressed. */
export function portA({ sticks: [left, right], buttons }: Inputs): number {
  let pins = 0xff & ~((left & 15) << 4) & ~(right & 15);
  for (let paddle = 0; paddle < 4; paddle++) {
    if ((buttons >> paddle) & 1) pins &= ~[0x80, 0x40, 0x08, 0x04][paddle]!;
  }
  return pins;
}

/**
 * Where objects meet around HMOVE. `chip`: while it moves them, in the blank, as 6502.ts and the later Stellas have it;
 * `ale`: in the eight pixels of the comb, where nothing is to be seen, as the Arcade Learning Environment has it. Of its
 * seventeen games Seaquest alone shows the difference, in three bytes of RAM.
 */
export type Collisions = "chip" | "ale";

/** How a console is set up for a cartridge. */
export interface ConsoleOptions {
  /** How its parts are switched; told from the image unless given. */
  readonly scheme?: AtariScheme | undefined;
  /** Where the picture begins; line 34 unless given. */
  readonly firstLine?: number | undefined;
  /** `chip` unless given. */
  readonly collisions?: Collisions | undefined;
}

/** The console of `src/kernels`: what it does in a frame, the tests of that room prove. */
export class FastEmulator implements Emulator {
  private consoles: AtariConsoles | undefined;
  private readonly noise: Uint8Array;
  private readonly options: ConsoleOptions;

  /**
   * `noise` is what a real console leaves to chance at power-on: A, X, Y, 128 bytes of RAM, 2048 of the cartridge's
   * (zeros unless given).
   */
  constructor(noise: Uint8Array = new Uint8Array(powerOnBytes), options: ConsoleOptions = {}) {
    if (noise.length !== powerOnBytes) {
      throw new InputError(
        `emulator: noise must have ${powerOnBytes} bytes, got ${noise.length}; pass registers, RAM and cartridge RAM`,
      );
    }
    this.noise = noise.slice();
    this.options = options;
  }

  get isLoaded(): boolean {
    return this.consoles !== undefined;
  }

  load(rom: Uint8Array): void {
    const { scheme, firstLine, collisions } = this.options;
    this.consoles = atariConsoles(rom, scheme ?? detectScheme(rom), 1);
    this.consoles.powerOn(0, this.noise);
    if (firstLine !== undefined) this.consoles.window(0, firstLine);
    this.consoles.comb(0, collisions === "ale");
  }

  reset(left?: ResetState): void {
    this.loaded().reset(0, left);
  }

  frame(inputs: Inputs, drawing = true): FrameEnd {
    const consoles = this.loaded();
    const [left, right] = inputs.sticks;
    const open = (pressed: number): number => (pressed & stick.fire ? 0 : 0x80);
    consoles.controls(0, portA(inputs), inputs.switches, open(left), open(right));
    for (let i = 0; i < 4; i++) consoles.paddle(0, i, chargeCycles(inputs.paddles[i]!));
    return consoles.frame(0, drawing, frameLines.most, frameLines.patience);
  }

  get ram(): Uint8Array {
    return this.loaded().ram(0);
  }

  get screen(): Uint8Array {
    return this.loaded().screen(0);
  }

  get saveBytes(): number {
    return this.loaded().saveBytes;
  }

  save(into: Uint8Array): void {
    this.loaded().save(0, into);
  }

  restore(from: Uint8Array): void {
    const consoles = this.loaded();
    const version = versionOfSave(from);
    if (from.length !== consoles.saveBytes || version !== saveVersion) {
      throw new InputError(
        `emulator: expected a save of ${consoles.saveBytes} bytes, version ${saveVersion}, got ${from.length} bytes, version ${version}; make it anew with this version of evofront`,
      );
    }
    consoles.restore(0, from);
  }

  private loaded(): AtariConsoles {
    if (!this.consoles) throw new InputError("emulator: no cartridge is in; call load() first");
    return this.consoles;
  }
}
