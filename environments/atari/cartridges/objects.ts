import type { Objects } from "../game.ts";
import { at, bands, craftMiddle, fieldLines, kindIn, lineOf } from "./ram.ts";

/**
 * What River and Fortress tell a policy that sees objects instead of pictures: the same names in the same places, so that
 * one network plays both; what a game has not is 0. The first is 1 in River and -1 in Fortress. Distances to the left
 * are negative, in 64 columns; things ahead are at 1 beside the craft and at 0 at the far end of the field; heights are in
 * 12 lines.
 */
const names = [
  "game",
  "craft across",
  "fuel",
  "own shot seen",
  "speed or height",
  "target across",
  "target ahead",
  "target seen",
  "depot across",
  "depot ahead",
  "depot seen",
  "hostile shot across",
  "hostile shot ahead",
  "hostile shot seen",
] as const;
const riverNames = [
  "room left",
  "room right",
  "room left ahead",
  "room right ahead",
  "room left far ahead",
  "room right far ahead",
] as const;
const fortressNames = [
  "target above",
  "depot above",
  "opening across",
  "opening above",
  "wall ahead",
  "wall seen",
] as const;
const allNames: readonly string[] = [...names, ...riverNames, ...fortressNames];
/** Where a game's own numbers begin. */
const ownAt = { river: names.length, fortress: names.length + riverNames.length } as const;

/** A thing in a band ahead of the craft. */
export interface Seen {
  readonly band: number;
  readonly kind: number;
}

/** How a game's things are read. */
export interface Reading {
  readonly game: "river" | "fortress";
  /** The kind of a depot. */
  readonly depot: number;
  isTarget(kind: number): boolean;
  /** Column of the middle of a thing. */
  middle(ram: Uint8Array, band: number): number;
  /** `speed or height`. */
  height(byte: number): number;
  /** The game's own numbers, by its names below. `craft` is the column of its middle. */
  own(ram: Uint8Array, craft: number, target: Seen | undefined, depot: Seen | undefined): readonly number[];
}

/** Column of the middle of the field. */
export const middle = 80;
const across = (columns: number): number => columns / 64;
/** 1 beside the craft, 0 at the far end of the field. */
export const nearness = (line: number): number => 1 - line / fieldLines;
/** Things stand in lines 6 to 24 of their bands; they are behind where the last of them has passed the craft's tail. */
const lastLine = 24;
const craftTail = 10;

/** The nearest thing of some kinds with its line `line` not yet at `past`. */
export function nearest(
  ram: Uint8Array,
  wanted: (kind: number) => boolean,
  line: number = lastLine,
  past: number = craftTail,
): Seen | undefined {
  for (let band = 0; band < bands; band++) {
    const kind = kindIn(ram, band);
    if (wanted(kind) && lineOf(ram, band, line) > past) return { band, kind };
  }
  return undefined;
}

/** The numbers of a game that sees its things as `reading` says. */
export function objectsOf(reading: Reading): Objects {
  const isDepot = (kind: number): boolean => kind === reading.depot;
  return {
    names: allNames,
    read(ram, _memory, into, offset) {
      const craft = ram[at.craft]! + craftMiddle;
      const seen = (column: number, line: number): number[] => [across(column - craft), nearness(line), 1];
      const thing = (found: Seen | undefined): number[] =>
        found ? seen(reading.middle(ram, found.band), lineOf(ram, found.band, lastLine)) : [0, 0, 0];
      const target = nearest(ram, reading.isTarget);
      const depot = nearest(ram, isDepot);
      const foeHeight = ram[at.foeHeight]!;
      into.fill(0, offset, offset + allNames.length);
      into.set(
        [
          reading.game === "river" ? 1 : -1,
          across(craft - middle),
          (2 * ram[at.fuel]!) / 255 - 1,
          ram[at.shotHeight] === 0 ? 0 : 1,
          reading.height(ram[at.height]!),
          ...thing(target),
          ...thing(depot),
          ...(foeHeight > 0 ? seen(ram[at.foeColumn]!, foeHeight) : [0, 0, 0]),
        ],
        offset,
      );
      into.set(reading.own(ram, craft, target, depot), offset + ownAt[reading.game]);
    },
  };
}
