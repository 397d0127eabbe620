/** The pendulum to be swung up and held, as in Gymnasium's `Pendulum-v1`: semi-implicit Euler steps of 0.05 s. */
import { z } from "zod";
import { type Key, Stream } from "../src/random/index.ts";
import { type Dynamics, dynamicsBatch } from "./batch.ts";
import { clip, continuousAction } from "./continuous.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "./environment.ts";
import { Motion } from "./motion.ts";
import { ownerOf } from "./saved-state.ts";

const id = "pendulum";
const dt = 0.05;
const maxSpeed = 8;
const maxTorque = 2;
const mass = 1;
const length = 1;

export type PendulumOptions = {
  /** Steps after which an episode is truncated; it ends in no other way. Default 200. */
  readonly stepLimit: number;
  /** Acceleration of gravity, m/s^2. Default 10. */
  readonly gravity: number;
  /** Whether the observed angular velocity is divided by its limit, 8 rad/s. Gymnasium shows it raw. Default true. */
  readonly scaledSpeed: boolean;
};
const schema = z.strictObject({
  stepLimit: z.int().min(1).max(1_000_000).default(200),
  gravity: z.number().positive().max(100).default(10),
  scaledSpeed: z.boolean().default(true),
});

/** The angle from upright, within [-pi, pi). */
function fromUpright(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = (angle + Math.PI) % turn;
  return (rest < 0 ? rest + turn : rest) - Math.PI;
}

/**
 * Moves the state at `at` (angle from upright rad, angular velocity rad/s) by one step, in place, under a torque (N m, cut to
 * [-2, 2]); returns the reward, which is of the state before.
 */
export function movePendulum(state: Float64Array, action: number, gravity: number, at = 0): number {
  const angle = state[at]!;
  const speed = state[at + 1]!;
  const torque = clip(action, -maxTorque, maxTorque);
  const cost = fromUpright(angle) ** 2 + 0.1 * speed ** 2 + 0.001 * torque ** 2;
  const acceleration = ((3 * gravity) / (2 * length)) * Math.sin(angle) + (3 / (mass * length ** 2)) * torque;
  const next = clip(speed + acceleration * dt, -maxSpeed, maxSpeed);
  state[at] = angle + next * dt;
  state[at + 1] = next;
  return -cost;
}

/** Takes the squares of angle, velocity (a tenth) and torque (a thousandth) each step. */
function dynamicsOf({ gravity, scaledSpeed }: PendulumOptions): Dynamics {
  const scale = scaledSpeed ? maxSpeed : 1;
  return {
    stateSize: 2,
    observationSize: 3,
    values: 1,
    begin(stream, state, at) {
      state[at] = Math.PI * (2 * stream.uniform() - 1);
      state[at + 1] = 2 * stream.uniform() - 1;
    },
    step(state, at, torque, values, to) {
      values[to] = movePendulum(state, torque, gravity, at);
      return false;
    },
    observe(state, at, into, offset) {
      into[offset] = Math.cos(state[at]!);
      into[offset + 1] = Math.sin(state[at]!);
      into[offset + 2] = state[at + 1]! / scale;
    },
  };
}

class Pendulum implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly dynamics: Dynamics;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: PendulumOptions) {
    this.motion = new Motion(ownerOf(id, options), 2, options.stepLimit);
    this.dynamics = dynamicsOf(options);
    this.spec = {
      id,
      observation: { shape: [3], kind: "real", names: ["cos", "sin", "angular velocity"] },
      actions: { kind: "continuous", size: 1, low: -maxTorque, high: maxTorque },
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
    const torque = continuousAction(id, action, this.motion.now);
    return this.motion.count(this.dynamics.step(this.motion.state, 0, torque, values, 0));
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

export const pendulum: EnvironmentEntry<PendulumOptions> = {
  title: "swing a pendulum up and hold it (Gymnasium's Pendulum-v1)",
  options: schema,
  create: (options) => new Pendulum(options),
  batch: (options, lanes) => dynamicsBatch(dynamicsOf(options), lanes),
};
