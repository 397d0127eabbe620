import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blend,
  gaussian,
  isoLine,
  polynomial,
  sbx,
  uniformCrossover,
} from "../../../src/evolution/variation/index.ts";
import { fold, keyOf } from "../../../src/random/index.ts";
import { kolmogorovSmirnov, normalCdf } from "../../random/goodness-of-fit.ts";

const box = (size: number, low = 0, high = 1) => ({
  lower: new Float64Array(size).fill(low),
  upper: new Float64Array(size).fill(high),
});
const filled = (size: number, value: number) => new Float64Array(size).fill(value);
const key = keyOf("operators");

/** `kolmogorovSmirnov` exceeds this once in 10,000 samples of the distribution named. */
const limit = 2.23;
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const vectors = (size: number) =>
  fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: size, maxLength: size })
    .map((x) => Float64Array.from(x));
const parents = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.tuple(vectors(size), vectors(size), fc.integer({ min: 0, max: 2 ** 40 })));

describe("simulated binary crossover", () => {
  test("keeps the parents' mean in every variable where there is no box", () => {
    fc.assert(
      fc.property(parents, ([a, b, seed]) => {
        const [first, second] = sbx({ eta: 2, probability: 1 })(keyOf(seed), a, b, undefined);
        first.forEach((x, i) => {
          const scale = Math.max(Math.abs(x), Math.abs(second[i]!), 1e-300);
          expect(Math.abs(x + second[i]! - a[i]! - b[i]!)).toBeLessThanOrEqual(1e-14 * scale);
        });
      }),
    );
  });

  test("stays in the box", () => {
    fc.assert(
      fc.property(parents, ([a, b, seed]) => {
        const children = sbx({ eta: 0.5, probability: 1 })(keyOf(seed), a, b, box(a.length));
        for (const child of children) expect(child.every((x) => x >= 0 && x <= 1)).toBe(true);
      }),
    );
  });

  test("its spread factor has the published distribution, half the variables cross, a crossed one swaps by halves", () => {
    const n = 40_000;
    const eta = 3;
    const [first, second] = sbx({ eta, probability: 1 })(key, filled(n, 0), filled(n, 1), undefined);
    const crossed = Array.from(first.keys()).filter((i) => first[i] !== 0 || second[i] !== 1);
    expect(Math.abs(crossed.length / n - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / n));
    const spreads = crossed.map((i) => Math.abs(second[i]! - first[i]!));
    // Integral of 0.5 (eta + 1) beta^eta up to 1 and of 0.5 (eta + 1) beta^-(eta + 2) beyond.
    const cdf = (beta: number) => (beta <= 1 ? 0.5 * beta ** (eta + 1) : 1 - 0.5 * beta ** -(eta + 1));
    expect(kolmogorovSmirnov(spreads, cdf)).toBeLessThan(limit);
    const swapped = crossed.filter((i) => first[i]! > second[i]!).length / crossed.length;
    expect(Math.abs(swapped - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / crossed.length));
  });

  test("a pair is crossed with its probability, else copied", () => {
    const operator = sbx({ eta: 15, probability: 0.3 });
    const n = 4000;
    let crossed = 0;
    for (let k = 0; k < n; k++) {
      const [first] = operator(fold(key, k), filled(40, 0), filled(40, 1), box(40, -1, 2));
      if (first.some((x) => x !== 0)) crossed++;
    }
    expect(Math.abs(crossed / n - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / n));
  });
});

describe("polynomial mutation", () => {
  test("stays in the box, from anywhere in it", () => {
    fc.assert(
      fc.property(parents, ([a, , seed]) => {
        const child = polynomial({ eta: 1, probability: 1 })(keyOf(seed), a, box(a.length));
        expect(child.every((x) => x >= 0 && x <= 1)).toBe(true);
      }),
    );
  });

  test("its step from the middle of a wide box has the published distribution", () => {
    const n = 30_000;
    const eta = 4;
    const child = polynomial({ eta, probability: 1 })(key, filled(n, 0.5), box(n));
    // F(delta) from (2u + (1 - 2u) 2^-(eta + 1))^(1 / (eta + 1)) - 1 solved for u; symmetric about 0.
    const cut = 0.5 ** (eta + 1);
    const below = (delta: number) => ((1 + delta) ** (eta + 1) - cut) / (2 * (1 - cut));
    const cdf = (x: number) => (x < 0.5 ? below(x - 0.5) : 1 - below(0.5 - x));
    expect(kolmogorovSmirnov(Array.from(child), cdf)).toBeLessThan(limit);
  });

  test("one variable in d changes by default", () => {
    const d = 50;
    const n = 2000;
    let changed = 0;
    for (let k = 0; k < n; k++) {
      const child = polynomial({ eta: 20 })(fold(key, k), filled(d, 0.3), box(d));
      changed += child.filter((x) => x !== 0.3).length;
    }
    expect(Math.abs(changed / n - 1)).toBeLessThan(4 * Math.sqrt(1 / n));
  });

  test("needs a box", () => {
    expect(() => polynomial({ eta: 20 })(key, filled(2, 0), undefined)).toThrow(
      "polynomial mutation needs bounds but the variables have none; use gaussian mutation or iso-line variation",
    );
  });
});

