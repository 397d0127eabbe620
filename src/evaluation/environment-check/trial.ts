/** An environment under trial: played with random actions, all that is seen kept; and how a fault is said. */
import { type Environment, status } from "../../../environments/index.ts";
import { fold, type Key, keyOf, Stream } from "../../random/index.ts";

export class Broken extends Error {}

export function demand(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new Broken(fault);
}

export const root: Key = keyOf("check environment");
export const episodes = 20;
export const mostSteps = 300;

/** An environment under trial, with room for what it writes. */
export class Trial {
  readonly environment: Environment;
  readonly values: Float64Array;
  readonly observation: Float32Array;

  constructor(environment: Environment) {
    this.environment = environment;
    const { values, observation } = this.environment.spec;
    this.values = new Float64Array(values.length);
    this.observation = new Float32Array(observation.shape.reduce((size, n) => size * n, 1));
  }

  /** An action drawn from the whole space. */
  action(stream: Stream): number | number[] {
    const { actions } = this.environment.spec;
    if (actions.kind === "discrete") return stream.below(actions.count);
    if (actions.kind === "multi-discrete") return actions.counts.map((count) => stream.below(count));
    const { size, low, high } = actions;
    return Array.from({ length: size }, () => low + (high - low) * stream.uniform());
  }

  /** All that can be seen of up to `steps` random steps. */
  play(stream: Stream, steps: number): number[][] {
    const seen: number[][] = [];
    for (let t = 0; t < steps; t++) {
      const now = this.environment.step(this.action(stream), this.values);
      this.environment.observe(this.observation, 0);
      seen.push([now, ...this.values, ...this.observation]);
      if (now !== status.running) break;
    }
    return seen;
  }

  /** Some steps into an episode that still runs, or its start where none does. */
  midway(key: Key, steps: number): void {
    for (let attempt = 0; ; attempt++) {
      this.environment.reset(fold(key, attempt));
      const most = Math.max(0, steps - Math.floor(attempt / 20));
      if (most === 0 || this.play(new Stream(fold(key, attempt, 1)), most).at(-1)![0] === status.running)
        return;
    }
  }
}

/** A trial of a new copy, as often as it is asked for. */
export type Fresh = () => Trial;
