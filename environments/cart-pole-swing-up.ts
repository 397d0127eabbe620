/**
 * Swing a hanging pole up on its cart and balance it, as in EvoJAX (Tang, Tian, Ha 2022, arXiv:2202.05008): the
 * equations of Gal, McAllister, Rasmussen, "Improving PILCO with Bayesian neural network dynamics models" (2016), by
 * Euler's method at 0.01 s.
 */
import { z } from "zod";
import { type Key, normalQuantile, Stream } from "../src/random/index.ts";
import { type Dynamics, dynamicsBatch } from "./batch.ts";
import { clip, continuousAction } from "./continuous.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "./environment.ts";
import { Motion } from "./motion.ts";
import { ownerOf } from "./saved-state.ts";

const id = "cart-pole-swing-up";
const gravity = 9.82;
const cartMass = 0.5;
const poleMass = 0.5;
const poleLength = 0.6;
const friction = 0.1;
const maxForce = 10;
const tau = 0.01;
const positionLimit = 2.4;

export type CartPoleSwingUpOptions = {
  /** Steps after which an episode is truncated. Default 1000. */
  readonly stepLimit: number;
  /**
   * `easy` starts near rest, the pole hanging: normal, standard deviation 0.2 in each of the state's numbers. `hard`
   * starts anywhere on the track, at up to 10 m/s and 10 rad/s, the pole below the horizontal: uniform. Default easy.
   */
  readonly start: "easy" | "hard";
};
const schema = z.strictObject({
  stepLimit: z.int().min(1).max(1_000_000).default(1000),
  start: z.enum(["easy", "hard"]).default("easy"),
});

/** The state's distance from hanging at rest, at most, for a hard start. */
const hardRanges = [positionLimit, 10, Math.PI / 2, 10] as const;

/**
 * Moves the state at `at` (position m, velocity m/s, angle from upright rad, angular velocity rad/s) by one step, in place, under
 * a push (of 10 N, cut to [-1, 1]).
 */
export function moveSwingUp(state: Float64Array, action: number, at = 0): void {
  const x = state[at]!;
  const velocity = state[at + 1]!;
  const angle = state[at + 2]!;
  const angular = state[at + 3]!;
  const push = clip(action, -1, 1) * maxForce;
  const sin = Math.sin(angle);
  const cos = Math.cos(angle);
  const totalMass = cartMass + poleMass;
  const moment = poleMass * poleLength;
  const acceleration =
    (-2 * moment * angular ** 2 * sin +
      3 * poleMass * gravity * sin * cos +
      4 * push -
      4 * friction * velocity) /
    (4 * totalMass - 3 * poleMass * cos ** 2);
  const angleAcceleration =
    (-3 * moment * angular ** 2 * sin * cos +
      6 * totalMass * gravity * sin +
      6 * (push - friction * velocity) * cos) /
    (4 * poleLength * totalMass - 3 * moment * cos ** 2);
  state[at] = x + velocity * tau;
  state[at + 1] = velocity + acceleration * tau;
  state[at + 2] = angle + angular * tau;
  state[at + 3] = angular + angleAcceleration * tau;
}

/** Pays up to 1 a step, for the pole's height and the cart's nearness to the middle; ends off the track. */
function dynamicsOf({ start }: CartPoleSwingUpOptions): Dynamics {
  return {
    stateSize: 4,
    observationSize: 5,
    values: 1,
    begin(stream, state, at) {
      for (let i = 0; i < 4; i++) {
        const u = (stream.word() + 0.5) / 0x1_0000_0000;
        state[at + i] = start === "easy" ? 0.2 * normalQuantile(u) : hardRanges[i]! * (2 * u - 1);
      }
      state[at + 2]! += Math.PI;
    },
    step(state, at, push, values, to) {
      moveSwingUp(state, push, at);
      const x = state[at]!;
      values[to] = ((Math.cos(state[at + 2]!) + 1) / 2) * Math.cos((x / positionLimit) * (Math.PI / 2));
      return Math.abs(x) > positionLimit;
    },
    observe(state, at, into, offset) {
      into[offset] = state[at]!;
      into[offset + 1] = state[at + 1]!;
      into[offset + 2] = Math.cos(state[at + 2]!);
      into[offset + 3] = Math.sin(state[at + 2]!);
      into[offset + 4] = state[at + 3]!;
    },
  };
}

class CartPoleSwingUp implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly dynamics: Dynamics;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: CartPoleSwingUpOptions) {
    this.motion = new Motion(ownerOf(id, options), 4, options.stepLimit);
    this.dynamics = dynamicsOf(options);
    this.spec = {
      id,
      observation: {
        shape: [5],
        kind: "real",
        names: ["position", "velocity", "cos", "sin", "angular velocity"],
      },
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
    const push = continuousAction(id, action, this.motion.now);
    return this.motion.count(this.dynamics.step(this.motion.state, 0, push, values, 0));
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

export const cartPoleSwingUp: EnvironmentEntry<CartPoleSwingUpOptions> = {
  title: "swing a pole up on its cart and balance it (EvoJAX)",
  options: schema,
  create: (options) => new CartPoleSwingUp(options),
  batch: (options, lanes) => dynamicsBatch(dynamicsOf(options), lanes),
};
