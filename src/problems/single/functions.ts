/**
 * Textbook functions of one objective, unrotated and unshifted, with least value 0. Ellipsoid, discus, bent cigar and
 * sharp ridge are those of Hansen, Finck, Ros, Auger (INRIA RR-6829, 2009: f2, f11, f12, f13) before their own
 * transformations; the others are as surveyed by Jamil and Yang (2013, arXiv:1308.4008).
 */

/** A function with its usual cube and the coordinate that all variables have at its minimum. */
export interface BaseFunction {
  readonly title: string;
  readonly bounds: readonly [number, number];
  readonly minimiser: number;
  /** Least dimension. */
  readonly least: number;
  /** The diagonal of its Hessian, where it is a quadratic form around 0. */
  readonly hessian?: (dimension: number) => Float64Array;
  readonly value: (z: Float64Array) => number;
}

const weighted = (z: Float64Array, weight: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += weight(i) * z[i]! * z[i]!;
  return sum;
};

/** sum_i w_i z_i^2, whose Hessian is 2 w. */
function quadratic(
  title: string,
  least: number,
  weight: (i: number, dimension: number) => number,
): BaseFunction {
  return {
    title,
    bounds: [-5, 5],
    minimiser: 0,
    least,
    hessian: (dimension) => Float64Array.from({ length: dimension }, (_, i) => 2 * weight(i, dimension)),
    value: (z) => weighted(z, (i) => weight(i, z.length)),
  };
}

/** The functions by id. */
export const baseFunctions: Readonly<Record<string, BaseFunction>> = {
  sphere: quadratic("Sphere", 1, () => 1),
  rosenbrock: {
    title: "Rosenbrock: a bent, narrow valley",
    bounds: [-5, 5],
    minimiser: 1,
    least: 2,
    value(z) {
      let sum = 0;
      for (let i = 0; i + 1 < z.length; i++) sum += 100 * (z[i + 1]! - z[i]! * z[i]!) ** 2 + (1 - z[i]!) ** 2;
      return sum;
    },
  },
};
