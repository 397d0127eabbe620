/**
 * The car in the valley with several objectives, as in MO-Gymnasium's `mo-mountaincar-v0` and its variants; the valley is
 * that of `mountain-car`.
 */
import { z } from "zod";
import { type Key, Stream } from "../../src/random/index.ts";
import { discreteAction } from "../discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "../environment.ts";
import { Motion } from "../motion.ts";
import { moveMountainCar } from "../mountain-car.ts";
import { ownerOf } from "../saved-state.ts";
import { stepLimitOption } from "./directions.ts";

const id = "mo-mountain-car";
const goalPosition = 0.5;
const maxSpeed = 0.07;

type Payment = "reverse" | "forward" | "move" | "speed";

/** What a step pays beside time, by the velocity after it and the action. */
const payments: Readonly<Record<Payment, (velocity: number, action: number) => number>> = {
  reverse: (_velocity: number, action: number) => (action === 0 ? -1 : 0),
  forward: (_velocity: number, action: number) => (action === 2 ? -1 : 0),
  move: (_velocity: number, action: number) => (action === 1 ? 0 : -1),
  speed: (velocity: number) => 15 * Math.abs(velocity),
};

type Variant = "reverse-forward" | "move" | "speed" | "move-speed";

/** The variants of MO-Gymnasium: mo-mountaincar, -timemove, -timespeed and -3d. */
const variants: Readonly<Record<Variant, readonly Payment[]>> = {
  "reverse-forward": ["reverse", "forward"],
  move: ["move"],
  speed: ["speed"],
  "move-speed": ["move", "speed"],
};

export type MoMountainCarOptions = {
  /** What is paid beside time. Default `reverse-forward`. */
  readonly objectives: Variant;
  /** Whether the observed velocity is divided by its limit 0.07; MO-Gymnasium shows it raw. Default true. */
  readonly scaledSpeed: boolean;
  /** Steps after which an episode is truncated. Default 200. */
  readonly stepLimit: number;
};
const schema = z.strictObject({
  objectives: z.enum(["reverse-forward", "move", "speed", "move-speed"]).default("reverse-forward"),
  scaledSpeed: z.boolean().default(true),
  stepLimit: stepLimitOption(200),
});

/** Pays -1 a step but the one that reaches the goal, the top of the right hill, and what the variant has beside it. */
class MoMountainCar implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly options: MoMountainCarOptions;
  private readonly extras: readonly (keyof typeof payments)[];
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: MoMountainCarOptions) {
    this.options = options;
    this.extras = variants[options.objectives];
    this.motion = new Motion(ownerOf(id, options), 2, options.stepLimit);
    this.spec = {
      id,
      observation: {
        shape: [2],
        kind: "real",
        names: ["position", "velocity"],
        low: [-1.2, options.scaledSpeed ? -1 : -maxSpeed],
        high: [0.6, options.scaledSpeed ? 1 : maxSpeed],
      },
      actions: { kind: "discrete", count: 3, names: ["left", "none", "right"] },
      values: ["time", ...this.extras],
      stepLimit: options.stepLimit,
    };
  }

  reset(key: Key): void {
    this.stream.restart(key);
    this.motion.state[0] = -0.6 + 0.2 * this.stream.uniform();
    this.motion.state[1] = 0;
    this.motion.begin();
  }

  step(action: Action, values: Float64Array): Status {
    const { state, now } = this.motion;
    const push = discreteAction(id, action, 3, now);
    moveMountainCar(state, push);
    const [position, velocity] = state as unknown as [number, number];
    const isThere = position >= goalPosition && velocity >= 0;
    values[0] = isThere ? 0 : -1;
    for (let j = 0; j < this.extras.length; j++) values[1 + j] = payments[this.extras[j]!](velocity, push);
    return this.motion.count(isThere);
  }

  observe(into: Float32Array, offset: number): void {
    into[offset] = this.motion.state[0]!;
    into[offset + 1] = this.motion.state[1]! / (this.options.scaledSpeed ? maxSpeed : 1);
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const moMountainCar: EnvironmentEntry<MoMountainCarOptions> = {
  title: "out of the valley: time against pushes or speed (MO-Gymnasium's mo-mountaincar, four variants)",
  options: schema,
  create: (options) => new MoMountainCar(options),
};
