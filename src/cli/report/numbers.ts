/** A number as tables and notes show it: four significant digits, thousands apart; "-" where there is none. */
export function numberText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "-";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}
