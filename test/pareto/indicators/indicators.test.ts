import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Matrix, matrix, toRows } from "../../../src/linalg/index.ts";
import { dasDennis } from "../../../src/pareto/directions/index.ts";
import {
  averagedHausdorff,
  epsilonAdditive,
  epsilonMultiplicative,
  gd,
  gdPlus,
  igd,
  igdPlus,
  indicators,
  r2,
  spacing,
  spread,
} from "../../../src/pareto/indicators/index.ts";
import { KdTree } from "../../../src/pareto/indicators/kd-tree.ts";
import { referenceSets } from "../reference-sets.ts";

/** Within 1e-12 relative of an expected value. */
function expectClose(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
}

describe("reference cases within 1e-12", () => {
  const measured = referenceSets.filter(({ referenceSet }) => referenceSet);
  const byName: Record<string, (points: Matrix, against: Matrix) => number> = {
    igd,
    igdPlus,
    gd,
    gdPlus,
    additiveEpsilon: epsilonAdditive,
    multiplicativeEpsilon: epsilonMultiplicative,
    averagedHausdorff_p1: averagedHausdorff,
    averagedHausdorff_p2: (points, against) => averagedHausdorff(points, against, { p: 2 }),
    debSpreadDelta: spread,
  };
  test.each(measured)(
    "$name: every indicator against its reference set",
    ({ points, against, referenceSet, directions }) => {
      expect(directions).toBeUndefined();
      for (const [name, expected] of Object.entries(referenceSet!.values)) {
        expectClose(byName[name]!(points, against!), expected);
      }
    },
  );
  test.each(referenceSets.filter(({ schottSpacing }) => schottSpacing))(
    "$name: spacing",
    ({ points, schottSpacing, name }) => {
      // Neighbours one unit in the last place apart, or a common offset of 1e8: the definition itself loses those digits.
      const scale = name.startsWith("offset") ? 1e-7 : 1e-12 * schottSpacing!.value;
      expect(Math.abs(spacing(points) - schottSpacing!.value)).toBeLessThanOrEqual(scale);
    },
  );
  test.each(referenceSets.filter(({ exactR2 }) => exactR2))("$name: exact R2", ({ points, exactR2 }) => {
    expectClose(r2(points, exactR2!.ideal), exactR2!.value);
  });
  test("the cases are there", () => expect(measured.length).toBeGreaterThanOrEqual(12));
});

// moocore 0.3.2: r2_exact([[5, 5], [4, 6], [2, 7], [7, 4]], ref=[10, 10], maximise=True) and ref=[0, 0]
test("R2 of the example of its authors' library, both ways", () => {
  const points = [
    [5, 5],
    [4, 6],
    [2, 7],
    [7, 4],
  ];
  expectClose(r2(points, [0, 0]), 2.594191919191919);
  expectClose(r2(points, [10, 10], { directions: ["max", "max"] }), 2.519696969696969);
});

/** A reference set and a set of points with positive, partly tied coordinates. */
const pair = fc.integer({ min: 1, max: 5 }).chain((m) => {
  const coordinate = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.double({ min: 0.1, max: 9, noNaN: true }));
  const set = fc.array(fc.array(coordinate, { minLength: m, maxLength: m }), { minLength: 1, maxLength: 15 });
  return fc.record({
    points: set,
    against: set,
    added: fc.array(coordinate, { minLength: m, maxLength: m }),
  });
});
const plain = { igd, igdPlus, gd, gdPlus, epsilonAdditive, epsilonMultiplicative, averagedHausdorff };

