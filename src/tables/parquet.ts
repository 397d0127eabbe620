import { decompress } from "fzstd";
import { type Compressors, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { InputError } from "../base/index.ts";
import { Selection } from "./selection.ts";
import type { RowCallback, TableOptions } from "./table.ts";

/** Codecs that are read anywhere, beside snappy, which hyparquet has itself. */
const everywhere: Compressors = { ZSTD: (bytes) => decompress(bytes) };

/** Reads the flat columns of a Parquet file (through hyparquet). Row groups are read one after another. */
export async function readParquet(
  bytes: Uint8Array,
  options: TableOptions,
  callback: RowCallback,
): Promise<Selection | undefined> {
  const name = options.name ?? "table";
  const file = {
    byteLength: bytes.byteLength,
    slice: (start: number, end?: number) =>
      bytes.buffer.slice(
        bytes.byteOffset + start,
        bytes.byteOffset + (end ?? bytes.byteLength),
      ) as ArrayBuffer,
  };
  let selection: Selection | undefined;
  try {
    const metadata = await parquetMetadataAsync(file);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const rows = await parquetReadObjects({
        file,
        metadata,
        rowStart,
        rowEnd,
        compressors: { ...everywhere, ...options.compressors },
      });
      for (const row of rows) {
        selection ??= new Selection(names, "the schema", options, callback);
        rowStart++;
        selection.accept(
          names.map((column) => row[column]),
          "row",
          rowStart,
        );
      }
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${name}: cannot be read as Parquet (${(error as Error).message}); write it anew, uncompressed, with snappy or with zstd`,
    );
  }
  return selection;
}
