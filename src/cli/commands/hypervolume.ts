import { buildCommand, type Command } from "@stricli/core";
import { type Matrix, rowOf } from "../../linalg/index.ts";
import { contributions, hypervolume, nondominated, type PointOptions } from "../../pareto/index.ts";
import type { CliContext } from "../context.ts";
import { csvLine } from "../csv.ts";
import {
  parseNumbers,
  pointOptions,
  type TableFlags,
  tableArgument,
  tableFlags,
  tableOptions,
} from "../flags.ts";
import { print, printJson } from "../output.ts";
import { everyRow, printRows } from "../print-rows.ts";
import { readRecordTable } from "../record-table.ts";
import { answerBySet } from "../sets.ts";

interface HypervolumeFlags extends TableFlags {
  readonly reference: number[];
  readonly contributions?: boolean;
}

/** `evofront hypervolume`: the exact volume that a table's rows dominate up to a reference point. */
export const hypervolumeCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "The exact hypervolume of a table's rows",
    fullDescription: [
      "Prints the volume that the rows dominate up to the reference point. A row adds to it only if it is better than",
      "the reference in every objective.",
      "--contributions prints every row with the volume that is lost without it.",
      "--json prints {hypervolume, reference, points, contributing} and, with --contributions, {contributions};",
      "contributing counts the distinct non-dominated rows that are better than the reference.",
      "",
      "EXAMPLES",
      "  evofront hypervolume points.csv --reference 11,11",
      "  evofront hypervolume models.csv --columns accuracy,latency --directions max,min --reference 0.5,100",
      "  evofront front a.csv | evofront hypervolume - --reference 1,1,1 --contributions --json",
    ].join("\n"),
  },
  parameters: {
    flags: {
      reference: {
        kind: "parsed",
        parse: (text: string) => parseNumbers("reference", text),
        placeholder: "r1,r2,…",
        brief:
          "The reference point, one number for each objective (--reference=-1,-2 where the first is negative)",
      },
      contributions: { kind: "boolean", optional: true, withNegated: false, brief: "Every row's own share" },
      ...tableFlags,
    },
    positional: { kind: "tuple", parameters: [tableArgument] },
  },
  async func(this: CliContext, flags: HypervolumeFlags, file: string) {
    const table = await readRecordTable(file, tableOptions(flags));
    const options = pointOptions(flags);
    const { reference } = flags;
    const volumes = table.sets.map(({ points }) => hypervolume(points, reference, options));
    const shares = flags.contributions
      ? table.sets.map(({ points }) => contributions(points, reference, options))
      : undefined;
    if (flags.json) {
      const answer = answerBySet(table, ({ points }, k) => ({
        hypervolume: volumes[k]!,
        reference,
        points: points.rows,
        contributing: contributing(points, reference, options),
        ...(shares === undefined ? {} : { contributions: shares[k]! }),
      }));
      printJson(this, answer);
    } else if (shares !== undefined) {
      printRows(this, table, flags.splitBy, ["contribution"], (set, k) => ({
        rows: everyRow(set),
        added: (i) => [shares[k]![i]!],
      }));
    } else if (table.sets.length === 1) {
      print(this, String(volumes[0]));
    } else {
      print(this, csvLine([flags.splitBy ?? "set", "hypervolume"]));
      for (const [k, { name }] of table.sets.entries()) print(this, csvLine([name, volumes[k]]));
    }
  },
});

/** How many distinct non-dominated rows are better than the reference in every objective. */
function contributing(points: Matrix, reference: readonly number[], options: PointOptions): number {
  const front = nondominated(points, { ...options, keepDuplicates: false });
  const isInside = (i: number): boolean =>
    rowOf(points, i).every((value, j) =>
      options.directions?.[j] === "max" ? value > reference[j]! : value < reference[j]!,
    );
  return front.reduce((count, i) => count + (isInside(i) ? 1 : 0), 0);
}
