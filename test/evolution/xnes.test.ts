import { describe, expect, test } from "vitest";
import { vectorLayout, xnes } from "../../src/evolution/index.ts";
import { timesExponential } from "../../src/evolution/xnes.ts";
import { matrix } from "../../src/linalg/index.ts";
import { keyOf, normal } from "../../src/random/index.ts";
import { type Analytic, advance, startAt } from "./support/analytic.ts";

/** Axes in the ratio 1 : 100 along (1, 1), (1, -1), and as the last coordinates. */
const oblique: Analytic = ([a, b, ...rest]) => [
  1e4 * (a! + b!) ** 2 + (a! - b!) ** 2 + rest.reduce((sum, value) => sum + value ** 2, 0),
];

test("the exponential is the series sum M^k / k!, from a lower triangle", () => {
  const d = 5;
  const draws = normal(keyOf(3), d * d);
  const symmetric = draws.map((_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    return draws[Math.max(i, j) * d + Math.min(i, j)]!;
  });
  const times = (a: Float64Array, b: Float64Array): Float64Array =>
    a.map((_, at) => {
      const [i, j] = [Math.floor(at / d), at % d];
      return Array.from({ length: d }, (_, k) => a[i * d + k]! * b[k * d + j]!).reduce((s, v) => s + v, 0);
    });
  const identity = symmetric.map((_, at) => (at % (d + 1) === 0 ? 1 : 0));
  let series = identity;
  let term = identity;
  for (let k = 1; k < 60; k++) {
    term = times(term, symmetric).map((value) => value / k);
    series = series.map((value, at) => value + term[at]!);
  }
  const shape = normal(keyOf(4), d * d);
  const expected = times(shape, series);
  const lower = symmetric.map((value, at) => (at % d > Math.floor(at / d) ? Number.NaN : value));
  timesExponential(shape, matrix(d, d, lower)).forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at]!, 9);
  });
});

describe("xNES", () => {
  const layout = vectorLayout(4);

  test("reaches the bottom of an oblique ellipsoid", () => {
    const strategy = xnes({ sigma: 0.5, population: 16 });
    const state = advance(strategy, strategy.init(startAt([2, 1, -1, 1])), layout, oblique, 500);
    expect(oblique(strategy.centre(state), 0)[0]).toBeLessThan(1e-10);
  });

  test("turns with its problem: rotate the shape, and the whole run is rotated", () => {
    const strategy = xnes({ sigma: 0.5 });
    const [c, s] = [Math.cos(0.8), Math.sin(0.8)];
    const turn = ([a, b, ...rest]: ArrayLike<number> & Iterable<number>): Float64Array =>
      Float64Array.of(c * a! - s * b!, s * a! + c * b!, ...rest);
    const back = ([a, b, ...rest]: Float64Array): Float64Array =>
      Float64Array.of(c * a! + s * b!, -s * a! + c * b!, ...rest);
    const start = [2, 1, -1, 1];
    const here = strategy.init(startAt(start));
    const shape = Float64Array.of(c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    const there = { ...strategy.init(startAt([...turn(start as never)])), shape };
    const a = advance(strategy, here, layout, oblique, 30);
    const b = advance(strategy, there, layout, (x, i) => oblique(back(x), i), 30);
    expect(b.sigma).toBeCloseTo(a.sigma, 9);
    turn(a.mean).forEach((value, j) => {
      expect(b.mean[j]).toBeCloseTo(value, 8);
    });
  });

  test("changes the shape without its volume: det B stays 1", () => {
    const strategy = xnes({ sigma: 0.5 });
    const layout2 = vectorLayout(2);
    const state = advance(
      strategy,
      strategy.init(startAt([2, 1])),
      layout2,
      ([a, b]) => [a! ** 2 + 100 * (a! + b!) ** 2],
      80,
    );
    const [p, q, r, t] = state.shape;
    expect(Math.abs(q!) + Math.abs(r!)).toBeGreaterThan(0.1);
    expect(p! * t! - q! * r!).toBeCloseTo(1, 10);
  });
});
