/**
 * The acrobot as in Gymnasium's `Acrobot-v1`: Sutton, "Generalization in reinforcement learning: successful examples
 * using sparse coarse coding" (NIPS 1995), with the equations of Sutton and Barto's book (section 11.3 of the first
 * edition), integrated by one fourth-order Runge-Kutta step of 0.2 s.
 */
import { z } from "zod";
import { type Key, Stream } from "../src/random/index.ts";
import { type Dynamics, dynamicsBatch } from "./batch.ts";
import { discreteAction } from "./discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "./environment.ts";
import { Motion } from "./motion.ts";
import { ownerOf } from "./saved-state.ts";

const id = "acrobot";
const dt = 0.2;
const gravity = 9.8;
/** Both links: length 1 m, mass 1 kg, centre of mass in the middle, moment of inertia 1 kg m^2. */
const centre = 0.5;
const maxSpeed1 = 4 * Math.PI;
const maxSpeed2 = 9 * Math.PI;

export type AcrobotOptions = {
  /** Steps after which an episode is truncated. Default 500. */
  readonly stepLimit: number;
  /**
   * Whether the observed angular velocities are divided by their limits 4 pi and 9 pi, so that all six values lie
   * in [-1, 1]. Gymnasium shows them raw, up to 28 rad/s, which saturates a small network's units. Default true.
   */
  readonly scaledSpeeds: boolean;
};
const schema = z.strictObject({
  stepLimit: z.int().min(1).max(1_000_000).default(500),
  scaledSpeeds: z.boolean().default(true),
});

/** Brings an angle into [-pi, pi] by whole turns. */
function wrap(angle: number): number {
  let x = angle;
  while (x > Math.PI) x -= 2 * Math.PI;
  while (x < -Math.PI) x += 2 * Math.PI;
  return x;
}

const bound = (x: number, limit: number): number => Math.min(Math.max(x, -limit), limit);

/** Writes the time derivative of the state of `s` at `at` (two angles, two angular velocities) under `torque` to `d`. */
function derivative(s: Float64Array, at: number, torque: number, d: Float64Array): void {
  const angle1 = s[at]!;
  const angle2 = s[at + 1]!;
  const speed1 = s[at + 2]!;
  const speed2 = s[at + 3]!;
  const cos2 = Math.cos(angle2);
  const sin2 = Math.sin(angle2);
  const d1 = centre ** 2 + (1 + centre ** 2 + 2 * centre * cos2) + 2;
  const d2 = centre ** 2 + centre * cos2 + 1;
  const phi2 = centre * gravity * Math.cos(angle1 + angle2 - Math.PI / 2);
  const phi1 =
    -centre * speed2 ** 2 * sin2 -
    2 * centre * speed2 * speed1 * sin2 +
    (centre + 1) * gravity * Math.cos(angle1 - Math.PI / 2) +
    phi2;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - centre * speed1 ** 2 * sin2 - phi2) / (centre ** 2 + 1 - d2 ** 2 / d1);
  d[0] = speed1;
  d[1] = speed2;
  d[2] = -(d2 * acceleration2 + phi1) / d1;
  d[3] = acceleration2;
}

const k1 = new Float64Array(4);
const k2 = new Float64Array(4);
const k3 = new Float64Array(4);
const k4 = new Float64Array(4);
const probe = new Float64Array(4);

/** Sets `probe` to the state of `s` at `at`, moved by h k. */
function shiftProbe(s: Float64Array, at: number, h: number, k: Float64Array): void {
  for (let i = 0; i < 4; i++) probe[i] = s[at + i]! + h * k[i]!;
}

/** Moves the state at `at` (angles rad, angular velocities rad/s) by one step under action 0, 1, 2 = torque -1, 0, 1 N m. */
export function moveAcrobot(state: Float64Array, action: number, at = 0): void {
  const torque = action - 1;
  derivative(state, at, torque, k1);
  shiftProbe(state, at, dt / 2, k1);
  derivative(probe, 0, torque, k2);
  shiftProbe(state, at, dt / 2, k2);
  derivative(probe, 0, torque, k3);
  shiftProbe(state, at, dt, k3);
  derivative(probe, 0, torque, k4);
  for (let i = 0; i < 4; i++)
    state[at + i] = state[at + i]! + (dt / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!);
  state[at] = wrap(state[at]!);
  state[at + 1] = wrap(state[at + 1]!);
  state[at + 2] = bound(state[at + 2]!, maxSpeed1);
  state[at + 3] = bound(state[at + 3]!, maxSpeed2);
}

/** Pays -1 a step and 0 for the last; ends when the tip is a link's length above the pivot. */
function dynamicsOf({ scaledSpeeds }: AcrobotOptions): Dynamics {
  const scale1 = scaledSpeeds ? maxSpeed1 : 1;
  const scale2 = scaledSpeeds ? maxSpeed2 : 1;
  return {
    stateSize: 4,
    observationSize: 6,
    values: 1,
    begin(stream, state, at) {
      // Gymnasium starts from single precision, too.
      for (let i = 0; i < 4; i++) state[at + i] = Math.fround(-0.1 + 0.2 * stream.uniform());
    },
    step(state, at, action, values, to) {
      moveAcrobot(state, action, at);
      const above = -Math.cos(state[at]!) - Math.cos(state[at + 1]! + state[at]!) > 1;
      values[to] = above ? 0 : -1;
      return above;
    },
    observe(state, at, into, offset) {
      into[offset] = Math.cos(state[at]!);
      into[offset + 1] = Math.sin(state[at]!);
      into[offset + 2] = Math.cos(state[at + 1]!);
      into[offset + 3] = Math.sin(state[at + 1]!);
      into[offset + 4] = state[at + 2]! / scale1;
      into[offset + 5] = state[at + 3]! / scale2;
    },
  };
}

class Acrobot implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly dynamics: Dynamics;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: AcrobotOptions) {
    this.motion = new Motion(ownerOf(id, options), 4, options.stepLimit);
    this.dynamics = dynamicsOf(options);
    this.spec = {
      id,
      observation: {
        shape: [6],
        kind: "real",
        names: ["cos 1", "sin 1", "cos 2", "sin 2", "angular velocity 1", "angular velocity 2"],
      },
      actions: { kind: "discrete", count: 3, names: ["torque -1", "torque 0", "torque 1"] },
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
    const index = discreteAction(id, action, 3, this.motion.now);
    return this.motion.count(this.dynamics.step(this.motion.state, 0, index, values, 0));
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

export const acrobot: EnvironmentEntry<AcrobotOptions> = {
  title: "swing a two-link arm up (Gymnasium's Acrobot-v1)",
  options: schema,
  create: (options) => new Acrobot(options),
  batch: (options, lanes) => dynamicsBatch(dynamicsOf(options), lanes),
};
