/**
 * Transformations, reductions and shapes of the WFG toolkit (Huband, Hingston, Barone, While, "A review of
 * multiobjective test problems and a scalable test problem toolkit", IEEE TEVC 10(5), 2006, tables IX to XI). All take
 * and give numbers in [0, 1]; names are the paper's.
 */

/** Rounding may leave a result a hair outside [0, 1]. */
function clamp(value: number): number {
  if (value < 0 && value >= -1e-10) return 0;
  return value > 1 && value <= 1 + 1e-10 ? 1 : value;
}

/** Bias: y^alpha. */
export function bPoly(y: number, alpha: number): number {
  return clamp(y ** alpha);
}

/**
 * Bias: A throughout [B, C]. Below 1e-10 the result is 0: it is where a point of the front has an exact 0, and the
 * next step, y^0.02, would turn a rounding error of 1e-16 into 0.48.
 */
export function bFlat(y: number, a: number, b: number, c: number): number {
  const below = Math.min(0, Math.floor(y - b)) * ((a * (b - y)) / b);
  const above = Math.min(0, Math.floor(c - y)) * (((1 - a) * (y - c)) / (1 - c));
  const value = clamp(a + below - above);
  return value < 1e-10 ? 0 : value;
}

/** Bias: y to a power between B and C that depends on another number u. */
export function bParam(y: number, u: number, a: number, b: number, c: number): number {
  const v = a - (1 - 2 * u) * Math.abs(Math.floor(0.5 - u) + a);
  return clamp(y ** (b + (c - b) * v));
}

/** Shift: the minimum from 0 to A, straight lines to both sides. */
export function sLinear(y: number, a: number): number {
  return clamp(Math.abs(y - a) / Math.abs(Math.floor(a - y) + a));
}

/** Shift: a narrow minimum at A, wide local ones at both ends. */
export function sDecept(y: number, a: number, b: number, c: number): number {
  const left = (Math.floor(y - a + b) * (1 - c + (a - b) / b)) / (a - b);
  const right = (Math.floor(a + b - y) * (1 - c + (1 - a - b) / b)) / (1 - a - b);
  return clamp(1 + (Math.abs(y - a) - b) * (left + right + 1 / b));
}

/** Shift: 2 A + 1 minima, the best at C. */
export function sMulti(y: number, a: number, b: number, c: number): number {
  const distance = Math.abs(y - c) / (2 * (Math.floor(c - y) + c));
  const ripple = Math.cos((4 * a + 2) * Math.PI * (0.5 - distance));
  return clamp((1 + ripple + 4 * b * distance ** 2) / (b + 2));
}

/** Reduction: the mean of y[from .. to - 1], weighted by `weight`. */
export function rSum(
  y: Float64Array,
  from: number,
  to: number,
  weight: (i: number) => number = () => 1,
): number {
  let sum = 0;
  let weights = 0;
  for (let i = from; i < to; i++) {
    sum += weight(i) * y[i]!;
    weights += weight(i);
  }
  return clamp(sum / weights);
}

/** Reduction: sums of differences among y[from .. to - 1], of each to the `degree - 1` that follow it in a ring. */
export function rNonsep(y: Float64Array, from: number, to: number, degree: number): number {
  const length = to - from;
  let sum = 0;
  for (let j = 0; j < length; j++) {
    sum += y[from + j]!;
    for (let k = 1; k < degree; k++) sum += Math.abs(y[from + j]! - y[from + ((j + k) % length)]!);
  }
  const half = Math.ceil(degree / 2);
  return clamp(sum / ((length * half * (1 + 2 * degree - 2 * half)) / degree));
}

/** Writes the shape whose factors are these: h_m of the product of `keep` over the first m - ..., times one `take`. */
export function shapeInto(
  h: Float64Array,
  x: Float64Array,
  keep: (x: number) => number,
  take: (x: number) => number,
): void {
  let left = 1;
  for (let j = h.length - 1, i = 0; j > 0; j--, i++) {
    h[j] = left * take(x[i]!);
    left *= keep(x[i]!);
  }
  h[0] = left;
}

const quarter = Math.PI / 2;

/** Shape: a simplex. */
export function linearInto(h: Float64Array, x: Float64Array): void {
  shapeInto(
    h,
    x,
    (t) => t,
    (t) => 1 - t,
  );
}

/** Shape: sum sqrt-like convex surface. */
export function convexInto(h: Float64Array, x: Float64Array): void {
  shapeInto(
    h,
    x,
    (t) => 1 - Math.cos(t * quarter),
    (t) => 1 - Math.sin(t * quarter),
  );
}

/** Shape: a sphere. */
export function concaveInto(h: Float64Array, x: Float64Array): void {
  shapeInto(
    h,
    x,
    (t) => Math.sin(t * quarter),
    (t) => Math.cos(t * quarter),
  );
}

/** The last objective of WFG1: `waves` convex and concave pieces. */
export function mixed(x: number, alpha: number, waves: number): number {
  const turn = 2 * waves * Math.PI;
  return clamp((1 - x - Math.cos(turn * x + quarter) / turn) ** alpha);
}

/** The last objective of WFG2: `pieces` disconnected pieces. */
export function disconnected(x: number, alpha: number, beta: number, pieces: number): number {
  return clamp(1 - x ** alpha * Math.cos(pieces * x ** beta * Math.PI) ** 2);
}
