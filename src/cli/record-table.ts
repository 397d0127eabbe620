import type { Matrix } from "../linalg/index.ts";
import { RowCollector, type TableOptions } from "../tables/index.ts";
import { streamTable } from "../tables/node.ts";

/** One set of a table, with all that the file says of its rows. */
export interface RecordSet {
  readonly name: string;
  readonly points: Matrix;
  /** Every column of row `i`. */
  readonly record: (i: number) => Iterable<unknown>;
}

/** A table whose rows are points and keep their other columns, so that they can be printed as they came. */
export interface RecordTable {
  /** Names of all columns; "1", "2", ... where the table has none. */
  readonly names: readonly string[];
  readonly rows: number;
  /** Sets in order of their first row. */
  readonly sets: readonly RecordSet[];
}

/**
 * Reads a table with its columns of text. Where every column is an objective only numbers are kept: 8 bytes each, so
 * that millions of rows fit. Throws as `streamTable` does.
 */
export async function readRecordTable(file: string, options: TableOptions): Promise<RecordTable> {
  const sets = new Map<string, { collector: RowCollector; records: unknown[][] }>();
  let names: readonly string[] = [];
  let rows = 0;
  const chosen = await streamTable(file, options, (row, _index, name, record) => {
    let set = sets.get(name);
    if (set === undefined) {
      set = { collector: new RowCollector(row.length), records: [] };
      sets.set(name, set);
      names = record.names;
    }
    set.collector.push(row);
    if (options.columns !== undefined || names.length > row.length) set.records.push([...record.fields]);
    rows++;
  });
  return {
    names: names.length > 0 ? names : chosen,
    rows,
    sets: Array.from(sets, ([name, { collector, records }]) => {
      const points = collector.take();
      const { columns, data } = points;
      return {
        name,
        points,
        record: (i) => records[i] ?? data.subarray(i * columns, (i + 1) * columns),
      };
    }),
  };
}
