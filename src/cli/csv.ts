/** A field as RFC 4180 has it: quoted where it holds a comma, a quote or a line end. */
function csvField(value: unknown): string {
  const text = typeof value === "string" ? value : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One record as a line of CSV, without its line end. */
export function csvLine(fields: Iterable<unknown>): string {
  return Array.from(fields, csvField).join(",");
}
