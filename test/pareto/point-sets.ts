import fc from "fast-check";

/** Coordinates on a small lattice: ties, duplicates, equal projections. */
const lattice = fc.integer({ min: 0, max: 4 });
/** Any place in the unit interval, so that ties are rare. */
const unit = fc.double({ min: 0, max: 1, noNaN: true });
/** Lattice values a last place apart: what a comparison with a tolerance would merge. */
const adjacent = fc.tuple(lattice, fc.integer({ min: -2, max: 2 })).map(([k, e]) => k + e * 2 ** -51);
/** Magnitudes whose products overflow or vanish without scaling. */
const extreme = fc.constantFrom(
  1e300,
  -1e300,
  1e-300,
  5e-324,
  -0,
  0,
  1,
  1e150,
  2.2250738585072014e-308,
  1.7e308,
);

export const coordinates: Record<string, fc.Arbitrary<number>> = { lattice, unit, adjacent, extreme };

/** Sets of up to `most` points with m objectives, all coordinates of one kind. */
export const pointSets = (
  m: number,
  most: number,
  kinds = ["lattice", "unit", "adjacent"],
): fc.Arbitrary<number[][]> =>
  fc.oneof(
    ...kinds.map((kind) =>
      fc.array(fc.array(coordinates[kind]!, { minLength: m, maxLength: m }), { maxLength: most }),
    ),
  );

/** Any double at all, the special ones often. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    Number.NaN,
    Infinity,
    -Infinity,
    -0,
    0,
    1,
    5e-324,
    1e300,
    -1e300,
    1e-300,
    1.7976931348623157e308,
  ),
  fc.double(),
  fc.integer({ min: -2, max: 2 }),
);
