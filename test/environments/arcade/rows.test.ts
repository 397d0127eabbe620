/** The rows that the games generate: always passable, harder with distance. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scroll, sectionOf } from "../../../environments/arcade/flight.ts";
import { fortressGame } from "../../../environments/arcade/fortress.ts";
import { type Game, sectionRows } from "../../../environments/arcade/game.ts";
import { riverGame } from "../../../environments/arcade/river.ts";
import { kind } from "../../../environments/arcade/things.ts";
import { isSolid, World } from "../../../environments/arcade/world.ts";
import type { Key } from "../../../src/random/index.ts";

interface Row {
  section: number;
  solid: number;
  kind: number;
  level: number;
  column: number;
  width: number;
  gapColumns: number;
  gapLevels: number;
}

/** The first `count` rows of an episode, with the difficulty rising or kept at `section`. */
function rowsOf(game: Game, key: Key, count: number, fixed?: number): Row[] {
  const world = new World();
  world.stream.restart(key);
  world.clear();
  game.begin(world);
  return Array.from({ length: count }, () => {
    const section = fixed ?? sectionOf(world, 0, true);
    scroll(world, game, section);
    const slot = world.top;
    return {
      section,
      solid: world.solid[slot]!,
      kind: world.kind[slot]!,
      level: world.level[slot]!,
      column: world.thingColumn[slot]!,
      width: world.thingWidth[slot]!,
      gapColumns: world.gapColumns[slot]!,
      gapLevels: world.gapLevels[slot]!,
    };
  });
}

const anyKey = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff));
const columns = Array.from({ length: 16 }, (_, column) => column);
const bits = (mask: number): number => columns.filter((column) => ((mask >> column) & 1) !== 0).length;
const spread = (mask: number): number => mask | (mask << 1) | (mask >> 1);
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Whether a craft that changes by a column a row at most can follow the open cells to the end. */
function followable(open: readonly number[]): boolean {
  let reachable = open[0]!;
  for (const row of open) reachable = spread(reachable) & row & 0xffff;
  return reachable !== 0;
}

