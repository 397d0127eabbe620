/**
 * The car in the valley as in Gymnasium's `MountainCar-v0`: Moore, "Efficient memory-based learning for robot control"
 * (PhD thesis, Cambridge 1990). The engine is too weak to drive up; the car must swing.
 */
import { z } from "zod";
import { type Key, Stream } from "../src/random/index.ts";
import { type Dynamics, dynamicsBatch } from "./batch.ts";
import { clip } from "./continuous.ts";
import { discreteAction } from "./discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "./environment.ts";
import { Motion } from "./motion.ts";
import { ownerOf } from "./saved-state.ts";

const id = "mountain-car";
const force = 0.001;
const gravity = 0.0025;
const edges = { low: -1.2, high: 0.6 } as const;
const maxSpeed = 0.07;
const goalPosition = 0.5;

export type MountainCarOptions = {
  /** Steps after which an episode is truncated. Default 200. */
  readonly stepLimit: number;
  /** The velocity that the car must have at the goal, in positions a step. Default 0. */
  readonly goalVelocity: number;
  /**
   * Whether the observed velocity is divided by its limit 0.07. Gymnasium shows it raw, which is next to nothing for a
   * network. Default true.
   */
  readonly scaledSpeed: boolean;
};
const schema = z.strictObject({
  stepLimit: z.int().min(1).max(1_000_000).default(200),
  goalVelocity: z.number().min(0).max(maxSpeed).default(0),
  scaledSpeed: z.boolean().default(true),
});

/** Moves the state at `at` (position, velocity a step) by one step, in place, under action 0, 1, 2 = left, none, right. */
export function moveMountainCar(state: Float64Array, action: number, at = 0): void {
  const position = state[at]!;
  const velocity = state[at + 1]!;
  const speed = clip(
    velocity + ((action - 1) * force - Math.cos(3 * position) * gravity),
    -maxSpeed,
    maxSpeed,
  );
  const next = clip(position + speed, edges.low, edges.high);
  state[at] = next;
  state[at + 1] = next === edges.low && speed < 0 ? 0 : speed;
}

/** Pays -1 a step, the last one included; ends at the top of the right hill. */
function dynamicsOf({ goalVelocity, scaledSpeed }: MountainCarOptions): Dynamics {
  const scale = scaledSpeed ? maxSpeed : 1;
  return {
    stateSize: 2,
    observationSize: 2,
    values: 1,
    begin(stream, state, at) {
      state[at] = -0.6 + 0.2 * stream.uniform();
      state[at + 1] = 0;
    },
    step(state, at, action, values, to) {
      moveMountainCar(state, action, at);
      values[to] = -1;
      return state[at]! >= goalPosition && state[at + 1]! >= goalVelocity;
    },
    observe(state, at, into, offset) {
      into[offset] = state[at]!;
      into[offset + 1] = state[at + 1]! / scale;
    },
  };
}

class MountainCar implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly dynamics: Dynamics;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: MountainCarOptions) {
    this.motion = new Motion(ownerOf(id, options), 2, options.stepLimit);
    this.dynamics = dynamicsOf(options);
    this.spec = {
      id,
      observation: { shape: [2], kind: "real", names: ["position", "velocity"] },
      actions: { kind: "discrete", count: 3, names: ["left", "none", "right"] },
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

export const mountainCar: EnvironmentEntry<MountainCarOptions> = {
  title: "swing a weak car out of a valley (Gymnasium's MountainCar-v0)",
  options: schema,
  create: (options) => new MountainCar(options),
  batch: (options, lanes) => dynamicsBatch(dynamicsOf(options), lanes),
};
