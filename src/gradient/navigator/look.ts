/**
 * What no walk along a front leads to. A continuation stays on the connected piece that it began on (Hillermeier 2001), and
 * derivatives see no further than they hold; but fronts come in pieces (DTLZ7, ZDT3), are flat but for rounding over most
 * of a box (DTLZ4), or lie behind other, local ones (DTLZ3). So losses are looked at on straight lines through the box.
 * That finds what is on those lines and is no proof of the rest.
 */
import type { Bounds, Oracle } from "./problem.ts";
import { clipped, dot, moved, norm } from "./vectors.ts";

/** A place that was seen. */
export interface Sight {
  readonly x: Float64Array;
  readonly losses: Float64Array;
  /** The line's direction, of length 1 and towards there, and how far off it is. */
  readonly direction: Float64Array;
  readonly length: number;
}

/** A line through x, inside the box from x + least v to x + most v. */
interface Line {
  readonly v: Float64Array;
  readonly least: number;
  readonly most: number;
}

/** With more free variables than these, only the lines that were asked for are looked along, and no axis. */
const mostAxes = 50;

/** Unit vectors along the axes of variables that are free to move; none where there are too many. */
export function axesOf(size: number, free: (j: number) => boolean, most: number = mostAxes): Float64Array[] {
  const chosen = Array.from({ length: size }, (_, j) => j).filter(free);
  return chosen.length > most ? [] : chosen.map((j) => new Float64Array(size).fill(1, j, j + 1));
}

/** The lines along these directions that end at the box both ways. */
function linesThrough(
  x: Float64Array,
  { lower, upper }: Bounds,
  directions: readonly Float64Array[],
): Line[] {
  const lines: Line[] = [];
  for (const direction of directions) {
    const size = norm(direction);
    if (!(size > 0)) continue;
    const v = direction.map((value) => (Math.abs(value) > 1e-9 * size ? value / size : 0));
    let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    v.forEach((value, j) => {
      if (value === 0) return;
      const [a, b] = [(lower[j]! - x[j]!) / value, (upper[j]! - x[j]!) / value];
      least = Math.max(least, Math.min(a, b));
      most = Math.min(most, Math.max(a, b));
    });
    const twin = lines.some((line) => Math.abs(dot(line.v, v)) > 1 - 1e-9);
    if (!twin && Number.isFinite(least) && Number.isFinite(most) && most > least) {
      lines.push({ v, least: Math.min(least, 0), most: Math.max(most, 0) });
    }
  }
  return lines;
}

/** Changes below this share of the largest value of any objective are rounding. */
const rounding = 1e-12;

/** What was seen on a line: places in order, and how good each is by the worst of its changes; below 0 is better in all. */
interface Profile {
  readonly at: readonly number[];
  readonly losses: readonly Float64Array[];
  readonly scores: readonly number[];
  /** Whether all objectives that were asked for vary on it. */
  readonly whole: boolean;
  scoreOf(losses: Float64Array): number;
}

/**
 * Looks at `reach` places of a line. A score is the largest change of the objectives `among`, each as a share of how much
 * it varies on the line; those that vary by rounding alone do not count.
 */
async function profileOf(
  oracle: Oracle,
  x: Float64Array,
  here: Float64Array,
  { v, least, most }: Line,
  among: readonly number[],
  reach: number,
): Promise<Profile | undefined> {
  const at = Array.from({ length: reach + 1 }, (_, k) => least + ((most - least) * k) / reach);
  const losses: Float64Array[] = [];
  for (const t of at) losses.push(await oracle.losses(clipped(moved(x, v, t), oracle.bounds)));
  const none = rounding * Math.max(...here.map(Math.abs));
  const varying = among.flatMap((i) => {
    const values = [here[i]!, ...losses.map((f) => f[i]!).filter(Number.isFinite)];
    const range = Math.max(...values) - Math.min(...values);
    return range > none ? [{ i, range }] : [];
  });
  if (varying.length === 0) return undefined;
  const scoreOf = (f: Float64Array): number => {
    const worst = Math.max(...varying.map(({ i, range }) => (f[i]! - here[i]!) / range));
    return f.every(Number.isFinite) ? worst : Number.POSITIVE_INFINITY;
  };
  return { at, losses, scores: losses.map(scoreOf), whole: varying.length === among.length, scoreOf };
}

