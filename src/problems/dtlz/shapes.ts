/**
 * The two surfaces that fronts of DTLZ's kind are made of, and the distance functions that lift points off them.
 * Position i of m - 1 splits what is left between objective m - 1 - i and those before it.
 */

/** Writes a point of the simplex of size `radius` to `out`; positions in [0, 1]. */
export function linearInto(out: Float64Array, positions: Float64Array, radius: number): void {
  let left = radius;
  for (let j = out.length - 1, i = 0; j > 0; j--, i++) {
    out[j] = left * (1 - positions[i]!);
    left *= positions[i]!;
  }
  out[0] = left;
}

/** Writes a point of the sphere of this radius to `out`; positions in [0, 1] are quarter turns. */
export function sphereInto(out: Float64Array, positions: Float64Array, radius: number): void {
  let left = radius;
  for (let j = out.length - 1, i = 0; j > 0; j--, i++) {
    const angle = positions[i]! * (Math.PI / 2);
    out[j] = left * Math.sin(angle);
    left *= Math.cos(angle);
  }
  out[0] = left;
}

/** sum (x_i - 1/2)^2 over the variables from `from` on: one minimum. */
export function bowl(x: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += (x[i]! - 0.5) ** 2;
  return sum;
}

/** 100 (k + sum (x_i - 1/2)^2 - cos(20 pi (x_i - 1/2))) over k variables: 11^k - 1 local minima besides 0. */
export function rippled(x: Float64Array, from: number): number {
  let sum = x.length - from;
  for (let i = from; i < x.length; i++) sum += (x[i]! - 0.5) ** 2 - Math.cos(20 * Math.PI * (x[i]! - 0.5));
  return 100 * sum;
}

/** sum x_i^0.1: flat but for the last of the way. */
export function steep(x: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += x[i]! ** 0.1;
  return sum;
}