describe("by definition", () => {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const plus = (z: number[], a: number[]): number =>
    Math.hypot(...a.map((value, j) => Math.max(value - z[j]!, 0)));
  const distance = (z: number[], a: number[]): number => Math.hypot(...a.map((value, j) => value - z[j]!));
  const twins: Record<keyof typeof plain, (points: number[][], against: number[][]) => number> = {
    igd: (points, against) => mean(against.map((z) => Math.min(...points.map((a) => distance(z, a))))),
    igdPlus: (points, against) => mean(against.map((z) => Math.min(...points.map((a) => plus(z, a))))),
    gd: (points, against) => mean(points.map((a) => Math.min(...against.map((z) => distance(z, a))))),
    gdPlus: (points, against) => mean(points.map((a) => Math.min(...against.map((z) => plus(z, a))))),
    epsilonAdditive: (points, against) =>
      Math.max(
        ...against.map((z) =>
          Math.min(...points.map((a) => Math.max(...a.map((value, j) => value - z[j]!)))),
        ),
      ),
    epsilonMultiplicative: (points, against) =>
      Math.max(
        ...against.map((z) =>
          Math.min(...points.map((a) => Math.max(...a.map((value, j) => value / z[j]!)))),
        ),
      ),
    averagedHausdorff: (points, against) => Math.max(twins.igd(points, against), twins.gd(points, against)),
  };
  test.each(Object.keys(plain) as (keyof typeof plain)[])("%s", (name) => {
    fc.assert(
      fc.property(pair, ({ points, against }) =>
        expectClose(plain[name](points, against), twins[name](points, against)),
      ),
    );
  });
  test("R2 in other than two objectives: the mean over a lattice of 500 weights or more", () => {
    expect(r2([[3], [2]], [1])).toBe(1);
    // 30 divisions of three objectives give 496 directions, 31 give 528.
    const weights = dasDennis(3, 31);
    expect(weights.rows).toBe(528);
    const value = r2(
      [
        [1, 2, 3],
        [3, 1, 1],
      ],
      [0, 0, 0],
    );
    expect(value).toBe(
      r2(
        [
          [1, 2, 3],
          [3, 1, 1],
        ],
        [0, 0, 0],
        { weights },
      ),
    );
  });
  test("R2 over weights approaches the exact one", () => {
    fc.assert(
      fc.property(pair, ({ points }) => {
        const flat = points.map((row) => [row[0]!, row.at(-1)!]);
        const steps = 20000;
        const weights = Array.from({ length: steps }, (_, i) => [(i + 0.5) / steps, 1 - (i + 0.5) / steps]);
        const exact = r2(flat, [0, 0]);
        // The integrand's slope is below 18, so the midpoint rule errs by less than 18 / steps.
        expect(Math.abs(r2(flat, [0, 0], { weights }) - exact)).toBeLessThan(18 / steps);
      }),
      { numRuns: 10 },
    );
  });
});

test("distances of sets that make a deep tree: ties, extreme scales, infinities", () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(1e-300, 5e-324, 1e150, -1e150, 1 + 2 ** -52),
  );
  const sets = fc.integer({ min: 1, max: 6 }).chain((m) => {
    const set = fc.array(fc.array(value, { minLength: m, maxLength: m }), { minLength: 1, maxLength: 120 });
    return fc.tuple(set, set);
  });
  const squared = (a: number[], z: number[], plus: boolean): number =>
    a.reduce((sum, x, j) => sum + (plus ? Math.max(x - z[j]!, 0) : x - z[j]!) ** 2, 0);
  fc.assert(
    fc.property(sets, ([points, places]) => {
      const m = points[0]!.length;
      const tree = new KdTree(matrix(points.length, m, Float64Array.from(points.flat())));
      const asked = matrix(places.length, m, Float64Array.from(places.flat()));
      const nearest = tree.nearestSquared(asked);
      const short = tree.leastShortfall(asked);
      tree.nearestOther().forEach((found, i) => {
        const others = points
          .filter((_, k) => k !== i)
          .map((a) => a.reduce((sum, x, j) => sum + Math.abs(x - points[i]![j]!), 0));
        expect(found).toBe(Math.min(...others));
      });
      places.forEach((z, i) => {
        expect(nearest[i]).toBe(Math.min(...points.map((a) => squared(a, z, false))));
        expect(short[i]).toBe(Math.min(...points.map((a) => squared(a, z, true))));
      });
    }),
    { numRuns: 150 },
  );
  const far = [[Infinity, 0], [0, -Infinity], ...Array.from({ length: 30 }, (_, i) => [i, 30 - i])];
  expect(igd(far, far)).toBe(0);
  expect(gdPlus(far, far)).toBe(0);
});

