/**
 * Copies of a world side by side, for worlds of a few numbers: calling each copy by itself, and waiting for its arithmetic,
 * costs more there than the step does. All states lie in one array, so a processor works on several of them at a time.
 */
import { type Key, Stream } from "../src/random/index.ts";

/**
 * Lanes, each a copy of a world. It is driven by what has checked its actions; a lane does what a copy of its own
 * (`Environment`) does, bit for bit, but for the limit of its steps, which is the caller's to count.
 */
export interface EnvironmentBatch {
  /** Starts an episode in a lane. */
  reset(lane: number, key: Key): void;
  /**
   * Moves the first `count` of `lanes` one step. Lane `lanes[k]` takes the action at `actions[k]` (an index, or the number
   * of a continuous action); what it is paid goes to `values`, from k times their number on, and to `ended[k]` 1 where
   * its episode is over by its own rules, else 0.
   */
  step(
    lanes: Int32Array,
    count: number,
    actions: Float64Array,
    values: Float64Array,
    ended: Uint8Array,
  ): void;
  /** Writes the observations of the first `count` of `lanes`, one after the other, to `into`. */
  observe(lanes: Int32Array, count: number, into: Float32Array): void;
}

/** The rules of a world whose state is a few numbers, at place `at` of an array, and whose action is one number. */
export interface Dynamics {
  /** Numbers of the state, of the observation, and paid each step. */
  readonly stateSize: number;
  readonly observationSize: number;
  readonly values: number;
  /** Draws an episode's first state. */
  begin(stream: Stream, state: Float64Array, at: number): void;
  /** Moves the state one step and writes what is paid to `values` from `to` on; whether the episode is over. */
  step(state: Float64Array, at: number, action: number, values: Float64Array, to: number): boolean;
  /** Writes the observation to `into` from `offset` on. */
  observe(state: Float64Array, at: number, into: Float32Array, offset: number): void;
}

/** `lanes` copies of a world by its rules. */
export function dynamicsBatch(dynamics: Dynamics, lanes: number): EnvironmentBatch {
  return new DynamicsBatch(dynamics, lanes);
}

// Engines look up a method's names once, those of a surrounding function in every turn of a loop.
class DynamicsBatch implements EnvironmentBatch {
  private readonly dynamics: Dynamics;
  private readonly states: Float64Array;
  private readonly stream = new Stream([0, 0]);

  constructor(dynamics: Dynamics, lanes: number) {
    this.dynamics = dynamics;
    this.states = new Float64Array(lanes * dynamics.stateSize);
  }

  reset(lane: number, key: Key): void {
    this.stream.restart(key);
    this.dynamics.begin(this.stream, this.states, lane * this.dynamics.stateSize);
  }

  step(
    lanes: Int32Array,
    count: number,
    actions: Float64Array,
    values: Float64Array,
    ended: Uint8Array,
  ): void {
    const { dynamics, states } = this;
    const { stateSize, values: width } = dynamics;
    for (let k = 0; k < count; k++) {
      const over = dynamics.step(states, lanes[k]! * stateSize, actions[k]!, values, k * width);
      ended[k] = over ? 1 : 0;
    }
  }

  observe(lanes: Int32Array, count: number, into: Float32Array): void {
    const { dynamics, states } = this;
    const { stateSize, observationSize } = dynamics;
    for (let k = 0; k < count; k++)
      dynamics.observe(states, lanes[k]! * stateSize, into, k * observationSize);
  }
}
