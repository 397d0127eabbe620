/**
 * The acrobot as in Gymnasium's `Acrobot-v1`: Sutton, "Generalization in reinforcement learning: successful examples
 * using sparse coarse coding" (NIPS 1995), with the equations of Sutton and Barto's book (section 11.3 of the first
 * edition), integrated by one fourth-order Runge-Kutta step of 0.2 s.
 */
import { z } from "zod";
import { type Key, Stream } from "../src/random/index.ts";
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

/** Writes the time derivative of `s` (two angles, two angular velocities) under `torque` to `d`. */
function derivative(s: Float64Array, torque: number, d: Float64Array): void {
  const angle1 = s[0]!;
  const angle2 = s[1]!;
  const speed1 = s[2]!;
  const speed2 = s[3]!;
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

/** Sets `probe` to s + h k. */
function shiftProbe(s: Float64Array, h: number, k: Float64Array): void {
  for (let i = 0; i < 4; i++) probe[i] = s[i]! + h * k[i]!;
}

/** Moves `state` (angles rad, angular velocities rad/s) by one step under action 0, 1, 2 = torque -1, 0, 1 N m. */
export function moveAcrobot(state: Float64Array, action: number): void {
  const torque = action - 1;
  derivative(state, torque, k1);
  shiftProbe(state, dt / 2, k1);
  derivative(probe, torque, k2);
  shiftProbe(state, dt / 2, k2);
  derivative(probe, torque, k3);
  shiftProbe(state, dt, k3);
  derivative(probe, torque, k4);
  for (let i = 0; i < 4; i++) state[i] = state[i]! + (dt / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!);
  state[0] = wrap(state[0]!);
  state[1] = wrap(state[1]!);
  state[2] = bound(state[2]!, maxSpeed1);
  state[3] = bound(state[3]!, maxSpeed2);
}

/** Pays -1 a step and 0 for the last; ends when the tip is a link's length above the pivot. */
class Acrobot implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly scale1: number;
  private readonly scale2: number;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: AcrobotOptions) {
    this.motion = new Motion(ownerOf(id, options), 4, options.stepLimit);
    this.scale1 = options.scaledSpeeds ? maxSpeed1 : 1;
    this.scale2 = options.scaledSpeeds ? maxSpeed2 : 1;
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
    // Gymnasium starts from single precision, too.
    for (let i = 0; i < 4; i++) this.motion.state[i] = Math.fround(-0.1 + 0.2 * this.stream.uniform());
    this.motion.begin();
  }

  step(action: Action, values: Float64Array): Status {
    const { state } = this.motion;
    moveAcrobot(state, discreteAction(id, action, 3, this.motion.now));
    const above = -Math.cos(state[0]!) - Math.cos(state[1]! + state[0]!) > 1;
    values[0] = above ? 0 : -1;
    return this.motion.count(above);
  }

  observe(into: Float32Array, offset: number): void {
    const { state } = this.motion;
    into[offset] = Math.cos(state[0]!);
    into[offset + 1] = Math.sin(state[0]!);
    into[offset + 2] = Math.cos(state[1]!);
    into[offset + 3] = Math.sin(state[1]!);
    into[offset + 4] = state[2]! / this.scale1;
    into[offset + 5] = state[3]! / this.scale2;
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
};
