import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance, fullTank, launch, scroll, sectionOf } from "../../../environments/arcade/flight.ts";
import { fortressGame } from "../../../environments/arcade/fortress.ts";
import type { Game } from "../../../environments/arcade/game.ts";
import { observeWorld } from "../../../environments/arcade/observation.ts";
import { riverGame } from "../../../environments/arcade/river.ts";
import { kind } from "../../../environments/arcade/things.ts";
import { isSolid, slotMask, World } from "../../../environments/arcade/world.ts";
import { environments, gauge, plane, planeNames, status } from "../../../environments/index.ts";
import { Stream } from "../../../src/random/index.ts";

const size = 10;
const planes = planeNames.length;

/** The planes cell by cell, each from the sentence that defines it in river.md. */
function observationByDefinition(world: World, levels: number): Float32Array {
  const lit = new Float32Array(size * size * planes);
  const light = (row: number, column: number, which: number): void => {
    lit[(row * size + column) * planes + which] = 1;
  };
  const low: number[] = [kind.ship, kind.bridge, kind.gun];
  const air: number[] = [kind.helicopter, kind.jet, kind.fighter];
  for (let row = 0; row < size; row++) {
    const slot = (world.top + row) & slotMask;
    for (let view = 0; view < size; view++) {
      const column = world.column - 4 + view;
      const inside = column >= 0 && column < 16;
      if (!inside || isSolid(world, slot, column, world.altitude)) light(row, view, plane.solid);
      // Open above or below: passable at some other height only, as far as the wall goes.
      const open = inside && ((world.gapColumns[slot]! >> column) & 1) === 1 ? world.gapLevels[slot]! : 0;
      const openLevels = [0, 1, 2, 3, 4].filter((level) => ((open >> level) & 1) === 1);
      if (openLevels.length > 0 && !openLevels.includes(world.altitude)) {
        light(row, view, Math.min(...openLevels) > world.altitude ? plane.openAbove : plane.openBelow);
      }
      const offset = column - world.thingColumn[slot]!;
      if (world.kind[slot] !== kind.none && offset >= 0 && offset < world.thingWidth[slot]!) {
        const what = world.kind[slot]!;
        light(
          row,
          view,
          low.includes(what) ? plane.lowTarget : air.includes(what) ? plane.airTarget : plane.fuel,
        );
        if (Math.abs(world.level[slot]! - world.altitude) <= 1) light(row, view, plane.inReach);
      }
      world.enemyRow.forEach((enemyRow, i) => {
        if (enemyRow !== row || world.enemyColumn[i] !== column) return;
        light(row, view, plane.enemyShot);
        if (world.enemyLevel[i] === world.altitude) light(row, view, plane.inReach);
      });
      if (world.shotRow === row && world.shotColumn === column) light(row, view, plane.shot);
    }
  }
  const reading = (which: number, cell: number): void =>
    light(which, Math.min(Math.max(cell, 0), 9), plane.gauges);
  reading(gauge.fuel, Math.ceil((10 * world.fuel) / fullTank) - 1);
  reading(gauge.speed, Math.ceil((10 * world.speed) / 12) - 1);
  if (levels > 1) reading(gauge.altitude, world.altitude);
  reading(gauge.lives, world.lives - 1);
  if (world.shotRow < 0) reading(gauge.gun, 0);
  reading(gauge.progress, Math.floor((10 * world.phase) / 12));
  return lit;
}

describe.each<[string, Game]>([
  ["river", riverGame],
  ["fortress", fortressGame],
])("%s", (_, game) => {
  test("the planes are what their definitions say, in all that random flights meet", () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)), fc.nat(8), (key, section) => {
        const world = new World();
        world.stream.restart(key);
        world.clear();
        world.lives = 1 + (key[0] % 9);
        game.begin(world);
        for (let row = 0; row < size; row++) scroll(world, game, section);
        launch(world, game);
        const stream = new Stream([key[1], key[0]]);
        for (let t = 0; t < 40; t++) {
          const into = new Float32Array(size * size * planes + 2).fill(9);
          observeWorld(world, game.levels, into, 1);
          const expected = observationByDefinition(world, game.levels);
          const wrong = expected.findIndex((value, at) => into[at + 1] !== value);
          // Where one differs, its row, column and plane are the failure's message.
          expect([
            Math.floor(wrong / (size * planes)),
            Math.floor(wrong / planes) % size,
            wrong % planes,
          ]).toEqual([-1, -1, -1]);
          expect([into[0], into[into.length - 1]]).toEqual([9, 9]);
          for (let which = 0; which < planes; which++) {
            for (let at = which; at < expected.length; at += planes)
              if (expected[at] === 1) met.add(planeNames[which]!);
          }
          world.frame += 1;
          const fire = Number(stream.chance(0.7));
          const survived = advance(
            world,
            game,
            sectionOf(world, section, true),
            stream.below(3) - 1,
            stream.below(3) - 1,
            fire,
          );
          if (!survived) launch(world, game);
        }
      }),
      { numRuns: 120 },
    );
    const walls = game.levels > 1 ? [] : ["open above", "open below"];
    expect([...met].sort()).toEqual(planeNames.filter((name) => !walls.includes(name)).sort());
  });
});

/** How often a frame played another action than the one given, told by the river's speed. */
function mismatches(stickiness: number): { rate: number; frames: number } {
  const entry = environments.get("river");
  const environment = entry.create(entry.options.parse({ stickiness, lives: 9 }));
  const observation = new Float32Array(size * size * planes);
  const values = new Float64Array(2);
  const cellOf = (row: number): number => {
    environment.observe(observation, 0);
    return Array.from({ length: size }, (_, c) => c).find(
      (c) => observation[(row * size + c) * planes + plane.gauges] === 1,
    )!;
  };
  let [wrong, frames] = [0, 0];
  for (let episode = 0; episode < 300; episode++) {
    environment.reset([episode, 1]);
    let lives = cellOf(gauge.lives);
    for (let t = 0; ; t++) {
      const forward = t % 2 === 0;
      if (environment.step(forward ? 2 : 5, values) !== status.running) break;
      const now = cellOf(gauge.lives);
      // A new craft starts at cruise, whatever was played.
      if (now === lives) {
        frames += 1;
        wrong += Number(cellOf(gauge.speed) !== (forward ? 9 : 3));
      }
      lives = now;
    }
  }
  return { rate: wrong / frames, frames };
}

test("sticky actions repeat the frame before with the given probability", () => {
  expect(mismatches(0).rate).toBe(0);
  // Alternating actions differ from a repeated one only where the frame before was played as given, so the rate m
  // obeys m = p (1 - m). Frames are not independent; twice five binomial standard errors cover that.
  for (const p of [0.25, 0.6]) {
    const { rate, frames } = mismatches(p);
    const expected = p / (1 + p);
    expect(Math.abs(rate - expected)).toBeLessThan(10 * Math.sqrt((expected * (1 - expected)) / frames));
  }
  // Nothing but the first "previous" action, noop, is ever played: the speed is always the cruise.
  expect(mismatches(1).rate).toBe(1);
});
