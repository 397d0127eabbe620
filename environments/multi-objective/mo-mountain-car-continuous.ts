/**
 * The car in the valley with a pedal, time against fuel, as in MO-Gymnasium's `mo-mountaincarcontinuous-v0`; the valley
 * is that of `mountain-car-continuous`.
 */
import { z } from "zod";
import { type Key, Stream } from "../../src/random/index.ts";
import { continuousAction } from "../continuous.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "../environment.ts";
import { Motion } from "../motion.ts";
import { moveContinuousCar } from "../mountain-car-continuous.ts";
import { ownerOf } from "../saved-state.ts";
import { stepLimitOption } from "./directions.ts";

const id = "mo-mountain-car-continuous";
/** As single precision holds it, in which the state is kept. */
const goalPosition = Math.fround(0.45);
const maxSpeed = Math.fround(0.07);

export type MoMountainCarContinuousOptions = {
  /** Whether the observed velocity is divided by its limit 0.07; MO-Gymnasium shows it raw. Default true. */
  readonly scaledSpeed: boolean;
  /** Steps after which an episode is truncated. Default 999. */
  readonly stepLimit: number;
};
const schema = z.strictObject({ scaledSpeed: z.boolean().default(true), stepLimit: stepLimitOption(999) });

/** Pays -1 a step but the one that reaches the goal, and takes the action's square as fuel. */
class MoMountainCarContinuous implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly options: MoMountainCarContinuousOptions;
  private readonly stream = new Stream([0, 0]);
  private readonly motion: Motion;

  constructor(options: MoMountainCarContinuousOptions) {
    this.options = options;
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
      actions: { kind: "continuous", size: 1, low: -1, high: 1 },
      values: ["time", "fuel"],
      stepLimit: options.stepLimit,
    };
  }

  reset(key: Key): void {
    this.stream.restart(key);
    this.motion.state[0] = Math.fround(-0.6 + 0.2 * this.stream.uniform());
    this.motion.state[1] = 0;
    this.motion.begin();
  }

  step(action: Action, values: Float64Array): Status {
    const pedal = continuousAction(id, action, this.motion.now);
    moveContinuousCar(this.motion.state, pedal);
    const [position, velocity] = this.motion.state as unknown as [number, number];
    const isThere = position >= goalPosition && velocity >= 0;
    values[0] = isThere ? 0 : -1;
    // Of the action as it was given, cut or not.
    values[1] = -(pedal * pedal);
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

export const moMountainCarContinuous: EnvironmentEntry<MoMountainCarContinuousOptions> = {
  title: "out of the valley with a pedal: time against fuel (MO-Gymnasium's mo-mountaincarcontinuous)",
  options: schema,
  create: (options) => new MoMountainCarContinuous(options),
};
