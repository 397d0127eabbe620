import type { PointSet } from "../tables/index.ts";

/**
 * A command's answer on a table: the answer itself where there is one set, else `{ sets: [...] }` with each set's name
 * before its answer.
 */
export function answerBySet<S extends PointSet, T extends object>(
  table: { readonly sets: readonly S[] },
  answer: (set: S, number: number) => T,
): T | { sets: object[] } {
  if (table.sets.length === 1) return answer(table.sets[0]!, 0);
  return { sets: table.sets.map((set, number) => ({ set: set.name, ...answer(set, number) })) };
}
