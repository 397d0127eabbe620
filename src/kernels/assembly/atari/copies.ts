import {
  AT_ONCE,
  BALL,
  BIT,
  BLANK_END,
  COMB,
  COPIES,
  COUNTER,
  DISTANCES,
  LAST_SLOT,
  LINE_BITS,
  LOCKED,
  MISSILE_0,
  MOTION,
  PATTERN,
  PRESENT,
  RENDER,
  RENDERING,
  SAMPLE,
  SINCE,
  SPAN_FROM,
  SPAN_TO,
  SPREAD,
  SPRITE_BYTES,
  SPRITE_X,
  SPRITES,
  STAR_WIDTH,
  STRETCH,
  STRETCH_WAIT,
  UNDER_WAY,
  WIDTH,
} from "./layout";
import { peek, peek32, poke, poke32 } from "./memory";
import { advancePlayer, advanceShot } from "./sprites";
import { stamp } from "./wide";

/**
 * Sprites as places. As long as nothing but its pattern changes, where an object's copies are follows from its counter
 * alone, so that nothing has to be counted: `COUNTER` is then the counter at the line's first pixel. After a reset, a
 * change of width or extra clocks in the picture, the object is `UNDER_WAY` and its clocks are counted (`sprites.ts`),
 * until at the end of a line its copies are again where its counter would have them.
 */

/** Brings an object up to pixel `x` of the line. */
export function settleTo(s: usize, o: usize, x: i32): void {
  let from = peek32(s + o + SPRITE_X);
  const begin = peek32(s + BLANK_END) - 68;
  if (from < begin && (peek(s + COMB) === 0 || underWay(s, o))) from = begin;
  if (x <= from) return;
  poke32(s + o + SPRITE_X, x);
  if ((peek(s + UNDER_WAY) & peek(s + o + BIT)) !== 0) {
    poke32(s + SPAN_FROM, 0);
    poke32(s + SPAN_TO, 160);
    if (o < MISSILE_0) advancePlayer(s, o, from, x - from);
    else advanceShot(s, o, from, x - from);
    return;
  }
  // PATTERN of a player and ENABLED of a shot lie at one place.
  const pattern = peek(s + o + PATTERN);
  if (pattern === 0) return;
  const counter = peek32(s + o + COUNTER);
  if (o >= MISSILE_0) {
    copiesOf(s, o, 1 - counter, (1 << peek(s + o + WIDTH)) - 1, from, x);
    return;
  }
  const stretch = peek(s + o + STRETCH);
  if (stretch === 1) {
    copiesOf(s, o, 2 - counter, pattern, from, x);
    return;
  }
  // One copy of 16 or 32 pixels.
  for (let i = 0; i < stretch; i++) {
    let place = 3 - counter + (i << 3);
    if (place < 0) place += 160;
    else if (place >= 160) place -= 160;
    const part = stretch === 2 ? doubled((pattern >> (i << 2)) & 15) : quadrupled((pattern >> (i << 1)) & 3);
    piece(s, o, place, part, from, x);
  }
}

/** Eight pixels of four bits, and of two. */
function doubled(nibble: i32): i32 {
  const pairs = (nibble | (nibble << 2)) & 0x33;
  return ((pairs | (pairs << 1)) & 0x55) * 3;
}

function quadrupled(pair: i32): i32 {
  return (pair & 1) * 15 + (pair >> 1) * 240;
}

/** All copies of at most eight pixels. */
function copiesOf(s: usize, o: usize, first: i32, pattern: i32, from: i32, to: i32): void {
  const place = first < 0 ? first + 160 : first;
  piece(s, o, place, pattern, from, to);
  switch (peek(s + o + COPIES)) {
    case 1:
      further(s, o, place + 16, pattern, from, to);
      return;
    case 2:
      further(s, o, place + 32, pattern, from, to);
      return;
    case 3:
      further(s, o, place + 16, pattern, from, to);
      further(s, o, place + 32, pattern, from, to);
      return;
    case 4:
      further(s, o, place + 64, pattern, from, to);
      return;
    case 6:
      further(s, o, place + 32, pattern, from, to);
      further(s, o, place + 64, pattern, from, to);
      return;
    default:
      return;
  }
}

function further(s: usize, o: usize, place: i32, pattern: i32, from: i32, to: i32): void {
  piece(s, o, place >= 160 ? place - 160 : place, pattern, from, to);
}

/** Eight pixels from `place` (0..159) on, which may go on at the line's left edge, as far as they lie in `from`..`to`. */
function piece(s: usize, o: usize, place: i32, pattern: i32, from: i32, to: i32): void {
  if (place >= from && place + 8 <= to) mark(s, o, place, pattern);
  else {
    cut(s, o, place, pattern, from, to);
    if (place > 152) cut(s, o, place - 160, pattern, from, to);
  }
}

function cut(s: usize, o: usize, place: i32, pattern: i32, from: i32, to: i32): void {
  if (place + 8 <= from || place >= to) return;
  let bits = pattern;
  if (place < from) bits &= 0xff << (from - place);
  if (place + 8 > to) bits &= 0xff >> (place + 8 - to);
  if (bits !== 0) mark(s, o, place, bits);
}

/** Puts eight pixels into the line's bytes. */
function mark(s: usize, o: usize, place: i32, pattern: i32): void {
  const bit = peek(s + o + BIT);
  poke(s + PRESENT, peek(s + PRESENT) | bit);
  stamp(s + LINE_BITS + <usize>place, SPREAD + <usize>(pattern << 3), bit);
  if (place < peek32(s + SPAN_FROM)) poke32(s + SPAN_FROM, place < 0 ? 0 : place);
  if (place + 8 > peek32(s + SPAN_TO)) poke32(s + SPAN_TO, place > 152 ? 160 : place + 8);
}

