import { rowOf } from "../linalg/index.ts";
import type { PointSet, Table } from "../tables/index.ts";
import type { CliContext } from "./context.ts";
import { csvLine } from "./csv.ts";

/** Which rows of a set to print, and what to put behind each. */
export interface ChosenRows {
  readonly rows: ArrayLike<number>;
  /** The values behind row `rows[k]`, in the order of the added columns. */
  readonly added?: (k: number) => readonly number[];
}

/**
 * Prints rows of a table as CSV, in the form in which the table told its sets apart: by a column, which comes first,
 * or by a blank line. The header is left out where the table had none and nothing is added.
 */
export function printRows(
  context: CliContext,
  table: Table,
  splitBy: string | undefined,
  addedNames: readonly string[],
  choose: (set: PointSet, number: number) => ChosenRows,
): void {
  const { stdout } = context.process;
  const unnamed = table.columns.every((name) => /^\d+$/.test(name));
  const setColumn = splitBy === undefined ? [] : [splitBy];
  if (!unnamed) stdout.write(`${csvLine([...setColumn, ...table.columns, ...addedNames])}\n`);
  table.sets.forEach((set, number) => {
    if (number > 0 && splitBy === undefined) stdout.write("\n");
    const { rows, added } = choose(set, number);
    const name = splitBy === undefined ? [] : [set.name];
    // Lines are handed over in blocks: a write for each is slow where there are millions.
    let block = "";
    for (let k = 0; k < rows.length; k++) {
      block += `${csvLine([...name, ...rowOf(set.points, rows[k]!), ...(added?.(k) ?? [])])}\n`;
      if (block.length > 65_536) {
        stdout.write(block);
        block = "";
      }
    }
    stdout.write(block);
  });
}
