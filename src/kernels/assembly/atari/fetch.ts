import { nextLineCycle } from "./beam";
import { read } from "./bus";
import { BUS, HALTED, N_OF, RAM, TIMER_DIVIDE, TIMER_START, TIMER_VALUE, Z_OF } from "./layout";
import { peek, peek16, peek32, poke } from "./memory";

/** Reads of the quick interpreter. Those that only look leave alone what last was on the bus. */

/** What stands for a place in memory that is not known: beyond all there are. */
export const NOWHERE: i32 = 0x7fffffff;

/** The cycle in which the program goes on after one that may have halted the processor: at the latest with the next line. */
// @ts-ignore: decorator
@inline
export function released(s: usize, c: i32): i32 {
  if (peek(s + HALTED) === 0) return c;
  poke(s + HALTED, 0);
  return nextLineCycle(s, c);
}

/** N and Z in one word: Z where its low byte is 0, N where bit 7 or bit 15 is set. */
// @ts-ignore: decorator
@inline
export function signs(s: usize): i32 {
  return (peek(s + Z_OF) !== 0 ? 1 : 0) | ((peek(s + N_OF) & 0x80) << 8);
}

/** A byte of the zero page in cycle `cycle`; `bus` is the last byte before it. */
// @ts-ignore: decorator
@inline
export function low(s: usize, address: i32, bus: i32, cycle: i32): i32 {
  if (address >= 0x80) return peek(s + RAM - 0x80 + <usize>address);
  poke(s + BUS, bus);
  return read(s, address, cycle);
}

/** A byte from anywhere; -1 where it lies in the cartridge but not at one of its places `first`..`last`. */
// @ts-ignore: decorator
@inline
export function datum(s: usize, address: i32, bus: i32, cycle: i32, rom: i32, first: i32, last: i32): i32 {
  if ((address & 0x1280) === 0x80) return peek(s + RAM + <usize>(address & 0x7f));
  if ((address & 0x1000) !== 0) {
    const place = address & 0xfff;
    return place >= first && place < last ? peek(<usize>(rom + place)) : -1;
  }
  poke(s + BUS, bus);
  return read(s, address, cycle);
}

/**
 * Programs wait for the timer with a load of INTIM or TIMINT (or BIT) and BNE or BPL back. Cycles of the turns that can be left out
 * when the load at `at`, which begins in cycle `c`, has given `value`: all that end before the timer is 0 and `limit`.
 */
export function idle(s: usize, value: i32, at: i32, c: i32, limit: i32): i32 {
  const branch = peek16(<usize>(at + 3));
  if (branch !== 0xfbd0 && branch !== 0xfb10) return 0;
  // Whether it goes back this time; after BIT, N is that of the value, Z is not.
  if (branch === 0xfbd0 ? value === 0 || peek(<usize>at) === 0x2c : value >= 0x80) return 0;
  const turn = (((at + 5) ^ at) & ~0xff) !== 0 ? 8 : 7;
  const divide = peek32(s + TIMER_DIVIDE);
  const zero = peek32(s + TIMER_START) + 1 + (peek32(s + TIMER_VALUE) - 1) * divide;
  const left = zero - (c + 3) < limit - c ? zero - (c + 3) : limit - c;
  return left > turn ? (((left - 1) / turn) | 0) * turn : 0;
}
