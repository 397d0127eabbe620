/**
 * Our console against the Arcade Learning Environment's (Python package ale-py), frame by frame over random actions: RAM,
 * reward, lives, end of game, pixels. The images are the user's.
 *
 * EVOFRONT_ROMS=<folder> EVOFRONT_ALE_PYTHON=<python with ale-py> \
 *   node --import jiti/register experiments/benchmarks/atari/compare-ale.ts [GAME,...|all] [STEPS]
 */
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FastEmulator, type Game, games, powerOnNoise, Session } from "../../../environments/atari/index.ts";
import { fileShelf } from "../../../environments/atari/node.ts";
import { keyOf, Stream } from "../../../src/random/index.ts";

const pixels = 160 * 210;
const recordBytes = 12 + 128 + pixels;
const chosen = (process.argv[2] ?? "all").split(",");
const steps = Number(process.argv[3] ?? 10_000);
const python = process.env["EVOFRONT_ALE_PYTHON"] ?? "python3";
const script = fileURLToPath(new URL("support/ale.py", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "evofront-ale-"));

/** Frames, and in how many of them something differs. */
function compare(game: Game, rom: Uint8Array, actions: readonly number[], file: string) {
  const theirs = openSync(file, "r");
  const record = Buffer.alloc(recordBytes);
  const session = new Session(new FastEmulator(powerOnNoise(), game), game, {
    mode: game.modes?.values[0] ?? 0,
    difficulty: game.difficulties[0]!,
  });
  const differ = { frames: 0, episodes: 1, ram: 0, reward: 0, lives: 0, end: 0, pixels: 0 };
  const check = (reward: number): boolean => {
    readSync(theirs, record, 0, recordBytes, null);
    const { ram, screen } = session.emulator;
    const end = record.readInt32LE(8) !== 0;
    differ.frames += 1;
    if (!record.subarray(12, 140).equals(ram)) differ.ram += 1;
    if (record.readInt32LE(0) !== reward) differ.reward += 1;
    if (record.readInt32LE(4) !== session.lives) differ.lives += 1;
    if (end !== session.terminal) differ.end += 1;
    for (let i = 0; i < pixels; i++) if (record[140 + i] !== screen[i]) differ.pixels += 1;
    return end;
  };
  session.begin(rom);
  check(0);
  for (const action of actions) {
    session.act(action, true);
    if (!check(session.reward)) continue;
    session.begin(rom);
    check(0);
    differ.episodes += 1;
  }
  closeSync(theirs);
  return differ;
}

const shelf = fileShelf();
try {
  console.log(
    `${steps} random minimal actions a game (key: the game's id), frames in which anything differs`,
  );
  for (const game of games) {
    if (chosen[0] !== "all" && !chosen.includes(game.id)) continue;
    const image = shelf.find(game.md5);
    if (!image) {
      console.log(`${game.id}: no image in ${shelf.place}`);
      continue;
    }
    const stream = new Stream(keyOf(game.id));
    const actions = Array.from(
      { length: steps },
      () => game.minimalActions[stream.below(game.minimalActions.length)]!,
    );
    const [given, out] = [join(folder, "actions.json"), join(folder, "frames")];
    writeFileSync(given, JSON.stringify(actions));
    execFileSync(python, [script, image.name, given, out]);
    const {
      frames,
      episodes,
      ram,
      reward,
      lives,
      end,
      pixels: wrong,
    } = compare(game, image.bytes, actions, out);
    const share = ((100 * wrong) / (frames * pixels)).toFixed(4);
    console.log(
      `${game.id}: ${frames} frames, ${episodes} episodes; RAM ${ram}, reward ${reward}, lives ${lives}, end ${end}; pixels ${share} %`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
