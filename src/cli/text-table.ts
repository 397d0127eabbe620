/** One column of a table for people. */
export interface TextColumn {
  readonly title: string;
  /** Numbers stand on the right, names on the left. */
  readonly align: "left" | "right";
}

/** Rows under their titles, each column as wide as its widest cell, two spaces between columns. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, j) =>
    Math.max(column.title.length, ...rows.map((row) => (row[j] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, j) =>
        align === "left" ? (cells[j] ?? "").padEnd(widths[j]!) : (cells[j] ?? "").padStart(widths[j]!),
      )
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(columns.map((column) => column.title)), rule, ...rows.map(line)].join("\n");
}
