import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrowed, narrowing } from "../../src/evolution/box-limits.ts";
import {
  type CmaEsState,
  cmaEs,
  crossEntropy,
  lmMaEs,
  pgpe,
  type Strategy,
  sepCmaEs,
  snes,
  vectorLayout,
  xnes,
} from "../../src/evolution/index.ts";
import { asMatrix } from "../../src/linalg/index.ts";
import { keyOf, uniform } from "../../src/random/index.ts";

const box = (widths: readonly number[]) => ({
  handling: "reflect" as const,
  lower: new Float64Array(widths.length).fill(-1),
  upper: Float64Array.from(widths, (width) => width - 1),
});

describe("narrowing", () => {
  test("brings each deviation to a third of its width, and none that is below", () => {
    const size = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(size, size), { minLength: 1 }), (pairs) => {
        const { lower, upper, handling } = box(pairs.map(([, width]) => width));
        const found = narrowing(
          Float64Array.from(pairs, ([s]) => s),
          { lower, upper, handling },
        );
        pairs.forEach(([s], j) => {
          const after = s * (found?.overall ?? 1) * (found?.each?.[j] ?? 1);
          expect(after / Math.min(s, (upper[j]! - lower[j]!) / 3)).toBeCloseTo(1, 9);
        });
      }),
    );
  });

  test("leaves alone what has no box, or no room in it", () => {
    expect(narrowing(Float64Array.of(5), null)).toBeNull();
    expect(narrowing(Float64Array.of(5), box([0]))).toBeNull();
    expect(narrowing(Float64Array.of(5), box([Number.POSITIVE_INFINITY]))).toBeNull();
  });
});

test("independent deviations are brought down one by one", () => {
  const deviations = Float64Array.of(5, 0.1, 7, 2);
  expect([...narrowed(deviations, box([3, 3, 0, 6]))]).toEqual([1, 0.1, 7, 2]);
  expect(narrowed(deviations, null)).toBe(deviations);
  expect([...deviations]).toEqual([5, 0.1, 7, 2]);
});

const widths = [1, 3, 0.01];
const { lower, upper } = box(widths);
const d = widths.length;

/** States of a strategy that is told nothing but noise, generation by generation. */
function* onNoise<S>(strategy: Strategy<S>, population: number): Generator<S> {
  let state = strategy.init({
    key: keyOf(3),
    parameters: Float64Array.of(-0.5, 0, -0.995),
    layout: vectorLayout(d),
    objectives: 1,
    space: { lower, upper },
  });
  for (let g = 0; g < 400; g++) {
    const values = Array.from(uniform(keyOf(g), population), (u) => [u]);
    state = strategy.tell(state, { objectives: asMatrix(values), failures: [] });
    yield state;
  }
}

const diagonal = ({ deviations }: { readonly deviations: Float64Array }): Float64Array => deviations;
/** Of sigma and a covariance, full or its diagonal. */
const ofCovariance = ({ sigma, covariance }: Pick<CmaEsState, "sigma" | "covariance">): number[] =>
  widths.map((_, j) => sigma * Math.sqrt(covariance[j * (covariance.length === d ? 1 : d + 1)]!));
const given = { population: 8 };

describe.each<[string, Strategy<never>, (state: never) => ArrayLike<number>]>([
  ["CMA-ES", cmaEs(given) as never, ofCovariance],
  ["sep-CMA-ES", sepCmaEs(given) as never, ofCovariance],
  ["SNES", snes(given) as never, diagonal],
  ["PGPE", pgpe({ ...given, sigmaLearningRate: 0.5, sigmaMaxChange: 0.5 }) as never, diagonal],
  ["cross-entropy", crossEntropy({ ...given, elite: 0.5, extraNoise: 0.3 }) as never, diagonal],
  [
    "xNES",
    xnes(given) as never,
    ({ sigma, shape }: { readonly sigma: number; readonly shape: Float64Array }) =>
      widths.map((_, j) => sigma * Math.hypot(...shape.subarray(j * d, (j + 1) * d))),
  ],
])("%s on noise alone", (_, strategy, deviationsOf) => {
  test("keeps its deviations within a third of the box", () => {
    let [free, held] = [0, 0];
    for (const state of onNoise(strategy, 8)) {
      const deviations = deviationsOf(state);
      widths.forEach((width, j) => {
        expect(deviations[j]!).toBeLessThan((width / 3) * (1 + 1e-9));
        if (deviations[j]! < (width / 3) * (1 - 1e-9)) free++;
        else held++;
      });
    }
    expect(free).toBeGreaterThan(0);
    expect(held).toBeGreaterThan(0);
  });
});

// Its covariance is written out nowhere: what candidates deviated by stands in for it.
test("LM-MA-ES on noise alone keeps its step size below the box", () => {
  for (const { sigma } of onNoise(lmMaEs({ population: 8 }), 8)) expect(sigma).toBeLessThan(3);
});
