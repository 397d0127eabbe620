import { InputError } from "../../base/index.ts";
import { type Matrix, matrix } from "../../linalg/index.ts";
import { type Key, keyOf, Stream } from "../../random/index.ts";
import { dasDennis, dasDennisDivisions } from "./lattice.ts";

export interface RieszOptions {
  /** Exponent s of the energy; above objectives - 1 the minimiser covers the simplex evenly. Default 2 x objectives. */
  readonly s?: number | undefined;
  /** Steps of descent at most. Default 1000. */
  readonly iterations?: number | undefined;
  /** Where the starting points come from. Default: the key of seed 0. */
  readonly key?: Key | undefined;
}

export interface RieszDirections {
  /** points x objectives; rows are non-negative and sum to 1, in lexicographic order. */
  readonly directions: Matrix;
  /** The logarithm of the mean over pairs of distance^-s, which the descent made small. */
  readonly logEnergy: number;
}

/**
 * Any number of well-spread directions on the simplex (Blank, Deb, Dhebar, Roy, "Generating well-spaced points on a
 * unit simplex for evolutionary many-objective optimization", IEEE TEVC 25(1), 2021): projected gradient descent (Adam)
 * on the Riesz s-energy, the sum over pairs of distance^-s. Starts from the finest lattice that is not too large,
 * filled up by the draws that lie farthest from all others; the best configuration of the descent is returned, so its
 * energy is never above the start's. The same key gives the same directions. O(iterations points^2 objectives).
 * Throws an `InputError` on numbers out of range.
 */
export function rieszDirections(
  objectives: number,
  points: number,
  options: RieszOptions = {},
): RieszDirections {
  const { s = 2 * objectives, iterations = 1000, key = keyOf(0) } = options;
  for (const [name, value] of [
    ["objectives", objectives],
    ["points", points],
    ["iterations", iterations],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InputError(`rieszDirections: ${name} must be a positive integer, got ${value}`);
  }
  if (!(s > 0)) throw new InputError(`rieszDirections: s must be positive, got ${s}`);
  let x = startingPoints(objectives, points, key);
  if (objectives === 1 || points === 1)
    return { directions: matrix(points, objectives, x), logEnergy: Number.NEGATIVE_INFINITY };

  const gradient = new Float64Array(x.length);
  let best = x.slice();
  let least = Number.POSITIVE_INFINITY;
  let sinceBest = 0;
  let rate = 0.005;
  let adam = new Adam(x.length);
  for (let step = 0; step <= iterations; step++) {
    const energy = energyAndGradient(x, objectives, s, gradient);
    if (energy < least) {
      best = x.slice();
      least = energy;
      sinceBest = 0;
    } else if (++sinceBest > 30) {
      // Restarted from the best with half the rate, as the paper does.
      rate /= 2;
      if (rate < 1e-7) break;
      adam = new Adam(x.length);
      x = best.slice();
      sinceBest = 0;
      continue;
    }
    scaleToUnit(gradient, objectives);
    adam.step(x, gradient, rate);
    for (let i = 0; i < x.length; i += objectives) projectOntoSimplex(x.subarray(i, i + objectives));
  }
  return { directions: sortedRows(matrix(points, objectives, best)), logEnergy: least };
}

/** The logarithm of the mean pair energy; writes its gradient, projected onto rows that keep their sums. */
function energyAndGradient(x: Float64Array, m: number, s: number, gradient: Float64Array): number {
  const n = x.length / m;
  // Energies are summed relative to the closest pair's, so that distance^-s cannot overflow.
  let closest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) closest = Math.min(closest, squaredDistance(x, i, j, m));
  closest = Math.max(closest, 1e-24);
  gradient.fill(0);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const squared = Math.max(squaredDistance(x, i, j, m), 1e-24);
      const energy = (closest / squared) ** (s / 2);
      sum += energy;
      for (let k = 0; k < m; k++) {
        const push = (-s * energy * (x[i * m + k]! - x[j * m + k]!)) / squared;
        gradient[i * m + k]! += push;
        gradient[j * m + k]! -= push;
      }
    }
  }
  for (let i = 0; i < gradient.length; i += m) {
    let mean = 0;
    for (let k = 0; k < m; k++) mean += gradient[i + k]! / m;
    for (let k = 0; k < m; k++) gradient[i + k] = (gradient[i + k]! - mean) / sum;
  }
  return Math.log(sum / ((n * (n - 1)) / 2)) - (s / 2) * Math.log(closest);
}

