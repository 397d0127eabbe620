import { buildCommand, type Command } from "@stricli/core";
import { InputError } from "../../base/index.ts";
import { rowOf } from "../../linalg/index.ts";
import { decisions, type MethodOptions } from "../../pareto/index.ts";
import type { CliContext } from "../context.ts";
import {
  parseChoice,
  parseNumbers,
  pointOptions,
  type TableFlags,
  tableArgument,
  tableFlags,
  tableOptions,
} from "../flags.ts";
import { print, printJson } from "../output.ts";
import { type RecordSet, readRecordTable } from "../record-table.ts";
import { answerBySet } from "../sets.ts";
import { textTable } from "../text-table.ts";

interface DecideFlags extends TableFlags {
  readonly method?: readonly string[];
  readonly weights?: number[];
  readonly aspiration?: number[];
}

/** What a method says of a set: a row, or why it has none to say. */
interface Advice {
  readonly index: number | null;
  readonly point: ArrayLike<number> | null;
  readonly explanation: string;
}

/** `evofront decide`: which point of a front to take. */
export const decideCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "Which point to take: knee, compromise, pseudo-weights …",
    fullDescription: [
      "Asks each decision method which of the finite non-dominated rows to take, and why. Rows count from 0.",
      ...decisions.entries().map(([id, { summary }]) => `  ${id.padEnd(16)}  ${summary}`),
      "--json prints {index, point, explanation} by method.",
      "",
      "EXAMPLES",
      "  evofront decide models.csv --columns accuracy,latency --directions max,min",
      "  evofront decide front.csv --method knee",
      "  evofront decide front.csv --method asf --aspiration 0.9,10 --weights 2,1",
    ].join("\n"),
  },
  parameters: {
    flags: {
      method: {
        kind: "parsed",
        parse: (text: string) => parseChoice("method", decisions.ids(), text),
        variadic: ",",
        optional: true,
        brief: "The methods to ask (all unless told)",
      },
      weights: {
        kind: "parsed",
        parse: (text: string) => parseNumbers("weights", text, "0.3,0.7"),
        optional: true,
        placeholder: "w1,w2,…",
        brief: "How much each objective matters (all the same unless told)",
      },
      aspiration: {
        kind: "parsed",
        parse: (text: string) => parseNumbers("aspiration", text),
        optional: true,
        placeholder: "a1,a2,…",
        brief: "Values you would be content with, for asf (the best of each unless told)",
      },
      ...tableFlags,
    },
    positional: { kind: "tuple", parameters: [tableArgument] },
  },
  async func(this: CliContext, flags: DecideFlags, file: string) {
    const table = await readRecordTable(file, tableOptions(flags));
    const { weights, aspiration } = flags;
    const options: MethodOptions = { ...pointOptions(flags), weights, aspiration };
    const methods = flags.method ?? decisions.ids();
    const adviceOn = (set: RecordSet): Record<string, Advice> =>
      Object.fromEntries(methods.map((id) => [id, advise(id, set, options, flags.method !== undefined)]));
    if (flags.json) {
      printJson(this, answerBySet(table, adviceOn));
      return;
    }
    const left = (title: string) => ({ title, align: "left" as const });
    const right = (title: string) => ({ title, align: "right" as const });
    const columns = [left("method"), right("row"), ...table.names.map(right), left("why")];
    for (const [number, set] of table.sets.entries()) {
      if (table.sets.length > 1) print(this, `${number > 0 ? "\n" : ""}set ${set.name}`);
      const rows = Object.entries(adviceOn(set)).map(([id, { index, explanation }]) => [
        id,
        index === null ? "-" : String(index),
        ...(index === null ? table.names.map(() => "-") : Array.from(set.record(index), String)),
        explanation,
      ]);
      print(this, textTable(columns, rows));
    }
  },
});

/** What a method says; one that does not fit the set is only an error where the user asked for it. */
function advise(id: string, set: RecordSet, options: MethodOptions, asked: boolean): Advice {
  try {
    const { index, explanation } = decisions.get(id).decide(set.points, options);
    return { index, point: rowOf(set.points, index), explanation };
  } catch (error) {
    if (asked || !(error instanceof InputError)) throw error;
    return { index: null, point: null, explanation: error.message };
  }
}