/** A place must be better by this share of what its line holds to count as better. */
const better = 1e-6;
/** A valley of the scores this near to 0 may go below it between the places that were looked at. */
const promising = 0.2;
const golden = (Math.sqrt(5) - 1) / 2;
/** A valley is searched to this share of its width. */
const fine = 1e-8;

/** With where on its line it is, and how good. */
type Scored = Sight & { readonly at: number; readonly score: number };

/** The lowest score that a golden-section search comes by between two places (Kiefer 1953), or `from`. */
async function lowest(
  look: (t: number) => Promise<Scored>,
  from: Scored,
  low: number,
  high: number,
): Promise<Scored> {
  const width = high - low;
  let best = from;
  let left = await look(high - golden * width);
  let right = await look(low + golden * width);
  while (high - low > fine * width) {
    if (left.score < best.score) best = left;
    if (right.score < best.score) best = right;
    if (left.score <= right.score) {
      [high, right] = [right.at, left];
      left = await look(high - golden * (high - low));
    } else {
      [low, left] = [left.at, right];
      right = await look(low + golden * (high - low));
    }
  }
  return best;
}

/** The best place on these lines that no objective is worse at than here; undefined where none was seen. */
export async function dominatingPlace(
  oracle: Oracle,
  x: Float64Array,
  here: Float64Array,
  directions: readonly Float64Array[],
  reach: number,
): Promise<Sight | undefined> {
  if (!oracle.bounds || reach === 0) return undefined;
  const all = [...here.keys()];
  let best: Scored | undefined;
  for (const line of linesThrough(x, oracle.bounds, directions)) {
    const profile = await profileOf(oracle, x, here, line, all, reach);
    if (!profile) continue;
    const { at, scores, scoreOf } = profile;
    const look = async (t: number): Promise<Scored> => {
      const place = clipped(moved(x, line.v, t), oracle.bounds);
      const losses = await oracle.losses(place);
      return { x: place, losses, direction: line.v, length: Math.abs(t), at: t, score: scoreOf(losses) };
    };
    for (const [k, score] of scores.entries()) {
      const [before, after] = [scores[k - 1] ?? Infinity, scores[k + 1] ?? Infinity];
      if (score > promising || score > before || score > after) continue;
      const [low, high] = [at[Math.max(0, k - 1)]!, at[Math.min(at.length - 1, k + 1)]!];
      // The valley that x itself lies in: that much is known of it by derivatives.
      if (low <= 0 && high >= 0 && score >= 0) continue;
      const found = await lowest(look, await look(at[k]!), low, high);
      if (found.score < -better && found.score < (best?.score ?? 0)) best = found;
    }
  }
  return best;
}

/** What is preferred must gain this share of what its line holds to be worth a jump, and this one of the largest value. */
const worth = 1e-4;
const worthAtAll = 1e-8;
/** Of the gains on a line, the first that is this share of the largest counts as the next piece's. */
const begins = 0.01;

/** The nearest place on these lines where everything preferred is better than here; undefined where none was seen. */
export async function nextPiece(
  oracle: Oracle,
  x: Float64Array,
  here: Float64Array,
  preferred: readonly number[],
  directions: readonly Float64Array[],
  reach: number,
): Promise<Sight | undefined> {
  if (!oracle.bounds || reach === 0) return undefined;
  const least = worthAtAll * Math.max(...here.map(Math.abs));
  let nearest: Sight | undefined;
  for (const line of linesThrough(x, oracle.bounds, directions)) {
    const profile = await profileOf(oracle, x, here, line, preferred, reach);
    if (!profile?.whole) continue;
    const { at, losses, scores } = profile;
    const most = Math.min(...scores);
    if (most > -worth) continue;
    for (const [k, score] of scores.entries()) {
      const length = Math.abs(at[k]!);
      if (score > begins * most || length >= (nearest?.length ?? Infinity)) continue;
      if (preferred.some((i) => here[i]! - losses[k]![i]! < least)) continue;
      const sign = Math.sign(at[k]!);
      nearest = {
        x: clipped(moved(x, line.v, at[k]!), oracle.bounds),
        losses: losses[k]!,
        direction: line.v.map((value) => sign * value),
        length,
      };
    }
  }
  return nearest;
}
