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

/** sum_i w_i z_i^2, whose Hessian has the diagonal 2 w. */
function quadratic(
  title: string,
  least: number,
  weight: (i: number, dimension: number) => number,
): BaseFunction {
  const weightsOf = (dimension: number): Float64Array =>
    Float64Array.from({ length: dimension }, (_, i) => weight(i, dimension));
  // Those of the dimension that was asked for last: powers cost more than all the rest.
  let weights: Float64Array = new Float64Array(0);
  return {
    title,
    bounds: [-5, 5],
    minimiser: 0,
    least,
    hessian: (dimension) => weightsOf(dimension).map((w) => 2 * w),
    value(z) {
      if (weights.length !== z.length) weights = weightsOf(z.length);
      let sum = 0;
      for (let i = 0; i < z.length; i++) sum += weights[i]! * z[i]! * z[i]!;
      return sum;
    },
  };
}

const rosenbrock = (z: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i + 1 < z.length; i++) sum += 100 * (z[i + 1]! - z[i]! * z[i]!) ** 2 + (1 - z[i]!) ** 2;
  return sum;
};

const rastrigin = (z: Float64Array): number => {
  let sum = 0;
  // 10 - 10 cos(2 pi z) as 20 sin^2(pi z): no cancellation at the minimum.
  for (const value of z) sum += value * value + 20 * Math.sin(Math.PI * value) ** 2;
  return sum;
};

const ackley = (z: Float64Array): number => {
  let squares = 0;
  let cosines = 0;
  for (const value of z) {
    squares += value * value;
    cosines += Math.cos(2 * Math.PI * value) - 1;
  }
  // 20 - 20 exp(-a) + e - exp(1 - b), each difference by expm1: 0 at the minimum, not 4e-16.
  return -20 * Math.expm1(-0.2 * Math.sqrt(squares / z.length)) - Math.E * Math.expm1(cosines / z.length);
};

const griewank = (z: Float64Array): number => {
  let squares = 0;
  let product = 1;
  for (let i = 0; i < z.length; i++) {
    squares += z[i]! * z[i]!;
    product *= Math.cos(z[i]! / Math.sqrt(i + 1));
  }
  return 1 + squares / 4000 - product;
};

/** Terms of the series; the 21 of the CEC competitions. */
const weierstrassTerms = 21;

const weierstrass = (z: Float64Array): number => {
  let sum = 0;
  for (const value of z) {
    for (let k = 0; k < weierstrassTerms; k++) {
      const angle = Math.PI * 3 ** k;
      // cos(2 a (z + 1/2)) - cos(a) with cos(a) = -1: 1 - cos(2 a z) = 2 sin^2(a z).
      sum += 0.5 ** k * 2 * Math.sin(angle * value) ** 2;
    }
  }
  return sum;
};

/** Where z sin(sqrt |z|) is greatest in [-500, 500], and its value there. */
const schwefelMinimiser = 420.968746359982;
const schwefelPeak = 418.98288727243374;

/** Beyond the box the term is folded back and pays a quadratic penalty (Liang, Qu, Suganthan, CEC 2014, eq. 12). */
const schwefelTerm = (z: number, dimension: number): number => {
  if (Math.abs(z) <= 500) return z * Math.sin(Math.sqrt(Math.abs(z)));
  const folded = 500 - (Math.abs(z) % 500);
  const penalty = (Math.abs(z) - 500) ** 2 / (10_000 * dimension);
  return Math.sign(z) * folded * Math.sin(Math.sqrt(folded)) - penalty;
};

const schwefel = (z: Float64Array): number => {
  let sum = 0;
  for (const value of z) sum += schwefelPeak - schwefelTerm(value, z.length);
  return sum;
};

const sharpRidge = (z: Float64Array): number => {
  let squares = 0;
  for (let i = 1; i < z.length; i++) squares += z[i]! * z[i]!;
  return z[0]! * z[0]! + 100 * Math.sqrt(squares);
};

/** The functions by id. */
export const baseFunctions: Readonly<Record<string, BaseFunction>> = {
  sphere: quadratic("Sphere", 1, () => 1),
  ellipsoid: quadratic("Ellipsoid: axes in the ratio 1 : 1000", 2, (i, n) => 10 ** ((6 * i) / (n - 1))),
  discus: quadratic("Discus: one axis a thousand times shorter than the others", 2, (i) =>
    i === 0 ? 1e6 : 1,
  ),
  "bent-cigar": quadratic("Bent cigar: one axis a thousand times longer than the others", 2, (i) =>
    i === 0 ? 1 : 1e6,
  ),
  "sharp-ridge": {
    title: "Sharp ridge: a gradient that does not vanish across the way down",
    bounds: [-5, 5],
    minimiser: 0,
    least: 2,
    value: sharpRidge,
  },
  rosenbrock: {
    title: "Rosenbrock: a bent, narrow valley",
    bounds: [-5, 5],
    minimiser: 1,
    least: 2,
    value: rosenbrock,
  },
  rastrigin: {
    title: "Rastrigin: a bowl with a regular grid of local minima",
    bounds: [-5, 5],
    minimiser: 0,
    least: 1,
    value: rastrigin,
  },
  ackley: {
    title: "Ackley: a hole in a rippled plain",
    bounds: [-32.768, 32.768],
    minimiser: 0,
    least: 1,
    value: ackley,
  },
  griewank: {
    title: "Griewank: a wide bowl with fine ripples",
    bounds: [-600, 600],
    minimiser: 0,
    least: 1,
    value: griewank,
  },
  weierstrass: {
    title: "Weierstrass: rough everywhere, smooth nowhere",
    bounds: [-0.5, 0.5],
    minimiser: 0,
    least: 1,
    value: weierstrass,
  },
  schwefel: {
    title: "Schwefel: the best minima in far corners of the box",
    bounds: [-500, 500],
    minimiser: schwefelMinimiser,
    least: 1,
    value: schwefel,
  },
};
