import { buildCommand, type Command } from "@stricli/core";
import { rowOf } from "../../linalg/index.ts";
import { nondominated, nondominatedSort, type PointOptions } from "../../pareto/index.ts";
import type { CliContext } from "../context.ts";
import { pointOptions, type TableFlags, tableArgument, tableFlags, tableOptions } from "../flags.ts";
import { note, printJson } from "../output.ts";
import { everyRow, printRows } from "../print-rows.ts";
import { readRecordTable } from "../record-table.ts";
import { answerBySet } from "../sets.ts";

interface FrontFlags extends TableFlags {
  readonly ranks?: boolean;
  readonly duplicates?: boolean;
}

/** `evofront front`: the non-dominated rows of a table, or every row's rank. */
export const frontCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "The non-dominated rows of a table, or every row's rank",
    fullDescription: [
      "Prints the rows that no other row dominates, as CSV. Equal rows do not dominate each other; a row with a NaN is",
      "in no front. Where a table has several sets, each is looked at on its own.",
      "--ranks prints every row with its rank: 0 for the front, 1 for the front without those, and so on.",
      "--json prints {front, indices, points} or, with --ranks, {ranks, fronts}; indices count from 0.",
      "",
      "EXAMPLES",
      "  evofront front models.csv --columns accuracy,latency --directions max,min",
      "  cat points.ndjson | evofront front - --ranks --json",
      "  evofront front runs.csv --split-by seed > fronts.csv",
    ].join("\n"),
  },
  parameters: {
    flags: {
      ranks: { kind: "boolean", optional: true, withNegated: false, brief: "Every row, with its rank" },
      duplicates: {
        kind: "boolean",
        optional: true,
        brief: "Whether all of equal rows are kept or only the first (all unless told)",
      },
      ...tableFlags,
    },
    positional: { kind: "tuple", parameters: [tableArgument] },
  },
  async func(this: CliContext, flags: FrontFlags, file: string) {
    const table = await readRecordTable(file, tableOptions(flags));
    const options: PointOptions = pointOptions(flags);
    if (flags.ranks) {
      const sorted = table.sets.map(({ points }) => nondominatedSort(points, options));
      if (flags.json) {
        printJson(
          this,
          answerBySet(table, (_, k) => ({ ranks: sorted[k]!.ranks, fronts: sorted[k]!.fronts.length })),
        );
        return;
      }
      printRows(this, table, flags.splitBy, ["rank"], (set, k) => ({
        rows: everyRow(set),
        added: (i) => [sorted[k]!.ranks[i]!],
      }));
      return;
    }
    const keepDuplicates = flags.duplicates ?? true;
    const fronts = table.sets.map(({ points }) => nondominated(points, { ...options, keepDuplicates }));
    if (flags.json) {
      const answer = answerBySet(table, ({ points }, k) => ({
        front: Array.from(fronts[k]!, (i) => rowOf(points, i)),
        indices: fronts[k]!,
        points: points.rows,
      }));
      printJson(this, answer);
      return;
    }
    printRows(this, table, flags.splitBy, [], (_, k) => ({ rows: fronts[k]! }));
    const kept = fronts.reduce((sum, front) => sum + front.length, 0);
    note(this, `${kept} of ${table.rows} rows are non-dominated`);
  },
});
