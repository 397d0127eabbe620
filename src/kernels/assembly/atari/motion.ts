import { latch, mayLatch } from "./compose";
import { keepStarWidth, nearEdge, settleAllDown, settleTo, takeUp, underWay, untilCopy } from "./copies";
import {
  AT_ONCE,
  BALL,
  BIT,
  BLANK_END,
  CHANGED,
  COMB,
  COUNTER,
  EDGE,
  GETS_CLOCKS,
  HMOVE_DUE,
  LAST_SLOT,
  MISSILE_0,
  MOST,
  MOTION,
  MOVE_SLOT,
  MOVED_TO,
  MOVING,
  NEAR,
  PATTERN,
  PF,
  PLAYFIELD_BIT,
  RENDERING,
  SPAN_FROM,
  SPAN_TO,
  SPRITE_BYTES,
  SPRITE_X,
  SPRITES,
  UNDER_WAY,
  VBLANK,
} from "./layout";
import { peek, peek16, peek32, poke, poke32 } from "./memory";
import { advancePlayfield } from "./playfield";
import { advancePlayer, advanceShot, tickPlayer, tickShot } from "./sprites";

/**
 * HMOVE: every fourth clock is a slot, in which the objects that still move get a clock more, up to 15 of them; the blank
 * is eight clocks longer. As a rule all slots lie in the blank and nothing can show during them: then all is done at once,
 * and taken back if a register that matters is written before the last slot.
 */

/** All five objects. */
const EVERY: i32 = 31;

/** HMOVE takes effect at place `h` of the line. */
export function beginMotion(s: usize, h: i32): void {
  poke32(s + HMOVE_DUE, -1);
  poke(s + CHANGED, 1);
  takeBack(s, h);
  if (peek(s + MOVING) !== 0) reach(s, h);
  const blank = peek32(s + BLANK_END);
  if (h < blank) {
    const whole = h > 0 && blank === 68;
    if (whole && peek(s + MOVING) === 0 && moveAtOnce(s, h)) return;
    beginSlots(s, h, blank - 68);
    // The line's first clock would undo it.
    if (h > 0) poke32(s + BLANK_END, 76);
    return;
  }
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) settleTo(s, o, h - 68);
  beginSlots(s, h, h - 68);
}

/** Slots are given out one by one from place `h` on; the next pixel of all objects is `x`. */
function beginSlots(s: usize, h: i32, x: i32): void {
  poke32(s + MOVE_SLOT, 0);
  poke32(s + MOVED_TO, h);
  poke(s + MOVING, 1);
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    takeUp(s, o, x);
    poke(s + o + GETS_CLOCKS, 1);
  }
}

/**
 * All clocks of an HMOVE at `h` in the blank, but for objects whose clocks are counted already: those get theirs slot by
 * slot. False where all have to.
 */
function moveAtOnce(s: usize, h: i32): bool {
  const slots = 19 - ((h + 3) >> 2);
  const counted = peek(s + UNDER_WAY);
  let near = counted;
  let shown = (peek32(s + PF) & 3) !== 0 ? PLAYFIELD_BIT : 0;
  let most = 0;
  let bit = 1;
  for (let o = s + SPRITES; o <= s + BALL; o += SPRITE_BYTES) {
    const motion = peek(o + MOTION);
    if (motion > slots) return false;
    if (motion > most) most = motion;
    if ((counted & bit) !== 0 || nearEdge(o, peek32(o + COUNTER))) {
      near |= bit;
      if (peek(o + PATTERN) !== 0) shown |= bit;
    }
    bit <<= 1;
  }
  if (mayMeet(s, shown | peek(s + EDGE))) return false;
  if (counted !== 0) {
    poke32(s + MOVE_SLOT, 0);
    poke32(s + MOVED_TO, h);
    poke(s + MOVING, 1);
  }
  bit = 1;
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    if ((counted & bit) !== 0) poke(s + o + GETS_CLOCKS, 1);
    else {
      const after = peek32(s + o + COUNTER) + peek(s + o + MOTION);
      if (o >= MISSILE_0) {
        keepStarWidth(s, o);
        poke32(s + o + LAST_SLOT, after >= 160 ? after - 160 : after);
      }
      // At the first pixel, the eighth of the line, as many clocks are missing.
      const first = after - 8;
      poke32(s + o + COUNTER, first < 0 ? first + 160 : first >= 160 ? first - 160 : first);
    }
    bit <<= 1;
  }
  poke(s + AT_ONCE, 1 + h);
  poke(s + MOST, most);
  poke(s + NEAR, near | PLAYFIELD_BIT);
  poke32(s + BLANK_END, 76);
  return true;
}

