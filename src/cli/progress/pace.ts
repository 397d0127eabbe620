import type { GenerationRecord } from "../../runs/index.ts";
import type { Pace } from "./generation-line.ts";

/** Generations over which the speed is averaged: enough to be steady, few enough to follow a change. */
const window = 10;

interface Sample {
  readonly seconds: number;
  readonly steps: number;
  readonly trained: number;
}

/** Follows one run's records and tells its pace. It reads the records' own seconds, no clock. */
export class PaceMeter {
  readonly #budgets: ReadonlyMap<string, number>;
  readonly #trained = new Map<string, number>();
  #arm = "";
  #recent: Sample[] = [];

  /** `budgets`: environment steps of training each arm may take, by arm. */
  constructor(budgets: ReadonlyMap<string, number>) {
    this.#budgets = budgets;
  }

  /** Takes the next record and tells the pace with it. */
  add(record: GenerationRecord): Pace {
    if (record.arm !== this.#arm) {
      this.#arm = record.arm;
      this.#recent = [];
    }
    this.#trained.set(record.arm, record.steps);
    this.#recent.push({
      seconds: record.seconds,
      steps: record.steps + record.measuredSteps,
      trained: record.steps,
    });
    if (this.#recent.length > window + 1) this.#recent.shift();
    // The first record of an arm has only the arm's own start to compare with.
    const last = this.#recent.at(-1)!;
    const first = this.#recent.length > 1 ? this.#recent[0]! : { seconds: 0, steps: 0, trained: 0 };
    const seconds = last.seconds - first.seconds;
    if (!(seconds > 0)) return { stepsPerSecond: Number.NaN, secondsLeft: Number.NaN };
    let left = 0;
    for (const [arm, budget] of this.#budgets) left += Math.max(0, budget - (this.#trained.get(arm) ?? 0));
    return {
      stepsPerSecond: (last.steps - first.steps) / seconds,
      secondsLeft: (left * seconds) / (last.trained - first.trained),
    };
  }

  /** An arm that has ended takes no more time, whatever its budget was. */
  end(arm: string): void {
    this.#trained.set(arm, this.#budgets.get(arm) ?? 0);
  }
}
