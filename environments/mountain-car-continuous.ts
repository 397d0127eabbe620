/**
 * The car in the valley with a pedal, as in Gymnasium's `MountainCarContinuous-v0`. Standing still pays more than any
 * attempt that does not reach the goal, which makes it deceptive.
 */
import { z } from "zod";
import { type Key, Stream } from "../src/random/index.ts";
import { type Dynamics, dynamicsBatch } from "./batch.ts";
import { clip, continuousAction } from "./continuous.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "./environment.ts";
import { Motion } from "./motion.ts";
import { ownerOf } from "./saved-state.ts";

const id = "mountain-car-continuous";
const power = 0.0015;
const gravity = 0.0025;
/** As single precision holds them, in which Gymnasium keeps the state. */
const edges = { low: Math.fround(-1.2), high: Math.fround(0.6) } as const;
const maxSpeed = Math.fround(0.07);
const goalPosition = Math.fround(0.45);

export type MountainCarContinuousOptions = {
  /** Steps after which an episode is truncated. Default 999. */
  readonly stepLimit: number;
  /** The velocity that the car must have at the goal, in positions a step. Default 0. */
  readonly goalVelocity: number;
  /** Whether the observed velocity is divided by its limit 0.07. Gymnasium shows it raw. Default true. */
  readonly scaledSpeed: boolean;
};
const schema = z.strictObject({
  stepLimit: z.int().min(1).max(1_000_000).default(999),
  goalVelocity: z.number().min(0).max(0.07).default(0),
  scaledSpeed: z.boolean().default(true),
});

/**
 * Moves the state at `at` (position, velocity a step) by one step, in place, with the pedal at `action`, cut to [-1, 1]. The
 * state is rounded to single precision, as Gymnasium's is; what leads to it is computed in double.
 */
export function moveContinuousCar(state: Float64Array, action: number, at = 0): void {
  const position = state[at]!;
  const velocity = state[at + 1]!;
  const pushed = velocity + clip(action, -1, 1) * power - gravity * Math.cos(3 * position);
  const speed = Math.fround(clip(pushed, -maxSpeed, maxSpeed));
  const next = Math.fround(clip(position + speed, edges.low, edges.high));
  state[at] = next;
  state[at + 1] = next === edges.low && speed < 0 ? 0 : speed;
}

/** Pays 100 at the goal, the top of the right hill, and takes a tenth of the action's square each step. */
function dynamicsOf({ goalVelocity, scaledSpeed }: MountainCarContinuousOptions): Dynamics {
  const scale = scaledSpeed ? maxSpeed : 1;
  return {
    stateSize: 2,
    observationSize: 2,
    values: 1,
    begin(stream, state, at) {
      state[at] = Math.fround(-0.6 + 0.2 * stream.uniform());
      state[at + 1] = 0;
    },
    step(state, at, pedal, values, to) {
      moveContinuousCar(state, pedal, at);
      const reached = state[at]! >= goalPosition && state[at + 1]! >= goalVelocity;
      // The cost is of the action as it was given, cut or not.
      values[to] = (reached ? 100 : 0) - 0.1 * (pedal * pedal);
      return reached;
    },
    observe(state, at, into, offset) {
      into[offset] = state[at]!;
      into[offset + 1] = state[at + 1]! / scale;
    },
  };
}

class MountainCarContinuous implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly dynamics: Dynamics;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: MountainCarContinuousOptions) {
    this.motion = new Motion(ownerOf(id, options), 2, options.stepLimit);
    this.dynamics = dynamicsOf(options);
    this.spec = {
      id,
      observation: { shape: [2], kind: "real", names: ["position", "velocity"] },
      actions: { kind: "continuous", size: 1, low: -1, high: 1 },
      values: ["return"],
      stepLimit: options.stepLimit,
    };
  }

  reset(key: Key): void {
    this.stream.restart(key);
    this.dynamics.begin(this.stream, this.motion.state, 0);
    this.motion.begin();
  }

  step(action: Action, values: Float64Array): Status {
    const pedal = continuousAction(id, action, this.motion.now);
    return this.motion.count(this.dynamics.step(this.motion.state, 0, pedal, values, 0));
  }

  observe(into: Float32Array, offset: number): void {
    this.dynamics.observe(this.motion.state, 0, into, offset);
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const mountainCarContinuous: EnvironmentEntry<MountainCarContinuousOptions> = {
  title: "swing a weak car out of a valley with little fuel (Gymnasium's MountainCarContinuous-v0)",
  options: schema,
  create: (options) => new MountainCarContinuous(options),
  batch: (options, lanes) => dynamicsBatch(dynamicsOf(options), lanes),
};
