import { cases } from "./atari-instructions.mjs";

/**
 * Writes `processor.ts` of the Atari kernel: one switch over the opcodes, each with its addressing mode spelled out, the
 * registers in local variables. By hand it would be a thousand lines of the same; the rules are below. What a case does
 * not cover (an access that may switch a bank, a stack outside RAM, an opcode that programs hardly use) falls out of the
 * switch to the careful interpreter of `cpu.ts`, before anything has happened.
 */

/** The source, to be put beside the kernel's other files. */
export function processorSource() {
  return `// Made by scripts/atari-processor.mjs.
import { add, subtract } from "./alu";
import { write } from "./bus";
import { SNOOPING, windowAt } from "./cartridge";
import { careful } from "./cpu";
import { datum, idle, low, NOWHERE, released, signs } from "./fetch";
import {
  A,
  BUS,
  CARRY,
  CYCLES,
  DECIMAL,
  FRAME_DONE,
  INTERRUPT,
  N_OF,
  OVERFLOW,
  PC,
  RAM,
  S,
  SCHEME,
  WINDOW_FROM,
  WINDOW_TO,
  X,
  Y,
  Z_OF,
} from "./layout";
import { peek, peek16, peek32, poke, poke32 } from "./memory";
import { tiaWrite } from "./tia";

/** Runs whole instructions until the program ends a frame, jams, or \`limit\` cycles of this frame are past. */
export function run(s: usize, limit: i32): void {
  if (peek(s + SCHEME) >= SNOOPING) {
    careful(s, limit);
    return;
  }
  let c = peek32(s + CYCLES);
  let a = peek(s + A);
  let x = peek(s + X);
  let y = peek(s + Y);
  let sp = peek(s + S);
  let nz = signs(s);
  let carry = peek(s + CARRY);
  let v = peek(s + OVERFLOW) << 7;
  // Where in memory the instruction is, or NOWHERE where that has to be looked up for \`pc\`.
  let at = NOWHERE;
  let pc = peek32(s + PC);
  // Where the cartridge's place 0 would be in memory, the places that are plain to read, and the program counter's top.
  let rom = 0;
  let first = 0;
  let last = 0;
  let high = 0;
  // An instruction is up to three bytes long; places before \`from\` are come to by jumps alone.
  let from = 0;
  let to = 0;
  let written = false;
  c = released(s, c);
  while (c < limit) {
    if (at < to) {
      const word = peek32(<usize>at);
      let address = 0;
      let value = 0;
      switch (word & 0xff) {
        ${cases()}
        default:
      }
      if (written) {
        if (peek(s + FRAME_DONE) !== 0) break;
        c = released(s, c);
        written = false;
        continue;
      }
    }
    if (at !== NOWHERE) pc = (high + (at - rom)) & 0xffff;
    if (at >= to) {
      rom = windowAt(s, pc);
      first = peek32(s + WINDOW_FROM);
      last = peek32(s + WINDOW_TO);
      from = rom + first;
      to = rom + last - 2;
      if (rom !== 0 && (pc & 0xfff) >= first && (pc & 0xfff) < last - 2) {
        high = pc & 0xf000;
        at = rom + (pc & 0xfff);
        continue;
      }
    }
    // An access or an instruction with more to it.
    poke32(s + CYCLES, c);
    poke32(s + PC, pc);
    poke(s + A, a);
    poke(s + X, x);
    poke(s + Y, y);
    poke(s + S, sp);
    poke(s + Z_OF, nz & 0xff);
    poke(s + N_OF, nz | (nz >> 8));
    poke(s + CARRY, carry);
    poke(s + OVERFLOW, (v >> 7) & 1);
    careful(s, c + 1);
    c = peek32(s + CYCLES);
    pc = peek32(s + PC);
    a = peek(s + A);
    x = peek(s + X);
    y = peek(s + Y);
    sp = peek(s + S);
    nz = signs(s);
    carry = peek(s + CARRY);
    v = peek(s + OVERFLOW) << 7;
    at = NOWHERE;
    to = 0;
    if (peek(s + FRAME_DONE) !== 0) break;
    c = released(s, c);
  }
  if (at !== NOWHERE) pc = (high + (at - rom)) & 0xffff;
  poke32(s + CYCLES, c);
  poke32(s + PC, pc);
  poke(s + A, a);
  poke(s + X, x);
  poke(s + Y, y);
  poke(s + S, sp);
  poke(s + Z_OF, nz & 0xff);
  poke(s + N_OF, nz | (nz >> 8));
  poke(s + CARRY, carry);
  poke(s + OVERFLOW, (v >> 7) & 1);
}
`;
}
