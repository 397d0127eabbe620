/** Numbers as people read them. */

const suffixes = ["", "k", "M", "G", "T"];

/** A count with three significant digits and a suffix: 950, 12.3k, 1.05M. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return "-";
  let value = count;
  let power = 0;
  // 999.5 would print as "1000": it belongs to the next suffix.
  while (Math.abs(value) >= 999.5 && power < suffixes.length - 1) {
    value /= 1000;
    power++;
  }
  if (power === 0) return String(Math.round(value));
  return `${value.toFixed(Math.abs(value) < 9.995 ? 2 : Math.abs(value) < 99.95 ? 1 : 0)}${suffixes[power]}`;
}

/** A measured value with four significant digits, without an exponent where it is of a usual size. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "-" : String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) return value.toExponential(3);
  if (size >= 1000) return value.toFixed(0);
  return String(Number(value.toPrecision(4)));
}

/** A time in seconds as 42s, 3:05 or 1:02:03. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "-";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  const two = (part: number): string => String(part).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
