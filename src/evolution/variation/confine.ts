import type { SearchSpace } from "../../problems/index.ts";

/** What becomes of a value outside the box: mirrored back, set to the bound, or drawn again. */
export type BoundsRule = "reflect" | "clip" | "resample";

/** Draws after which `resample` gives up and clips: a rule must end even where nearly all draws fall outside. */
const attempts = 32;

/** `x` mirrored at both bounds as often as it takes. */
function reflected(x: number, low: number, high: number): number {
  const width = high - low;
  if (!(width > 0)) return low;
  const phase = (((x - low) % (2 * width)) + 2 * width) % (2 * width);
  return Math.min(high, Math.max(low, low + (phase <= width ? phase : 2 * width - phase)));
}

/**
 * A solution with every value inside the box. `draw(attempt)` makes it: attempt 0 is the solution itself, returned
 * as it is where nothing is outside; with `resample` the values outside are taken from attempts 1, 2, ... until
 * they are inside, and clipped after 32. A NaN becomes the lower bound.
 */
export function confine(
  draw: (attempt: number) => Float64Array,
  { lower, upper }: SearchSpace,
  rule: BoundsRule,
): Float64Array {
  const first = draw(0);
  const isOutside = (value: number, i: number): boolean => !(value >= lower[i]! && value <= upper[i]!);
  let open: number[] = [];
  for (let i = 0; i < first.length; i++) if (isOutside(first[i]!, i)) open.push(i);
  if (open.length === 0) return first;
  const x = first.slice();
  if (rule === "resample") {
    for (let attempt = 1; open.length > 0 && attempt <= attempts; attempt++) {
      const other = draw(attempt);
      for (const i of open) x[i] = other[i]!;
      open = open.filter((i) => isOutside(x[i]!, i));
    }
  }
  for (const i of open) {
    const finite = Number.isFinite(x[i]!);
    x[i] =
      rule === "reflect" && finite
        ? reflected(x[i]!, lower[i]!, upper[i]!)
        : Math.min(upper[i]!, Math.max(lower[i]!, Number.isNaN(x[i]!) ? lower[i]! : x[i]!));
  }
  return x;
}
