import type { Key } from "../../src/random/index.ts";
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
import { decodeState, encodeState, ownerOf } from "../saved-state.ts";
import type { Canvas } from "./canvas.ts";
import { advance, launch, scroll, sectionOf } from "./flight.ts";
import type { Game } from "./game.ts";
import { gridSize, planeCount, planeNames, worldWidth } from "./grid.ts";
import { actionCount, actionNames, firing, horizontal, vertical } from "./joystick.ts";
import { observeWorld } from "./observation.ts";
import { type ArcadeOptions, arcadeOptions } from "./options.ts";
import { Painter } from "./painter.ts";
import { arcadeShader } from "./shader.ts";
import { World } from "./world.ts";

/** Width and height of the greyscale picture. */
const greySize = 84;

/** A game behind the interface of environments: episodes, lives, sticky actions, the frame cap. */
class Arcade implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly owner: string;
  private readonly world = new World();
  private readonly game: Game;
  private readonly options: ArcadeOptions;
  /** Made when a picture is first asked for. */
  private painter: Painter | undefined;

  constructor(game: Game, options: ArcadeOptions) {
    this.game = game;
    this.options = options;
    this.owner = ownerOf(game.id, options);
    this.spec = {
      id: game.id,
      observation: { shape: [gridSize, gridSize, planeCount], kind: "binary", names: planeNames },
      actions: { kind: "discrete", count: actionCount, names: actionNames },
      values: ["score", "frames"],
      // Where the flight has led: across, up, and along. A frame scrolls one row at most.
      behaviour: {
        names: ["column", "level", "rows"],
        lower: [0, 0, 0],
        upper: [worldWidth - 1, game.levels - 1, options.frameCap],
      },
      stepLimit: options.frameCap,
    };
  }

  reset(key: Key): void {
    const { world, game, options } = this;
    world.stream.restart(key);
    world.clear();
    world.frame = 0;
    world.score = 0;
    world.lives = options.lives;
    world.previousAction = 0;
    world.distance = 0;
    world.top = 0;
    game.begin(world);
    for (let row = 0; row < gridSize; row++) scroll(world, game, options.startSection);
    launch(world, game);
    world.status = status.running;
  }

  step(action: Action, values: Float64Array): Status {
    const { world, options } = this;
    let played = discreteAction(this.game.id, action, actionCount, world.status);
    if (options.stickiness > 0 && world.stream.chance(options.stickiness)) played = world.previousAction;
    world.previousAction = played;
    world.frame += 1;
    const before = world.score;
    const section = sectionOf(world, options.startSection, options.ramp);
    if (!advance(world, this.game, section, horizontal[played]!, vertical[played]!, firing[played]!)) {
      world.lives -= 1;
      if (world.lives > 0) launch(world, this.game);
      else world.status = status.terminated;
    }
    if (world.status === status.running && world.frame >= options.frameCap) world.status = status.truncated;
    values[0] = world.score - before;
    values[1] = 1;
    return world.status;
  }

  observe(into: Float32Array, offset: number): void {
    observeWorld(this.world, this.game.levels, into, offset);
  }

  behaviour(into: Float64Array, offset: number): void {
    const { column, altitude, distance } = this.world;
    into[offset] = column;
    into[offset + 1] = altitude;
    into[offset + 2] = distance - gridSize;
  }

  save(): Uint8Array {
    return encodeState(this.owner, this.world.write());
  }

  restore(saved: Uint8Array): void {
    this.world.read(decodeState(this.owner, saved, this.world.bytes));
  }

  picture(): Picture {
    const canvas = this.paint();
    return { width: canvas.width, height: canvas.height, rgb: canvas.rgb() };
  }

  greyscale(into: Uint8Array): void {
    this.paint().greyscale(into, greySize);
  }

  private paint(): Canvas {
    this.painter ??= new Painter(this.game.levels);
    return this.painter.paint(this.world);
  }
}

/** The registry's entry of a game. */
export function arcadeEntry(game: Game): EnvironmentEntry<ArcadeOptions> {
  return {
    title: game.title,
    options: arcadeOptions,
    shader: (options) => arcadeShader(game, options),
    create: (options) => new Arcade(game, options),
  };
}
