import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EvofrontError } from "../../src/base/index.ts";
import { type Matrix, matrix } from "../../src/linalg/index.ts";
import {
  attainment,
  attainmentDifference,
  attainmentHypervolumes,
  attainmentRectangles,
  attainmentSurfaces,
  BoundedArchive,
  boundingRules,
  decisions,
  EpsilonArchive,
  idealPoint,
  indicators,
  nadirByIntercepts,
  nadirPoint,
  normalise,
  ParetoArchive,
  referencePointAdvice,
  vorobev,
} from "../../src/pareto/index.ts";

/** Anything a caller may hand over: ties, extremes of scale, signed zeros, infinities, NaN. */
const value = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -3, max: 3 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      NaN,
      Infinity,
      -Infinity,
      -0,
      5e-324,
      -5e-324,
      1e300,
      -1e300,
      1e-300,
      1.7e308,
      -1.7e308,
    ),
  },
  { weight: 2, arbitrary: fc.double() },
);
const setOf = (m: number): fc.Arbitrary<Matrix> =>
  fc
    .array(fc.array(value, { minLength: m, maxLength: m }), { maxLength: 9 })
    .map((rows) => matrix(rows.length, m, Float64Array.from(rows.flat())));
const input = fc.integer({ min: 1, max: 5 }).chain((m) =>
  fc.record({
    m: fc.constant(m),
    sets: fc.array(setOf(m), { minLength: 1, maxLength: 4 }),
    point: fc.array(value, { minLength: m, maxLength: m }),
    directions: fc.option(
      fc.array(fc.constantFrom("min" as const, "max" as const), { minLength: m, maxLength: m }),
      { nil: undefined },
    ),
  }),
);
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

/** Every function of the room that takes points, on one input. */
const calls: Record<string, (input: Input) => unknown> = {
  ...Object.fromEntries(
    indicators.entries().map(([id, indicator]) => [
      id,
      ({ sets, point, directions }: Input) => {
        const context = {
          referenceSet: sets.at(-1)!,
          referencePoint: point,
          ideal: point,
          ...(directions ? { directions } : {}),
        };
        return indicator.unavailable(sets[0]!, context) ?? indicator.evaluate(sets[0]!, context);
      },
    ]),
  ),
  ...Object.fromEntries(
    decisions.entries().map(([id, method]) => [
      id,
      ({ sets, point, directions }: Input) => {
        const { explanation, index } = method.decide(sets[0]!, {
          aspiration: point,
          ...(directions ? { directions } : {}),
        });
        // A recommendation is always a row, and its reason never shows a hole.
        if (!(index >= 0 && index < sets[0]!.rows) || /NaN|undefined/.test(explanation))
          throw new Error(explanation);
        return explanation;
      },
    ]),
  ),
  ...Object.fromEntries(
    [...boundingRules.ids(), "unbounded", "epsilon"].map((rule) => [
      `${rule} archive`,
      ({ m, sets, point, directions }: Input) => {
        const options = { objectives: m, directions, reference: point.map((x) => (Number.isNaN(x) ? 1 : x)) };
        const archive =
          rule === "unbounded"
            ? new ParetoArchive<number>(options)
            : rule === "epsilon"
              ? new EpsilonArchive<number>({ objectives: m, directions, epsilon: 0.5 })
              : new BoundedArchive<number>({ ...options, capacity: 3, rule });
        for (const set of sets)
          archive.addAll(
            set,
            Array.from({ length: set.rows }, (_, i) => i),
          );
        if (archive.entries().some((entry) => entry.point.some(Number.isNaN)))
          throw new Error("a NaN entered");
        if ("hypervolume" in archive && Number.isNaN(archive.hypervolume()))
          throw new Error("the hypervolume is NaN");
        return JSON.stringify(archive);
      },
    ]),
  ),
  attainmentSurfaces: ({ sets, directions }) => attainmentSurfaces(sets, directions ? { directions } : {}),
  attainment: ({ sets, point }) => attainment(sets, point),
  attainmentDifference: ({ sets }) => attainmentDifference(sets.slice(0, 1), sets),
  attainmentRectangles: ({ sets }) => attainmentRectangles(sets.slice(0, 1), sets),
  attainmentHypervolumes: ({ sets, point }) => attainmentHypervolumes(sets, point),
  vorobev: ({ sets, point }) => vorobev(sets, point),
  idealPoint: ({ sets }) => idealPoint(sets[0]!),
  nadirPoint: ({ sets }) => nadirPoint(sets[0]!),
  nadirByIntercepts: ({ sets }) => nadirByIntercepts(sets[0]!),
  normalise: ({ sets, directions }) => normalise(sets[0]!, directions ? { directions } : {}),
  referencePointAdvice: ({ sets }) => referencePointAdvice(sets[0]!),
};

describe("any input gives an answer or an error of this package, and is not written to", () => {
  test.each(Object.entries(calls))("%s", (_, call) => {
    fc.assert(
      fc.property(input, (given) => {
        const copies = given.sets.map(({ data }) => data.slice());
        try {
          call(given);
        } catch (error) {
          if (!(error instanceof EvofrontError)) throw error;
          expect(error.message).not.toMatch(/\n/);
        }
        expect(given.sets.map(({ data }) => data)).toEqual(copies);
      }),
      { numRuns: Number(process.env["EVOFRONT_FUZZ_RUNS"] ?? 60) },
    );
  });
});
