import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix } from "../../../src/linalg/index.ts";
import {
  achievement,
  compromise,
  decisions,
  highTradeOff,
  knee,
  marginalUtility,
  pseudoWeights,
  topsis,
} from "../../../src/pareto/decisions/index.ts";
import { nondominated } from "../../../src/pareto/ranks.ts";

/** Two straight legs that meet at (1, 1): the knee of any sensible definition. Row 2 is dominated. */
const bent = [
  [0, 5],
  [0.5, 3],
  [4, 4],
  [1, 1],
  [3, 0.5],
  [5, 0],
];
const anyFront = fc.integer({ min: 1, max: 4 }).chain((m) =>
  fc.array(
    fc.array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -9, max: 9, noNaN: true })), {
      minLength: m,
      maxLength: m,
    }),
    { minLength: 1, maxLength: 25 },
  ),
);
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * (1 + Math.abs(b));

describe("values by hand", () => {
  test("knee: distance below the line from (0, 5) to (5, 0), in units of the range", () => {
    const { index, values, indexes } = knee(bent);
    expect(index).toBe(3);
    // (1 - 1/5 - 1/5) / sqrt 2, and (1 - 0.1 - 0.6) / sqrt 2 for both neighbours.
    expect(close(values[3]!, 0.6 / Math.SQRT2)).toBe(true);
    expect(close(values[1]!, 0.3 / Math.SQRT2)).toBe(true);
    expect(values[2]).toBeNaN();
    expect([...indexes].sort()).toEqual([0, 1, 3, 4, 5]);
  });
  test("compromise: Euclidean, sum and largest, equal weights of 1/2", () => {
    const at = (p: number): number => compromise(bent, { p }).values[1]!;
    expect(close(at(2), Math.hypot(0.05, 0.3))).toBe(true);
    expect(close(at(1), 0.35)).toBe(true);
    expect(close(at(Infinity), 0.3)).toBe(true);
    expect(compromise(bent).index).toBe(3);
  });
  test("achievement: the largest weighted shortfall, plus a little of the sum", () => {
    const { values, index } = achievement(bent, { augmentation: 0.01 });
    expect(close(values[1]!, 0.3 + 0.01 * 0.35)).toBe(true);
    expect(index).toBe(3);
    const aimed = achievement(bent, { aspiration: [4, 0.6], weights: [1, 1] });
    expect(aimed.index).toBe(4);
    expect(aimed.values[4]!).toBeLessThan(0);
    expect(aimed.explanation).toMatch(/^Row 4 reaches the aspired values in every objective/);
  });
  test("TOPSIS of the textbook form: vector norms, weighted, closeness", () => {
    // By hand: norms sqrt(9 + 16) = 5 and sqrt(16 + 9) = 5; rows (0.3, 0.4) and (0.4, 0.3) after weights 1/2.
    const { values } = topsis([
      [3, 4],
      [4, 3],
    ]);
    expect(close(values[0]!, 0.5) && close(values[1]!, 0.5)).toBe(true);
    // (1, 2), (2, 1), weights 3:1: d+ of row 0 is 1/4, d- is 3/4 of the same unit.
    expect(
      close(
        topsis(
          [
            [1, 2],
            [2, 1],
          ],
          { weights: [3, 1] },
        ).values[0]!,
        0.75,
      ),
    ).toBe(true);
  });
  test("marginal utility: of the middle of three, the area that only it leaves", () => {
    // Normalised rows (0, 1), (a, a), (1, 0): with t on the first, costs 1 - t, a, t. Without the middle the best is
    // min(t, 1 - t); it wins where that exceeds a, so the mean loss is 2 times the integral of t - a from a to 1/2.
    const a = 0.2;
    const { values, index } = marginalUtility([
      [0, 1],
      [a, a],
      [1, 0],
    ]);
    expect(index).toBe(1);
    expect(Math.abs(values[1]! - (0.5 - a) ** 2)).toBeLessThan(1e-5);
  });
  test("marginal utility of a row in a hollow is 0", () => {
    expect(
      marginalUtility([
        [0, 1],
        [0.7, 0.7],
        [1, 0],
      ]).values[1],
    ).toBe(0);
  });
});

describe("against pymoo", () => {
  const reference = JSON.parse(
    readFileSync(new URL("../../reference/decisions/pymoo.json", import.meta.url), "utf8"),
  ) as {
    points: number[][];
    pseudoWeightChoice: number;
    pseudoWeights: number[][];
    tradeOff: number[];
  };
  test("pseudo-weights and the row they choose", () => {
    const decision = pseudoWeights(reference.points, { weights: [0.2, 0.3, 0.5] });
    expect(decision.index).toBe(reference.pseudoWeightChoice);
    decision.indexes.forEach((row, k) => {
      decision.pseudoWeights[k]!.forEach((weight, j) => {
        expect(close(weight, reference.pseudoWeights[row]![j]!)).toBe(true);
      });
    });
    expect(decision.indexes.length).toBe(reference.points.length);
  });
  test("trade-off of every row", () => {
    const { values } = highTradeOff(reference.points);
    reference.tradeOff.forEach((expected, i) => {
      expect(close(values[i]!, expected)).toBe(true);
    });
  });
});

