/**
 * Deep sea treasure: Vamplew et al., "Empirical evaluation methods for multiobjective reinforcement learning algorithms"
 * (Machine Learning 84, 2011), as in MO-Gymnasium's `deep-sea-treasure-v0`. The farther the treasure, the more it is
 * worth; a policy is one compromise between worth and time. Rules and fronts are in rules.md.
 */
import { z } from "zod";
import type { Key } from "../../src/random/index.ts";
import { discreteAction } from "../discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "../environment.ts";
import { Motion } from "../motion.ts";
import { ownerOf } from "../saved-state.ts";
import { discountOption, down, left, right, stepLimitOption, up } from "./directions.ts";

const id = "deep-sea-treasure";
const moves = [up, down, left, right];

/** `.` water, `#` rock, a letter the treasure of its place in the alphabet; the submarine starts in `start`. */
interface Sea {
  readonly rows: readonly string[];
  readonly start: readonly [number, number];
  readonly worths: readonly number[];
}

const square = [
  "...........",
  "a..........",
  "#b.........",
  "##c........",
  "###def.....",
  "######.....",
  "######.....",
  "######gh...",
  "########...",
  "########i..",
  "#########j.",
];
const concaveWorths = [1, 2, 3, 5, 8, 16, 24, 50, 74, 124];

type SeaName = "convex" | "concave" | "mirrored";

const seas: Readonly<Record<SeaName, Sea>> = {
  /** Treasures of Yang et al. (2019, arXiv:1908.08342): every point of the front is best for some weights. */
  convex: {
    rows: square,
    start: [0, 0],
    worths: [0.7, 8.2, 11.5, 14, 15.1, 16.1, 19.6, 20.3, 22.4, 23.7],
  },
  /** Treasures of Vamplew et al.: only the two ends are best for any weights. */
  concave: { rows: square, start: [0, 0], worths: concaveWorths },
  /** The same front with dead ends on the left: Felten et al. (2022). */
  mirrored: {
    rows: [
      "....................",
      "..........a.........",
      ".........##b........",
      "........####c.......",
      ".......######def....",
      "....############....",
      "....############....",
      "....############gh..",
      "..################..",
      "..################i.",
      ".##################j",
    ],
    start: [0, 10],
    worths: concaveWorths,
  },
};

const rock = -1;

export type DeepSeaTreasureOptions = {
  /** Default `convex`. */
  readonly map: SeaName;
  /** `position`: row and column, each times 0.1. `one-hot`: a plane with a one where the submarine is. Default `position`. */
  readonly observation: "position" | "one-hot";
  /** See rules.md. Default 1. */
  readonly discount: number;
  /** Steps after which an episode is truncated. Default 100. */
  readonly stepLimit: number;
};
const schema = z.strictObject({
  map: z.enum(["convex", "concave", "mirrored"]).default("convex"),
  observation: z.enum(["position", "one-hot"]).default("position"),
  discount: discountOption,
  stepLimit: stepLimitOption(100),
});

/** Pays a treasure's worth on reaching it, which ends the episode, and -1 a step. */
class DeepSeaTreasure implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly options: DeepSeaTreasureOptions;
  private readonly motion: Motion;
  private readonly start: readonly [number, number];
  private readonly rows: number;
  private readonly columns: number;
  /** By cell: 0 for water, `rock`, or the treasure's worth. */
  private readonly cells: Float64Array;

  constructor(options: DeepSeaTreasureOptions) {
    const { rows, start, worths } = seas[options.map];
    this.options = options;
    this.start = start;
    this.rows = rows.length;
    this.columns = rows[0]!.length;
    this.cells = Float64Array.from(rows.join(""), (mark) => {
      if (mark === ".") return 0;
      return mark === "#" ? rock : worths["abcdefghij".indexOf(mark)]!;
    });
    this.motion = new Motion(ownerOf(id, options), 3, options.stepLimit);
    this.spec = {
      id,
      observation:
        options.observation === "position"
          ? { shape: [2], kind: "real", names: ["row", "column"], low: 0, high: 1 }
          : { shape: [this.rows, this.columns, 1], kind: "binary", names: ["submarine"] },
      actions: { kind: "discrete", count: 4, names: moves.map(({ name }) => name) },
      values: ["treasure", "time"],
      stepLimit: options.stepLimit,
      deterministic: true,
    };
  }

  reset(_key: Key): void {
    this.motion.begin();
    this.motion.state.set([...this.start, 1]);
  }

  step(action: Action, values: Float64Array): Status {
    const { state, now } = this.motion;
    const { rows, columns } = moves[discreteAction(id, action, 4, now)]!;
    const [row, column] = [state[0]! + rows, state[1]! + columns];
    const isWithin = row >= 0 && row < this.rows && column >= 0 && column < this.columns;
    if (isWithin && this.cells[row * this.columns + column] !== rock) {
      state[0] = row;
      state[1] = column;
    }
    const worth = this.cells[state[0]! * this.columns + state[1]!]!;
    values[0] = worth * state[2]!;
    values[1] = -state[2]!;
    state[2]! *= this.options.discount;
    return this.motion.count(worth > 0);
  }

  observe(into: Float32Array, offset: number): void {
    const [row, column] = this.motion.state as unknown as [number, number];
    if (this.options.observation === "position") {
      into[offset] = row * 0.1;
      into[offset + 1] = column * 0.1;
      return;
    }
    into.fill(0, offset, offset + this.cells.length);
    into[offset + row * this.columns + column] = 1;
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const deepSeaTreasure: EnvironmentEntry<DeepSeaTreasureOptions> = {
  title: "dive for a treasure near or far: worth against time (MO-Gymnasium's deep-sea-treasure, three maps)",
  options: schema,
  create: (options) => new DeepSeaTreasure(options),
};