describe("theorems", () => {
  const weak = (["igdPlus", "epsilonAdditive", "epsilonMultiplicative"] as const).map(
    (name) => [name, plain[name]] as const,
  );
  test.each(weak)(
    "weak compliance of %s: neither a further point nor an improvement makes it worse",
    (_, indicator) => {
      fc.assert(
        fc.property(pair, ({ points, against, added }) => {
          const before = indicator(points, against);
          expect(indicator([...points, added], against)).toBeLessThanOrEqual(before);
          const better = points.map((row, i) =>
            i === 0 ? row.map((value, j) => Math.min(value, added[j]!)) : row,
          );
          expect(indicator(better, against)).toBeLessThanOrEqual(before);
        }),
      );
    },
  );
  test("strict compliance of exact R2: a point that covers something new lowers it", () => {
    fc.assert(
      fc.property(pair, ({ points, added }) => {
        const flat = points.map((row) => [row[0]!, row.at(-1)!]);
        const newcomer = [added[0]!, added.at(-1)!];
        fc.pre(!flat.some((row) => row[0]! <= newcomer[0]! && row[1]! <= newcomer[1]!));
        const before = r2(flat, [0, 0]);
        const after = r2([...flat, newcomer], [0, 0]);
        expect(after).toBeLessThanOrEqual(before * (1 + 1e-14));
        // Visible wherever the newcomer's own stretch is far above rounding.
        if (!flat.some((row) => row[0]! <= newcomer[0]! + 1e-3 && row[1]! <= newcomer[1]! + 1e-3))
          expect(after).toBeLessThan(before);
      }),
    );
  });
  test("IGD is not compliant: a dominated set can score better (Ishibuchi et al. 2015, Section 3)", () => {
    const against = [
      [0, 10],
      [1, 6],
      [2, 2],
      [6, 1],
      [10, 0],
    ];
    const better = [
      [2, 4],
      [3, 3],
      [4, 2],
    ];
    const worse = [
      [2, 8],
      [4, 4],
      [8, 2],
    ];
    expect(igd(better, against)).toBeGreaterThan(igd(worse, against));
    expect(igdPlus(better, against)).toBeLessThan(igdPlus(worse, against));
  });
  test("a set scores perfectly against itself", () => {
    fc.assert(
      fc.property(pair, ({ points }) => {
        for (const name of ["igd", "igdPlus", "gd", "gdPlus", "averagedHausdorff"] as const)
          expect(plain[name](points, points)).toBe(0);
        expect(epsilonAdditive(points, points)).toBeLessThanOrEqual(0);
        expect(epsilonMultiplicative(points, points)).toBeLessThanOrEqual(1);
      }),
    );
  });
  test("maximising equals minimising the negated values", () => {
    fc.assert(
      fc.property(pair, ({ points, against }) => {
        const directions = points[0]!.map((_, j) => (j % 2 === 0 ? ("max" as const) : ("min" as const)));
        const negated = (rows: number[][]): number[][] =>
          rows.map((row) => row.map((value, j) => (j % 2 === 0 ? -value : value)));
        for (const [name, indicator] of Object.entries(plain)) {
          if (name === "epsilonMultiplicative") continue;
          expect(indicator(points, against, { directions })).toBe(
            indicator(negated(points), negated(against)),
          );
        }
        expect(spacing(points, { directions })).toEqual(spacing(negated(points)));
        const inverse = (rows: number[][]): number[][] =>
          rows.map((row) => row.map((value, j) => (j % 2 === 0 ? 1 / value : value)));
        expectClose(
          epsilonMultiplicative(points, against, { directions }),
          epsilonMultiplicative(inverse(points), inverse(against)),
        );
      }),
    );
  });
  test("nothing is written to, and the order of rows does not matter beyond rounding", () => {
    fc.assert(
      fc.property(pair, ({ points, against }) => {
        const m = points[0]!.length;
        const own = matrix(points.length, m, Float64Array.from(points.flat()));
        const other = matrix(against.length, m, Float64Array.from(against.flat()));
        const copies = [own.data.slice(), other.data.slice()];
        const context = {
          referenceSet: other,
          ideal: new Array<number>(m).fill(0),
          referencePoint: new Array<number>(m).fill(10),
        };
        for (const [, indicator] of indicators.entries()) {
          if (indicator.unavailable(own, context) !== undefined) continue;
          const value = indicator.evaluate(own, context);
          const reversed = indicator.evaluate([...points].reverse(), {
            ...context,
            referenceSet: [...against].reverse(),
          });
          expect(Math.abs(reversed - value)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(value)));
        }
        expect([own.data, other.data]).toEqual(copies);
      }),
    );
  });
});