/** Whether objects that show at the same of HMOVE's clocks would set a latch that is not yet set. */
function mayMeet(s: usize, objects: i32): bool {
  return (peek(s + VBLANK) | peek(s + COMB)) === 0 && mayLatch(s, objects);
}

/** Slots of an HMOVE that began at place `begun` until place `h`. */
// @ts-ignore: decorator
@inline
function slotsUntil(begun: i32, h: i32): i32 {
  return ((h + 3) >> 2) - ((begun + 3) >> 2);
}

/** Where clocks were given out at once that by place `h` would not all have been, takes back those that are too many. */
export function takeBack(s: usize, h: i32): void {
  const begun = peek(s + AT_ONCE) - 1;
  if (begun < 0 || h >= 76) return;
  const slots = slotsUntil(begun, h);
  if (slots <= peek(s + MOST)) {
    countSlots(s, slots, h);
    for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) takePart(s, o, slots);
  }
  poke(s + AT_ONCE, 0);
}

/** The same for an object whose place is to change at place `h`; the others keep theirs if nothing can come of it. */
export function takeBackOf(s: usize, o: usize, h: i32): void {
  const begun = peek(s + AT_ONCE) - 1;
  if (begun < 0 || h >= 76) return;
  const slots = slotsUntil(begun, h);
  const bit = peek(s + o + BIT);
  if (slots > peek(s + MOST) || mayMeet(s, shownNear(s, bit))) {
    takeBack(s, h);
    return;
  }
  poke(s + NEAR, peek(s + NEAR) | bit);
  countSlots(s, slots, h);
  takePart(s, o, slots);
}

/** From place `h` on, up to which there have been `slots`, slots are counted. */
function countSlots(s: usize, slots: i32, h: i32): void {
  if (peek(s + MOVING) !== 0) reach(s, h);
  poke32(s + MOVE_SLOT, slots);
  poke32(s + MOVED_TO, h);
  poke(s + MOVING, 1);
}

/** Leaves an object that has had all its clocks at once those of the first `slots` slots; from here on they are counted. */
function takePart(s: usize, o: usize, slots: i32): void {
  if (underWay(s, o)) return;
  poke32(s + o + COUNTER, (peek32(s + o + COUNTER) - peek(s + o + MOTION) + 168) % 160);
  takeUp(s, o, 0);
  poke(s + o + GETS_CLOCKS, 1);
  if (slots > 0) give(s, o, 0, slots);
}

/** The object of `bit` and what else may show during HMOVE's clocks, or did last. */
function shownNear(s: usize, bit: i32): i32 {
  let shown = bit | peek(s + EDGE);
  if ((peek32(s + PF) & 3) !== 0) shown |= PLAYFIELD_BIT;
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES)
    if (peek(s + o + PATTERN) !== 0) shown |= peek(s + NEAR) & peek(s + o + BIT);
  return shown;
}

/** Before what the object of `bit` shows changes, at place `h`: during HMOVE's clocks that may bear on collisions. */
// @ts-ignore: decorator
@inline
export function stir(s: usize, bit: i32, h: i32): void {
  if (peek16(s + MOVING) !== 0) stirMoving(s, bit, h);
}