/** Whether an object's clocks are counted. */
export function underWay(s: usize, o: usize): bool {
  return (peek(s + UNDER_WAY) & peek(s + o + BIT)) !== 0;
}

/** From pixel `x` on, up to which it has been brought, an object's clocks are counted. */
export function takeUp(s: usize, o: usize, x: i32): void {
  if (underWay(s, o)) return;
  poke(s + UNDER_WAY, peek(s + UNDER_WAY) | peek(s + o + BIT));
  const counter = (peek32(s + o + COUNTER) + x) % 160;
  poke32(s + o + COUNTER, counter);
  const since = peek(SINCE + <usize>(peek(s + o + COPIES) * 160 + counter));
  const render = since - renderDelay(o);
  poke32(s + o + RENDER, render);
  poke(s + o + RENDERING, render < lengthOf(s, o) ? 1 : 0);
  if (o < MISSILE_0) poke(s + o + SAMPLE, sampleAt(s, o, render));
  else if (peek(s + AT_ONCE) === 0 || since < x - 8) poke(s + o + STAR_WIDTH, starWidth(s, o, counter - 1 - since));
}

/** The width that the starfield effect gives a copy which begins at counter `began`. */
function starWidth(s: usize, o: usize, began: i32): i32 {
  const phase = (began - peek32(s + o + LAST_SLOT) + 320) & 3;
  const width = peek(s + o + WIDTH);
  return phase === 3 ? (width === 1 ? 2 : width) : phase === 2 ? 0 : width;
}

/** Before HMOVE's clocks are all given out at once: the last copy that has begun, or begins in them, keeps its star width. */
export function keepStarWidth(s: usize, o: usize): void {
  const counter = peek32(s + o + COUNTER);
  const since = peek(SINCE + <usize>(peek(s + o + COPIES) * 160 + counter));
  // In its slot the counter is where it is at its last slot.
  const begins = untilCopy(s + o, counter) < peek(s + o + MOTION);
  poke(s + o + STAR_WIDTH, begins ? peek(s + o + WIDTH) : starWidth(s, o, counter - 1 - since));
}

/** Lets an object's counter alone say where its copies are, if they are there; the next pixel is `x`. */
export function settleDown(s: usize, o: usize, x: i32): void {
  if (!underWay(s, o)) return;
  const counter = peek32(s + o + COUNTER);
  const render = peek(SINCE + <usize>(peek(s + o + COPIES) * 160 + counter)) - renderDelay(o);
  const shows = render < lengthOf(s, o);
  if (shows !== (peek(s + o + RENDERING) !== 0)) return;
  if (shows && peek32(s + o + RENDER) !== render) return;
  if (o < MISSILE_0) {
    if (peek32(s + o + STRETCH_WAIT) >= 0 || peek(s + o + STRETCH) !== stretchOf(peek(s + o + COPIES))) return;
    if (shows && peek(s + o + SAMPLE) !== sampleAt(s, o, render)) return;
  } else if ((peek(s + o + LOCKED) | peek(s + COMB)) === 0 && peek(s + o + STAR_WIDTH) !== starWidth(s, o, counter - 5 - render)) return;
  poke32(s + o + COUNTER, counter >= x ? counter - x : counter - x + 160);
  poke(s + UNDER_WAY, peek(s + UNDER_WAY) & ~peek(s + o + BIT));
}

/** Clocks a pixel by the low bits of NUSIZ. */
export function stretchOf(mode: i32): i32 {
  return mode === 5 ? 2 : mode === 7 ? 4 : 1;
}

/** Clocks from the beginning of a copy to its first pixel, or what is one for a player that is not stretched. */
function renderDelay(o: usize): i32 {
  return o < MISSILE_0 ? 5 : 4;
}

/** The value of RENDER at which a copy ends; for a missile that is locked none begins. */
function lengthOf(s: usize, o: usize): i32 {
  if (o >= MISSILE_0) return peek(s + o + LOCKED) !== 0 ? -8 : peek(s + o + WIDTH);
  const stretch = peek(s + o + STRETCH);
  return (stretch === 1 ? 0 : 1) + 8 * stretch;
}

function sampleAt(s: usize, o: usize, render: i32): i32 {
  const stretch = peek(s + o + STRETCH);
  const first = stretch === 1 ? 0 : 1;
  return render > first ? (render - first) >> (stretch >> 1) : 0;
}

/** The same for all objects. */
export function settleAllDown(s: usize, x: i32): void {
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) settleDown(s, o, x);
}

/** Clocks from a counter to where a copy of the object at `object` begins next. */
// @ts-ignore: decorator
@inline
export function untilCopy(object: usize, counter: i32): i32 {
  return peek(DISTANCES + <usize>(peek(object + COPIES) * 160 + counter));
}

/**
 * Whether the object at `object` might show during 15 extra clocks from `counter` on: a copy has begun and not ended,
 * or begins so soon that its first pixel, at least four clocks later, is among them.
 */
// @ts-ignore: decorator
@inline
export function nearEdge(object: usize, counter: i32): bool {
  // A shot's STRETCH is always 1.
  const length = peek(object + STRETCH) !== 1 ? 41 : 14;
  return untilCopy(object, counter >= length ? counter - length : counter - length + 160) <= length + 11;
}