describe("edges", () => {
  test("a row with a NaN takes no part", () => {
    const holed = [
      [1, 2],
      [NaN, 0],
      [2, 1],
    ];
    const against = [
      [0, 3],
      [3, NaN],
      [3, 0],
    ];
    for (const indicator of [...Object.values(plain).slice(0, 5), averagedHausdorff, spread]) {
      expect(indicator(holed, against)).toBe(
        indicator(
          [
            [1, 2],
            [2, 1],
          ],
          [
            [0, 3],
            [3, 0],
          ],
        ),
      );
    }
    expect(spacing(holed)).toBe(
      spacing([
        [1, 2],
        [2, 1],
      ]),
    );
    expect(r2(holed, [0, 0])).toBe(
      r2(
        [
          [1, 2],
          [2, 1],
        ],
        [0, 0],
      ),
    );
  });
  test("no points: as bad as can be, NaN for spacing", () => {
    const none = matrix(0, 2);
    for (const indicator of [...Object.values(plain), spread])
      expect(indicator(none, [[1, 1]])).toBe(Infinity);
    expect(r2(none, [0, 0])).toBe(Infinity);
    expect(spacing(none)).toBeNaN();
    expect(spacing([[1, 2]])).toBeNaN();
    expect(
      spacing([
        [1, 2],
        [4, 5],
      ]),
    ).toBe(0);
  });
  test("infinities are far away, and never NaN", () => {
    const far = [
      [Infinity, 0],
      [1, 1],
    ];
    expect(igd(far, [[1, 1]])).toBe(0);
    expect(gd(far, [[1, 1]])).toBe(Infinity);
    expect(
      gd(far, [
        [Infinity, 0],
        [1, 1],
      ]),
    ).toBe(0);
    expect(epsilonAdditive([[Infinity, 0]], [[Infinity, 0]])).toBe(0);
    expect(epsilonAdditive([[-Infinity, 0]], [[1, 1]])).toBe(-1);
    expect(
      r2(
        [
          [Infinity, 1],
          [1, Infinity],
          [2, 2],
        ],
        [0, 0],
      ),
    ).toBe(
      r2(
        [
          [2, 2],
          [1e300, 1],
          [1, 1e300],
        ],
        [0, 0],
      ),
    );
    expect(r2([[Infinity, 1]], [0, 0])).toBe(Infinity);
  });
  test("spread says nothing (NaN) of infinite points", () => {
    expect(
      spread(
        [
          [0, 1],
          [Infinity, 0],
        ],
        [
          [0, 1],
          [1, 0],
        ],
      ),
    ).toBeNaN();
  });
  test("spread of one point, and of coinciding ones", () => {
    expect(spread([[1, 1]], [[1, 1]])).toBe(0);
    expect(
      spread(
        [[1, 1]],
        [
          [0, 1],
          [1, 0],
        ],
      ),
    ).toBe(2);
    expect(
      spread(
        [
          [1, 1],
          [1, 1],
        ],
        [[1, 1]],
      ),
    ).toBe(0);
  });
});

describe("registry", () => {
  test("every entry says whether it is Pareto-compliant, and what it needs", () => {
    expect(indicators.ids()).toEqual([
      "igd",
      "igdPlus",
      "gd",
      "gdPlus",
      "epsilonAdditive",
      "epsilonMultiplicative",
      "averagedHausdorff",
      "spread",
      "spacing",
      "r2",
      "hypervolume",
    ]);
    for (const [id, indicator] of indicators.entries()) {
      expect(["strict", "weak", "none"]).toContain(indicator.compliance);
      expect(indicator.summary).toMatch(/\.$/);
      for (const need of indicator.needs) {
        expect(() => indicator.evaluate([[1, 2]], {})).toThrow(
          `${id}: needs ${need}; give one in the context`,
        );
      }
    }
  });
  test("says why an indicator has no value", () => {
    expect(indicators.get("spread").unavailable([[1, 2, 3]], {})).toBe("defined for two objectives");
    expect(indicators.get("spacing").unavailable([[1, 2]], {})).toBe("needs two points");
    expect(indicators.get("epsilonMultiplicative").unavailable([[1, 2]], { referenceSet: [[0, 1]] })).toBe(
      "needs positive values",
    );
    expect(indicators.get("igd").unavailable([[1, 2, 3]], {})).toBeUndefined();
  });
});

describe("unusable input", () => {
  test.each<[string, () => unknown]>([
    [
      "igd: the reference set is empty; give it at least one point without NaN",
      () => igd([[1, 2]], [[NaN, 1]]),
    ],
    ["gdPlus: the points have 2 objectives but the reference set has 3", () => gdPlus([[1, 2]], [[1, 2, 3]])],
    ["igd: p must be positive and finite, got 0", () => igd([[1]], [[1]], { p: 0 })],
    [
      "epsilonMultiplicative: values must be positive, found 0",
      () => epsilonMultiplicative([[0, 1]], [[1, 1]]),
    ],
    ["spread: defined for two objectives, got 3; use spacing", () => spread([[1, 2, 3]], [[1, 2, 3]])],
    ["r2: ideal has 3 values but the points have 2 objectives", () => r2([[1, 2]], [0, 0, 0])],
    ["r2: ideal must be finite", () => r2([[1, 2]], [0, -Infinity])],
    ["r2: weights is empty", () => r2([[1, 2]], [0, 0], { weights: [] })],
    [
      "r2: weights has 3 columns but there are 2 objectives",
      () => r2([[1, 2]], [0, 0], { weights: [[1, 1, 1]] }),
    ],
    [
      "r2: weights must be non-negative and finite, found -1",
      () => r2([[1, 2]], [0, 0], { weights: [[-1, 2]] }),
    ],
  ])("%s", (message, action) => {
    expect(action).toThrow(message);
  });
  test("rows of a matrix and arrays of rows are the same to them", () => {
    const points = matrix(2, 2, Float64Array.of(1, 2, 2, 1));
    expect(igd(points, [[0, 0]])).toBe(igd(toRows(points), [[0, 0]]));
  });
});
