import { InputError } from "../../src/base/index.ts";
import type { AtariScheme } from "../../src/kernels/index.ts";
import { type Key, Stream } from "../../src/random/index.ts";
import { actionNames, firing, horizontal, vertical } from "../arcade/joystick.ts";
import { discreteAction } from "../discrete.ts";
import {
  type Action,
  type Environment,
  type EnvironmentEntry,
  type EnvironmentSpec,
  type Picture,
  type Status,
  status,
} from "../environment.ts";
import { multiDiscreteAction } from "../multi-discrete.ts";
import { decodeState, encodeState, ownerOf } from "../saved-state.ts";
import { type ConsoleOptions, type Emulator, FastEmulator, type Inputs } from "./emulator.ts";
import { makeEmulator } from "./emulators.ts";
import type { Game, Objects } from "./game.ts";
import { type CartridgeImage, imageFor } from "./images.ts";
import { type AtariOptions, atariOptions } from "./options.ts";
import { detectScheme } from "./scheme.ts";
import { memorySlots } from "./scoring.ts";
import { powerOnNoise, Session } from "./session.ts";
import { greyscaleOf, pictureOf, Sight, side } from "./sight.ts";

/** The button, as an action. */
const fire = 1;
/** Of a `stick` action: left, middle, right; down, middle, up; button up, down. */
const stickChoices = [3, 3, 2] as const;
/** The place of a `stick` action among the eighteen. */
const stickIndex = (across: number, along: number, button: number): number => 6 * across + 2 * along + button;
/** The joystick action of each `stick` action. */
const byStick: Uint8Array = new Uint8Array(actionNames.length);
for (let action = 0; action < actionNames.length; action++) {
  byStick[stickIndex(horizontal[action]! + 1, vertical[action]! + 1, firing[action]!)] = action;
}
/** Numbers of a saved state before its pictures: key, position, status, frames, action, paddle, scoring's memory. */
const scalars = 7 + memorySlots;

/** A game as it stands when the player's first frame begins. */
interface Beginning {
  readonly emulator: Uint8Array;
  readonly memory: Int32Array;
  readonly ohms: number;
}
/** By image and setting: every copy of an environment begins alike, and the way there takes 200 frames. */
const beginnings = new Map<string, Beginning>();

/** A choice among what a game offers; -1 stands for the first. */
function choice(id: string, what: string, offered: readonly number[], chosen: number): number {
  if (chosen === -1) return offered[0]!;
  if (offered.includes(chosen)) return chosen;
  throw new InputError(`${id}: ${what} must be one of ${offered.join(", ")}, got ${chosen}`);
}

/** What happens at a console from a moment on: all that it takes to play it again, picture for picture. */
export interface Tape extends ConsoleOptions {
  readonly title: string;
  readonly image: Uint8Array;
  readonly scheme: AtariScheme;
  /** A save of the `FastEmulator` at that moment. */
  readonly start: Uint8Array;
  /** What was held in each frame since; grows while the environment is stepped. */
  readonly frames: readonly Inputs[];
}

/**
 * Starts a tape of an environment that plays a cartridge on the `FastEmulator`, in place of one under way; `undefined` for
 * any other environment.
 */
export function startTape(environment: Environment): Tape | undefined {
  return environment instanceof Atari ? environment.startTape() : undefined;
}