describe("river", () => {
  test("can always be followed at full speed, and no bank moves by more than a column a row", () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const open = rowsOf(riverGame, key, 30 * sectionRows).map(({ solid }) => ~solid & 0xffff);
        expect(followable(open)).toBe(true);
        for (const row of open) {
          // Water is never at the world's edge, and there are three columns of it at least.
          expect(row & 0x8001).toBe(0);
          expect(bits(row)).toBeGreaterThanOrEqual(3);
        }
        const left = open.map((row) => 31 - Math.clz32(row & -row));
        const right = open.map((row) => 31 - Math.clz32(row));
        for (const bank of [left, right]) {
          // Two columns only where three are kept open against a bank that moves too.
          for (let i = 1; i < bank.length; i++)
            expect(Math.abs(bank[i]! - bank[i - 1]!)).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("a bridge closes the channel at the end of every section, and nothing else stands near it", () => {
    const rows = rowsOf(riverGame, [1, 2], 20 * sectionRows);
    rows.forEach((row, i) => {
      const position = i % sectionRows;
      const isBridge = row.kind === kind.bridge;
      expect(isBridge).toBe(position === sectionRows - 1);
      if (isBridge) expect(((1 << row.width) - 1) << row.column).toBe(~row.solid & 0xffff);
      const near = position < 2 || position >= sectionRows - 3;
      if (near && !isBridge) expect(row.kind).toBe(kind.none);
    });
  });

  test("things are on the water, jets apart", () => {
    for (const row of rowsOf(riverGame, [3, 4], 40 * sectionRows)) {
      if (row.kind === kind.none || row.kind === kind.jet) continue;
      expect(row.solid & (((1 << row.width) - 1) << row.column)).toBe(0);
    }
  });

  test("gets narrower, has forks from the second section and jets from the third, and less fuel", () => {
    const at = (section: number): Row[] => rowsOf(riverGame, [section, 5], 4000, section);
    const width = (rows: Row[]): number => mean(rows.map(({ solid }) => 16 - bits(solid)));
    const share = (rows: Row[], what: number): number => mean(rows.map((row) => Number(row.kind === what)));
    const forks = (rows: Row[]): number =>
      rows.filter(({ solid }) => /10+1/.test((~solid & 0xffff).toString(2))).length;
    expect(width(at(0))).toBeGreaterThan(width(at(4)) + 0.5);
    expect(width(at(4))).toBeGreaterThan(width(at(8)) - 0.1);
    expect([forks(at(0)) > 0, forks(at(1)) > 0]).toEqual([false, true]);
    expect([share(at(1), kind.jet) > 0, share(at(2), kind.jet) > 0]).toEqual([false, true]);
    expect(share(at(0), kind.fuel)).toBeGreaterThan(1.5 * share(at(7), kind.fuel));
  });
});

describe("fortress", () => {
  test("can always be flown through: every wall is open somewhere, and quiet rows lead to it", () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const rows = rowsOf(fortressGame, key, 30 * sectionRows);
        const open = rows.map((row) => ~row.solid & 0xffff);
        expect(followable(open)).toBe(true);
        rows.forEach((row, i) => {
          expect(row.solid & 0x8001).toBe(0x8001);
          if (row.gapLevels === 0) return;
          expect(row.gapColumns & open[i]!).not.toBe(0);
          expect(row.gapLevels & 0b11111).toBe(row.gapLevels);
          for (const before of rows.slice(Math.max(i - 2, 0), i)) {
            expect([before.kind, before.solid, before.gapLevels]).toEqual([kind.none, 0x8001, 0]);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  test("guns and depots stand on the ground, fighters fly at levels 3 and 4", () => {
    const levels = new Map<number, Set<number>>();
    for (const row of rowsOf(fortressGame, [1, 1], 5000)) {
      if (row.kind !== kind.none) levels.set(row.kind, (levels.get(row.kind) ?? new Set()).add(row.level));
    }
    expect(Object.fromEntries([...levels].map(([what, set]) => [what, [...set].sort()]))).toEqual({
      [kind.gun]: [0],
      [kind.fighter]: [3, 4],
      [kind.fuel]: [0],
    });
  });

  test("walls get closer, lower and narrower, and towers more", () => {
    const walls = (section: number) => {
      const rows = rowsOf(fortressGame, [section, 2], 4000, section);
      const wall = rows.filter((row) => row.gapLevels !== 0);
      return {
        every: Math.round(rows.length / wall.length),
        levels: mean(wall.map((row) => bits(row.gapLevels))),
        columns: mean(wall.map((row) => bits(row.gapColumns))),
        towers: mean(rows.map((row) => Number(row.solid !== 0x8001))),
      };
    };
    const [first, third, late] = [walls(0), walls(3), walls(9)];
    expect([first.every, third.every, late.every]).toEqual([13, 10, 9]);
    expect([first.levels, third.levels, late.levels]).toEqual([2, 1, 1]);
    expect([first.columns, third.columns, late.columns]).toEqual([16, 9, 4]);
    expect(first.towers).toBeLessThan(third.towers);
  });

  test("all the openings of a height are met equally often", () => {
    const walls = rowsOf(fortressGame, [7, 7], 40_000, 0).filter((row) => row.gapLevels !== 0);
    const counts = [0b00011, 0b00110, 0b01100, 0b11000].map(
      (levels) => walls.filter((row) => row.gapLevels === levels).length,
    );
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(walls.length);
    // Five standard deviations of a binomial count with probability 1/4.
    const slack = 5 * Math.sqrt((walls.length * 3) / 16);
    for (const count of counts) expect(Math.abs(count - walls.length / 4)).toBeLessThan(slack);
  });
});

test("a cell of a wall is solid unless both its column and the level are open", () => {
  const world = new World();
  world.solid[3] = 0b100;
  world.gapColumns[3] = 0b111;
  world.gapLevels[3] = 0b01000;
  const solid = (column: number, level: number): boolean => isSolid(world, 3, column, level);
  expect([solid(0, 3), solid(0, 2), solid(3, 3), solid(2, 3)]).toEqual([false, true, true, true]);
  expect(isSolid(world, 4, 0, 0)).toBe(false);
});
