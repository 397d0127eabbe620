import { bytes } from "./generated/atari.ts";

/** How the parts of a cartridge are switched, by the names emulators use; 2 KiB images count as 4. */
export const atariSchemes = {
  "4k": 1,
  cv: 2,
  f8: 3,
  f6: 4,
  f4: 5,
  e0: 6,
  e7: 7,
  fa: 8,
  "3f": 16,
  fe: 17,
  ua: 18,
  "0840": 19,
} as const;
export type AtariScheme = keyof typeof atariSchemes;

/** Bytes that decide what a machine holds at power-on: A, X, Y, 128 of RAM, 2048 of the cartridge's RAM. */
export const powerOnBytes = 2179;
/** Pixels of a picture: palette indexes, row by row. */
export const screenWidth = 160;
export const screenHeight = 210;

/** Of the layout of a console's bytes; a save of another means nothing here. */
export const saveVersion = 3;

/** The version of a save, or -1 where it is too short to have one. */
export function versionOfSave(save: Uint8Array): number {
  if (save.length < place.version + 4) return -1;
  return new DataView(save.buffer, save.byteOffset).getInt32(place.version, true);
}

/** How a frame ended: with vertical sync, without one, or not at all since the processor has jammed. */
export type FrameEnd = "synced" | "unsynced" | "jammed";

/** The functions of `assembly/atari.entry.ts`. */
interface AtariExports {
  prepare(): void;
  consoleBytes(): number;
  powerOn(s: number, rom: number, scheme: number, noise: number): void;
  reset(s: number): void;
  controls(s: number, portA: number, portB: number, fire0: number, fire1: number): void;
  paddle(s: number, index: number, cycles: number): void;
  window(s: number, line: number): void;
  comb(s: number, counts: number): void;
  frame(s: number, drawing: number, lines: number, patience: number): number;
  batch(
    first: number,
    stride: number,
    count: number,
    frames: number,
    drawing: number,
    lines: number,
    patience: number,
  ): void;
  runTo(s: number, cycle: number): void;
}

/** Places of `assembly/atari/layout.ts` that are looked at from outside. */
const place = {
  stack: 3,
  masked: 9,
  pc: 16,
  cycles: 20,
  timerValue: 24,
  timerStart: 28,
  timerDivide: 32,
  frameCycles: 408,
  version: 448,
  ram: 512,
  screen: 3120,
} as const;
/** Where an image and the power-on bytes lie: the same in every memory, so that a save fits in any. */
const image = 16_384;
const noise = image + 65_536;
const consoles = noise + 4096;
const pageBytes = 65_536;

let module: WebAssembly.Module | undefined;

/** What a reset leaves open. Real consoles differ; programs that look at it behave differently from run to run. */
export interface ResetState {
  /** Where the timer stands, and the CPU cycles in which it falls by one (1, 8, 64 or 1024). */
  readonly timer: number;
  readonly interval: number;
  /** The stack pointer; the flag that masks interrupts. */
  readonly stack: number;
  readonly masked: boolean;
  /** CPU cycles of the frame that are past when the first instruction begins. */
  readonly cycles: number;
}

/** Consoles with copies of one cartridge, side by side in one memory. */
export interface AtariConsoles {
  readonly count: number;
  /** Bytes of a save. */
  readonly saveBytes: number;
  /** Switches console `i` on; `undefinedBytes` (`powerOnBytes` of them) are what a real one leaves to chance. */
  powerOn(i: number, undefinedBytes: Uint8Array): void;
  /** Restarts the processor as the reset line does; RAM stays. `left` is what a real one leaves to chance. */
  reset(i: number, left?: ResetState): void;
  /** What the ports read from now on (0 is pressed), and the two fire buttons (0x80 is open). */
  controls(i: number, portA: number, portB: number, fire0: number, fire1: number): void;
  /** CPU cycles that paddle `index` takes to charge. */
  paddle(i: number, index: number, cycles: number): void;
  /** The line (0..255) that the picture begins with; 34 unless told. */
  window(i: number, line: number): void;
  /**
   * Where objects meet around HMOVE: in the eight pixels it blanks (`true`), as the Arcade Learning Environment has it, or
   * while it moves them, as the chip does (unless told).
   */
  comb(i: number, counts: boolean): void;
  /**
   * Runs until vertical sync ends. After `lines` lines without, the frame ends with the next write to the video chip or,
   * where none comes, after `patience` lines (`lines` unless given). Pixels are drawn only where `drawing` says so.
   */
  frame(i: number, drawing: boolean, lines: number, patience?: number): FrameEnd;
  /** `frames` frames of each of `count` consoles from `first` on; only the last of each is drawn. */
  batch(
    first: number,
    count: number,
    frames: number,
    drawing: boolean,
    lines: number,
    patience?: number,
  ): void;
  /** Runs at least one instruction, up to CPU cycle `cycle` of the frame that is under way. */
  runTo(i: number, cycle: number): void;
  /** CPU cycles of the last whole frame, cycles of the one under way, and the program counter. */
  frameCycles(i: number): number;
  cycles(i: number): number;
  programCounter(i: number): number;
  /** A, X, Y, stack pointer and flags (NV1-DIZC). */
  registers(i: number): { a: number; x: number; y: number; s: number; flags: number };
  /** Views, not copies: 128 bytes of RAM; `screenHeight` rows of `screenWidth` palette indexes. */
  ram(i: number): Uint8Array;
  screen(i: number): Uint8Array;
  /** Copies all of console `i`, `saveBytes` bytes. */
  save(i: number, into: Uint8Array): void;
  restore(i: number, from: Uint8Array): void;
}

