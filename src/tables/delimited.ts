/** What a `DelimitedParser` finds. */
export interface RecordHandler {
  /** A record's fields and the line it starts on. The array is reused: copy what is to be kept. */
  record(fields: readonly string[], line: number): void;
  /** One or more blank lines between records. */
  blank(): void;
}

const quote = 34;
const newline = 10;
const carriageReturn = 13;

/**
 * Splits text that arrives in pieces into records: RFC 4180 (quoted fields, doubled quotes, line ends within quotes,
 * CRLF or LF) with any one-character delimiter; or, without a delimiter, fields between blanks with `#` comments.
 * Holds the unfinished record only.
 */
export class DelimitedParser {
  private readonly delimiter: string | undefined;
  private readonly handler: RecordHandler;
  private rest = "";
  private line = 1;

  constructor(delimiter: string | undefined, handler: RecordHandler) {
    this.delimiter = delimiter;
    this.handler = handler;
  }

  push(text: string): void {
    let from = 0;
    const all = this.rest === "" ? text : this.rest + text;
    for (;;) {
      const end = this.endOfRecord(all, from);
      if (end < 0) break;
      this.finish(all.slice(from, end));
      from = end + 1;
    }
    this.rest = all.slice(from);
  }

  /** Tells the parser that no more text comes. Returns false where a quoted field was never closed. */
  end(): boolean {
    const closed = this.endOfRecord(`${this.rest}\n`, 0) >= 0;
    if (this.rest !== "") this.finish(this.rest);
    this.rest = "";
    return closed;
  }

  /** Index of the line end that closes the record which starts at `from`, or -1. */
  private endOfRecord(text: string, from: number): number {
    let end = text.indexOf("\n", from);
    if (this.delimiter === undefined) return end;
    let nextQuote = text.indexOf('"', from);
    while (nextQuote >= 0 && nextQuote < end) {
      // Quotes come in pairs, doubled ones too, so a line end counts after an even number of them.
      const closing = text.indexOf('"', nextQuote + 1);
      if (closing < 0) return -1;
      if (closing > end) end = text.indexOf("\n", closing);
      nextQuote = text.indexOf('"', closing + 1);
    }
    return end;
  }

  private finish(raw: string): void {
    const record = raw.charCodeAt(raw.length - 1) === carriageReturn ? raw.slice(0, -1) : raw;
    const line = this.line++;
    if (this.delimiter === undefined) {
      const comment = record.indexOf("#");
      const content = (comment < 0 ? record : record.slice(0, comment)).trim();
      if (content !== "") this.handler.record(content.split(/\s+/), line);
      else if (comment < 0) this.handler.blank();
    } else if (record.trim() === "" && !record.includes(this.delimiter)) {
      this.handler.blank();
    } else if (record.includes('"')) {
      for (let i = 0; i < record.length; i++) if (record.charCodeAt(i) === newline) this.line++;
      this.handler.record(splitQuoted(record, this.delimiter), line);
    } else {
      this.handler.record(record.split(this.delimiter), line);
    }
  }
}

/** The fields of a record that holds quotes. */
function splitQuoted(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = "";
  let inQuotes = false;
  for (let i = 0; i < record.length; i++) {
    const character = record[i]!;
    if (inQuotes) {
      if (record.charCodeAt(i) !== quote) field += character;
      else if (record.charCodeAt(i + 1) === quote) {
        field += character;
        i++;
      } else inQuotes = false;
    } else if (character === delimiter) {
      fields.push(field);
      field = "";
    } else if (record.charCodeAt(i) === quote) inQuotes = true;
    else field += character;
  }
  fields.push(field);
  return fields;
}