/** A cartridge game as an environment: what happens between two decisions of a policy. */
class Atari implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly owner: string;
  private readonly options: AtariOptions;
  private readonly game: Game;
  private readonly image: CartridgeImage;
  private readonly scheme: AtariScheme;
  private readonly emulator: Emulator;
  private readonly session: Session;
  private readonly setting: string;
  /** What is sent for each action of the policy. */
  private readonly actions: readonly number[];
  private readonly sight: Sight | undefined;
  private readonly objects: Objects | undefined;
  private readonly stream = new Stream([0, 0]);
  private now: Status = status.terminated;
  private frames = 0;
  private previousAction = 0;

  constructor(game: Game, options: AtariOptions) {
    const id = `atari/${game.id}`;
    this.game = game;
    this.options = options;
    const mode = choice(id, "mode", game.modes?.values ?? [0], options.mode);
    const difficulty = choice(id, "difficulty", game.difficulties, options.difficulty);
    this.image = imageFor(game, options.rom, options.anyImage);
    this.scheme = this.image.md5 === game.md5 ? game.scheme : detectScheme(this.image.bytes, this.image.name);
    this.emulator = makeEmulator(options.emulator, powerOnNoise(), { ...game, scheme: this.scheme });
    this.session = new Session(this.emulator, game, { mode, difficulty });
    const { settings } = options as { settings?: unknown };
    this.setting = JSON.stringify([game.id, this.image.md5, mode, difficulty, options.emulator, settings]);
    this.owner = ownerOf(id, { ...options, rom: this.image.md5 });
    this.actions = options.actions === "all" ? actionNames.map((_, i) => i) : game.minimalActions;
    this.sight = options.observation === "pixels" ? new Sight(options) : undefined;
    if (options.observation === "objects") {
      if (!game.objects) {
        throw new InputError(
          `${id}: nothing is known of where its objects are in RAM; observe pixels or ram, or name them in a settings file`,
        );
      }
      this.objects = game.objects;
    }
    this.spec = {
      id,
      observation: this.observed(),
      actions:
        options.actions === "stick"
          ? { kind: "multi-discrete", counts: stickChoices, names: ["across", "along", "button"] }
          : {
              kind: "discrete",
              count: this.actions.length,
              names: this.actions.map((action) => actionNames[action]!),
            },
      values: ["score", "frames"],
      stepLimit: Math.ceil(options.frameCap / options.frameSkip),
    };
  }

  reset(key: Key): void {
    const { options, session, stream } = this;
    stream.restart(key);
    this.begin();
    for (const at of this.game.seed ?? []) this.emulator.ram[at] = 1 + stream.below(255);
    const [least, most] = options.noops;
    const noops = least + (most > least ? stream.below(most - least + 1) : 0);
    this.hold(0, noops);
    const [, second, third] = this.game.minimalActions;
    if (options.fireStart !== "none" && second === fire) {
      this.hold(fire, options.frameSkip);
      if (options.fireStart === "press-and-third") this.hold(third!, options.frameSkip);
    }
    // A game that is over before it is the player's turn is played from its beginning.
    if (session.terminal) this.begin();
    this.sight?.clear();
    this.sight?.take(this.emulator.screen);
    this.now = status.running;
    this.frames = 0;
    this.previousAction = 0;
  }

  step(action: Action, values: Float64Array): Status {
    const { session, options, sight, stream } = this;
    const wanted = this.joystick(action);
    const lives = session.lives;
    let score = 0;
    let taken = 0;
    if (options.frameSkip === 1 && options.maximum) sight?.keep(this.emulator.screen);
    while (taken < options.frameSkip && this.now === status.running) {
      const repeats = options.stickiness > 0 && stream.chance(options.stickiness);
      if (!repeats) this.previousAction = wanted;
      // Only the last two frames are looked at.
      const ahead = options.frameSkip - 1 - taken;
      session.act(this.previousAction, ahead < (sight && options.maximum ? 2 : 1));
      if (ahead === 1 && options.maximum) sight?.keep(this.emulator.screen);
      score += session.reward;
      taken += 1;
      this.frames += 1;
      if (session.terminal || (options.lifeLossEnds && session.lives < lives)) this.now = status.terminated;
      else if (this.frames >= options.frameCap) this.now = status.truncated;
    }
    sight?.take(this.emulator.screen);
    values[0] = score;
    values[1] = taken;
    return this.now;
  }

  observe(into: Float32Array, offset: number): void {
    if (this.sight) {
      this.sight.write(into, offset);
      return;
    }
    const { ram } = this.emulator;
    if (this.objects) {
      this.objects.read(ram, this.session.memory, into, offset);
      return;
    }
    const [first, last] = this.options.ramBytes;
    for (let i = first; i <= last; i++) into[offset + i - first] = ram[i]! / 255;
  }

  save(): Uint8Array {
    const { session, stream, emulator } = this;
    this.loaded();
    const payload = new Uint8Array(this.payloadBytes());
    const numbers = new Float64Array(payload.buffer, 0, scalars);
    const [k0, k1] = stream.key;
    numbers.set([k0, k1, stream.position, this.now, this.frames, this.previousAction, session.ohms]);
    numbers.set(session.memory, 7);
    let at = numbers.byteLength;
    for (const part of this.pictures()) {
      payload.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
      at += part.byteLength;
    }
    emulator.save(payload.subarray(at));
    return encodeState(this.owner, payload);
  }

  restore(saved: Uint8Array): void {
    const { session, stream, emulator } = this;
    this.loaded();
    const payload = decodeState(this.owner, saved, this.payloadBytes());
    const numbers = new Float64Array(payload.buffer, 0, scalars);
    stream.restart([numbers[0]!, numbers[1]!], numbers[2]!);
    this.now = numbers[3] as Status;
    this.frames = numbers[4]!;
    this.previousAction = numbers[5]!;
    session.ohms = numbers[6]!;
    session.memory.set(numbers.subarray(7));
    let at = numbers.byteLength;
    for (const part of this.pictures()) {
      new Uint8Array(part.buffer, part.byteOffset, part.byteLength).set(
        payload.subarray(at, at + part.byteLength),
      );
      at += part.byteLength;
    }
    emulator.restore(payload.subarray(at));
  }

  startTape(): Tape | undefined {
    const { emulator, game, image, session } = this;
    if (!(emulator instanceof FastEmulator)) return undefined;
    this.loaded();
    const start = new Uint8Array(emulator.saveBytes);
    emulator.save(start);
    const frames: Inputs[] = [];
    session.onFrame = (inputs) => frames.push(inputs);
    const { title, firstLine, collisions } = game;
    return { title, image: image.bytes, scheme: this.scheme, firstLine, collisions, start, frames };
  }

  picture(): Picture {
    return pictureOf(this.emulator.screen);
  }

  greyscale(into: Uint8Array): void {
    greyscaleOf(this.emulator.screen, into);
  }

  private observed(): EnvironmentSpec["observation"] {
    const { sight, objects, options } = this;
    if (sight) {
      const ages = Array.from({ length: options.stack }, (_, i) => options.stack - 1 - i);
      const names = ages.map((age) => (age === 0 ? "picture" : `picture ${age} before`));
      return { shape: [side, side, options.stack], kind: "real", names };
    }
    const [first, last] = options.ramBytes;
    const names =
      objects?.names ??
      Array.from({ length: last - first + 1 }, (_, i) => `0x${(0x80 + first + i).toString(16)}`);
    return { shape: [names.length], kind: "real", names };
  }

  /** The joystick action of a policy's. */
  private joystick(action: Action): number {
    const { spec, actions, options, now } = this;
    if (options.actions !== "stick") return actions[discreteAction(spec.id, action, actions.length, now)]!;
    const choices = multiDiscreteAction(spec.id, action, stickChoices, now);
    return byStick[stickIndex(choices[0]!, choices[1]!, choices[2]!)]!;
  }

  /** What of the pictures outlasts a step. */
  private pictures(): (Float32Array | Uint8Array)[] {
    const { sight, options } = this;
    if (!sight) return [];
    return options.frameSkip === 1 && options.maximum ? [sight.stack, sight.before] : [sight.stack];
  }

  private payloadBytes(): number {
    const pictures = this.pictures().reduce((sum, { byteLength }) => sum + byteLength, 0);
    return 8 * scalars + pictures + this.emulator.saveBytes;
  }

  /** Puts the cartridge in, where no episode has done so. */
  private loaded(): void {
    if (!this.emulator.isLoaded) this.emulator.load(this.image.bytes);
  }

  /** The game as it stands at the player's first frame. */
  private begin(): void {
    const { session, emulator, setting } = this;
    this.loaded();
    const known = beginnings.get(setting);
    if (known) {
      emulator.restore(known.emulator);
      session.memory.set(known.memory);
      session.ohms = known.ohms;
      return;
    }
    session.begin(this.image.bytes);
    const state = new Uint8Array(emulator.saveBytes);
    emulator.save(state);
    beginnings.set(setting, { emulator: state, memory: session.memory.slice(), ohms: session.ohms });
  }

  private hold(action: number, frames: number): void {
    for (let i = 0; i < frames && !this.session.terminal; i++) this.session.act(action, i === frames - 1);
  }
}

/** A game as an environment. Throws an `InputError` where its image is missing or is another. */
export function atariEnvironment(game: Game, options: AtariOptions): Environment {
  return new Atari(game, options);
}

/** The registry's entry of a game. Its environment can be made where the game's cartridge image is at hand. */
export function atariEntry(game: Game): EnvironmentEntry<AtariOptions> {
  return {
    title: `${game.title} (${game.publisher}, ${game.year}) on an emulated Atari 2600`,
    options: atariOptions,
    ...(game.image ? {} : { needs: `the cartridge image with md5 ${game.md5}, in the folder EVOFRONT_ROMS` }),
    create: (options) => atariEnvironment(game, options),
  };
}
