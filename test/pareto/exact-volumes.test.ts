import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contributions, hypervolume, ranks } from "../../src/pareto/index.ts";
import { plainContributions, plainUnionVolume } from "../../src/pareto/plain-hypervolume.ts";
import { generatePoints } from "../reference/pareto/point-generator.mjs";
import { exactHypervolume, minus, toNumber } from "./exact.ts";
import { pointSets } from "./point-sets.ts";

const references = (m: number): fc.Arbitrary<number[]> =>
  fc.constantFrom(new Array<number>(m).fill(5), new Array<number>(m).fill(1.1), new Array<number>(m).fill(3));

/** How many points keep a case of exact slabs below a few milliseconds. */
const most = [0, 30, 24, 16, 10, 8, 7];

for (let m = 1; m <= 6; m++) {
  describe(`${m} objectives`, () => {
    test("hypervolume equals exact rational arithmetic within 1e-14", () => {
      fc.assert(
        fc.property(pointSets(m, most[m]!), references(m), (points, reference) => {
          const exact = toNumber(exactHypervolume(points, reference));
          expect(Math.abs(hypervolume(points, reference) - exact)).toBeLessThanOrEqual(1e-14 * exact);
        }),
        { numRuns: 150 },
      );
    });

    test("contributions equal exact differences within 1e-14 of the hypervolume", () => {
      fc.assert(
        fc.property(pointSets(m, Math.min(9, most[m]!)), references(m), (points, reference) => {
          const all = exactHypervolume(points, reference);
          const own = contributions(points, reference);
          points.forEach((_, i) => {
            const without = exactHypervolume(
              points.filter((_, k) => k !== i),
              reference,
            );
            const difference = Math.abs(own[i]! - toNumber(minus(all, without)));
            expect(difference).toBeLessThanOrEqual(1e-14 * toNumber(all));
          });
        }),
        { numRuns: 60 },
      );
    });

    test("extreme magnitudes neither overflow nor vanish midway", () => {
      fc.assert(
        fc.property(pointSets(m, 5, ["extreme"]), (points) => {
          const reference = new Array<number>(m).fill(1.5e308);
          const exact = toNumber(exactHypervolume(points, reference));
          const value = hypervolume(points, reference);
          if (exact === Infinity) expect(value).toBe(Infinity);
          else expect(Math.abs(value - exact)).toBeLessThanOrEqual(1e-13 * exact);
        }),
        { numRuns: 60 },
      );
      fc.assert(
        fc.property(
          fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: m, maxLength: m }), {
            maxLength: 5,
          }),
          (unit) => {
            // Objectives 2^300 and 2^-300 in turn: their product is of ordinary size.
            const scales = Array.from({ length: m }, (_, j) => 2 ** (j % 2 === 0 ? 300 : -300));
            const scaled = unit.map((point) => point.map((value, j) => value * scales[j]!));
            const factor = m % 2 === 1 ? 2 ** 300 : 1;
            const plain = hypervolume(unit, new Array<number>(m).fill(1));
            expect(hypervolume(scaled, scales)).toBeCloseTo(plain * factor, 10);
          },
        ),
        { numRuns: 30 },
      );
    });
  });
}

describe("the plain twins", () => {
  test("agree with the kernels on sets of up to 60 points and 7 objectives", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }).chain((m) => pointSets(m, m <= 4 ? 60 : 20)),
        (points) => {
          const heights = points.map((point) => point.map((value) => 5 - value));
          const m = heights[0]?.length ?? 2;
          const matrix = { rows: heights.length, columns: m, data: Float64Array.from(heights.flat()) };
          const reference = new Array<number>(m).fill(5);
          const whole = plainUnionVolume(matrix);
          expect(Math.abs(hypervolume(points, reference) - whole)).toBeLessThanOrEqual(1e-12 * whole);
          const own = contributions(points, reference);
          plainContributions(matrix).forEach((share, i) => {
            expect(Math.abs(own[i]! - share)).toBeLessThanOrEqual(1e-12 * whole);
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("in large sets contributions are those of the two first ranks among themselves", () => {
  const points = {
    rows: 5000,
    columns: 4,
    data: generatePoints({ kind: "uniform", n: 5000, m: 4, seed: 2 }),
  };
  const reference = [1, 1, 1, 1];
  const rank = ranks(points);
  const rows = [...rank.keys()].filter((i) => rank[i]! <= 1);
  const few = contributions(
    rows.map((i) => points.data.subarray(4 * i, 4 * i + 4)),
    reference,
  );
  const all = contributions(points, reference);
  rows.forEach((i, k) => {
    expect(Math.abs(all[i]! - few[k]!)).toBeLessThanOrEqual(1e-14);
  });
  const whole = hypervolume(points, reference);
  for (const i of rows.slice(0, 40)) {
    const rest = { rows: 4999, columns: 4, data: points.data.filter((_, at) => Math.floor(at / 4) !== i) };
    expect(Math.abs(all[i]! - (whole - hypervolume(rest, reference)))).toBeLessThanOrEqual(1e-13);
  }
  expect(all.reduce((sum, share, i) => sum + (rank[i]! > 0 ? share : 0), 0)).toBe(0);
});
