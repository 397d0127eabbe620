import { InputError } from "../base/index.ts";
import { matrix } from "../linalg/index.ts";
import type { Evaluated } from "./evaluated.ts";
import type { EvaluationResult } from "./executor.ts";
import type { Experiment } from "./task.ts";

/**
 * The objectives of an experiment, read out of a result and minimised: a maximised value is negated. A failed
 * candidate's row is NaN. Throws an `InputError` where the result has no such task or value.
 */
export function toObjectives(
  experiment: Pick<Experiment, "objectives">,
  result: EvaluationResult,
): Evaluated {
  const columns = experiment.objectives.map((objective) => {
    const outcome = result.outcomes.find(({ task }) => task === objective.task);
    if (!outcome) {
      const known = result.outcomes.map(({ task }) => task).join(", ");
      throw new InputError(
        `objective "${objective.id}": no task "${objective.task}" was evaluated; there are ${known}`,
      );
    }
    const column = outcome.names.indexOf(objective.value);
    if (column < 0) {
      throw new InputError(
        `objective "${objective.id}": task "${objective.task}" has no value "${objective.value}"; ` +
          `it has ${outcome.names.join(", ")}`,
      );
    }
    return { values: outcome.values, column, maximised: objective.direction === "max" };
  });
  const size = result.outcomes[0]?.values.rows ?? 0;
  const objectives = matrix(size, columns.length);
  const failed = new Set(result.failures.map(({ member }) => member));
  for (let i = 0; i < size; i++) {
    columns.forEach(({ values, column, maximised }, k) => {
      const value = values.data[i * values.columns + column]!;
      // 0 - value rather than -value: a worth of 0 becomes 0, not -0.
      objectives.data[i * columns.length + k] = failed.has(i) ? Number.NaN : maximised ? 0 - value : value;
    });
  }
  const { failures, violations } = result;
  return violations === undefined ? { objectives, failures } : { objectives, failures, violations };
}
