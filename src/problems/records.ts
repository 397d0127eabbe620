/**
 * Where a function of one variable is at its best so far. Fronts with gaps (ZDT3, DTLZ7, WFG2) are a curve over such
 * stretches: elsewhere some smaller argument has a value at least as good.
 */

/** From (its value the first below all before) to (a local minimum). */
export type Stretch = readonly [number, number];

/** The minimiser of a function with one minimum between `low` and `high`, by golden sections. */
export function minimiser(f: (t: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [left, right] = [b - ratio * (b - a), a + ratio * (b - a)];
  for (let step = 0; step < 90 && left < right; step++) {
    if (f(left) <= f(right)) {
      b = right;
      right = left;
      left = b - ratio * (b - a);
    } else {
      a = left;
      left = right;
      right = a + ratio * (b - a);
    }
  }
  const middle = (a + b) / 2;
  // A minimum on the border is met exactly.
  return [low, high].reduce((best, end) => (f(end) < f(best) ? end : best), middle);
}

/** The least t in (outside, within] with f(t) < `level`, where f crosses the level once. */
function crossing(f: (t: number) => number, level: number, outside: number, within: number): number {
  let [a, b] = [outside, within];
  for (;;) {
    const middle = (a + b) / 2;
    if (middle <= a || middle >= b) return b;
    if (f(middle) < level) b = middle;
    else a = middle;
  }
}

/**
 * The stretches of [low, high] on which f falls below everything before it. `cells` equal cells are searched; each
 * must hold no more than one rise or fall.
 */
export function records(f: (t: number) => number, low: number, high: number, cells = 4096): Stretch[] {
  const at = (i: number): number => low + ((high - low) * i) / cells;
  const stretches: Stretch[] = [];
  let start: number | null = low;
  let best = f(low);
  for (let i = 1; i <= cells; i++) {
    const falling = f(at(i)) < Math.min(best, f(at(i - 1)));
    if (falling) {
      start ??= f(at(i - 1)) < best ? at(i - 1) : crossing(f, best, at(i - 1), at(i));
      if (i < cells) continue;
    }
    if (start === null) continue;
    // The minimum lies in this cell or the one before.
    const end = minimiser(f, Math.max(start, at(Math.max(i - 2, 0))), at(i));
    stretches.push([start, end]);
    best = f(end);
    start = null;
  }
  return stretches;
}

/** About `count` numbers spread over the stretches by their lengths, both ends of each among them. */
export function spreadOver(stretches: readonly Stretch[], count: number): number[] {
  const total = stretches.reduce((sum, [from, to]) => sum + to - from, 0);
  return stretches.flatMap(([from, to]) => {
    const points = Math.max(2, Math.round((count * (to - from)) / total));
    return Array.from({ length: points }, (_, i) =>
      i === points - 1 ? to : from + ((to - from) * i) / (points - 1),
    );
  });
}
