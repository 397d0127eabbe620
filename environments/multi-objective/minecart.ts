/**
 * The minecart of Abels et al., "Dynamic weights in multi-objective deep reinforcement learning" (ICML 2019,
 * arXiv:1809.07803), as in MO-Gymnasium's `minecart-v0`: five mines, two ores, and fuel.
 */
import { z } from "zod";
import { type Key, normalQuantile } from "../../src/random/index.ts";
import { discreteAction } from "../discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "../environment.ts";
import { ownerOf } from "../saved-state.ts";
import { angle, capacity, cartSize, type Draw, load1, load2, moveCart, speed, x, y } from "./cart-motion.ts";
import { ChancyMotion } from "./chancy-motion.ts";
import { stepLimitOption } from "./directions.ts";

const id = "minecart";

export type MinecartOptions = {
  /** Standard deviation of what a frame of mining gives of each ore; 0 is `minecart-deterministic-v0`. Default 0.05. */
  readonly deviation: number;
  /** Frames that an action lasts. Default 4. */
  readonly frameSkip: number;
  /** Steps after which an episode is truncated. Default 1000. */
  readonly stepLimit: number;
};
const schema = z.strictObject({
  deviation: z.number().min(0).default(0.05),
  frameSkip: z.int().min(1).max(100).default(4),
  stepLimit: stepLimitOption(1000),
});

/** Pays the ores that the cart brings back to its base, which ends the episode, and takes fuel. */
class Minecart implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly options: MinecartOptions;
  private readonly motion: ChancyMotion;
  private readonly draw: Draw;

  constructor(options: MinecartOptions) {
    const { deviation } = options;
    this.options = options;
    this.motion = new ChancyMotion(ownerOf(id, options), cartSize, options.stepLimit);
    const { stream } = this.motion;
    this.draw =
      deviation === 0
        ? (mean) => mean
        : (mean) => mean + deviation * normalQuantile((stream.word() + 0.5) / 0x1_0000_0000);
    this.spec = {
      id,
      observation: {
        shape: [7],
        kind: "real",
        names: ["x", "y", "speed", "sine", "cosine", "load of ore 1", "load of ore 2"],
        low: [0, 0, 0, -1, -1, 0, 0],
        high: 1,
      },
      actions: {
        kind: "discrete",
        count: 6,
        names: ["mine", "left", "right", "accelerate", "brake", "none"],
      },
      values: ["ore-1", "ore-2", "fuel"],
      stepLimit: options.stepLimit,
      ...(deviation === 0 ? { deterministic: true } : {}),
    };
  }

  reset(key: Key): void {
    this.motion.start(key);
    this.motion.state[angle] = 45;
  }

  step(action: Action, values: Float64Array): Status {
    const { state, now } = this.motion;
    const chosen = discreteAction(id, action, 6, now);
    return this.motion.count(moveCart(state, chosen, this.options.frameSkip, values, this.draw));
  }

  observe(into: Float32Array, offset: number): void {
    const { state } = this.motion;
    const radians = (state[angle]! * Math.PI) / 180;
    into[offset] = state[x]!;
    into[offset + 1] = state[y]!;
    into[offset + 2] = state[speed]!;
    into[offset + 3] = Math.sin(radians);
    into[offset + 4] = Math.cos(radians);
    into[offset + 5] = state[load1]! / capacity;
    into[offset + 6] = state[load2]! / capacity;
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const minecart: EnvironmentEntry<MinecartOptions> = {
  title: "mine two ores with a cart and bring them home on little fuel (MO-Gymnasium's minecart)",
  options: schema,
  create: (options) => new Minecart(options),
};
