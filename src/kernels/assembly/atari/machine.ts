import { placeOf, settlePicture } from "./beam";
import { read } from "./bus";
import { resetBanks } from "./cartridge";
import { latchTable } from "./compose";
import {
  A,
  BALL,
  BIT,
  BLANK_END,
  BUS,
  CARRY,
  CARTRIDGE_RAM,
  CHANGED,
  CHARGE,
  COMB,
  CYCLES,
  DRAWING,
  DUMP_END,
  DUMPED,
  FIRE,
  FIRST_LINE,
  FRAME_CYCLES,
  FRAME_DONE,
  HALTED,
  HMOVE_DUE,
  INTERRUPT,
  JAMMED,
  LATCHED,
  LINE,
  LINE_CLOCK,
  NEVER,
  OVERDUE,
  OVERDUE_AT,
  PC,
  PF_STALE,
  PORT_A,
  PORT_B,
  RAM,
  RENDER,
  ROM,
  S,
  SCHEME,
  SIZE,
  SPAN_FROM,
  SPRITE_BYTES,
  SPRITES,
  STRETCH,
  STRETCH_NEXT,
  STRETCH_WAIT,
  TIMER_DIVIDE,
  TIMER_START,
  TIMER_VALUE,
  TOP,
  VERSION,
  VERSION_NOW,
  VSYNC_START,
  WIDTH,
  X,
  Y,
  Z_OF,
} from "./layout";
import { copy, fill, peek, peek32, poke, poke32 } from "./memory";
import { opcodes } from "./opcodes";
import { rebaseTimer } from "./pia";
import { columns } from "./playfield";
import { run } from "./processor";
import { distances } from "./sprites";

/** Bytes of one console. */
export function consoleBytes(): i32 {
  return <i32>SIZE;
}

/** Fills the tables that all consoles share. Once, before anything else. */
export function prepare(): void {
  opcodes();
  distances();
  columns();
  latchTable();
}

/**
 * Power-on of the console at `s` with a cartridge image at `rom`. `noise` points at 2179 bytes that fill what a real
 * machine leaves undefined: registers A, X, Y, then 128 bytes of RAM, then 2048 of the cartridge's.
 */
export function powerOn(s: usize, rom: usize, scheme: i32, noise: usize): void {
  fill(s, 0, <i32>SIZE);
  poke32(s + ROM, <i32>rom);
  poke(s + SCHEME, scheme);
  poke(s + A, peek(noise));
  poke(s + X, peek(noise + 1));
  poke(s + Y, peek(noise + 2));
  copy(s + RAM, noise + 3, 128);
  copy(s + CARTRIDGE_RAM, noise + 131, 2048);
  poke(s + PORT_A, 0xff);
  poke(s + TOP, FIRST_LINE);
  poke(s + PORT_B, 0x0b);
  poke(s + FIRE, 0x80);
  poke(s + FIRE + 1, 0x80);
  reset(s);
}

/** The reset line: processor, TIA, timer and banks start over; RAM keeps what it holds. */
export function reset(s: usize): void {
  fill(s + TIMER_VALUE, 0, <i32>(PORT_A - TIMER_VALUE));
  const comb = peek(s + COMB);
  fill(s + LINE_CLOCK, 0, <i32>(RAM - LINE_CLOCK));
  poke(s + COMB, comb);
  poke32(s + VERSION, VERSION_NOW);
  poke32(s + BLANK_END, 68);
  poke(s + CHANGED, 1);
  poke32(s + SPAN_FROM, 160);
  poke(s + PF_STALE, 1);
  resetBanks(s);
  poke(s + S, 0xfd);
  poke(s + INTERRUPT, 1);
  poke(s + Z_OF, 1);
  poke(s + CARRY, 0);
  poke(s + JAMMED, 0);
  poke(s + HALTED, 0);
  poke(s + FRAME_DONE, 0);
  poke(s + OVERDUE, 0);
  poke32(s + OVERDUE_AT, NEVER);
  poke(s + BUS, 0);
  poke32(s + TIMER_DIVIDE, 1024);
  poke32(s + TIMER_START, -1);
  poke32(s + HMOVE_DUE, -1);
  poke32(s + DUMP_END, 0);
  poke(s + DUMPED, 0);
  poke(s + LATCHED, 0);
  poke(s + LATCHED + 1, 0);
  let bit = 1;
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    poke(s + o + BIT, bit);
    bit <<= 1;
    poke(s + o + WIDTH, 1);
    poke(s + o + STRETCH, 1);
    poke(s + o + STRETCH_NEXT, 1);
    poke32(s + o + STRETCH_WAIT, -1);
    poke32(s + o + RENDER, -5);
  }
  // Seven cycles of the reset sequence, of which the last two read the vector.
  poke32(s + PC, read(s, 0xfffc, 5) | (read(s, 0xfffd, 6) << 8));
  poke32(s + CYCLES, 7);
}

