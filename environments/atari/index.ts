/**
 * Cartridges of the Atari 2600 as environments, played by the protocol of the Arcade Learning Environment (ALE): a console
 * (`Emulator`), how its cartridges are told apart, games whose score and lives can be read, and what a policy sees. The
 * images of published games are the user's; two games of our own come with theirs (`cartridges/`).
 */
import { InputError, suggestion } from "../../src/base/index.ts";
import type { EnvironmentEntry } from "../environment.ts";
import { atariEntry } from "./atari.ts";
import { cartridgeEntry } from "./cartridge.ts";
import { ownGames } from "./cartridges/index.ts";
import type { Game } from "./game.ts";
import { games } from "./games.ts";
import { imageFor } from "./images.ts";
import type { AtariOptions } from "./options.ts";

export { atariEntry, startTape, type Tape } from "./atari.ts";
export { type CartridgeOptions, cartridgeEntry, cartridgeOptions } from "./cartridge.ts";
export { type CartridgeSettings, cartridgeSettings, gameBy, scoringBy } from "./cartridge-settings.ts";
export { ownGames } from "./cartridges/index.ts";
export {
  type Collisions,
  type ConsoleOptions,
  chargeCycles,
  type Emulator,
  FastEmulator,
  type Inputs,
  stick,
  switches,
  untouched,
} from "./emulator.ts";
export { type EmulatorName, emulatorNames, makeEmulator } from "./emulators.ts";
export { type Expression, parseExpression, type Readings } from "./expression.ts";
export type { Game, Modes } from "./game.ts";
export { games } from "./games.ts";
export { type CartridgeImage, type CartridgeShelf, setCartridgeShelf } from "./images.ts";
export { type AtariOptions, type Preset, presets } from "./options.ts";
export { greysOf, paletteOf, type Television } from "./palette.ts";
export { PeerEmulator } from "./peer-emulator.ts";
export { hasPeerEmulator, type PeerModules, setPeerModules } from "./peer-modules.ts";
export { type Resizing, resizer } from "./resize.ts";
export { detectScheme } from "./scheme.ts";
export { decimal, type Scoring, scoring, slot } from "./scoring.ts";
export { powerOnNoise, Session, type SessionOptions } from "./session.ts";

/**
 * A game and its cartridge image, by the environment's id. Throws an `InputError` where there is no such game or its image
 * is missing.
 */
export function cartridgeOf(id: string): { game: Game; image: Uint8Array } {
  const known = [...ownGames, ...games];
  const game = known.find((each) => `atari/${each.id}` === id);
  if (!game) {
    const ids = known.map((each) => `atari/${each.id}`);
    throw new InputError(`play: unknown game "${id}"; ${suggestion(id, ids)}`);
  }
  return { game, image: imageFor(game, "", false).bytes };
}

/** The games as environments, `atari/` and the game's id. */
export const atariGames: Readonly<Record<string, EnvironmentEntry<AtariOptions>>> = {
  ...Object.fromEntries([...ownGames, ...games].map((game) => [`atari/${game.id}`, atariEntry(game)])),
  "atari/cartridge": cartridgeEntry as EnvironmentEntry as EnvironmentEntry<AtariOptions>,
};