function stirMoving(s: usize, bit: i32, h: i32): void {
  if (peek(s + AT_ONCE) !== 0 && h < 76 && (peek(s + NEAR) & bit) !== 0) {
    if (mayMeet(s, shownNear(s, bit))) takeBack(s, h);
  }
  if (peek(s + MOVING) !== 0) reach(s, h);
}

/** Gives out HMOVE's clocks up to place `h` of the line. */
export function reach(s: usize, h: i32): void {
  const blank = peek32(s + BLANK_END);
  if (peek32(s + MOVED_TO) < blank) moveInBlank(s, h < blank ? h : blank);
  if (h <= blank || peek(s + MOVING) === 0) return;
  // In the picture one clock at a time, for the starfield effect.
  let at = peek32(s + MOVED_TO);
  const end = h < 228 ? h : 228;
  poke32(s + SPAN_FROM, 0);
  poke32(s + SPAN_TO, 160);
  while (at < end && peek(s + MOVING) !== 0) {
    if ((at & 3) === 0) poke(s + MOVING, moveSlot(s, EVERY, 0));
    const x = at - 68;
    for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
      if (o < MISSILE_0) tickPlayer(s, o, x);
      else tickShot(s, o, x, 1);
      poke32(s + o + SPRITE_X, x + 1);
    }
    at++;
  }
  poke32(s + MOVED_TO, at);
}

/** The number that ends an object's motion when it equals the object's; past the sixteenth slot it stays at 0. */
function slotNumber(slot: i32): i32 {
  return slot > 15 ? 0 : slot;
}

/** One slot of HMOVE (every fourth clock) for `objects`: 1 if any still moves. They get a clock where `apply` says so. */
function moveSlot(s: usize, objects: i32, apply: i32): i32 {
  const slot = slotNumber(peek32(s + MOVE_SLOT));
  let moving = 0;
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    if ((peek(s + o + BIT) & objects) === 0) continue;
    if (o >= MISSILE_0) poke32(s + o + LAST_SLOT, peek32(s + o + COUNTER));
    if (slot === peek(s + o + MOTION)) poke(s + o + GETS_CLOCKS, 0);
    if (peek(s + o + GETS_CLOCKS) === 0) continue;
    moving = 1;
    if (apply === 0) continue;
    if (o < MISSILE_0) tickPlayer(s, o, -1);
    else tickShot(s, o, -1, 0);
  }
  poke32(s + MOVE_SLOT, peek32(s + MOVE_SLOT) + 1);
  return moving;
}

/** The slots of HMOVE up to place `to` of the blank. */
function moveInBlank(s: usize, to: i32): void {
  let at = (peek32(s + MOVED_TO) + 3) & ~3;
  if (to > peek32(s + MOVED_TO)) poke32(s + MOVED_TO, to);
  if (at < to) {
    const slots = ((to - 1) >> 2) - (at >> 2) + 1;
    const showing = peek(s + AT_ONCE) !== 0 ? 0 : mayShow(s);
    if (!mayMeet(s, showing)) moveMany(s, slots, 0);
    else moveShowing(s, at, slots, showing);
  }
  // What has been given out at once leaves nothing for the picture.
  if (peek(s + AT_ONCE) !== 0 && to >= 76) stopAll(s);
  if (peek(s + MOVING) === 0) settleAllDown(s, peek32(s + BLANK_END) - 68);
}

/** Objects that show during HMOVE's clocks, or may. */
function mayShow(s: usize): i32 {
  let objects = peek(s + EDGE);
  if ((peek32(s + PF) & 3) !== 0) objects |= PLAYFIELD_BIT;
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    const shows = peek(s + o + PATTERN) !== 0;
    const soon = untilCopy(s + o, peek32(s + o + COUNTER)) <= 12;
    if (shows && (soon || peek(s + o + RENDERING) !== 0)) objects |= peek(s + o + BIT);
  }
  return objects;
}

