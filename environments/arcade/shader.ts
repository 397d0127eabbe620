/**
 * The games' rules in WGSL, for devices that step environments beside the policy: the same integers as the rules in
 * TypeScript, in the same order. What a shader may call is in `EnvironmentShader`.
 */
import type { EnvironmentShader } from "../../src/policy/index.ts";
import { chance } from "../shader-draws.ts";
import { fortressGame } from "./fortress.ts";
import type { Game } from "./game.ts";
import { gridSize, planeCount } from "./grid.ts";
import { actionCount, firing, horizontal, vertical } from "./joystick.ts";
import type { ArcadeOptions } from "./options.ts";
import { riverGame } from "./river.ts";
import { constants, wgslArray } from "./shaders/constants.ts";
import { flightShader } from "./shaders/flight.ts";
import { fortressShader } from "./shaders/fortress.ts";
import { observationShader } from "./shaders/observation.ts";
import { riverShader } from "./shaders/river.ts";
import { places, stateSize } from "./shaders/state.ts";

/** What sets a game apart: WGSL functions `beginGame`, `addRow` and `fly`. */
const rules: ReadonlyMap<Game, string> = new Map([
  [riverGame, riverShader],
  [fortressGame, fortressShader],
]);

/** A game under these options as a shader, where it has been written as one. */
export function arcadeShader(game: Game, options: ArcadeOptions): EnvironmentShader | undefined {
  const own = rules.get(game);
  if (own === undefined) return undefined;
  const { lives, stickiness, startSection, ramp, frameCap } = options;
  return {
    stateSize,
    observationSize: gridSize * gridSize * planeCount,
    actions: actionCount,
    values: 2,
    behaviour: 3,
    stepLimit: frameCap,
    code: `${places}
${constants(game)}
${flightShader}
${own}
${observationShader(game)}
${wgslArray("horizontal", horizontal)}
${wgslArray("vertical", vertical)}
${wgslArray("firing", firing)}
fn begin() {
  clear();
  s[lives] = ${lives};
  beginGame();
  for (var row = 0; row < gridSize; row++) { scroll(${startSection}); }
  launch();
}
fn advance(action: i32) {
  var played = action;
  ${stickiness > 0 ? `if ${chance(stickiness)} { played = s[previousAction]; }` : ""}
  s[previousAction] = played;
  s[frame] += 1;
  let section = ${startSection}${ramp ? " + s[distance] / sectionRows" : ""};
  pay(1, 1);
  if (!flown(section, horizontal[played], vertical[played], firing[played])) {
    s[lives] -= 1;
    if (s[lives] > 0) { launch(); } else { over(); }
  }
}
fn describe() {
  tell(0, s[column]);
  tell(1, s[altitude]);
  tell(2, s[distance] - gridSize);
}`,
  };
}
