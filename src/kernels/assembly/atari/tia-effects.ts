import { settle, settlePicture, settlePlayfield } from "./beam";
import { settleDown, takeUp } from "./copies";
import {
  BALL,
  BLANK_END,
  CHANGED,
  COPIES,
  COUNTER,
  DELAYED,
  DRAWING,
  ENABLE_NEW,
  ENABLE_OLD,
  ENABLED,
  LOCKED,
  MISSILE_0,
  MOTION,
  MOVING,
  PATTERN,
  PATTERN_NEW,
  PATTERN_OLD,
  PF,
  PF_REFLECTED,
  PF_STALE,
  PLAYER_0,
  PRIORITY,
  REFLECTED,
  RENDER,
  RENDERING,
  STRETCH,
  STRETCH_NEXT,
  VBLANK,
  WIDTH,
} from "./layout";
import { peek, peek32, poke, poke32 } from "./memory";
import { reach, takeBack, takeBackOf } from "./motion";
import { reversed } from "./playfield";
import { nusizPlayer, respCounter } from "./tia-sprites";

/** What a write to a register of the video chip changes, and what has to be done before it. `h` is its place in the line. */

/** VBLANK's picture bit. */
export function blank(s: usize, on: i32, h: i32): void {
  if (on === peek(s + VBLANK)) return;
  poke(s + CHANGED, 1);
  takeBack(s, h);
  settlePicture(s, h);
  poke(s + VBLANK, on);
}

/** COLUxx. */
export function recolour(s: usize, at: usize, value: i32, h: i32): void {
  if (peek(s + at) === value >> 1) return;
  if (peek(s + DRAWING) !== 0) {
    poke(s + CHANGED, 1);
    settlePicture(s, h);
  }
  poke(s + at, value >> 1);
}

/** CTRLPF. */
export function playfieldMode(s: usize, value: i32, h: i32): void {
  const priority = (value & 4) !== 0 ? 1 : (value & 2) !== 0 ? 2 : 0;
  if (priority !== peek(s + PRIORITY)) {
    poke(s + CHANGED, 1);
    settlePicture(s, h);
    poke(s + PRIORITY, priority);
  }
  if ((value & 1) !== peek(s + PF_REFLECTED)) {
    settlePlayfield(s, h);
    poke(s + PF_REFLECTED, value & 1);
    poke(s + PF_STALE, 1);
  }
  const width = 1 << ((value >> 4) & 3);
  if (width === peek(s + BALL + WIDTH)) return;
  count(s, BALL, h);
  poke(s + BALL + WIDTH, width);
  uncount(s, BALL, h);
}

/** NUSIZ of the player and the missile at `index`. */
export function sizes(s: usize, index: usize, value: i32, h: i32): void {
  const player = PLAYER_0 + index;
  const missile = MISSILE_0 + index;
  const width = 1 << ((value >> 4) & 3);
  const mode = value & 7;
  if (mode === peek(s + missile + COPIES) && width === peek(s + missile + WIDTH)) {
    // The same again still counts where a change has not yet come through.
    if (mode === peek(s + player + COPIES) && peek(s + player + STRETCH_NEXT) === peek(s + player + STRETCH)) return;
  }
  count(s, player, h);
  count(s, missile, h);
  poke(s + missile + WIDTH, width);
  poke(s + missile + COPIES, mode);
  if (peek(s + missile + RENDERING) !== 0 && peek32(s + missile + RENDER) >= width) poke(s + missile + RENDERING, 0);
  nusizPlayer(s, player, mode, h);
  uncount(s, player, h);
  uncount(s, missile, h);
}

/** RESMP. */
export function lock(s: usize, index: usize, locked: i32, h: i32): void {
  const missile = MISSILE_0 + index;
  if (locked === peek(s + missile + LOCKED)) return;
  count(s, missile, h);
  poke(s + missile + LOCKED, locked);
  if (locked === 0) {
    const player = PLAYER_0 + index;
    count(s, player, h);
    poke32(s + missile + COUNTER, respCounter(s, player));
    uncount(s, player, h);
  }
  show(s, missile);
  uncount(s, missile, h);
}

/** Before the place of an object changes at place `h`: from here on its clocks are counted. */
export function count(s: usize, o: usize, h: i32): void {
  takeBackOf(s, o, h);
  settle(s, o, h);
  takeUp(s, o, nextPixel(s, h));
}

/** After it has changed: they need not be where its copies are all as its counter has them. */
export function uncount(s: usize, o: usize, h: i32): void {
  if (peek(s + MOVING) === 0) settleDown(s, o, nextPixel(s, h));
}

function nextPixel(s: usize, h: i32): i32 {
  const begin = peek32(s + BLANK_END);
  return (h > begin ? h : begin) - 68;
}

/** HMxx, and HMCLR for each object. */
export function motion(s: usize, o: usize, clocks: i32, h: i32): void {
  if (clocks === peek(s + o + MOTION)) return;
  takeBack(s, h);
  if (peek(s + MOVING) !== 0) reach(s, h);
  poke(s + o + MOTION, clocks);
}

/** PF0, PF1, PF2: the 20 bits. */
export function playfield(s: usize, pattern: i32, h: i32): void {
  if (pattern === peek32(s + PF)) return;
  settlePlayfield(s, h);
  poke32(s + PF, pattern);
  poke(s + PF_STALE, 1);
}

/** GRP0 and GRP1: writing one player's graphics moves the other's into its delayed register. */
export function graphics(s: usize, o: usize, other: usize, value: i32, h: i32): void {
  if (value !== peek(s + o + PATTERN_NEW)) {
    poke(s + o + PATTERN_NEW, value);
    if (peek(s + o + DELAYED) === 0) reshape(s, o, h);
  }
  const shifted = peek(s + other + PATTERN_NEW);
  if (shifted === peek(s + other + PATTERN_OLD)) return;
  poke(s + other + PATTERN_OLD, shifted);
  if (peek(s + other + DELAYED) !== 0) reshape(s, other, h);
}

/** What a player shows from place `h` on. */
export function reshape(s: usize, o: usize, h: i32): void {
  const pattern = peek(s + o + (peek(s + o + DELAYED) !== 0 ? PATTERN_OLD : PATTERN_NEW));
  const shown = peek(s + o + REFLECTED) !== 0 ? pattern : reversed(pattern);
  if (shown === peek(s + o + PATTERN)) return;
  settle(s, o, h);
  poke(s + o + PATTERN, shown);
}

/** Whether a missile or the ball shows from place `h` on. */
export function enable(s: usize, o: usize, h: i32): void {
  if (shows(s, o) === peek(s + o + ENABLED)) return;
  settle(s, o, h);
  show(s, o);
}

function shows(s: usize, o: usize): i32 {
  const delayed = o === BALL && peek(s + o + DELAYED) !== 0;
  return peek(s + o + (delayed ? ENABLE_OLD : ENABLE_NEW)) & (peek(s + o + LOCKED) ^ 1);
}

function show(s: usize, o: usize): void {
  poke(s + o + ENABLED, shows(s, o));
}
