import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bandOf,
  histogram,
  klDivergence,
  meanInterval,
  regularisedIncompleteBeta,
  shareBetter,
  studentQuantile,
} from "../../src/runs/statistics/index.ts";

describe("Student's t", () => {
  // scipy 1.17.1: scipy.special.betainc(a, b, x)
  test.each([
    [0.2, 2, 3, 0.18080000000000004],
    [0.9, 0.5, 0.5, 0.7951672353008665],
    [0.5, 10, 0.5, 0.00023344743474862207],
    [0.001, 0.5, 50, 0.24763098003462314],
    [0.99, 50, 0.5, 0.3173043978741973],
  ])("I_%d(%d, %d)", (x, a, b, expected) => {
    expect(Math.abs(regularisedIncompleteBeta(x, a, b) / expected - 1)).toBeLessThan(1e-10);
  });

  // scipy 1.17.1: scipy.stats.t.ppf(p, freedom)
  test.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 9, 2.262157162798205],
    [0.975, 99, 1.9842169515864174],
    [0.95, 4, 2.1318467863266495],
    [0.995, 30, 2.7499956535672254],
    [0.75, 2.5, 0.7850136829922992],
    [0.975, 1e6, 1.959966356814107],
  ])("quantile %d at %d degrees of freedom", (p, freedom, expected) => {
    expect(Math.abs(studentQuantile(p, freedom) / expected - 1)).toBeLessThan(1e-8);
  });

  test("one degree of freedom is Cauchy's distribution, whose quantile is a tangent", () => {
    for (const p of [0.5, 0.6, 0.75, 0.9, 0.999]) {
      expect(studentQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 8);
    }
  });

  test("refuses what is no probability or no number of degrees", () => {
    expect(() => studentQuantile(1, 3)).toThrow("studentQuantile: p must be in [0.5, 1), got 1");
    expect(() => studentQuantile(0.9, 0)).toThrow("studentQuantile: freedom must be above 0, got 0");
  });
});

describe("meanInterval", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];

  test("equals scipy's", () => {
    // scipy 1.17.1: scipy.stats.t.interval(level, 10, loc=mean, scale=scipy.stats.sem(values))
    const interval = meanInterval(values);
    expect(interval.mean).toBe(4);
    expect(interval.low).toBeCloseTo(2.410209408732996, 8);
    expect(interval.high).toBeCloseTo(5.589790591267004, 8);
    expect(meanInterval(values, 0.99).low).toBeCloseTo(1.7387047169010557, 8);
    expect(meanInterval(values, 0.99).high).toBeCloseTo(6.261295283098944, 8);
  });

  test("moves and scales with the values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 9 }),
        (sample, shift, scale) => {
          const plain = meanInterval(sample);
          const moved = meanInterval(sample.map((value) => scale * value + shift));
          expect(moved.low).toBeCloseTo(scale * plain.low + shift, 6);
          expect(moved.high).toBeCloseTo(scale * plain.high + shift, 6);
        },
      ),
    );
  });

  test("one value says nothing of the mean, none is an error", () => {
    expect(meanInterval([7])).toEqual({
      mean: 7,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
    expect(() => meanInterval([])).toThrow("meanInterval: expected at least one value, got none");
    expect(() => meanInterval([1, 2], 1)).toThrow("meanInterval: level must be in (0, 1), got 1");
  });
});

describe("histogram", () => {
  test("a value on an edge is in the bin it opens; the last bin takes everything from max on", () => {
    const { edges, counts } = histogram([0, 99.9, 100, 250, 999.9, 1000, 1e9], { width: 100, max: 1000 });
    expect(edges).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(counts).toEqual([2, 1, 1, 0, 0, 0, 0, 0, 0, 1, 2]);
  });

  test("values below the first bin are in it, NaN nowhere, and a width need not divide the range", () => {
    expect(histogram([-7, Number.NaN, 2], { width: 4, max: 10 })).toEqual({
      edges: [0, 4, 8, 10],
      counts: [2, 0, 0, 0],
    });
    expect(histogram([-450, -500], { width: 100, min: -500, max: 0 }).counts).toEqual([2, 0, 0, 0, 0, 0]);
  });

  test("no value is lost or counted twice", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { maxLength: 50 }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (values, width) => {
          const { counts } = histogram(values, { width, max: 100 });
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        },
      ),
    );
  });

  test("refuses bins that are none", () => {
    expect(() => histogram([], { width: 0, max: 10 })).toThrow(
      "histogram: expected a width above 0 and min below max, got 0, 0 and 10",
    );
  });
});

describe("klDivergence", () => {
  const bins = { width: 100, max: 1000 };
  const current = histogram([0, 50, 99.9, 100, 250, 950, 1000, 5000], bins);
  const earlier = histogram([10, 20, 30, 120, 130, 990, 1200, 40], bins);

  test("equals scipy's entropy of the smoothed shares, in both directions", () => {
    // scipy 1.17.1: p = c / c.sum() + 1e-4; scipy.stats.entropy(p / p.sum(), q / q.sum())
    expect(klDivergence(current, earlier)).toBeCloseTo(0.8699274464761101, 12);
    expect(klDivergence(earlier, current)).toBeCloseTo(0.2294643191598581, 12);
  });

  test("is 0 between equal shares and positive otherwise (Gibbs)", () => {
    expect(klDivergence(current, current)).toBe(0);
    const counts = fc
      .array(fc.nat(20), { minLength: 4, maxLength: 4 })
      .filter((all) => all.some((c) => c > 0));
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const edges = [0, 1, 2, 3];
        expect(klDivergence({ edges, counts: a }, { edges, counts: b })).toBeGreaterThanOrEqual(-1e-15);
      }),
    );
  });

  test("refuses histograms that cannot be compared", () => {
    expect(() => klDivergence(current, histogram([1], { width: 50, max: 1000 }))).toThrow(
      "klDivergence: expected two histograms of the same bins, got different ones",
    );
    expect(() => klDivergence(current, histogram([], bins))).toThrow(
      "klDivergence: expected histograms of at least one value, got an empty one",
    );
  });
});

describe("bands and shares", () => {
  test("a band leaves failed candidates out", () => {
    expect(bandOf([4, null, -2, 1])).toEqual({ min: -2, mean: 1, max: 4 });
    expect(bandOf([null, null])).toBeNull();
    expect(bandOf([])).toBeNull();
  });

  test("better than both references means strictly, in each direction; a failed candidate is not", () => {
    const returns = [
      [10, 6, 5, null],
      [1, 3, 1, 0],
    ];
    expect(shareBetter(returns, [5, 2], ["max", "min"])).toBe(0.25);
    expect(shareBetter(returns, [5, 2])).toBe(0.25);
    expect(shareBetter([[], []], [0, 0])).toBe(0);
  });

  test("refuses lists that do not fit together", () => {
    expect(() => shareBetter([[1]], [1, 2])).toThrow(
      "shareBetter: expected one reference and one direction for each of 1 objectives, got 2 and 2",
    );
    expect(() => shareBetter([[1], [1, 2]], [1, 2])).toThrow(
      "shareBetter: expected 1 candidates in every list, got one of 2",
    );
  });
});