describe("other operators", () => {
  test("Gaussian steps are normal, in units of the box's width, with the probability asked for", () => {
    const n = 30_000;
    const free = gaussian({ sigma: 2 })(key, filled(n, 1), undefined);
    expect(kolmogorovSmirnov(Array.from(free), (x) => normalCdf((x - 1) / 2))).toBeLessThan(limit);
    const boxed = gaussian({ sigma: 0.1, probability: 0.25 })(key, filled(n, 1), box(n, -5, 5));
    const moved = Array.from(boxed).filter((x) => x !== 1);
    expect(Math.abs(moved.length / n - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / n));
    expect(kolmogorovSmirnov(moved, (x) => normalCdf(x - 1))).toBeLessThan(limit);
  });

  test("uniform crossover exchanges halves and keeps both values of every variable", () => {
    const n = 10_000;
    const a = Float64Array.from({ length: n }, (_, i) => i);
    const b = Float64Array.from({ length: n }, (_, i) => -i - 1);
    const [first, second] = uniformCrossover({ probability: 1 })(key, a, b, undefined);
    first.forEach((x, i) => {
      expect(x + second[i]!).toBe(-1);
    });
    const exchanged = first.filter((x) => x < 0).length / n;
    expect(Math.abs(exchanged - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / n));
  });

  test("blend is uniform on the widened interval", () => {
    const n = 20_000;
    const [first, second] = blend({ alpha: 0.5, probability: 1 })(key, filled(n, 3), filled(n, 1), undefined);
    for (const child of [first, second])
      expect(kolmogorovSmirnov(Array.from(child), (x) => Math.min(1, Math.max(0, x / 4)))).toBeLessThan(
        limit,
      );
    expect(Math.abs(mean(Array.from(first, (x, i) => (x - 2) * (second[i]! - 2))))).toBeLessThan(0.05);
  });

  test("iso+line adds independent noise and one common step towards the other parent", () => {
    const n = 20_000;
    const [still] = isoLine({ iso: 0.5, line: 0 })(key, filled(n, 0), filled(n, 1), undefined);
    expect(kolmogorovSmirnov(Array.from(still), (x) => normalCdf(x / 0.5))).toBeLessThan(limit);
    const steps: number[] = [];
    for (let k = 0; k < 5000; k++) {
      const [child] = isoLine({ iso: 0, line: 0.2 })(fold(key, k), filled(3, 0), filled(3, 1), undefined);
      expect(new Set(child).size).toBe(1);
      steps.push(child[0]!);
    }
    expect(kolmogorovSmirnov(steps, (x) => normalCdf(x / 0.2))).toBeLessThan(limit);
  });

  test("all leave their parents alone and are functions of the key", () => {
    const a = Float64Array.of(0.1, 0.5, 0.9);
    const b = Float64Array.of(0.7, 0.2, 0.4);
    const crossovers = [
      sbx({ eta: 15, probability: 1 }),
      uniformCrossover({ probability: 1 }),
      blend({ alpha: 0.5, probability: 1 }),
      isoLine({ iso: 0.01, line: 0.2 }),
    ];
    for (const operator of crossovers) {
      const made = operator(key, a, b, box(3));
      expect(operator(key, a, b, box(3))).toEqual(made);
      expect(operator(fold(key, 1), a, b, box(3))).not.toEqual(made);
    }
    for (const operator of [polynomial({ eta: 20, probability: 1 }), gaussian({ sigma: 0.1 })]) {
      const made = operator(key, a, box(3));
      expect(operator(key, a, box(3))).toEqual(made);
      expect(operator(fold(key, 1), a, box(3))).not.toEqual(made);
    }
    expect(Array.from(a)).toEqual([0.1, 0.5, 0.9]);
    expect(Array.from(b)).toEqual([0.7, 0.2, 0.4]);
  });
});
