/** A number for reading: four significant digits. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** A value among others of that size: 0 where it is rounding beside them. */
export const shownAmong = (value: number, size: number): string =>
  shown(Math.abs(value) < 1e-12 * size ? 0 : value);

/** The size of the largest value of each objective. */
export function sizesOf(
  background: readonly (readonly number[])[],
  points: readonly { readonly values: readonly number[] }[],
): readonly number[] {
  const sizes = points[0]!.values.map(() => 0);
  for (const values of allPoints(background, points, null)) {
    values.forEach((value, j) => {
      if (Number.isFinite(value)) sizes[j] = Math.max(sizes[j]!, Math.abs(value));
    });
  }
  return sizes;
}

/** The same with its sign. */
export const signed = (value: number): string => `${value > 0 ? "+" : ""}${shown(value)}`;

/** Least and largest of what is finite, with a little room. */
export function extent(values: Iterable<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  const room = high > low ? 0.04 * (high - low) : Math.max(1e-9, Math.abs(low)) * 0.1;
  return [low - room, high + room];
}

/** About how wide the longest of some texts is, in the size of ticks. */
export const lettersWide = (texts: readonly string[]): number =>
  7 * Math.max(0, ...texts.map((text) => text.length));

/** About `count` round numbers between two. */
export function ticks([low, high]: readonly [number, number], count: number): readonly number[] {
  const raw = (high - low) / Math.max(2, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  // The step whose ratio to the raw one is least.
  const step = power * (raw >= 7.1 * power ? 10 : raw >= 3.2 * power ? 5 : raw >= 1.4 * power ? 2 : 1);
  const found: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

/** Points that a plot of the whole has to hold: the front before, the walk, what is predicted. */
export function allPoints(
  background: readonly (readonly number[])[],
  points: readonly { readonly values: readonly number[] }[],
  aim: readonly number[] | null,
): readonly (readonly number[])[] {
  return [...background, ...points.map(({ values }) => values), ...(aim ? [aim] : [])];
}