/** Joystick (port A, 0 is pressed), switches (port B) and fire buttons (0x80 is open) from now on. */
export function controls(s: usize, portA: i32, portB: i32, fire0: i32, fire1: i32): void {
  poke(s + PORT_A, portA);
  poke(s + PORT_B, portB);
  poke(s + FIRE, fire0);
  poke(s + FIRE + 1, fire1);
}

/** The line (0..255) that is the picture's first. */
export function window(s: usize, line: i32): void {
  poke(s + TOP, line);
}

/** CPU cycles that paddle `index` needs to charge its capacitor. */
export function paddle(s: usize, index: i32, cycles: i32): void {
  poke32(s + CHARGE + <usize>(index << 2), cycles);
}

/** Whether objects meet in the pixels that HMOVE blanks, as the Arcade Learning Environment has it, or during its clocks. */
export function comb(s: usize, counts: i32): void {
  poke(s + COMB, counts);
}

/**
 * Runs until vertical sync ends. Where none has come after `lines` lines, the next write to the video chip ends the
 * frame; where none comes either, the call ends after `patience` lines, and the frame goes on in the next. 1: a
 * frame; 0: no sync came; -1: the processor has jammed.
 */
export function frame(s: usize, drawing: i32, lines: i32, patience: i32): i32 {
  if (peek(s + JAMMED) !== 0) return -1;
  poke(s + DRAWING, drawing);
  poke(s + FRAME_DONE, 0);
  // Lines are counted from the beginning of the one in which the last frame ended.
  const due = ((228 * lines + peek32(s + LINE_CLOCK) + 2) / 3) | 0;
  const waits = patience > lines;
  poke32(s + OVERDUE_AT, !waits ? NEVER : peek(s + OVERDUE) !== 0 ? 0 : due - 1);
  run(s, (waits ? patience : lines) * 76);
  const done = peek(s + FRAME_DONE);
  poke(s + OVERDUE, done === 0 && waits ? 1 : 0);
  const synced = done === 1;
  const cycles = peek32(s + CYCLES);
  const h = placeOf(s, 3 * cycles);
  poke32(s + FRAME_CYCLES, cycles);
  // From here on time counts from the end of this frame.
  poke32(s + CYCLES, 0);
  poke32(s + LINE_CLOCK, -h);
  if (peek32(s + HMOVE_DUE) >= 0) poke32(s + HMOVE_DUE, peek32(s + HMOVE_DUE) - 3 * cycles);
  const began = peek32(s + VSYNC_START) - 3 * cycles;
  poke32(s + VSYNC_START, began < -(1 << 24) ? -(1 << 24) : began);
  const released = peek32(s + DUMP_END) - cycles;
  poke32(s + DUMP_END, released < -(1 << 24) ? -(1 << 24) : released);
  rebaseTimer(s, cycles);
  if (peek(s + JAMMED) !== 0) return -1;
  if (synced) return 1;
  poke(s + CHANGED, 1);
  settlePicture(s, h);
  poke32(s + LINE, 0);
  return 0;
}

/** `frames` frames of each of `count` consoles that lie `stride` bytes apart; only the last is drawn. */
export function batch(first: usize, stride: i32, count: i32, frames: i32, drawing: i32, lines: i32, patience: i32): void {
  for (let i = 0; i < count; i++) {
    const s = first + <usize>(i * stride);
    for (let f = 0; f < frames; f++) frame(s, f === frames - 1 ? drawing : 0, lines, patience);
  }
}

/** Runs at least one instruction and stops when `cycle` of the current frame is reached; for looking at a program. */
export function runTo(s: usize, cycle: i32): void {
  poke(s + FRAME_DONE, 0);
  run(s, cycle);
}
