import type { Matrix } from "../linalg/index.ts";
import { type FrontOptions, nondominated } from "../pareto/index.ts";
import { RowCollector, type TableOptions, type TableRecord } from "../tables/index.ts";
import { streamTable } from "../tables/node.ts";
import type { RecordSet, RecordTable } from "./record-table.ts";

/** The non-dominated rows of a set. */
export interface FrontSet extends RecordSet {
  /** The place in the set, counted from 0, of each row that is left. */
  readonly indexes: readonly number[];
  /** Rows the set had. */
  readonly size: number;
}

export interface FrontTable extends Omit<RecordTable, "sets"> {
  readonly sets: readonly FrontSet[];
}

/** Rows that are gathered before those that are dominated are thrown out. */
const leastBatch = 65_536;

/**
 * The front of rows that arrive one by one. Once as many again have come as were left the last time, the dominated
 * ones go, so that memory follows the front and not the file, and no row is sorted more than a few times.
 */
class GrowingFront {
  readonly #options: FrontOptions;
  readonly #keepsRecords: boolean;
  #points: RowCollector;
  #records: (readonly unknown[])[] = [];
  #indexes: number[] = [];
  #pruneAt = leastBatch;
  size = 0;

  constructor(columns: number, keepsRecords: boolean, options: FrontOptions) {
    this.#options = options;
    this.#keepsRecords = keepsRecords;
    this.#points = new RowCollector(columns);
  }

  push(row: Float64Array, { fields }: TableRecord): void {
    this.#points.push(row);
    this.#indexes.push(this.size++);
    if (this.#keepsRecords) this.#records.push([...fields]);
    if (this.#indexes.length >= this.#pruneAt) this.prune();
  }

  /** Throws out what is dominated. Returns what is left. */
  prune(): { points: Matrix; indexes: readonly number[]; records: readonly (readonly unknown[])[] } {
    const { data, columns } = this.#points.take();
    const rows = data.length / columns;
    const kept = nondominated({ rows, columns, data }, this.#options);
    this.#points = new RowCollector(columns);
    for (const i of kept) this.#points.push(data.subarray(i * columns, (i + 1) * columns));
    this.#indexes = Array.from(kept, (i) => this.#indexes[i]!);
    if (this.#keepsRecords) this.#records = Array.from(kept, (i) => this.#records[i]!);
    this.#pruneAt = Math.max(leastBatch, 2 * kept.length);
    return { points: this.#points.take(), indexes: this.#indexes, records: this.#records };
  }
}

/**
 * Reads a table and keeps the front of each of its sets, with all columns. The memory it takes grows with the fronts,
 * not with the table. Throws as `streamTable` and `nondominated` do.
 */
export async function readFront(
  file: string,
  options: TableOptions,
  frontOptions: FrontOptions,
): Promise<FrontTable> {
  const sets = new Map<string, GrowingFront>();
  let names: readonly string[] = [];
  let rows = 0;
  await streamTable(file, options, (row, _index, name, record) => {
    let front = sets.get(name);
    if (front === undefined) {
      names = record.names;
      const keepsRecords = options.columns !== undefined || names.length > row.length;
      front = new GrowingFront(row.length, keepsRecords, frontOptions);
      sets.set(name, front);
    }
    front.push(row, record);
    rows++;
  });
  return {
    names,
    rows,
    sets: Array.from(sets, ([name, front]) => {
      const { points, indexes, records } = front.prune();
      const { columns, data } = points;
      const record = (i: number): Iterable<unknown> =>
        records[i] ?? data.subarray(i * columns, (i + 1) * columns);
      return { name, points, indexes, size: front.size, record };
    }),
  };
}