/**
 * `count` consoles with the cartridge `rom` (its bytes as a dump has them; 2 KiB and less are repeated to 4). Throws
 * where the runtime has no WebAssembly SIMD or not the memory.
 */
export function atariConsoles(rom: Uint8Array, scheme: AtariScheme, count: number): AtariConsoles {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(consoles / pageBytes), maximum: 65_536 });
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as AtariExports;
  const saveBytes = kernel.consoleBytes();
  const stride = Math.ceil(saveBytes / 64) * 64;
  memory.grow(Math.ceil((consoles + count * stride) / pageBytes) - Math.ceil(consoles / pageBytes));
  const all = new Uint8Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  for (let at = 0; at < Math.max(rom.length, 4096); at += rom.length) all.set(rom, image + at);
  kernel.prepare();
  const at = (i: number): number => consoles + i * stride;
  const word = (i: number, offset: number): number => words[(at(i) + offset) >> 2]!;
  const setWord = (i: number, offset: number, value: number): void => {
    words[(at(i) + offset) >> 2] = value;
  };
  return {
    count,
    saveBytes,
    powerOn(i, undefinedBytes) {
      all.set(undefinedBytes, noise);
      kernel.powerOn(at(i), image, atariSchemes[scheme], noise);
    },
    reset(i, left) {
      kernel.reset(at(i));
      if (left === undefined) return;
      all[at(i) + place.stack] = left.stack;
      all[at(i) + place.masked] = left.masked ? 1 : 0;
      setWord(i, place.cycles, left.cycles);
      setWord(i, place.timerValue, left.timer);
      setWord(i, place.timerStart, left.cycles - 1);
      setWord(i, place.timerDivide, left.interval);
    },
    controls: (i, portA, portB, fire0, fire1) => kernel.controls(at(i), portA, portB, fire0, fire1),
    window: (i, line) => kernel.window(at(i), line),
    comb: (i, counts) => kernel.comb(at(i), counts ? 1 : 0),
    paddle: (i, index, cycles) => kernel.paddle(at(i), index, cycles),
    frame(i, drawing, lines, patience = lines) {
      const end = kernel.frame(at(i), drawing ? 1 : 0, lines, patience);
      return end > 0 ? "synced" : end === 0 ? "unsynced" : "jammed";
    },
    batch: (first, size, frames, drawing, lines, patience = lines) =>
      kernel.batch(at(first), stride, size, frames, drawing ? 1 : 0, lines, patience),
    runTo: (i, cycle) => kernel.runTo(at(i), cycle),
    frameCycles: (i) => word(i, place.frameCycles),
    cycles: (i) => word(i, place.cycles),
    programCounter: (i) => word(i, place.pc),
    registers(i) {
      const [a, x, y, s, zeroOf, negativeOf, carry, overflow, decimal, interrupt] = all.subarray(at(i));
      const high = (negativeOf! & 0x80) | (overflow! << 6) | 0x20;
      const low = (decimal! << 3) | (interrupt! << 2) | (zeroOf === 0 ? 2 : 0) | carry!;
      return { a: a!, x: x!, y: y!, s: s!, flags: high | low };
    },
    ram: (i) => all.subarray(at(i) + place.ram, at(i) + place.ram + 128),
    screen: (i) => all.subarray(at(i) + place.screen, at(i) + place.screen + screenWidth * screenHeight),
    save: (i, into) => into.set(all.subarray(at(i), at(i) + saveBytes)),
    restore: (i, from) => all.set(from, at(i)),
  };
}
