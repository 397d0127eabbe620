/**
 * Frames a second of one processor core: our console with every frame drawn, with every fourth, 64 of them side by side;
 * 6502.ts; and the Arcade Learning Environment's act(), where a Python with ale-py is named. The cartridges are our own
 * and those of the known games that the folder EVOFRONT_ROMS holds; random actions of the game, a game after the other.
 *
 *     EVOFRONT_ROMS=<folder> EVOFRONT_ALE_PYTHON=<python with ale-py> npm run bench -- atari/speed
 *     node --import jiti/register experiments/benchmarks/atari/speed.ts [GAME,...]
 *
 * All take turns, round by round; processor time; medians, and the least and the most of the rounds in brackets.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type EmulatorName,
  type Game,
  games,
  hasPeerEmulator,
  makeEmulator,
  ownGames,
  powerOnNoise,
  Session,
} from "../../../environments/atari/index.ts";
import { fileShelf } from "../../../environments/atari/node.ts";
import { atariConsoles } from "../../../src/kernels/index.ts";
import { keyOf, Stream } from "../../../src/random/index.ts";
import { median } from "../support/rounds.ts";

const job = { rounds: 5, frames: 2000, peerFrames: 60, batch: 64, seed: 1 } as const;
const python = process.env["EVOFRONT_ALE_PYTHON"];
const script = fileURLToPath(new URL("support/ale-speed.py", import.meta.url));
const named = process.argv[2]?.split(",");
const shelf = fileShelf();
const folder = mkdtempSync(join(tmpdir(), "evofront-speed-"));

const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function drawActions(game: Game): number[] {
  const stream = new Stream(keyOf(job.seed));
  const { minimalActions } = game;
  return Array.from({ length: job.frames }, () => minimalActions[stream.below(minimalActions.length)]!);
}

/** A game that has begun, from whose beginning each round sets out, and what is done after each frame. */
function begun(game: Game, rom: Uint8Array, name: EmulatorName) {
  const emulator = makeEmulator(name, powerOnNoise(), game);
  const session = new Session(emulator, game, {
    mode: game.modes?.values[0] ?? 0,
    difficulty: game.difficulties[0]!,
  });
  session.begin(rom);
  const beginning = new Uint8Array(emulator.saveBytes);
  emulator.save(beginning);
  return { emulator, session, beginning };
}

/** Frames a second of a game on an emulator, `draws` saying which are drawn. */
function player(game: Game, rom: Uint8Array, name: EmulatorName, draws: (i: number) => boolean) {
  const { emulator, session, beginning } = begun(game, rom, name);
  return (actions: readonly number[]): number => {
    emulator.restore(beginning);
    const from = processorSeconds();
    for (let i = 0; i < actions.length; i++) {
      session.act(actions[i]!, draws(i));
      if (session.terminal) emulator.restore(beginning);
    }
    return actions.length / (processorSeconds() - from);
  };
}

/**
 * Frames a second of consoles that set out from as many places of the game and are stepped in turn, frame by frame, and
 * of one console that plays the same frames stretch by stretch; the controls stay as they were, every frame is drawn. In
 * `alike` all set out from the same place: what is left of the difference then is memory, what goes is the processor's
 * guessing of branches, for which a frame is best followed by one like it.
 */
function consoles(game: Game, rom: Uint8Array, actions: readonly number[]) {
  const { emulator, session, beginning } = begun(game, rom, "fast");
  const stretch = Math.floor(actions.length / job.batch);
  const places = Array.from({ length: job.batch }, (_, i) => {
    for (const action of actions.slice((i - 1) * stretch, i * stretch)) {
      session.act(action, false);
      if (session.terminal) emulator.restore(beginning);
    }
    const place = new Uint8Array(emulator.saveBytes);
    emulator.save(place);
    return place;
  });
  const middle = places[places.length >> 1]!;
  const alike = places.map(() => middle);
  const all = atariConsoles(rom, game.scheme, job.batch);
  const timed = (play: () => void): number => {
    const from = processorSeconds();
    play();
    return (stretch * job.batch) / (processorSeconds() - from);
  };
  const one = (from: readonly Uint8Array[]): number =>
    timed(() => {
      for (const place of from) {
        all.restore(0, place);
        for (let frame = 0; frame < stretch; frame++) all.batch(0, 1, 1, true, 291);
      }
    });
  const many = (from: readonly Uint8Array[]): number =>
    timed(() => {
      for (const [i, place] of from.entries()) all.restore(i, place);
      for (let frame = 0; frame < stretch; frame++) all.batch(0, job.batch, 1, true, 291);
    });
  return {
    one: () => one(places),
    many: () => many(places),
    alike: () => many(alike) / one(alike),
  };
}

function ale(path: string, actions: readonly number[]): number {
  const file = join(folder, "actions.json");
  writeFileSync(file, JSON.stringify(actions));
  return Number(execFileSync(python!, [script, path, file], { encoding: "utf8" }));
}

const text = (rates: readonly number[]): string =>
  rates.length === 0
    ? "-"
    : `${Math.round(median(rates))} [${Math.round(Math.min(...rates))}, ${Math.round(Math.max(...rates))}]`;

const columns = [
  "drawn",
  "every 4th",
  "one console",
  `${job.batch} consoles`,
  "6502.ts",
  "ALE",
  "alike",
] as const;
const ratio = (own: readonly number[], other: readonly number[]): string =>
  other.length === 0 ? "-" : `${median(own.map((rate, i) => rate / other[i]!)).toFixed(2)}x`;

console.log(
  `${job.rounds} rounds of ${job.frames} frames (6502.ts: ${job.peerFrames}), random actions, seed ${job.seed}`,
);
console.log(
  [
    "game".padEnd(15),
    ...columns.slice(0, -1).map((name) => name.padStart(24)),
    "ALE".padStart(8),
    "4th/ALE",
    "6502.ts",
    `${job.batch}/one`.padStart(7),
    "alike".padStart(7),
  ].join(" "),
);
try {
  for (const game of [...ownGames, ...games]) {
    if (named && !named.includes(game.id)) continue;
    const found = shelf.find(game.md5);
    const rom = found?.bytes ?? game.image?.();
    if (!rom) continue;
    const actions = drawActions(game);
    const drawn = player(game, rom, "fast", () => true);
    const fourth = player(game, rom, "fast", (i) => i % 4 === 3);
    const { one, many, alike } = consoles(game, rom, actions);
    const peer = hasPeerEmulator() ? player(game, rom, "6502.ts", () => true) : undefined;
    const rates: number[][] = columns.map(() => []);
    for (let round = 0; round <= job.rounds; round++) {
      const figures = [
        drawn(actions),
        fourth(actions),
        one(),
        many(),
        peer?.(actions.slice(0, job.peerFrames)),
        python && found ? ale(found.name, actions) : undefined,
        alike(),
      ];
      // The first round warms up.
      if (round > 0)
        figures.forEach((figure, i) => {
          if (figure !== undefined) rates[i]!.push(figure);
        });
    }
    console.log(
      [
        game.id.padEnd(15),
        ...rates.slice(0, -1).map((each) => text(each).padStart(24)),
        ratio(rates[0]!, rates[5]!).padStart(8),
        ratio(rates[1]!, rates[5]!).padStart(7),
        ratio(rates[0]!, rates[4]!).padStart(7),
        ratio(rates[3]!, rates[2]!).padStart(7),
        `${median(rates[6]!).toFixed(2)}x`.padStart(7),
      ].join(" "),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
