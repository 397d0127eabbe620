/**
 * Cart-pole balancing as in Gymnasium's `CartPole-v1`: Barto, Sutton, Anderson, "Neuronlike adaptive elements that
 * can solve difficult learning control problems" (IEEE SMC 1983), with the friction-free equations of Florian,
 * "Correct equations for the dynamics of the cart-pole system" (2007), integrated by Euler's method at 0.02 s.
 */
import { z } from "zod";
import { type Key, Stream } from "../src/random/index.ts";
import { discreteAction } from "./discrete.ts";
import {
  type Action,
  type Environment,
  type EnvironmentEntry,
  type EnvironmentSpec,
  type Status,
  status,
} from "./environment.ts";
import { decodeState, encodeState, ownerOf } from "./saved-state.ts";

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

/** Moves `state` (position m, velocity m/s, angle rad, angular velocity rad/s) by one step, in place. */
export function moveCartPole(state: Float64Array, action: number): void {
  const [x, velocity, angle, angular] = state as unknown as [number, number, number, number];
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const push = action === 1 ? force : -force;
  const common = (push + poleMoment * (angular * angular) * sin) / totalMass;
  const angleAcceleration =
    (gravity * sin - cos * common) / (halfLength * (4 / 3 - (poleMass * (cos * cos)) / totalMass));
  const acceleration = common - (poleMoment * angleAcceleration * cos) / totalMass;
  state[0] = x + tau * velocity;
  state[1] = velocity + tau * acceleration;
  state[2] = angle + tau * angular;
  state[3] = angular + tau * angleAcceleration;
}

/** Pays 1 a step, the last one included; ends when the pole leans by 12 degrees or the cart is 2.4 m away. */
class CartPole implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly owner: string;
  private readonly stream = new Stream([0, 0]);
  private readonly state = new Float64Array(4);
  private steps = 0;
  private now: Status = status.terminated;

  constructor(options: CartPoleOptions) {
    this.owner = ownerOf(id, options);
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
    for (let i = 0; i < 4; i++) this.state[i] = -0.05 + 0.1 * this.stream.uniform();
    this.steps = 0;
    this.now = status.running;
  }

  step(action: Action, values: Float64Array): Status {
    moveCartPole(this.state, discreteAction(id, action, 2, this.now));
    this.steps += 1;
    values[0] = 1;
    const fallen = Math.abs(this.state[0]!) > positionLimit || Math.abs(this.state[2]!) > angleLimit;
    if (fallen) this.now = status.terminated;
    else if (this.steps >= this.spec.stepLimit) this.now = status.truncated;
    return this.now;
  }

  observe(into: Float32Array, offset: number): void {
    into.set(this.state, offset);
  }

  /** The payload is six doubles: the state, the steps taken, the status. */
  save(): Uint8Array {
    const payload = new Float64Array([...this.state, this.steps, this.now]);
    return encodeState(this.owner, new Uint8Array(payload.buffer));
  }

  restore(saved: Uint8Array): void {
    const payload = new Float64Array(decodeState(this.owner, saved, 48).buffer);
    this.state.set(payload.subarray(0, 4));
    this.steps = payload[4]!;
    this.now = payload[5] as Status;
  }
}

export const cartPole: EnvironmentEntry<CartPoleOptions> = {
  title: "balance a pole on a cart (Gymnasium's CartPole-v1)",
  options: schema,
  create: (options) => new CartPole(options),
};
