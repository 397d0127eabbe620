import type { CliContext } from "./context.ts";
import { csvLine } from "./csv.ts";
import type { RecordSet } from "./record-table.ts";

/** Which rows of a set to print, and what to put behind each. */
export interface ChosenRows {
  readonly rows: ArrayLike<number>;
  /** The values behind row `i`, in the order of the added columns. */
  readonly added?: (i: number) => readonly number[];
}

/**
 * Prints rows of a table as CSV with all their columns. Sets that were told apart by blank lines still are; the
 * header is left out where the table had none.
 */
export function printRows<S extends RecordSet>(
  context: CliContext,
  table: { readonly names: readonly string[]; readonly sets: readonly S[] },
  splitBy: string | undefined,
  addedNames: readonly string[],
  choose: (set: S, number: number) => ChosenRows,
): void {
  const { stdout } = context.process;
  const unnamed = table.names.every((name, j) => name === String(j + 1));
  if (!unnamed) stdout.write(`${csvLine([...table.names, ...addedNames])}\n`);
  table.sets.forEach((set, number) => {
    if (number > 0 && splitBy === undefined) stdout.write("\n");
    const { rows, added } = choose(set, number);
    // Lines are handed over in blocks: a write for each is slow where there are millions.
    let block = "";
    for (let k = 0; k < rows.length; k++) {
      const i = rows[k]!;
      block += `${csvLine([...set.record(i), ...(added?.(i) ?? [])])}\n`;
      if (block.length > 65_536) {
        stdout.write(block);
        block = "";
      }
    }
    stdout.write(block);
  });
}

/** All rows of a set. */
export function everyRow({ points }: RecordSet): number[] {
  return Array.from({ length: points.rows }, (_, i) => i);
}
