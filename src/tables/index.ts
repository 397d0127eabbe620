/**
 * Tables of numbers from files and streams: CSV, TSV, blank-separated text, JSON, NDJSON, NPY and Parquet, with
 * columns chosen by name or number and several sets told apart by a column or a blank line. This part runs anywhere;
 * `node.ts` opens paths and standard input.
 */
export { type ByteStream, formatOf, readTableFrom, streamRows } from "./read.ts";
export {
  type ColumnName,
  type PointSet,
  type RowCallback,
  RowCollector,
  type Table,
  type TableFormat,
  type TableOptions,
  type TableRecord,
  tableFormats,
} from "./table.ts";
