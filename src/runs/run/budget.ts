import type { Objective } from "../../evaluation/index.ts";
import type { BudgetConfig } from "../config/index.ts";
import type { EpisodeValues } from "../records.ts";

/** What an arm has spent. */
export interface Spent {
  readonly steps: number;
  readonly evaluations: number;
  readonly generation: number;
  readonly seconds: number;
}

/** The limit that is reached, or null while none is. */
export function limitReached(
  budget: BudgetConfig,
  spent: Spent,
): "steps" | "evaluations" | "generations" | "seconds" | null {
  if (budget.steps !== undefined && spent.steps >= budget.steps) return "steps";
  if (budget.evaluations !== undefined && spent.evaluations >= budget.evaluations) return "evaluations";
  if (budget.generations !== undefined && spent.generation >= budget.generations) return "generations";
  if (budget.seconds !== undefined && spent.seconds >= budget.seconds) return "seconds";
  return null;
}

/**
 * Whether a test of the centre reaches every target of the tasks in `trained`; false where there is none to reach.
 */
export function targetReached(
  target: BudgetConfig["target"],
  values: EpisodeValues,
  objectives: readonly Objective[],
  trained: readonly string[],
): boolean {
  const asked = objectives.filter(({ id, task }) => target?.[id] !== undefined && trained.includes(task));
  return (
    asked.length > 0 &&
    asked.every(({ id, direction }) => {
      const episodes = values[id] ?? [];
      const mean = episodes.reduce((sum, value) => sum + value, 0) / episodes.length;
      return direction === "max" ? mean >= target![id]! : mean <= target![id]!;
    })
  );
}