/** `slots` slots of HMOVE from place `at` of the blank on, in which `showing` may show together and so collide. */
function moveShowing(s: usize, at: i32, slots: i32, showing: i32): void {
  const first = peek32(s + MOVE_SLOT);
  // The others' clocks bear on nothing but themselves; until slot `rest` one of them still moves.
  const rest = moveMany(s, slots, showing);
  poke32(s + MOVE_SLOT, first);
  let moving = 1;
  for (let i = 0; i < slots && moving !== 0; i++) {
    moving = moveSlot(s, showing, 1) | (i < rest ? 1 : 0);
    // Where HMOVE has made the blank longer, the playfield already runs.
    if (at >= 68) advancePlayfield(s, at - 67, 0);
    if (moving !== 0) latch(s, peek(s + EDGE));
    at += 4;
  }
  poke(s + MOVING, moving);
}

/** `slots` slots of HMOVE in the blank at once for all objects but `except`. Gives the clocks of the one that had most. */
function moveMany(s: usize, slots: i32, except: i32): i32 {
  const first = peek32(s + MOVE_SLOT);
  let most = peek(s + AT_ONCE) !== 0 ? peek(s + MOST) - first : 0;
  if (most > slots) most = slots;
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    if ((peek(s + o + BIT) & except) !== 0 || !underWay(s, o)) continue;
    const clocks = give(s, o, first, slots);
    if (clocks > most) most = clocks;
  }
  // The slot in which the last object stops counts.
  const used = most < slots ? most + 1 : slots;
  poke(s + MOVING, most < slots ? 0 : 1);
  poke32(s + MOVE_SLOT, first + used);
  return most;
}

/** What `slots` slots from number `first` on give an object: its clocks. */
function give(s: usize, o: usize, first: i32, slots: i32): i32 {
  const clocks = clocksLeft(s, o, first, slots);
  const counter = peek32(s + o + COUNTER);
  if (clocks > 0) {
    const idle = untilCopy(s + o, counter);
    if (peek(s + o + RENDERING) === 0 && idle >= clocks) {
      const next = counter + clocks;
      poke32(s + o + COUNTER, next >= 160 ? next - 160 : next);
      poke(s + EDGE, peek(s + EDGE) & ~peek(s + o + BIT));
    } else if (o < MISSILE_0) advancePlayer(s, o, -1, clocks);
    else if (idle >= clocks) advanceShot(s, o, -1, clocks);
    else {
      for (let i = 0; i < clocks; i++) {
        poke32(s + o + LAST_SLOT, peek32(s + o + COUNTER));
        tickShot(s, o, -1, 0);
      }
    }
  }
  // At its last slot an object that stops there has had all its clocks, another all but one.
  const last = counter + (clocks < slots ? clocks : slots - 1);
  if (o >= MISSILE_0) poke32(s + o + LAST_SLOT, last >= 160 ? last - 160 : last);
  if (clocks < slots) poke(s + o + GETS_CLOCKS, 0);
  return clocks;
}

/** No object gets a clock any more. */
function stopAll(s: usize): void {
  if (peek(s + MOVING) === 0) return;
  poke(s + MOVING, 0);
  for (let o = SPRITES; o <= BALL; o += SPRITE_BYTES) {
    if (!underWay(s, o)) continue;
    poke(s + o + GETS_CLOCKS, 0);
    if (o >= MISSILE_0) poke32(s + o + LAST_SLOT, peek32(s + o + COUNTER));
  }
}

/** Clocks that the next `slots` slots, from number `first` on, give an object; fewer than `slots` where it stops. */
function clocksLeft(s: usize, o: usize, first: i32, slots: i32): i32 {
  if (peek(s + o + GETS_CLOCKS) === 0) return 0;
  const motion = peek(s + o + MOTION);
  let stop = slots;
  if (first <= motion) stop = motion - first;
  else if (motion === 0) stop = first > 15 ? 0 : 16 - first;
  return stop < slots ? stop : slots;
}
