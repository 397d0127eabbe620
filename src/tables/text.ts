import { InputError } from "../base/index.ts";
import { DelimitedParser } from "./delimited.ts";
import { parseNumber, Selection } from "./selection.ts";
import type { RowCallback, TableOptions } from "./table.ts";

/** A reader that takes text piece by piece and hands rows to a callback. */
export interface TextReader {
  push(text: string): void;
  /** Returns the selection, or `undefined` where there was no row. */
  end(): Selection | undefined;
}

/** Reads `csv`, `tsv` and `text`; `delimiter` is undefined for fields between blanks. */
export function delimitedReader(
  delimiter: string | undefined,
  options: TableOptions,
  callback: RowCallback,
): TextReader {
  const name = options.name ?? "table";
  let selection: Selection | undefined;
  let header: string | undefined;
  const parser = new DelimitedParser(delimiter, {
    record(fields, line) {
      if (selection) {
        // Files made by joining others repeat their header.
        if (header !== undefined && fields.join("\u0000") === header) return;
        selection.accept(fields, "line", line);
        return;
      }
      const isHeader = options.header ?? fields.every((field) => parseNumber(field) === undefined);
      const names = isHeader ? fields.map((field) => field.trim()) : fields.map((_, j) => String(j + 1));
      if (isHeader) {
        header = fields.join("\u0000");
        const twice = names.find((column, j) => column !== "" && names.indexOf(column) !== j);
        if (twice !== undefined)
          throw new InputError(`${name}: two columns are called "${twice}"; rename one`);
      }
      selection = new Selection(names, `line ${line}`, options, callback);
      if (!isHeader) selection.accept(fields, "line", line);
    },
    blank() {
      selection?.blank();
    },
  });
  return {
    push: (text) => parser.push(text),
    end() {
      if (!parser.end()) throw new InputError(`${name}: a quoted field is never closed; end it with a quote`);
      return selection;
    },
  };
}

/** Reads one JSON array or object a line; a blank line starts the next set. */
export function ndjsonReader(options: TableOptions, callback: RowCallback): TextReader {
  const name = options.name ?? "table";
  const records = new RecordReader("line", options, callback);
  let rest = "";
  let line = 0;
  const take = (text: string): void => {
    line++;
    if (text.trim() === "") {
      records.blank();
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new InputError(
        `${name}: line ${line} is not JSON (${(error as Error).message}); write one array or object a line`,
      );
    }
    records.accept(value, line);
  };
  return {
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      lines.forEach(take);
    },
    end() {
      if (rest.trim() !== "") take(rest);
      return records.selection;
    },
  };
}

/** Reads one JSON document: an array of rows, or an object whose `points` is one. A row is an array or an object. */
export function jsonReader(options: TableOptions, callback: RowCallback): TextReader {
  const name = options.name ?? "table";
  const pieces: string[] = [];
  return {
    push: (text) => pieces.push(text),
    end() {
      let document: unknown;
      try {
        document = JSON.parse(pieces.join(""));
      } catch (error) {
        throw new InputError(`${name}: not JSON (${(error as Error).message}); write an array of rows`);
      }
      const rows = Array.isArray(document) ? document : (document as { points?: unknown } | null)?.points;
      if (!Array.isArray(rows)) {
        throw new InputError(
          `${name}: expected an array of rows, or an object with one as "points", found ${typeof document}`,
        );
      }
      const records = new RecordReader("row", options, callback);
      rows.forEach((row: unknown, i) => {
        records.accept(row, i + 1);
      });
      return records.selection;
    },
  };
}

/** Rows that are arrays (all equally long) or objects (all with the first one's keys). */
class RecordReader {
  selection: Selection | undefined;
  private keys: readonly string[] | undefined;
  private readonly place: string;
  private readonly options: TableOptions;
  private readonly callback: RowCallback;

  constructor(place: string, options: TableOptions, callback: RowCallback) {
    this.place = place;
    this.options = options;
    this.callback = callback;
  }

  accept(record: unknown, number: number): void {
    if (typeof record !== "object" || record === null) {
      throw new InputError(
        `${this.options.name ?? "table"}: ${this.place} ${number} is ${JSON.stringify(record)}; write each row as an array or an object`,
      );
    }
    if (!this.selection) {
      this.keys = Array.isArray(record) ? undefined : Object.keys(record);
      const names = this.keys ?? (record as unknown[]).map((_, j) => String(j + 1));
      this.selection = new Selection(names, `${this.place} ${number}`, this.options, this.callback);
    }
    const fields = Array.isArray(record)
      ? record
      : (this.keys ?? []).map((key) => (record as Record<string, unknown>)[key]);
    this.selection.accept(fields, this.place, number);
  }

  blank(): void {
    this.selection?.blank();
  }
}
