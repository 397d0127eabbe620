import { InputError } from "../base/index.ts";
import { type Matrix, rowOf } from "../linalg/index.ts";
import { readNpy } from "./npy.ts";
import { readParquet } from "./parquet.ts";
import type { Selection } from "./selection.ts";
import {
  type PointSet,
  type RowCallback,
  RowCollector,
  type Table,
  type TableFormat,
  type TableOptions,
} from "./table.ts";
import { delimitedReader, jsonReader, ndjsonReader, type TextReader } from "./text.ts";

/** A stream of bytes, as a file or standard input gives it. */
export type ByteStream = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const extensions: Readonly<Record<string, TableFormat>> = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  txt: "text",
  dat: "text",
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  npy: "npy",
  parquet: "parquet",
};

/** The format that a name's extension or, failing that, the first bytes say. */
export function formatOf(name: string, start: Uint8Array): TableFormat {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (extension !== undefined && extension in extensions) return extensions[extension]!;
  if (start[0] === 0x93 && start[1] === 0x4e) return "npy";
  const text = new TextDecoder().decode(start);
  if (text.startsWith("PAR1")) return "parquet";
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const first = lines[0]?.trim() ?? "";
  if (first.startsWith("{") || first.startsWith("[")) return isRow(first) ? "ndjson" : "json";
  if (first.includes("\t")) return "tsv";
  return first.includes(",") || !/\S\s+\S/.test(first) ? "csv" : "text";
}

/** Whether a line is one row of a table by itself, and not a document that holds rows. */
function isRow(line: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return false;
  }
  if (Array.isArray(value)) return value.every((element) => typeof element !== "object");
  return !Array.isArray((value as { points?: unknown }).points);
}

/**
 * Reads a table from a stream, handing each row to `callback`. Text formats are read as they arrive, so memory does
 * not grow with the file. Returns the names of the columns that were read.
 * Throws an `InputError` where there is no row, a row is too long or short, a field is not a number, or a column is
 * not there.
 */
export async function streamRows(
  stream: ByteStream,
  options: TableOptions,
  callback: RowCallback,
): Promise<readonly string[]> {
  const name = options.name ?? "table";
  const pieces = piecesOf(stream);
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes < 4096) {
    const next = await pieces.next();
    if (next.done) break;
    head.push(next.value);
    headBytes += next.value.length;
  }
  const format = options.format ?? formatOf(name, joined(head).subarray(0, 65536));
  let selection: Selection | undefined;
  if (format === "npy" || format === "parquet") {
    for await (const piece of pieces) head.push(piece);
    const bytes = joined(head);
    selection =
      format === "npy" ? readNpy(bytes, options, callback) : await readParquet(bytes, options, callback);
  } else {
    const reader = textReader(format, joined(head), options, callback);
    const decoder = new TextDecoder();
    for (const piece of head) reader.push(decoder.decode(piece, { stream: true }));
    for await (const piece of pieces) reader.push(decoder.decode(piece, { stream: true }));
    reader.push(decoder.decode());
    selection = reader.end();
  }
  if (!selection || selection.rows === 0)
    throw new InputError(`${name}: the table is empty; give it at least one row of numbers`);
  return selection.columns;
}

/** Reads a whole table from a stream: see `streamRows` for what it throws. */
export async function readTableFrom(stream: ByteStream, options: TableOptions = {}): Promise<Table> {
  let rows: RowCollector | undefined;
  const membership = new RowCollector(1);
  const member = new Float64Array(1);
  const numbers = new Map<string, number>();
  const columns = await streamRows(stream, options, (row, _, set) => {
    rows ??= new RowCollector(row.length);
    rows.push(row);
    const number = numbers.get(set) ?? numbers.size;
    if (number === numbers.size) numbers.set(set, number);
    member[0] = number;
    membership.push(member);
  });
  const points = rows!.take();
  const names = [...numbers.keys()];
  return {
    columns,
    points,
    sets: names.length === 1 ? [{ name: names[0]!, points }] : split(points, membership.take(), names),
  };
}

/** The rows of each set; `membership` holds each row's set number. */
function split(points: Matrix, membership: Matrix, names: readonly string[]): PointSet[] {
  const collectors = names.map(() => new RowCollector(points.columns));
  membership.data.forEach((set, i) => {
    collectors[set]!.push(rowOf(points, i));
  });
  return names.map((name, set) => ({ name, points: collectors[set]!.take() }));
}

function textReader(
  format: TableFormat,
  head: Uint8Array,
  options: TableOptions,
  callback: RowCallback,
): TextReader {
  if (format === "ndjson") return ndjsonReader(options, callback);
  if (format === "json") return jsonReader(options, callback);
  const delimiter = format === "csv" ? csvDelimiter(head) : format === "tsv" ? "\t" : undefined;
  return delimitedReader(delimiter, options, callback);
}

/** The comma; or the semicolon or tab that some spreadsheets write instead, where the first line has no comma. */
function csvDelimiter(head: Uint8Array): string {
  const lines = new TextDecoder().decode(head).split("\n");
  const first = lines.find((line) => line.trim() !== "") ?? "";
  return [",", ";", "\t"].find((delimiter) => first.includes(delimiter)) ?? ",";
}

async function* piecesOf(stream: ByteStream): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) yield piece;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