function squaredDistance(x: Float64Array, i: number, j: number, m: number): number {
  let sum = 0;
  for (let k = 0; k < m; k++) sum += (x[i * m + k]! - x[j * m + k]!) ** 2;
  return sum;
}

/** Divides by the largest row norm: the rate then bounds every row's move. */
function scaleToUnit(gradient: Float64Array, m: number): void {
  let largest = 0;
  for (let i = 0; i < gradient.length; i += m)
    largest = Math.max(largest, Math.hypot(...gradient.subarray(i, i + m)));
  if (largest > 0) for (let i = 0; i < gradient.length; i++) gradient[i]! /= largest;
}

/** The nearest point of the simplex (Held, Wolfe, Crowder 1974): shift all coordinates alike, cut at 0. */
export function projectOntoSimplex(row: Float64Array): void {
  const falling = Array.from(row).sort((a, b) => b - a);
  let sum = 0;
  let shift = 0;
  falling.forEach((value, k) => {
    sum += value;
    if (value - (sum - 1) / (k + 1) > 0) shift = (sum - 1) / (k + 1);
  });
  let total = 0;
  for (let k = 0; k < row.length; k++) total += row[k] = Math.max(0, row[k]! - shift);
  for (let k = 0; k < row.length; k++) row[k]! /= total;
}

/** Adam (Kingma, Ba, ICLR 2015) with its usual constants. */
class Adam {
  private readonly mean: Float64Array;
  private readonly square: Float64Array;
  private steps = 0;

  constructor(size: number) {
    this.mean = new Float64Array(size);
    this.square = new Float64Array(size);
  }

  step(x: Float64Array, gradient: Float64Array, rate: number): void {
    this.steps++;
    const meanBias = 1 - 0.9 ** this.steps;
    const squareBias = 1 - 0.999 ** this.steps;
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i]!;
      this.mean[i] = 0.9 * this.mean[i]! + 0.1 * g;
      this.square[i] = 0.999 * this.square[i]! + 0.001 * g * g;
      x[i]! -= (rate * (this.mean[i]! / meanBias)) / (Math.sqrt(this.square[i]! / squareBias) + 1e-8);
    }
  }
}

/** The lattice, then of 50 uniform draws each time the one farthest from all points so far. */
function startingPoints(m: number, n: number, key: Key): Float64Array {
  const stream = new Stream(key);
  const lattice = n >= m ? dasDennis(m, dasDennisDivisions(m, n)) : matrix(0, m);
  const x = new Float64Array(n * m);
  x.set(lattice.data.subarray(0, n * m));
  const candidate = new Float64Array(m);
  const chosen = new Float64Array(m);
  for (let i = Math.min(lattice.rows, n); i < n; i++) {
    let farthest = -1;
    for (let draw = 0; draw < 50; draw++) {
      // Exponential spacings are uniform on the simplex.
      let sum = 0;
      for (let k = 0; k < m; k++) sum += candidate[k] = -Math.log(1 - stream.uniform()) + 1e-12;
      for (let k = 0; k < m; k++) candidate[k]! /= sum;
      let nearest = Number.POSITIVE_INFINITY;
      for (let j = 0; j < i; j++) {
        let squared = 0;
        for (let k = 0; k < m; k++) squared += (candidate[k]! - x[j * m + k]!) ** 2;
        nearest = Math.min(nearest, squared);
      }
      if (nearest > farthest) {
        farthest = nearest;
        chosen.set(candidate);
      }
    }
    x.set(chosen, i * m);
  }
  return x;
}

function sortedRows({ rows, columns, data }: Matrix): Matrix {
  const order = Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns));
  order.sort((a, b) => {
    const at = a.findIndex((value, j) => value !== b[j]);
    return at < 0 ? 0 : a[at]! - b[at]!;
  });
  const sorted = matrix(rows, columns);
  order.forEach((row, i) => {
    sorted.data.set(row, i * columns);
  });
  return sorted;
}
