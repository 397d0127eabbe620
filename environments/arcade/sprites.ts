/**
 * The figures of the pictures, drawn as text; a cell is 12 pixels wide and 16 high. Letters stand for the colours
 * in `spriteKey`.
 */
import { ink } from "./palette.ts";

export const cellWidth = 12;
export const cellHeight = 16;

export const spriteKey: Readonly<Record<string, number>> = {
  y: ink.craft,
  o: ink.craftShade,
  h: ink.hull,
  d: ink.deck,
  m: ink.metal,
  r: ink.rotor,
  f: ink.fighter,
  j: ink.jet,
  F: ink.fuel,
  w: ink.fuelText,
  s: ink.shot,
  e: ink.enemyShot,
  b: ink.bridge,
  B: ink.bridgeShade,
};

export const craftSprite: readonly string[] = [
  "            ",
  "     yy     ",
  "     yy     ",
  "    yyyy    ",
  "    yyyy    ",
  "    yooy    ",
  "   yyooyy   ",
  "  yyyyyyyy  ",
  " yyyyyyyyyy ",
  "yyyoyyyyoyyy",
  "yy  yyyy  yy",
  "    yyyy    ",
  "    oyyo    ",
  "   yyyyyy   ",
  "  yyo  oyy  ",
  "            ",
];

/** Two cells. */
export const shipSprite: readonly string[] = [
  "                        ",
  "                        ",
  "           m            ",
  "           m            ",
  "         mmmm           ",
  "         dddd           ",
  "       dddddddd         ",
  "       dmdmdmdd         ",
  "    dddddddddddddd      ",
  " hhhhhhhhhhhhhhhhhhhhhh ",
  "  hhhhhhhhhhhhhhhhhhhh  ",
  "   hhhhhhhhhhhhhhhhhh   ",
  "    hhhhhhhhhhhhhhhh    ",
  "                        ",
  "                        ",
  "                        ",
];

export const helicopterSprite: readonly string[] = [
  "            ",
  "            ",
  "rrrrrrrrrr  ",
  "    mm      ",
  "   mmmm     ",
  "  mmddmm    ",
  " mmddddmm  m",
  " mmddddmmmmm",
  " mmmmmmmmmmm",
  "  mmmmmm   m",
  "   mmmm     ",
  "  m    m    ",
  " mmmmmmmm   ",
  "            ",
  "            ",
  "            ",
];

/** Flies to the right. */
export const jetSprite: readonly string[] = [
  "            ",
  "            ",
  "            ",
  "  j         ",
  "  jj        ",
  "  jjj       ",
  "jjjjjjjj    ",
  "jjjjjmmjjjjj",
  "jjjjjjjj    ",
  "  jjj       ",
  "  jj        ",
  "  j         ",
  "            ",
  "            ",
  "            ",
  "            ",
];

/** Comes towards the craft. */
export const fighterSprite: readonly string[] = [
  "            ",
  "   f    f   ",
  "   ff  ff   ",
  "     ff     ",
  "    ffff    ",
  "ff  ffff  ff",
  "fffffmmfffff",
  " fffmmmmfff ",
  "  ffmmmmff  ",
  "    ffff    ",
  "    ffff    ",
  "     ff     ",
  "     ff     ",
  "            ",
  "            ",
  "            ",
];

export const gunSprite: readonly string[] = [
  "            ",
  "            ",
  "            ",
  "   mmmmmm   ",
  "  mmddddmm  ",
  " mmddmmddmm ",
  " mmdmmmmdmm ",
  " mmdmmmmdmm ",
  " mmddmmddmm ",
  "  mmdmmdmm  ",
  "   mmmmmm   ",
  "     mm     ",
  "     mm     ",
  "     mm     ",
  "            ",
  "            ",
];

/** One cell of a depot; its outer edges are drawn by the painter. */
export const fuelSprite: readonly string[] = [
  "            ",
  "FFFFFFFFFFFF",
  "FFFFFFFFFFFF",
  "wwwwwwwwwwww",
  "FFFFFFFFFFFF",
  "FFFwwwwwwFFF",
  "FFFwFFFFFFFF",
  "FFFwFFFFFFFF",
  "FFFwwwwFFFFF",
  "FFFwFFFFFFFF",
  "FFFwFFFFFFFF",
  "FFFwFFFFFFFF",
  "wwwwwwwwwwww",
  "FFFFFFFFFFFF",
  "FFFFFFFFFFFF",
  "            ",
];

export const bridgeSprite: readonly string[] = [
  "            ",
  "BBBBBBBBBBBB",
  "bbbbbbbbbbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbBbbbbbBbbb",
  "bbbbbbbbbbbb",
  "BBBBBBBBBBBB",
  "            ",
  "            ",
];

export const shotSprite: readonly string[] = [
  "            ",
  "            ",
  "     ss     ",
  "     ss     ",
  "     ss     ",
  "     ss     ",
  "     ss     ",
  "     ss     ",
];

export const enemyShotSprite: readonly string[] = [
  "            ",
  "            ",
  "            ",
  "            ",
  "     ee     ",
  "    eeee    ",
  "    eeee    ",
  "     ee     ",
];

/** Digits, 3 x 5. */
export const digitSprites: readonly (readonly string[])[] = [
  ["###", "# #", "# #", "# #", "###"],
  [" # ", "## ", " # ", " # ", "###"],
  ["###", "  #", "###", "#  ", "###"],
  ["###", "  #", "###", "  #", "###"],
  ["# #", "# #", "###", "  #", "  #"],
  ["###", "#  ", "###", "  #", "###"],
  ["###", "#  ", "###", "# #", "###"],
  ["###", "  #", " # ", " # ", " # "],
  ["###", "# #", "###", "# #", "###"],
  ["###", "# #", "###", "  #", "###"],
];