describe("every method of the registry", () => {
  test.each(decisions.entries())("%s: one sentence, a non-dominated row, nothing written to", (_, method) => {
    fc.assert(
      fc.property(anyFront, (rows) => {
        const m = rows[0]!.length;
        const points = matrix(rows.length, m, Float64Array.from(rows.flat()));
        const copy = points.data.slice();
        const decision = method.decide(points, {});
        const front = [...nondominated(points)];
        expect(front).toContain(decision.index);
        expect([...decision.indexes].sort((a, b) => a - b)).toEqual(front);
        expect(decision.indexes[0]).toBe(decision.index);
        const values = [...decision.indexes]
          .map((row) => decision.values[row]!)
          .filter((value) => !Number.isNaN(value));
        const ordered = [...values].sort((a, b) => (decision.better === "lower" ? a - b : b - a));
        expect(values).toEqual(ordered);
        rows.forEach((_row, i) => {
          if (!front.includes(i)) expect(decision.values[i]).toBeNaN();
        });
        expect(decision.explanation).toMatch(/^Row \d+ .*\.$/);
        expect(decision.explanation).not.toMatch(/NaN|undefined|Infinity/);
        expect(points.data).toEqual(copy);
      }),
      { numRuns: 60 },
    );
  });
  test.each(decisions.entries())(
    "%s: the same row whatever the units (powers of two), and when maximising the negated values",
    (id, method) => {
      fc.assert(
        fc.property(anyFront, (rows) => {
          const m = rows[0]!.length;
          const { index, values } = method.decide(rows, {});
          const scaled = rows.map((row) => row.map((value, j) => value * 2 ** (3 * j)));
          expect(method.decide(scaled, {}).index).toBe(index);
          const negated = rows.map((row) => row.map((value) => -value));
          const maximised = method.decide(negated, { directions: new Array<"max">(m).fill("max") });
          expect(maximised.index).toBe(index);
          if (id !== "topsis") expect(maximised.values).toEqual(values);
        }),
        { numRuns: 60 },
      );
    },
  );
  test.each(decisions.entries())("%s: rows with NaN or infinities are passed over", (_, method) => {
    const decision = method.decide(
      [
        [NaN, 0],
        [-Infinity, 0],
        [1, 2],
        [2, 1],
        [0, 3],
      ],
      {},
    );
    expect([...decision.indexes].sort()).toEqual([2, 3, 4]);
    expect(() => method.decide([[NaN, 0]], {})).toThrow(
      "no row is finite; give at least one point with finite values",
    );
  });
  test.each(decisions.entries())("%s: takes the bend of a bent front", (id, method) => {
    // The pseudo-weights of the bend are even, which is what equal weights ask for.
    expect(method.decide(bent, {}).index, id).toBe(3);
  });
});

describe("explanations", () => {
  test("say when a front has no knee", () => {
    expect(
      knee([
        [0, 1],
        [0.8, 0.8],
        [1, 0],
      ]).explanation,
    ).toMatch(/no row lies beyond the plane/);
    expect(knee([[3, 3]]).explanation).toBe("Row 0 is the only non-dominated row.");
  });
  test("name weights in percent", () => {
    expect(pseudoWeights(bent, { weights: [1, 3] }).explanation).toMatch(
      /wanted weights \(25 %, 75 %\): its own are \d+ %, \d+ %\.$/,
    );
  });
});

describe("unusable input", () => {
  test.each<[string, () => unknown]>([
    [
      "achievement: weights has 3 values but the points have 2 objectives",
      () => achievement(bent, { weights: [1, 1, 1] }),
    ],
    ["topsis: weights must be non-negative and finite, found -1", () => topsis(bent, { weights: [-1, 2] })],
    [
      "pseudoWeights: weights are all 0; make at least one positive",
      () => pseudoWeights(bent, { weights: [0, 0] }),
    ],
    [
      "achievement: aspiration has 1 values but the points have 2 objectives",
      () => achievement(bent, { aspiration: [1] }),
    ],
    ["achievement: aspiration must be finite", () => achievement(bent, { aspiration: [1, NaN] })],
    ["achievement: augmentation must be at least 0, got -1", () => achievement(bent, { augmentation: -1 })],
    ["compromise: p must be at least 1, got 0", () => compromise(bent, { p: 0 })],
    ["highTradeOff: radius must be positive, got 0", () => highTradeOff(bent, { radius: 0 })],
  ])("%s", (message, action) => {
    expect(action).toThrow(message);
  });
});
