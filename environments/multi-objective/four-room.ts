/**
 * The four rooms of Barreto et al., "Successor features for transfer in reinforcement learning" (NIPS 2017), as in
 * MO-Gymnasium's `four-room-v0`: shapes of three kinds lie about, and there is one goal.
 */
import { z } from "zod";
import type { Key } from "../../src/random/index.ts";
import { discreteAction } from "../discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "../environment.ts";
import { Motion } from "../motion.ts";
import { ownerOf } from "../saved-state.ts";
import { discountOption, down, left, right, stepLimitOption, up } from "./directions.ts";

const id = "four-room";
const moves = [left, up, right, down];
/** X wall, G goal, S start, 1 blue squares, 2 green triangles, 3 red circles. */
const maze = [
  "1    2X     G",
  "      X      ",
  "      1      ",
  "             ",
  "      X      ",
  "2    3X      ",
  "XX3 XXXXX 1XX",
  "      X2    3",
  "      X      ",
  "             ",
  "      2      ",
  "      X      ",
  "S     X3    1",
];
const size = maze.length;
const cells = maze.join("");
/** Cells of the shapes, column by column, which is the order of the flags. */
const shapes = Array.from({ length: size * size }, (_, i) => size * (i % size) + Math.floor(i / size)).filter(
  (cell) => "123".includes(cells[cell]!),
);
const startCell = cells.indexOf("S");

export type FourRoomOptions = {
  /** See rules.md. Default 1, at which the objectives do not conflict. */
  readonly discount: number;
  /** Steps after which an episode is truncated. Default 200. */
  readonly stepLimit: number;
};
const schema = z.strictObject({ discount: discountOption, stepLimit: stepLimitOption(200) });

/** Pays 1 in the shape's kind for each shape at its first visit, and 1 in all three at the goal, which ends the episode. */
class FourRoom implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly options: FourRoomOptions;
  /** Row, column, a flag for each shape, what the next step's values are multiplied by. */
  private readonly motion: Motion;

  constructor(options: FourRoomOptions) {
    this.options = options;
    this.motion = new Motion(ownerOf(id, options), 3 + shapes.length, options.stepLimit);
    const flags = shapes.map((cell) => `taken ${Math.floor(cell / size)}, ${cell % size}`);
    this.spec = {
      id,
      observation: {
        shape: [2 + shapes.length],
        kind: "real",
        names: ["row", "column", ...flags],
        low: 0,
        high: 1,
      },
      actions: { kind: "discrete", count: 4, names: moves.map(({ name }) => name) },
      values: ["blue", "green", "red"],
      stepLimit: options.stepLimit,
      deterministic: true,
    };
  }

  reset(_key: Key): void {
    const { state } = this.motion;
    this.motion.begin();
    state.fill(0);
    state[0] = Math.floor(startCell / size);
    state[1] = startCell % size;
    state[2 + shapes.length] = 1;
  }

  step(action: Action, values: Float64Array): Status {
    const { state, now } = this.motion;
    const { rows, columns } = moves[discreteAction(id, action, 4, now)]!;
    const share = state[2 + shapes.length]!;
    state[2 + shapes.length] = share * this.options.discount;
    values.fill(0);
    const [row, column] = [state[0]! + rows, state[1]! + columns];
    const isWithin = row >= 0 && row < size && column >= 0 && column < size;
    const cell = size * row + column;
    if (!isWithin || cells[cell] === "X") return this.motion.count(false);
    state[0] = row;
    state[1] = column;
    if (cells[cell] === "G") {
      values.fill(share);
      return this.motion.count(true);
    }
    const shape = shapes.indexOf(cell);
    if (shape >= 0 && state[2 + shape] === 0) {
      state[2 + shape] = 1;
      values[Number(cells[cell]) - 1] = share;
    }
    return this.motion.count(false);
  }

  /** Row and column by 12, then the flags. */
  observe(into: Float32Array, offset: number): void {
    const { state } = this.motion;
    for (let j = 0; j < 2 + shapes.length; j++) into[offset + j] = j < 2 ? state[j]! / (size - 1) : state[j]!;
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const fourRoom: EnvironmentEntry<FourRoomOptions> = {
  title: "gather shapes of three kinds on the way to the goal (MO-Gymnasium's four-room)",
  options: schema,
  create: (options) => new FourRoom(options),
};
