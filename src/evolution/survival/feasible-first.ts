import type { Matrix } from "../../linalg/index.ts";
import { type Contest, fromColumns, rowsOf, type Survivors } from "./fronts.ts";

/** Which of the feasible survive: row indexes, `count` or fewer, and a score each, smaller for the better parent. */
export interface Selection {
  readonly rows: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/**
 * Brings constraint-domination to a selection that knows of objectives only: it chooses among the feasible; places
 * that they leave go to the infeasible with the least violation. As parents, too, the feasible come first.
 */
export function feasibleFirst(
  { objectives, violations }: Contest,
  count: number,
  select: (objectives: Matrix, count: number) => Selection,
): Survivors {
  const all = Int32Array.from({ length: objectives.rows }, (_, i) => i);
  const violation = (i: number): number => violations?.[i] ?? 0;
  const feasible = all.filter((i) => !(violation(i) > 0));
  const { rows: chosen, scores } =
    feasible.length === 0
      ? { rows: [], scores: [] }
      : select(rowsOf(objectives, feasible), Math.min(count, feasible.length));
  const rows = Array.from(chosen, (k) => feasible[k]!);
  if (feasible.length < count) {
    const rest = all.filter((i) => violation(i) > 0).sort((a, b) => violation(a) - violation(b) || a - b);
    rows.push(...rest.subarray(0, count - feasible.length));
  }
  return {
    rows: Int32Array.from(rows),
    fitness: fromColumns(rows.length, [(k) => violation(rows[k]!), (k) => scores[k] ?? 0]),
  };
}
