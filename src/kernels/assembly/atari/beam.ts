import { compose, rowAddress } from "./compose";
import { settleAllDown, settleTo, underWay } from "./copies";
import {
  AT_ONCE,
  BALL,
  BIT,
  BLANK_END,
  CHANGED,
  COMB,
  CUT,
  EDGE,
  ENDS,
  HMOVE_DUE,
  LINE,
  LINE_BITS,
  LINE_CLOCK,
  MOVED_TO,
  MOVING,
  PATTERN,
  PF,
  PF_X,
  PLAYFIELD_BIT,
  PRESENT,
  QUIET,
  SEEN,
  SPAN_FROM,
  SPAN_TO,
  SPRITE_BYTES,
  SPRITE_X,
  SPRITES,
  TOP,
  UNDER_WAY,
  VBLANK,
} from "./layout";
import { peek, peek32, poke, poke32 } from "./memory";
import { beginMotion, reach, stir } from "./motion";
import { advancePlayfield, beginPlayfield } from "./playfield";
import { clear, paint, repeat } from "./wide";

/**
 * The beam. Nothing happens at a clock until somebody has to know. A register that changes at place `h` of the line
 * (0..227) first brings what it bears on up to there; at the end of a line the rest is done. As no two writes are closer
 * than three clocks, one that takes effect a clock or two later may do so at once.
 */

/** The cycle of the first read after WSYNC: that in which, or after which, the beam is at the left edge. */
// @ts-ignore: decorator
@inline
export function nextLineCycle(s: usize, cycle: i32): i32 {
  // Clocks until the end of cycle - 1.
  const h = (3 * cycle - peek32(s + LINE_CLOCK)) % 228;
  const clocks = h === 0 ? 1 : 229 - h;
  return cycle - 1 + (((clocks + 2) / 3) | 0);
}

/** The place in its line of clock `clock`, all lines before it done, and HMOVE begun if it is due before. */
// @ts-ignore: decorator
@inline
export function placeOf(s: usize, clock: i32): i32 {
  const h = clock - peek32(s + LINE_CLOCK);
  return h < 228 && peek32(s + HMOVE_DUE) < 0 ? h : catchUp(s, clock);
}

function catchUp(s: usize, clock: i32): i32 {
  let start = peek32(s + LINE_CLOCK);
  let due = peek32(s + HMOVE_DUE);
  while (clock >= start + 228 || (due >= 0 && due < clock)) {
    if (due >= 0 && due < clock && due < start + 228) beginMotion(s, due - start);
    else endLine(s);
    start = peek32(s + LINE_CLOCK);
    due = peek32(s + HMOVE_DUE);
  }
  return clock - start;
}

/** The place of the line from which on objects are seen. */
// @ts-ignore: decorator
@inline
function shownFrom(s: usize): i32 {
  return peek(s + COMB) !== 0 ? 68 : peek32(s + BLANK_END);
}

/** Before what object `o` shows changes at place `h`. */
export function settle(s: usize, o: usize, h: i32): void {
  poke(s + CHANGED, 1);
  stir(s, peek(s + o + BIT), h);
  if (h > shownFrom(s)) settleTo(s, o, h < 228 ? h - 68 : 160);
}

/** Before the playfield changes at place `h`. */
export function settlePlayfield(s: usize, h: i32): void {
  poke(s + CHANGED, 1);
  stir(s, PLAYFIELD_BIT, h);
  if (h > shownFrom(s)) advancePlayfield(s, h < 228 ? h - 68 : 160, 1);
}

/** Brings all objects, collisions and colours up to place `h`. */
export function settlePicture(s: usize, h: i32): void {
  if (peek(s + MOVING) !== 0) reach(s, h);
  if (h > shownFrom(s)) settleAll(s, h < 228 ? h - 68 : 160);
}

function settleAll(s: usize, x: i32): void {
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) settleTo(s, o, x);
  if (peek32(s + PF_X) !== 0) advancePlayfield(s, x, 1);
  compose(s, x);
}

/** The beam goes back to the left edge. */
function endLine(s: usize): void {
  if (peek(s + MOVING) !== 0) reach(s, 228);
  const row = rowAddress(s);
  const calm = (peek(s + CHANGED) | peek(s + MOVING) | peek(s + UNDER_WAY)) === 0;
  if (peek(s + CUT) === 0) {
    if (calm && peek(s + QUIET) !== 0) {
      if (row !== 0) repeat(row, row - 160);
    } else if (peek(s + VBLANK) !== 0 && peek32(s + SEEN) === 0) {
      if (row !== 0) paint(row, 0, 160, 0, ENDS);
      endInBlank(s);
    } else {
      settleAll(s, 160);
      remember(s);
    }
  }
  if (row !== 0 && peek32(s + BLANK_END) === 76) paint(row, 0, 8, 0, ENDS);
  nextLine(s, calm);
}

/** The end of a line nothing of which is seen: what shows at its last pixel may still bear on collisions. */
function endInBlank(s: usize): void {
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    if (underWay(s, o)) settleTo(s, o, 160);
    else if (peek(s + o + PATTERN) !== 0) {
      poke32(s + o + SPRITE_X, 159);
      settleTo(s, o, 160);
    }
  }
  remember(s);
}

/** Which objects the last pixel showed; the playfield is already that of the next line. */
function remember(s: usize): void {
  const edge = peek(s + LINE_BITS + 159) & ~PLAYFIELD_BIT;
  poke(s + EDGE, (peek32(s + PF) & 1) !== 0 ? edge | PLAYFIELD_BIT : edge);
}

function nextLine(s: usize, calm: bool): void {
  if (peek(s + PRESENT) !== 0) {
    clear(s + LINE_BITS);
    poke(s + PRESENT, 0);
  }
  poke32(s + SPAN_FROM, 160);
  poke32(s + SPAN_TO, 0);
  beginPlayfield(s);
  if (peek(s + UNDER_WAY) !== 0 && peek(s + MOVING) === 0) settleAllDown(s, 0);
  for (let o = s + SPRITES; o <= s + BALL; o += SPRITE_BYTES) poke32(o + SPRITE_X, 0);
  poke32(s + SEEN, 0);
  poke(s + CUT, 0);
  poke32(s + BLANK_END, 68);
  poke32(s + MOVED_TO, 0);
  poke(s + AT_ONCE, 0);
  poke(s + CHANGED, 0);
  poke32(s + LINE_CLOCK, peek32(s + LINE_CLOCK) + 228);
  const line = peek32(s + LINE) + 1;
  poke32(s + LINE, line);
  // The first line of the window has none above it to copy.
  poke(s + QUIET, calm && line !== peek(s + TOP) ? 1 : 0);
}
