/**
 * The fruit tree of Yang et al. (2019, arXiv:1908.08342), as in MO-Gymnasium's `fruit-tree-v0`: a path of left and right
 * turns down a binary tree ends in a leaf with six nutrients. No leaf dominates another, so all of them are the front.
 */
import { z } from "zod";
import type { Key } from "../../src/random/index.ts";
import { discreteAction } from "../discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "../environment.ts";
import { Motion } from "../motion.ts";
import { ownerOf } from "../saved-state.ts";
import { discountOption, stepLimitOption } from "./directions.ts";
import { fruitValues } from "./fruit-values.ts";

const id = "fruit-tree";

export type FruitTreeOptions = {
  /** Turns from the root to a leaf: 5, 6 or 7. Default 6. */
  readonly depth: 5 | 6 | 7;
  /**
   * `position`: the level by the depth and the place on the level by its width. `one-hot`: a one for the node, counted
   * level by level. Default `position`.
   */
  readonly observation: "position" | "one-hot";
  /** See rules.md. Default 1. */
  readonly discount: number;
  /** Steps after which an episode is truncated. Default 100: more than any takes. */
  readonly stepLimit: number;
};
const schema = z.strictObject({
  depth: z.union([z.literal(5), z.literal(6), z.literal(7)], "expected 5, 6 or 7").default(6),
  observation: z.enum(["position", "one-hot"]).default("position"),
  discount: discountOption,
  stepLimit: stepLimitOption(100),
});

/** Pays the six nutrients of the leaf that the last turn leads to. */
class FruitTree implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly options: FruitTreeOptions;
  private readonly motion: Motion;
  private readonly nodes: number;

  constructor(options: FruitTreeOptions) {
    this.options = options;
    this.nodes = 2 ** (options.depth + 1) - 1;
    // The level, and the node's place on it.
    this.motion = new Motion(ownerOf(id, options), 2, options.stepLimit);
    this.spec = {
      id,
      observation:
        options.observation === "position"
          ? { shape: [2], kind: "real", names: ["level", "place"], low: 0, high: 1 }
          : {
              shape: [this.nodes],
              kind: "binary",
              names: Array.from({ length: this.nodes }, (_, node) => `node ${node}`),
            },
      actions: { kind: "discrete", count: 2, names: ["left", "right"] },
      values: ["protein", "carbohydrates", "fats", "vitamins", "minerals", "water"],
      stepLimit: options.stepLimit,
      deterministic: true,
    };
  }

  reset(_key: Key): void {
    this.motion.begin();
    this.motion.state.fill(0);
  }

  step(action: Action, values: Float64Array): Status {
    const { state, now } = this.motion;
    const { depth, discount } = this.options;
    const turn = discreteAction(id, action, 2, now);
    state[0]! += 1;
    state[1] = 2 * state[1]! + turn;
    const isLeaf = state[0] === depth;
    const leaf = fruitValues[depth][state[1]!]!;
    const share = discount ** (depth - 1);
    for (let j = 0; j < values.length; j++) values[j] = isLeaf ? share * leaf[j]! : 0;
    return this.motion.count(isLeaf);
  }

  observe(into: Float32Array, offset: number): void {
    const [level, place] = this.motion.state as unknown as [number, number];
    if (this.options.observation === "position") {
      into[offset] = level / this.options.depth;
      into[offset + 1] = place / 2 ** level;
      return;
    }
    into.fill(0, offset, offset + this.nodes);
    into[offset + 2 ** level - 1 + place] = 1;
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const fruitTree: EnvironmentEntry<FruitTreeOptions> = {
  title: "turn left or right down a tree whose leaves trade six nutrients (MO-Gymnasium's fruit-tree)",
  options: schema,
  create: (options) => new FruitTree(options),
};
