/** Values worked out by hand, for what no other library has or has under a different name. */
import { describe, expect, test } from "vitest";
import { createProblem, type Problem, problems } from "../../src/problems/index.ts";

function at(problem: Problem, ...x: number[]): { f: number[]; g: number[] } {
  const f = new Float64Array(problem.objectives);
  const g = new Float64Array(problem.constraints);
  problem.evaluate(Float64Array.from(x), f, g);
  return { f: Array.from(f), g: Array.from(g) };
}

describe("values by hand", () => {
  test("sharp ridge: x1^2 + 100 |(x2, x3)|", () => {
    expect(at(createProblem("sharp-ridge", { dimension: 3 }), 2, 3, -4).f).toEqual([504]);
  });

  test("Weierstrass: a half is the worst there is, 2 sum 2^-k for each variable; a third leaves the first term", () => {
    const weierstrass = createProblem("weierstrass", { dimension: 2 });
    expect(at(weierstrass, 0.5, 0).f[0]).toBeCloseTo(2 * (2 - 2 ** -20), 9);
    // 1 - cos(2 pi 3^k / 3): 3 / 2 for k = 0, nothing for all others.
    expect(at(weierstrass, 1 / 3, 0).f[0]).toBeCloseTo(1.5, 5);
  });

  test("Schwefel pays for leaving the box", () => {
    const schwefel = createProblem("schwefel", { dimension: 1 });
    const peak = 418.98288727243374;
    // 700 folds back to 500 - 200 and pays 200^2 / 10^4.
    expect(at(schwefel, 700).f[0]).toBeCloseTo(peak - (300 * Math.sin(Math.sqrt(300)) - 4), 9);
    expect(at(schwefel, -700).f[0]).toBeCloseTo(peak - (-300 * Math.sin(Math.sqrt(300)) - 4), 9);
  });

  test("Schaffer N. 2: its four branches", () => {
    const schaffer = createProblem("schaffer2");
    expect([-1, 1, 2.5, 3.5, 5].map((x) => at(schaffer, x).f)).toEqual([
      [1, 36],
      [-1, 16],
      [0.5, 6.25],
      [0.5, 2.25],
      [1, 0],
    ]);
  });

  test("Viennet 1 and 3", () => {
    expect(at(createProblem("viennet1"), 1, -1).f).toEqual([5, 2, 3]);
    const [f1, f2, f3] = at(createProblem("viennet3"), 1, -1).f;
    expect(f1).toBeCloseTo(1 + Math.sin(2), 12);
    expect(f2).toBeCloseTo(81 / 8 + 9 / 27 + 15, 12);
    expect(f3).toBeCloseTo(1 / 3 - 1.1 * Math.exp(-2), 12);
  });

  test("inverted DTLZ2: 1 + g less the sphere", () => {
    const [f1, f2] = at(createProblem("idtlz2", { objectives: 2, dimension: 3 }), 0, 0.5, 1).f;
    expect(f1).toBeCloseTo(0, 12);
    expect(f2).toBeCloseTo(1.25, 12);
  });

  test("MaF9 with five sides forbids the tips of the star, and not the pentagon or the plane beyond", () => {
    const star = createProblem("maf9", { objectives: 5 });
    // Over a side (inner radius 0.809) the neighbouring sides meet at phi^2 = 2.618; the region reaches as far beyond.
    const tip = (radius: number): number =>
      at(star, radius * Math.sin(Math.PI / 5), radius * Math.cos(Math.PI / 5)).g[0]!;
    expect(tip(0)).toBeLessThan(0);
    expect(tip(0.7)).toBeLessThan(0);
    expect(tip(0.9)).toBeGreaterThan(0);
    expect(tip(4.4)).toBeGreaterThan(0);
    expect(tip(4.5)).toBeLessThan(0);
    expect(createProblem("maf9", { objectives: 4 }).constraints).toBe(0);
  });
});

describe("instances", () => {
  test("the same text or number gives the same function, another gives another", () => {
    const value = (instance: number | string, id = "ellipsoid"): number =>
      at(createProblem(id, { dimension: 4, instance }), 1, 2, -3, 0.5).f[0]!;
    expect(value(1)).toBe(value(1));
    expect(value("1")).toBe(value(1));
    expect(value(2)).not.toBe(value(1));
    expect(value(1, "discus")).not.toBe(value(1));
  });

  test("rotation keeps lengths: a moved sphere is the distance to its minimum", () => {
    const { optimum, ...sphere } = createProblem("sphere", { dimension: 6, instance: 9 });
    const x = [1, 2, -3, 0.5, 4, -1];
    const expected = x.reduce((sum, value, i) => sum + (value - optimum!.x[i]!) ** 2, 0);
    expect(at(sphere, ...x).f[0]).toBeCloseTo(expected, 10);
  });

  test("without rotation, a moved ellipsoid keeps its axes", () => {
    const ellipsoid = createProblem("ellipsoid", { dimension: 3, instance: 9, rotated: false });
    const x = Array.from(ellipsoid.optimum!.x);
    x[2]! += 0.5;
    expect(at(ellipsoid, ...x).f[0]).toBeCloseTo(250_000, 6);
  });
});

describe("what cannot be made", () => {
  test.each([
    ["zdt9", {}, 'unknown problem "zdt9"; did you mean'],
    ["zdt1", { dimension: 1 }, 'problem "zdt1": dimension: Too small'],
    ["zdt1", { dimensions: 5 }, 'problem "zdt1": unknown option "dimensions"; did you mean "dimension"?'],
    ["sphere", { dimension: 2.5 }, 'problem "sphere": dimension: Invalid input: expected int'],
    [
      "dtlz2",
      { objectives: 4, dimension: 3 },
      "dimension: must be at least the number of objectives, 4, got 3",
    ],
    [
      "sdtlz1",
      { objectives: 4, dimension: 3 },
      "dimension: must be at least the number of objectives, 4, got 3",
    ],
    [
      "wfg1",
      { objectives: 3, position: 3 },
      "position: must be a multiple of the number of objectives less one, 2, got 3",
    ],
    ["wfg2", { distance: 5 }, 'problem "wfg2": distance: must be even, got 5'],
    ["maf2", { objectives: 4, dimension: 6 }, "dimension: must be at least 7 for 4 objectives, got 6"],
    ["maf8", { objectives: 2 }, 'problem "maf8": objectives: Too small'],
    ["uf8", { dimension: 4 }, 'problem "uf8": dimension: Too small'],
    ["bnh", { dimension: 4 }, 'problem "bnh": unknown option "dimension"; it takes none'],
  ])("%s %j", (id, options, message) => {
    expect(() => createProblem(id, options)).toThrow(message);
  });

  test("every entry has a title, a paper, and defaults for all its options", () => {
    for (const [id, entry] of problems.entries()) {
      expect(entry.title.length, id).toBeGreaterThan(5);
      expect(entry.paper.length, id).toBeGreaterThan(5);
      expect(createProblem(id).id).toBe(id);
    }
  });
});
