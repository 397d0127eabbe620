import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix, rowOf, toRows } from "../../src/linalg/index.ts";
import { idealPoint, nadirByIntercepts, nadirPoint, normalise } from "../../src/pareto/normalisation.ts";
import { nondominated } from "../../src/pareto/ranks.ts";
import { referencePointAdvice } from "../../src/pareto/reference-point.ts";

const rows = fc.integer({ min: 1, max: 4 }).chain((m) =>
  fc.array(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: m, maxLength: m }), {
    minLength: 1,
    maxLength: 20,
  }),
);
const set = [
  [1, 9],
  [3, 4],
  [8, 2],
  [9, 9],
];

describe("ideal and nadir", () => {
  test("the ideal is over all rows, the nadir over the non-dominated ones", () => {
    expect([...idealPoint(set)]).toEqual([1, 2]);
    expect([...nadirPoint(set)]).toEqual([8, 9]);
  });
  test("follow the directions", () => {
    expect([...idealPoint(set, { directions: ["max", "min"] })]).toEqual([9, 2]);
    expect([...nadirPoint(set, { directions: ["max", "min"] })]).toEqual([8, 9]);
  });
  test("pass over rows with NaN or infinities", () => {
    expect([
      ...idealPoint([
        [NaN, -5],
        [2, 3],
        [-Infinity, 0],
      ]),
    ]).toEqual([2, 3]);
    expect(() => nadirPoint([[NaN, 1]])).toThrow(
      "nadirPoint: no row is finite; give at least one point with finite values",
    );
    expect(() => idealPoint(matrix(0, 2))).toThrow("idealPoint: no row is finite");
  });
  test("intercepts: of points on a plane, where the plane meets the axes", () => {
    // x/2 + y/4 + z/8 = 1, with corners nearly reached.
    const plane = [
      [2, 0, 0],
      [0, 4, 0],
      [0, 0, 8],
      [1, 1, 2],
      [0.5, 2, 2],
    ];
    expect([...nadirByIntercepts(plane)].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([2, 4, 8]);
  });
  test("intercepts ignore an end that gains less than a millionth, which the plain nadir follows", () => {
    const front = [
      [0, 1],
      [0.5, 0.5],
      [0.999, 1e-5],
      [100, 0],
    ];
    expect([...nadirPoint(front)]).toEqual([100, 1]);
    // The line through (0, 1) and (0.999, 1e-5) meets the first axis at 0.999 / (1 - 1e-5).
    const [first, second] = nadirByIntercepts(front);
    expect(Math.abs(first! - 0.999 / (1 - 1e-5))).toBeLessThan(1e-12);
    expect(Math.abs(second! - 1)).toBeLessThan(1e-12);
  });
  test("intercepts fall back to the plain nadir where the extreme points make no plane", () => {
    expect([
      ...nadirByIntercepts([
        [1, 1],
        [1, 1],
      ]),
    ]).toEqual([1, 1]);
    expect([...nadirByIntercepts([[3, 4, 5]])]).toEqual([3, 4, 5]);
  });
});

describe("normalise", () => {
  test("the front fills [0, 1] in every objective with a range", () => {
    fc.assert(
      fc.property(rows, (points) => {
        const { points: scaled, degenerate } = normalise(points);
        const front = [...nondominated(points)];
        degenerate.forEach((flag, j) => {
          const column = front.map((i) => rowOf(scaled, i)[j]!);
          expect(Math.min(...column)).toBeGreaterThanOrEqual(0);
          if (!flag) expect(Math.max(...column)).toBe(1);
          else expect(Math.max(...column)).toBeLessThanOrEqual(2 ** -39);
        });
      }),
    );
  });
  test("keeps dominance, NaN and what lies outside", () => {
    const { points, ideal, nadir, degenerate } = normalise([
      [1, 9],
      [3, 5.5],
      [8, 2],
      [15, 16],
      [NaN, Infinity],
    ]);
    expect(toRows(points)).toEqual([
      [0, 1],
      [2 / 7, 0.5],
      [1, 0],
      [2, 2],
      [NaN, Infinity],
    ]);
    expect([[...ideal], [...nadir], degenerate]).toEqual([
      [1, 2],
      [8, 9],
      [false, false],
    ]);
  });
  test("maximised objectives come out with 0 as the best", () => {
    expect(
      toRows(
        normalise(
          [
            [0, 10],
            [10, 20],
          ],
          { directions: ["min", "max"] },
        ).points,
      ),
    ).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
  test("degenerate objectives: equal values become 0, others a relative distance", () => {
    const { points, degenerate } = normalise([
      [4, 1],
      [4, 1],
      [6, 3],
    ]);
    expect(degenerate).toEqual([true, true]);
    expect(toRows(points)).toEqual([
      [0, 0],
      [0, 0],
      [0.5, 2],
    ]);
    expect(toRows(normalise([[0], [0]]).points)).toEqual([[0], [0]]);
  });
  test("extreme scales neither overflow nor vanish", () => {
    expect(
      toRows(
        normalise([
          [-1.7e308, 1e-300],
          [1.7e308, 5e-301],
        ]).points,
      ),
    ).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(
      toRows(
        normalise([
          [0, 1e-320],
          [1e-320, 0],
        ]).points,
      ),
    ).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
  test("given points, in their directions", () => {
    expect(
      toRows(normalise([[5, 5]], { ideal: [0, 10], nadir: [10, 0], directions: ["min", "max"] }).points),
    ).toEqual([[0.5, 0.5]]);
  });
  test.each<[string, () => unknown]>([
    ["normalise: ideal has 1 values but the points have 2 objectives", () => normalise(set, { ideal: [1] })],
    ["normalise: nadir must be finite", () => normalise(set, { nadir: [1, Infinity] })],
    [
      "normalise: objective 2 has ideal 5 and nadir 4; the ideal must be the better one",
      () => normalise(set, { ideal: [0, 5], nadir: [9, 4] }),
    ],
  ])("%s", (message, action) => {
    expect(action).toThrow(message);
  });
  test("nothing is written to", () => {
    const points = matrix(4, 2, Float64Array.from(set.flat()));
    const copy = points.data.slice();
    normalise(points, { directions: ["min", "max"] });
    nadirByIntercepts(points);
    referencePointAdvice(points);
    expect(points.data).toEqual(copy);
  });
});

describe("reference-point advice", () => {
  test("the population rule: 1 + 1/H, H the divisions of the lattice that fits (Ishibuchi et al. 2018)", () => {
    // 91 points in three objectives make H = 12, 5 points in two make H = 4.
    const unit = [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ];
    const [first] = referencePointAdvice(unit, { populationSize: 91 });
    expect(first!.rule).toBe("population");
    expect([...first!.reference].every((value) => Math.abs(value - (1 + 1 / 12)) < 1e-15)).toBe(true);
    expect([
      ...referencePointAdvice(
        [
          [0, 1],
          [1, 0],
        ],
        { populationSize: 5 },
      )[0]!.reference,
    ]).toEqual([1.25, 1.25]);
  });
  test("is worse than every non-dominated row in every objective, by every rule, in any direction", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (points, maximise) => {
        const m = points[0]!.length;
        const directions = new Array<"min" | "max">(m).fill(maximise ? "max" : "min");
        const front = [...nondominated(points, { directions })];
        for (const { reference, explanation } of referencePointAdvice(points, { directions })) {
          for (const i of front)
            points[i]!.forEach((value, j) => {
              expect(maximise ? reference[j]! < value : reference[j]! > value).toBe(true);
            });
          expect(explanation).toMatch(/^[A-Z].*\.$/);
        }
      }),
    );
  });
  test("without a population, as many points as are non-dominated", () => {
    const rows = [
      [0, 4],
      [1, 2],
      [2, 1],
      [4, 0],
      [4, 4],
      [5, 5],
    ];
    expect(referencePointAdvice(rows)[0]).toEqual(referencePointAdvice(rows, { populationSize: 4 })[0]);
  });
  test("the worst rule covers dominated rows too", () => {
    const worst = referencePointAdvice(set).find(({ rule }) => rule === "worst")!;
    expect([...worst.reference]).toEqual([9.07, 9.07]);
  });
  test("refuses an empty population", () => {
    expect(() => referencePointAdvice(set, { populationSize: 0 })).toThrow(
      "populationSize must be at least 1, got 0",
    );
    expect(() => referencePointAdvice([[NaN]])).toThrow("referencePointAdvice: no row is finite");
  });
});
