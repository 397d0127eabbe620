/**
 * Two arcade games on one flight model: `river` and `fortress` share joystick, planes, guns, fuel and frames, and
 * differ in their worlds and in what the stick's vertical does. Their rules are in river.md and fortress.md.
 */
import type { EnvironmentEntry } from "../environment.ts";
import { arcadeEntry } from "./arcade.ts";
import { fortressGame } from "./fortress.ts";
import type { ArcadeOptions } from "./options.ts";
import { riverGame } from "./river.ts";

export { gauge, plane, planeNames } from "./grid.ts";
export { actionNames } from "./joystick.ts";
export type { ArcadeOptions } from "./options.ts";

export const river: EnvironmentEntry<ArcadeOptions> = arcadeEntry(riverGame);
export const fortress: EnvironmentEntry<ArcadeOptions> = arcadeEntry(fortressGame);
