import {
  BLANK_END,
  COLLISIONS,
  COLOUR_0,
  COLOUR_1,
  COLOUR_BACKGROUND,
  COLOUR_PLAYFIELD,
  COMB,
  DRAWING,
  ENDS,
  LATCHES,
  LAYERS,
  LINE,
  LINE_BITS,
  NOTHING_SHOWS,
  PLAYFIELD_BIT,
  PRESENT,
  PRIORITY,
  ROWS,
  SCREEN,
  SEEN,
  SPAN_FROM,
  SPAN_TO,
  TOP,
  VBLANK,
} from "./layout";
import { peek, peek16, peek32, poke16, poke32 } from "./memory";
import { fieldOf } from "./playfield";
import { blend, meet, paint, paintField, together } from "./wide";

const P0: i32 = 1;
const P1: i32 = 2;
const M0: i32 = 4;
const M1: i32 = 8;
const BL: i32 = 16;
const PF: i32 = PLAYFIELD_BIT;

/**
 * The two objects of latch `k`: 2r is bit 7 and 2r + 1 bit 6 of the r-th collision register (CXM0P, CXM1P, CXP0FB,
 * CXP1FB, CXM0FB, CXM1FB, CXBLPF, CXPPMM). Latch 13 does not exist.
 */
function pair(k: i32): i32 {
  switch (k) {
    case 0:
      return M0 | P1;
    case 1:
      return M0 | P0;
    case 2:
      return M1 | P0;
    case 3:
      return M1 | P1;
    case 4:
      return P0 | PF;
    case 5:
      return P0 | BL;
    case 6:
      return P1 | PF;
    case 7:
      return P1 | BL;
    case 8:
      return M0 | PF;
    case 9:
      return M0 | BL;
    case 10:
      return M1 | PF;
    case 11:
      return M1 | BL;
    case 12:
      return BL | PF;
    case 14:
      return P0 | P1;
    case 15:
      return M0 | M1;
    default:
      return -1;
  }
}

/** Fills the table of latches. */
export function latchTable(): void {
  for (let objects = 0; objects < 64; objects++) {
    let latches = 0;
    for (let k = 0; k < 16; k++) {
      const both = pair(k);
      if ((objects & both) === both) latches |= 1 << k;
    }
    poke16(LATCHES + <usize>(objects << 1), latches);
  }
}

function latchesOf(objects: i32): i32 {
  return peek16(LATCHES + <usize>(objects << 1));
}

/** The latches that objects which show at the same clock set. */
export function latch(s: usize, objects: i32): void {
  poke32(s + COLLISIONS, peek32(s + COLLISIONS) | latchesOf(objects));
}

/** Whether objects that show at the same clock would set a latch that is not yet set. */
export function mayLatch(s: usize, objects: i32): bool {
  return (latchesOf(objects) & ~peek32(s + COLLISIONS)) !== 0;
}

/** The latches of pixels `from`..`to` of the line, which shows `objects`. */
function collide(s: usize, field: usize, objects: i32, from: i32, to: i32): void {
  const possible = latchesOf(objects);
  let latches = peek32(s + COLLISIONS);
  if ((possible & ~latches) === 0) return;
  const first = peek32(s + SPAN_FROM) > from ? peek32(s + SPAN_FROM) : from;
  const last = peek32(s + SPAN_TO) < to ? peek32(s + SPAN_TO) : to;
  const bits = s + LINE_BITS;
  if (first >= last || !meet(bits, field, first, last, ENDS)) return;
  for (let bit = 1; bit <= PF; bit <<= 1) {
    // Pairs of this object with any other of the line; the later ones have been seen by the earlier.
    const pairs = possible & ~latchesOf(objects & ~bit) & ~latches;
    if (pairs !== 0) latches |= latchesOf(together(bits, field, first, last, bit, ENDS)) & pairs;
  }
  poke32(s + COLLISIONS, latches);
}

/** Adds a layer where the line has the object. Gives the number of layers. */
function layer(s: usize, objects: i32, count: i32, bit: i32, colour: i32): i32 {
  if ((objects & bit) === 0) return count;
  poke16(s + LAYERS + <usize>(count << 1), bit | (colour << 8));
  return count + 1;
}

/** The objects from the back to the front. In the score mode the playfield takes `playfield` and lies between players. */
function layersOf(s: usize, objects: i32, playfield: i32): i32 {
  const first = peek(s + COLOUR_0);
  const second = peek(s + COLOUR_1);
  const ball = peek(s + COLOUR_PLAYFIELD);
  const priority = peek(s + PRIORITY);
  let n = 0;
  if (priority === 0) n = layer(s, objects, n, PF, playfield);
  if (priority !== 1) n = layer(s, objects, n, BL, ball);
  n = layer(s, objects, n, M1, second);
  n = layer(s, objects, n, P1, second);
  if (priority === 2) n = layer(s, objects, n, PF, playfield);
  n = layer(s, objects, n, M0, first);
  n = layer(s, objects, n, P0, first);
  if (priority !== 1) return n;
  n = layer(s, objects, n, PF, playfield);
  return layer(s, objects, n, BL, ball);
}

/** Background and playfield everywhere; the other objects where they are. */
function draw(s: usize, field: usize, objects: i32, row: usize, from: i32, to: i32, playfield: i32): void {
  if (from >= to) return;
  const background = peek(s + COLOUR_BACKGROUND);
  const first = peek32(s + SPAN_FROM) > from ? peek32(s + SPAN_FROM) : from;
  const last = peek32(s + SPAN_TO) < to ? peek32(s + SPAN_TO) : to;
  if (first > from || last < to || first >= last) {
    if (field === NOTHING_SHOWS) paint(row, from, to, background, ENDS);
    else paintField(row, field, from, to, background, playfield, ENDS);
  }
  if (first >= last) return;
  const count = layersOf(s, objects, playfield);
  blend(s + LINE_BITS, field, row, first, last, background, s + LAYERS, count, ENDS);
}

/** Where the current line's pixels go, or 0 where it is not in the window. */
export function rowAddress(s: usize): usize {
  const row = peek32(s + LINE) - peek(s + TOP);
  if (peek(s + DRAWING) === 0 || row < 0 || row >= ROWS) return 0;
  return s + SCREEN + <usize>(row * 160);
}

/** Looks at the pixels up to `to` with the colours and priorities of now: latches collisions, draws. */
export function compose(s: usize, to: i32): void {
  let from = peek32(s + SEEN);
  const begin = peek32(s + BLANK_END) - 68;
  if (from < begin && peek(s + COMB) === 0) from = begin;
  if (from >= to) return;
  poke32(s + SEEN, to);
  const row = rowAddress(s);
  if (peek(s + VBLANK) !== 0) {
    if (row !== 0) paint(row, from, to, 0, ENDS);
    return;
  }
  const field = fieldOf(s);
  const objects = peek(s + PRESENT) | (field === NOTHING_SHOWS ? 0 : PF);
  collide(s, field, objects, from, to);
  if (row === 0) return;
  if (peek(s + PRIORITY) !== 2) {
    draw(s, field, objects, row, from, to, peek(s + COLOUR_PLAYFIELD));
    return;
  }
  // The score mode: each half of the playfield has its player's colour.
  draw(s, field, objects, row, from, to < 80 ? to : 80, peek(s + COLOUR_0));
  draw(s, field, objects, row, from < 80 ? 80 : from, to, peek(s + COLOUR_1));
}
