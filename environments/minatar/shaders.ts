/**
 * The games' rules in WGSL, for devices that step environments beside the policy: the same integers as the rules in
 * TypeScript, line by line in the same order. What a shader may call is in `EnvironmentShader`.
 */
import type { EnvironmentShader } from "../../src/policy/index.ts";
import { chance } from "../shader-draws.ts";
import { asterix } from "./asterix.ts";
import { breakout } from "./breakout.ts";
import { freeway } from "./freeway.ts";
import { buttonNames, type Game, gridSize } from "./game.ts";
import type { MinatarOptions } from "./options.ts";
import { seaquest } from "./seaquest.ts";
import { asterixShader } from "./shaders/asterix.ts";
import { breakoutShader } from "./shaders/breakout.ts";
import { freewayShader } from "./shaders/freeway.ts";
import { seaquestShader } from "./shaders/seaquest.ts";
import { spaceInvadersShader } from "./shaders/space-invaders.ts";
import { spaceInvaders } from "./space-invaders.ts";

/** The rules of a game: WGSL functions `begin`, `advance` and `show` over its state. */
const rules: ReadonlyMap<Game, (options: MinatarOptions, chance: (p: number) => string) => string> = new Map([
  [asterix, asterixShader],
  [breakout, breakoutShader],
  [freeway, freewayShader],
  [seaquest, seaquestShader],
  [spaceInvaders, spaceInvadersShader],
]);

/** A game under these options as a shader, where it has been written as one. */
export function minatarShader(game: Game, options: MinatarOptions): EnvironmentShader | undefined {
  const own = rules.get(game)?.(options, chance);
  if (own === undefined) return undefined;
  const buttons = options.actions === "minimal" ? game.minimalActions : buttonNames.map((_, i) => i);
  return {
    stateSize: game.size,
    observationSize: gridSize * gridSize * game.channels.length,
    actions: buttons.length,
    values: 1,
    behaviour: 0,
    stepLimit: options.stepLimit,
    code: `const gridSize = ${gridSize};
const lastCell = ${gridSize - 1};
const buttons = array<i32, ${buttons.length}>(${buttons.join(", ")});
fn moveSideways(column: i32, action: i32) -> i32 {
  if (action == 1) { return max(column - 1, 0); }
  if (action == 3) { return min(column + 1, lastCell); }
  return column;
}
/* Lights the cells of a row whose bits are set. */
fn lightRow(row: i32, cells: i32, channels: i32, channel: i32) {
  for (var column = 0; column < gridSize; column++) {
    if (((cells >> u32(column)) & 1) != 0) { light((row * gridSize + column) * channels + channel); }
  }
}
${own}
fn advance(which: i32) {
  var played = buttons[which];
  if ${chance(options.stickiness)} { played = s[1]; }
  s[1] = played;
  pay(0, play(played));
  if (s[0] != 0) { over(); }
}`,
  };
}
