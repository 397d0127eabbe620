import { buildCommand, type Command } from "@stricli/core";
import { rowOf } from "../../linalg/index.ts";
import { nondominatedSort } from "../../pareto/index.ts";
import type { CliContext } from "../context.ts";
import { pointOptions, type TableFlags, tableArgument, tableFlags, tableOptions } from "../flags.ts";
import { note, printJson } from "../output.ts";
import { everyRow, printRows } from "../print-rows.ts";
import { readRecordTable } from "../record-table.ts";
import { answerBySet } from "../sets.ts";
import { readFront } from "../streamed-front.ts";

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
    if (flags.ranks) await printRanks(this, flags, file);
    else await printFront(this, flags, file);
  },
});

async function printRanks(context: CliContext, flags: FrontFlags, file: string): Promise<void> {
  const table = await readRecordTable(file, tableOptions(flags));
  const sorted = table.sets.map(({ points }) => nondominatedSort(points, pointOptions(flags)));
  if (flags.json) {
    const answer = answerBySet(table, (_, k) => ({
      ranks: sorted[k]!.ranks,
      fronts: sorted[k]!.fronts.length,
    }));
    printJson(context, answer);
    return;
  }
  printRows(context, table, flags.splitBy, ["rank"], (set, k) => ({
    rows: everyRow(set),
    added: (i) => [sorted[k]!.ranks[i]!],
  }));
}

async function printFront(context: CliContext, flags: FrontFlags, file: string): Promise<void> {
  const options = { ...pointOptions(flags), keepDuplicates: flags.duplicates ?? true };
  const table = await readFront(file, tableOptions(flags), options);
  if (flags.json) {
    const answer = answerBySet(table, ({ points, indexes, size }) => ({
      front: Array.from(indexes, (_, i) => rowOf(points, i)),
      indices: indexes,
      points: size,
    }));
    printJson(context, answer);
    return;
  }
  printRows(context, table, flags.splitBy, [], (set) => ({ rows: everyRow(set) }));
  const kept = table.sets.reduce((sum, { indexes }) => sum + indexes.length, 0);
  note(context, `${kept} of ${table.rows} rows are non-dominated`);
}
