/**
 * Worlds that policies act in. An environment is one copy of a world behind `reset`, `step`, `observe`, `save`
 * and `restore`; all of its randomness comes from the key of `reset`. The registry holds ours and takes others'.
 */
import { type Registry, registry } from "../src/base/index.ts";
import { acrobot } from "./acrobot.ts";
import { fortress, river } from "./arcade/index.ts";
import { atariGames } from "./atari/index.ts";
import { cartPole } from "./cart-pole.ts";
import { cartPoleSwingUp } from "./cart-pole-swing-up.ts";
import { catchBall } from "./catch.ts";
import { deepSea } from "./deep-sea.ts";
import type { EnvironmentEntry } from "./environment.ts";
import { minatar } from "./minatar/index.ts";
import { mountainCar } from "./mountain-car.ts";
import { mountainCarContinuous } from "./mountain-car-continuous.ts";
import { multiObjective } from "./multi-objective/index.ts";
import { pendulum } from "./pendulum.ts";
import { pointTrap } from "./point-trap.ts";

export type { AcrobotOptions } from "./acrobot.ts";
export { type ArcadeOptions, actionNames, gauge, plane, planeNames } from "./arcade/index.ts";
export {
  type AtariOptions,
  atariEntry,
  type CartridgeImage,
  type CartridgeOptions,
  type CartridgeSettings,
  type CartridgeShelf,
  cartridgeOf,
  cartridgeOptions,
  cartridgeSettings,
  detectScheme,
  type Emulator,
  type EmulatorName,
  emulatorNames,
  FastEmulator,
  type Game,
  games,
  type Inputs,
  makeEmulator,
  ownGames,
  parseExpression,
  type Scoring,
  scoring,
  setCartridgeShelf,
  startTape,
  type Tape,
} from "./atari/index.ts";
export { type Dynamics, dynamicsBatch, type EnvironmentBatch } from "./batch.ts";
export type { CartPoleOptions } from "./cart-pole.ts";
export type { CartPoleSwingUpOptions } from "./cart-pole-swing-up.ts";
export type { CatchOptions } from "./catch.ts";
export { clip, continuousAction } from "./continuous.ts";
export type { DeepSeaOptions } from "./deep-sea.ts";
export { discreteAction } from "./discrete.ts";
export {
  type Action,
  type ActionSpace,
  type Environment,
  type EnvironmentEntry,
  type EnvironmentSpec,
  type Picture,
  type Status,
  status,
} from "./environment.ts";
export { frameStack, stackedSpec } from "./frame-stack.ts";
export { boundOf, faultOf, makeEnvironment } from "./make.ts";
export type { MinatarOptions } from "./minatar/index.ts";
export { Motion } from "./motion.ts";
export type { MountainCarOptions } from "./mountain-car.ts";
export type { MountainCarContinuousOptions } from "./mountain-car-continuous.ts";
export { multiDiscreteAction } from "./multi-discrete.ts";
export type {
  BreakableBottlesOptions,
  DeepSeaTreasureOptions,
  FourRoomOptions,
  FruitTreeOptions,
  MinecartOptions,
  MoMountainCarContinuousOptions,
  MoMountainCarOptions,
  ResourceGatheringOptions,
} from "./multi-objective/index.ts";
export type { PendulumOptions } from "./pendulum.ts";
export type { PointTrapOptions } from "./point-trap.ts";
export { decodeState, encodeState, ownerOf } from "./saved-state.ts";

/** Every environment by its id. */
export const environments: Registry<EnvironmentEntry> = registry<EnvironmentEntry>("environment", {
  "cart-pole": cartPole,
  acrobot,
  "mountain-car": mountainCar,
  "mountain-car-continuous": mountainCarContinuous,
  pendulum,
  "cart-pole-swing-up": cartPoleSwingUp,
  catch: catchBall,
  "deep-sea": deepSea,
  river,
  fortress,
  "point-trap": pointTrap,
  ...atariGames,
  ...minatar,
  ...multiObjective,
});
