import { buildCommand, type Command } from "@stricli/core";
import { InputError } from "../../base/index.ts";
import { type IndicatorContext, indicators } from "../../pareto/index.ts";
import type { PointSet } from "../../tables/index.ts";
import { readTable } from "../../tables/node.ts";
import type { CliContext } from "../context.ts";
import {
  parseNumbers,
  pointOptions,
  type TableFlags,
  tableArgument,
  tableFlags,
  tableOptions,
} from "../flags.ts";
import { formatValue } from "../format.ts";
import { print, printJson } from "../output.ts";
import { answerBySet } from "../sets.ts";
import { textTable } from "../text-table.ts";

interface IndicatorsFlags extends TableFlags {
  readonly against?: string;
  readonly reference?: number[];
  readonly ideal?: number[];
}

/** `evofront indicators`: how good a set of points is. */
export const indicatorsCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "How good a set is: IGD, IGD+, GD, GD+, epsilon, spread, spacing, R2 …",
    fullDescription: [
      "Prints every indicator that the given flags suffice for: most compare with the reference set of --against; the",
      "hypervolume asks for --reference, R2 for --ideal. Says of each whether lower or higher is better and whether it",
      "agrees with dominance: strict, a set that dominates another always scores better; weak, it never scores worse;",
      "none, it may.",
      "--json prints the values by name; null where an indicator has no value for these points.",
      "",
      "EXAMPLES",
      "  evofront indicators front.csv --against best-known.csv",
      "  evofront indicators front.csv --against best-known.csv --reference 11,11 --ideal 0,0 --json",
      "  evofront indicators runs.csv --split-by seed --against best-known.csv",
    ].join("\n"),
  },
  parameters: {
    flags: {
      against: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "file",
        brief: "The reference set: a table with the same objectives",
      },
      reference: {
        kind: "parsed",
        parse: (text: string) => parseNumbers("reference", text),
        optional: true,
        placeholder: "r1,r2,…",
        brief: "The reference point of the hypervolume",
      },
      ideal: {
        kind: "parsed",
        parse: (text: string) => parseNumbers("ideal", text),
        optional: true,
        placeholder: "i1,i2,…",
        brief: "The ideal point of R2",
      },
      ...tableFlags,
    },
    positional: { kind: "tuple", parameters: [tableArgument] },
  },
  async func(this: CliContext, flags: IndicatorsFlags, file: string) {
    const { against, reference, ideal } = flags;
    if (against === undefined && reference === undefined && ideal === undefined) {
      throw new InputError(
        "indicators: nothing to compare with; give --against FILE, --reference R or --ideal I",
      );
    }
    if (file === "-" && against === "-") {
      throw new InputError(
        "indicators: FILE and --against are both standard input; name a file for one of them",
      );
    }
    const table = await readTable(file, tableOptions(flags));
    const { splitBy: _, ...ofReferenceSet } = tableOptions(flags);
    const context: IndicatorContext = {
      ...pointOptions(flags),
      ...(against === undefined ? {} : { referenceSet: (await readTable(against, ofReferenceSet)).points }),
      ...(reference === undefined ? {} : { referencePoint: reference }),
      ...(ideal === undefined ? {} : { ideal }),
    };
    const possible = indicators
      .entries()
      .filter(([, { needs }]) => needs.every((need) => context[need] !== undefined));
    const values = (set: PointSet): Record<string, number | null> =>
      Object.fromEntries(
        possible.map(([id, indicator]) => {
          const missing = indicator.unavailable(set.points, context) !== undefined;
          return [id, missing ? null : indicator.evaluate(set.points, context)];
        }),
      );
    if (flags.json) {
      printJson(this, answerBySet(table, values));
      return;
    }
    const bySet = table.sets.map(values);
    const left = (title: string) => ({ title, align: "left" as const });
    const names = table.sets.length === 1 ? ["value"] : table.sets.map(({ name }) => name);
    const columns = [
      left("indicator"),
      ...names.map((title) => ({ title, align: "right" as const })),
      left("better"),
      left("compliant"),
      left("what it is"),
    ];
    const rows = possible.map(([id, { better, compliance, summary, unavailable }]) => {
      const lacking = bySet.findIndex((own) => own[id] === null);
      const reason = lacking < 0 ? undefined : unavailable(table.sets[lacking]!.points, context);
      return [
        id,
        ...bySet.map((own) => (own[id] === null ? "-" : formatValue(own[id]!))),
        better,
        compliance,
        reason === undefined ? summary : `(${reason})`,
      ];
    });
    print(this, textTable(columns, rows));
  },
});
