import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Compressors } from "hyparquet";
import { InputError } from "../base/index.ts";
import { type ByteStream, readTableFrom, streamRows } from "./read.ts";
import type { RowCallback, Table, TableOptions } from "./table.ts";

/** Where a table comes from: a path, `"-"` for standard input, or a stream of bytes. */
export type TableSource = string | ByteStream;

/** Reads a whole table. Throws an `InputError` where the file is not there, and as `readTableFrom` does. */
export async function readTable(source: TableSource, options: TableOptions = {}): Promise<Table> {
  return readTableFrom(await open(source), completed(source, options));
}

/** Hands the rows of a table to `callback` as they are read; returns the names of the columns. Throws as `readTable` does. */
export async function streamTable(
  source: TableSource,
  options: TableOptions,
  callback: RowCallback,
): Promise<readonly string[]> {
  return streamRows(await open(source), completed(source, options), callback);
}

async function open(source: TableSource): Promise<ByteStream> {
  if (typeof source !== "string") return source;
  if (source === "-") return process.stdin;
  const found = await stat(source).catch(() => undefined);
  if (!found) throw new InputError(`${source}: no such file; check the path`);
  if (found.isDirectory()) throw new InputError(`${source}: is a folder; name a table file`);
  return createReadStream(source, { highWaterMark: 1 << 18 });
}

const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
};

function completed(source: TableSource, options: TableOptions): TableOptions {
  const name =
    typeof source !== "string"
      ? options.name
      : (options.name ?? (source === "-" ? "standard input" : source));
  return { ...options, name, compressors: { ...compressors, ...options.compressors } };
}
