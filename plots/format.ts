/**
 * A number for people: thousands parted by commas, about four significant digits; an en dash where there is none.
 */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const digits = size >= 1000 || Number.isInteger(value) ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  if (size !== 0 && size < 0.001) return value.toExponential(2).replace("-", "−");
  const [whole, fraction] = size.toFixed(digits).split(".");
  const grouped = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const trimmed = fraction?.replace(/0+$/, "");
  return `${value < 0 ? "−" : ""}${grouped}${trimmed ? `.${trimmed}` : ""}`;
}

/** A tick of an axis: "0", "500", "1.5k", "2M". */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${number(value / 1e6)}M`;
  if (size >= 1e4) return `${number(value / 1e3)}k`;
  return number(value);
}

/** A share as a percentage of three digits at most. */
export const percent = (share: number): string => `${number(Number((share * 100).toPrecision(3)))} %`;

/** Seconds as "4 min 12 s". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${number(Number(seconds.toPrecision(3)))} s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}
