/**
 * Our own cartridges, River and Fortress: sources in 6502 assembly, images that come with the package, and where score,
 * lives and the end of a game lie in RAM. `README.md` documents those bytes; the rules are beside the sources.
 */
import type { Game, Objects } from "../game.ts";
import { decimal, scoring } from "../scoring.ts";
import * as fortress from "./fortress/image.ts";
import { fortressObjects } from "./fortress/objects.ts";
import { at } from "./ram.ts";
import * as river from "./river/image.ts";
import { riverObjects } from "./river/objects.ts";

const gameOver = 3;

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

function ownGame(id: string, title: string, { md5, base64 }: typeof river, objects: Objects): Game {
  return {
    id,
    title,
    publisher: "evofront",
    year: 2026,
    md5,
    scheme: "4k",
    bytes: 4096,
    controller: "joystick",
    minimalActions: Array.from({ length: 18 }, (_, i) => i),
    startingActions: [],
    difficulties: [0, 1, 2, 3],
    modes: { values: [0, 1, 2, 3], ram: at.variation, hold: 1 },
    scoring: scoring({
      score: (ram) => decimal(ram, ...at.score),
      lives: { start: 3, read: (ram) => ram[at.lives]! },
      terminal: (ram) => ram[at.state] === gameOver,
    }),
    image: () => bytesOf(base64),
    seed: at.seed,
    objects,
  };
}

export const ownGames: readonly Game[] = [
  ownGame("river", "River", river, riverObjects),
  ownGame("fortress", "Fortress", fortress, fortressObjects),
];
