/** The flags that several commands share, each with its parser. */
import type { FlagParametersForType, TypedPositionalParameter } from "@stricli/core";
import { InputError, suggestion } from "../base/index.ts";
import type { PointOptions } from "../pareto/index.ts";
import { type TableFormat, type TableOptions, tableFormats } from "../tables/index.ts";
import type { CliContext } from "./context.ts";

const commaList = (text: string): string[] => text.split(",").map((part) => part.trim());

/** "min,max" as directions, one for each objective. */
export function parseDirections(text: string): ("min" | "max")[] {
  return commaList(text).map((part) => {
    if (part !== "min" && part !== "max") {
      throw new InputError(
        `--directions: expected min or max for each objective, got "${part}"; write for example min,max`,
      );
    }
    return part;
  });
}

/** "a,b" as column names (or numbers counted from 1, for tables without a header). */
export function parseColumns(text: string): string[] {
  const names = commaList(text);
  if (names.some((name) => name === "")) {
    throw new InputError(
      `--columns: expected names with commas between them, got "${text}"; write for example cost,error`,
    );
  }
  return names;
}

/** "1,2.5,Infinity" as numbers. `name` is what the message calls them. */
export function numbersIn(name: string, text: string, example: string): number[] {
  return commaList(text).map((part) => {
    const value = Number(part);
    if (part === "" || (Number.isNaN(value) && part !== "NaN")) {
      throw new InputError(
        `${name}: expected numbers with commas between them, got "${part}"; write for example ${example}`,
      );
    }
    return value;
  });
}

/** The numbers of a flag. */
export const parseNumbers = (flag: string, text: string, example = "11,11"): number[] =>
  numbersIn(`--${flag}`, text, example);

/** One number of a flag that is above 0. */
export function parsePositive(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && Number.isFinite(value)) return value;
  throw new InputError(`--${flag}: expected a number above 0, got "${text}"`);
}

/** A whole number from `least` on. `flag` names it in the message. */
export function parseCount(flag: string, least: number, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < least) {
    throw new InputError(`--${flag}: expected a whole number from ${least} on, got "${text}"`);
  }
  return value;
}

/** A seed: a whole number is taken as one, anything else as a text. */
export function parseSeed(text: string): number | string {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** One of `known`, with the nearest in the message otherwise. */
export function parseChoice<T extends string>(flag: string, known: readonly T[], text: string): T {
  const found = known.find((choice) => choice === text);
  if (found === undefined)
    throw new InputError(`--${flag}: unknown value "${text}"; ${suggestion(text, known)}`);
  return found;
}

/** The flags every command has. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly debug?: boolean;
}

export const commonFlags: FlagParametersForType<CommonFlags, CliContext> = {
  json: { kind: "boolean", brief: "Print JSON", optional: true, withNegated: false },
  debug: { kind: "boolean", brief: "Show the stack of an error", optional: true, withNegated: false },
};

/** Which policy of a run. */
export interface PolicyFlags {
  readonly arm?: string;
  readonly member?: number;
}

export const policyFlags: FlagParametersForType<PolicyFlags, CliContext> = {
  arm: {
    kind: "parsed",
    parse: String,
    optional: true,
    brief: "The arm (the one that trains on most tasks unless told)",
  },
  member: {
    kind: "parsed",
    parse: (text: string) => parseCount("member", 0, text),
    optional: true,
    brief: "A member of the arm's front, counted from 0 as in front.json (its centre unless told)",
  },
};

/** The flags of the commands that read a table of points. */
export interface TableFlags extends CommonFlags {
  readonly directions?: ("min" | "max")[];
  readonly columns?: string[];
  readonly splitBy?: string;
  readonly header?: boolean;
  readonly format?: TableFormat;
}

export const tableFlags: FlagParametersForType<TableFlags, CliContext> = {
  directions: {
    kind: "parsed",
    parse: parseDirections,
    optional: true,
    placeholder: "min,max,…",
    brief: "Which way each objective goes (all min unless told)",
  },
  columns: {
    kind: "parsed",
    parse: parseColumns,
    optional: true,
    placeholder: "a,b,…",
    brief: "The objectives' columns, by name or by number from 1 (all unless told)",
  },
  splitBy: {
    kind: "parsed",
    parse: String,
    optional: true,
    placeholder: "column",
    brief: "The column that says which set a row belongs to (sets may also be parted by a blank line)",
  },
  header: {
    kind: "boolean",
    optional: true,
    brief: "Whether the first line has the columns' names (guessed unless told)",
  },
  format: {
    kind: "enum",
    values: tableFormats,
    optional: true,
    brief: "The table's format (by its name or its content unless told)",
  },
  ...commonFlags,
};

/** A table's place: a path, or - for standard input. */
export const tableArgument: TypedPositionalParameter<string, CliContext> = {
  brief: "A table: CSV, TSV, JSON, NDJSON, Parquet or NPY (- is standard input)",
  placeholder: "FILE",
  parse: String,
};

/** What the flags say of how to read a table. */
export function tableOptions(flags: TableFlags): TableOptions {
  const { columns, splitBy, header, format } = flags;
  return { columns, splitBy, header, format };
}

/** What the flags say of the objectives. */
export function pointOptions(flags: TableFlags): PointOptions {
  return flags.directions === undefined ? {} : { directions: flags.directions };
}
