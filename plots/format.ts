/**
 * A number for people: thousands parted by commas, whole from a thousand on, else `significant` digits at most
 * (default 3); an en dash where there is none.
 */
export function number(value: number | null | undefined, significant = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size !== 0 && size < 0.001) return `${sign}${size.toExponential(2).replace("-", "−")}`;
  const digits = size === 0 ? 0 : Math.max(0, significant - 1 - Math.floor(Math.log10(size)));
  const [whole, fraction] = size.toFixed(Math.min(digits, 20)).split(".");
  const trimmed = fraction?.replace(/0+$/, "");
  const shown = `${whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",")}${trimmed ? `.${trimmed}` : ""}`;
  return shown === "0" ? "0" : `${sign}${shown}`;
}

/** A value in a table of numbers: six significant digits. */
export const precise = (value: number | null | undefined): string => number(value, 6);

/** A tick of an axis: "0", "500", "1.5k", "2M". */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${precise(value / 1e6)}M`;
  if (size >= 1e4) return `${precise(value / 1e3)}k`;
  return precise(value);
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
