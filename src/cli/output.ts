import type { CliContext } from "./context.ts";

/**
 * `value` as JSON. Numbers that JSON cannot hold are the strings "Infinity", "-Infinity" and "NaN" (`Number(x)`
 * reads them back); typed arrays become arrays.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === "number" && !Number.isFinite(entry)) return String(entry);
    if (ArrayBuffer.isView(entry)) return Array.from(entry as Float64Array);
    return entry;
  });
}

/** Writes `value` as one line of JSON to standard output. */
export function printJson(context: CliContext, value: unknown): void {
  context.process.stdout.write(`${toJson(value)}\n`);
}

/** Writes a line to standard output: the answer itself, which others may read on. */
export function print(context: CliContext, line: string): void {
  context.process.stdout.write(`${line}\n`);
}

/** Writes a line to standard error: what a person may want to know, and no program reads. */
export function note(context: CliContext, line: string): void {
  context.process.stderr.write(`${line}\n`);
}
