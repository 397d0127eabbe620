import { describe, expect, test } from "vitest";
import {
  contributions,
  crowdingDistance,
  hypervolume,
  nondominated,
  nondominatedSort,
  type PointOptions,
  ranks,
} from "../../src/pareto/index.ts";
import { hashOf, numbers, referenceCases } from "./reference-case.ts";

// Answers of moocore, pagmo, DEAP, pymoo and exact rational arithmetic; tolerances of the README beside them.
for (const { name, points, reference, directions, expected } of referenceCases) {
  const options: PointOptions = directions === undefined ? {} : { directions };
  describe(name, () => {
    const frozen = points.data.slice();

    if (expected.hypervolume !== undefined) {
      test("hypervolume", () => {
        const tolerance = name.startsWith("offset-cancellation") ? 1e-9 : 1e-12;
        const value = hypervolume(points, reference, options);
        expect(Math.abs(value - expected.hypervolume)).toBeLessThanOrEqual(
          tolerance * Math.abs(expected.hypervolume),
        );
      });
    }

    if (expected.ranksSha256Int32LE !== undefined) {
      test("ranks and fronts", () => {
        const sorted = nondominatedSort(points, options);
        if (expected.ranks !== undefined) expect([...sorted.ranks]).toEqual(expected.ranks);
        expect(hashOf(sorted.ranks)).toBe(expected.ranksSha256Int32LE);
        expect(sorted.fronts.map((front) => front.length)).toEqual(expected.frontSizes);
        expect(sorted.fronts).toHaveLength(expected.fronts);
        expect(ranks(points, options)).toEqual(sorted.ranks);
      });
    }
    if (expected.nondominatedCount !== undefined) {
      test("first front with and without repeated points", () => {
        const all = nondominated(points, options);
        const first = nondominated(points, { ...options, keepDuplicates: false });
        expect(all).toHaveLength(expected.nondominatedCount.keepDuplicates);
        expect(first).toHaveLength(expected.nondominatedCount.keepFirstDuplicateOnly);
        if (expected.nondominatedIndices !== undefined) {
          expect([...all]).toEqual(expected.nondominatedIndices.keepDuplicates);
          expect([...first]).toEqual(expected.nondominatedIndices.keepFirstDuplicateOnly);
        }
      });
    }

    if (expected.crowding?.values !== undefined) {
      test("crowding distance", () => {
        const distance = crowdingDistance(points, options);
        numbers(expected.crowding.values).forEach((value, i) => {
          if (Number.isFinite(value)) expect(distance[i]).toBeCloseTo(value, 11);
          else expect(distance[i]).toBe(value);
        });
      });
    }

    for (const [field, ignoreDominated] of [
      ["contributions", false],
      ["contributionsIgnoringDominated", true],
    ] as const) {
      if (expected[field] === undefined) continue;
      test(field, () => {
        const values: (number | string)[] =
          expected[field].values === "same as contributions"
            ? expected.contributions.values
            : expected[field].values;
        const own = contributions(points, reference, { ...options, ignoreDominated });
        numbers(values).forEach((value, i) => {
          expect(Math.abs(own[i]! - value)).toBeLessThanOrEqual(1e-12 * Math.abs(expected.hypervolume));
        });
      });
    }

    if (expected.nsga2Survivors !== undefined) {
      test("survivors by rank, then crowding", () => {
        const { k, indicesSorted } = expected.nsga2Survivors;
        const rank = ranks(points, options);
        const distance = crowdingDistance(points, { ...options, ranks: rank });
        const order = Array.from(rank.keys()).sort(
          (a, b) => rank[a]! - rank[b]! || distance[b]! - distance[a]!,
        );
        expect(order.slice(0, k).sort((a, b) => a - b)).toEqual(indicesSorted);
      });
    }

    if (expected.mathematical?.hypervolume !== undefined) {
      test("hypervolume with infinite values", () => {
        const value = Number(expected.mathematical.hypervolume);
        if (Number.isFinite(value)) expect(hypervolume(points, reference)).toBeCloseTo(value, 14);
        else expect(hypervolume(points, reference)).toBe(value);
      });
    }
    if (expected.mathematical?.ranks !== undefined) {
      test("ranks with infinite values", () =>
        expect([...ranks(points)]).toEqual(expected.mathematical.ranks));
    }

    test("leaves the input as it was", () => {
      nondominatedSort(points, options);
      crowdingDistance(points, options);
      hypervolume(points, reference, options);
      contributions(points, reference, options);
      expect(points.data).toEqual(frozen);
    });
  });
}

test("every case of the reference set is read", () =>
  expect(referenceCases.length).toBeGreaterThanOrEqual(58));
