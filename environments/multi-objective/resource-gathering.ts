/**
 * Resource gathering: Barrett and Narayanan, "Learning all optimal policies with multiple criteria" (ICML 2008), as in
 * MO-Gymnasium's `resource-gathering-v0`. Gold and a diamond lie beyond enemies; what is brought home counts.
 */
import { z } from "zod";
import type { Key } from "../../src/random/index.ts";
import { discreteAction } from "../discrete.ts";
import type { Action, Environment, EnvironmentEntry, EnvironmentSpec, Status } from "../environment.ts";
import { ownerOf } from "../saved-state.ts";
import { ChancyMotion } from "./chancy-motion.ts";
import { discountOption, down, left, right, stepLimitOption, up } from "./directions.ts";

const id = "resource-gathering";
const size = 5;
const moves = [up, down, left, right];
const cellOf = (row: number, column: number): number => size * row + column;
const home = cellOf(4, 2);
const gold = cellOf(0, 2);
const diamond = cellOf(1, 4);
const enemies = [cellOf(0, 3), cellOf(1, 2)];
const killProbability = 0.1;

export type ResourceGatheringOptions = {
  /** See rules.md. Default 1. */
  readonly discount: number;
  /** Steps after which an episode is truncated. Default 100. */
  readonly stepLimit: number;
};
const schema = z.strictObject({ discount: discountOption, stepLimit: stepLimitOption(100) });

/**
 * Moves `state` (row, column, has gold, has diamond) by one step, in place, and writes what it pays. `chance` is asked
 * only where an enemy may kill. True where the episode is over.
 */
export function moveGatherer(
  state: Float64Array,
  action: number,
  values: Float64Array,
  chance: (probability: number) => boolean,
): boolean {
  const { rows, columns } = moves[action]!;
  const [row, column] = [state[0]! + rows, state[1]! + columns];
  if (row >= 0 && row < size && column >= 0 && column < size) {
    state[0] = row;
    state[1] = column;
  }
  values.fill(0);
  // Where a move at the edge leads nowhere, the cell counts as entered again.
  const cell = cellOf(state[0]!, state[1]!);
  if (cell === gold) state[2] = 1;
  else if (cell === diamond) state[3] = 1;
  else if (enemies.includes(cell) && chance(killProbability)) {
    values[0] = -1;
    return true;
  } else if (cell === home) {
    values[1] = state[2]!;
    values[2] = state[3]!;
    return true;
  }
  return false;
}

/** Pays -1 for being killed, and 1 for each resource that is brought home. */
class ResourceGathering implements Environment {
  readonly spec: EnvironmentSpec;
  private readonly options: ResourceGatheringOptions;
  /** Row, column, has gold, has diamond, what the next step's values are multiplied by. */
  private readonly motion: ChancyMotion;
  private readonly chance: (probability: number) => boolean;

  constructor(options: ResourceGatheringOptions) {
    this.options = options;
    this.motion = new ChancyMotion(ownerOf(id, options), 5, options.stepLimit);
    this.chance = (probability) => this.motion.stream.chance(probability);
    this.spec = {
      id,
      observation: {
        shape: [4],
        kind: "real",
        names: ["row", "column", "has gold", "has diamond"],
        low: 0,
        high: 1,
      },
      actions: { kind: "discrete", count: 4, names: moves.map(({ name }) => name) },
      values: ["enemy", "gold", "diamond"],
      stepLimit: options.stepLimit,
    };
  }

  reset(key: Key): void {
    this.motion.start(key);
    this.motion.state.set([4, 2, 0, 0, 1]);
  }

  step(action: Action, values: Float64Array): Status {
    const { state, now } = this.motion;
    const isOver = moveGatherer(state, discreteAction(id, action, 4, now), values, this.chance);
    for (let j = 0; j < values.length; j++) values[j]! *= state[4]!;
    state[4]! *= this.options.discount;
    return this.motion.count(isOver);
  }

  /** Row and column by 4, so that all values lie from 0 to 1. */
  observe(into: Float32Array, offset: number): void {
    const { state } = this.motion;
    into[offset] = state[0]! / (size - 1);
    into[offset + 1] = state[1]! / (size - 1);
    into[offset + 2] = state[2]!;
    into[offset + 3] = state[3]!;
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const resourceGathering: EnvironmentEntry<ResourceGatheringOptions> = {
  title: "bring gold and a diamond home past enemies (MO-Gymnasium's resource-gathering)",
  options: schema,
  create: (options) => new ResourceGathering(options),
};
