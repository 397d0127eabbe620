/**
 * Cart-pole balancing as in Gymnasium's `CartPole-v1`: Barto, Sutton, Anderson, "Neuronlike adaptive elements that
 * can solve difficult learning control problems" (IEEE SMC 1983), with the friction-free equations of Florian,
 * "Correct equations for the dynamics of the cart-pole system" (2007), integrated by Euler's method at 0.02 s.
 */
import { z } from "zod";
import { type Key, Stream } from "../src/random/index.ts";
import { type Dynamics, dynamicsBatch } from "./batch.ts";
import { discreteAction } from "./discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "./environment.ts";
import { Motion } from "./motion.ts";
import { ownerOf } from "./saved-state.ts";

const id = "cart-pole";
const gravity = 9.8;
const poleMass = 0.1;
const totalMass = 1 + poleMass;
/** Half the pole's length, m. */
const halfLength = 0.5;
const poleMoment = poleMass * halfLength;
const force = 10;
const tau = 0.02;
const angleLimit = (12 * 2 * Math.PI) / 360;
const positionLimit = 2.4;

export type CartPoleOptions = {
  /** Steps after which an episode is truncated. Default 500. */
  readonly stepLimit: number;
};
const schema = z.strictObject({ stepLimit: z.int().min(1).max(1_000_000).default(500) });

/** Moves the state at `at` (position m, velocity m/s, angle rad, angular velocity rad/s) by one step, in place. */
export function moveCartPole(state: Float64Array, action: number, at = 0): void {
  const x = state[at]!;
  const velocity = state[at + 1]!;
  const angle = state[at + 2]!;
  const angular = state[at + 3]!;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const push = action === 1 ? force : -force;
  const common = (push + poleMoment * (angular * angular) * sin) / totalMass;
  const angleAcceleration =
    (gravity * sin - cos * common) / (halfLength * (4 / 3 - (poleMass * (cos * cos)) / totalMass));
  const acceleration = common - (poleMoment * angleAcceleration * cos) / totalMass;
  state[at] = x + tau * velocity;
  state[at + 1] = velocity + tau * acceleration;
  state[at + 2] = angle + tau * angular;
  state[at + 3] = angular + tau * angleAcceleration;
}

/** Pays 1 a step, the last one included; ends when the pole leans by 12 degrees or the cart is 2.4 m away. */
const dynamics: Dynamics = {
  stateSize: 4,
  observationSize: 4,
  values: 1,
  begin(stream, state, at) {
    for (let i = 0; i < 4; i++) state[at + i] = -0.05 + 0.1 * stream.uniform();
  },
  step(state, at, action, values, to) {
    moveCartPole(state, action, at);
    values[to] = 1;
    return Math.abs(state[at]!) > positionLimit || Math.abs(state[at + 2]!) > angleLimit;
  },
  observe(state, at, into, offset) {
    for (let i = 0; i < 4; i++) into[offset + i] = state[at + i]!;
  },
};

class CartPole implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: CartPoleOptions) {
    this.motion = new Motion(ownerOf(id, options), 4, options.stepLimit);
    this.spec = {
      id,
      observation: { shape: [4], kind: "real", names: ["position", "velocity", "angle", "angular velocity"] },
      actions: { kind: "discrete", count: 2, names: ["left", "right"] },
      values: ["return"],
      stepLimit: options.stepLimit,
    };
  }

  reset(key: Key): void {
    this.stream.restart(key);
    dynamics.begin(this.stream, this.motion.state, 0);
    this.motion.begin();
  }

  step(action: Action, values: Float64Array): Status {
    const index = discreteAction(id, action, 2, this.motion.now);
    return this.motion.count(dynamics.step(this.motion.state, 0, index, values, 0));
  }

  observe(into: Float32Array, offset: number): void {
    dynamics.observe(this.motion.state, 0, into, offset);
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const cartPole: EnvironmentEntry<CartPoleOptions> = {
  title: "balance a pole on a cart (Gymnasium's CartPole-v1)",
  options: schema,
  create: (options) => new CartPole(options),
  batch: (_, lanes) => dynamicsBatch(dynamics, lanes),
};
