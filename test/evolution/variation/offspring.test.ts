import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blend,
  confine,
  crossoverSchema,
  gaussian,
  mutationSchema,
  offspringOf,
  polynomial,
  sbx,
  variationOf,
} from "../../../src/evolution/variation/index.ts";
import { asMatrix, rowOf } from "../../../src/linalg/index.ts";
import { keyOf } from "../../../src/random/index.ts";

const vector = (...values: number[]) => Float64Array.from(values);
const key = keyOf("offspring");

describe("values outside the box", () => {
  const space = { lower: vector(0, 0, 0, 0), upper: vector(1, 1, 1, 1) };

  test("are mirrored, clipped, or drawn again", () => {
    const draws = [vector(0.5, -0.25, 1.75, 2.5), vector(0.1, 0.2, 1.5, 0.4), vector(0.1, 0.2, 0.3, 0.9)];
    const draw = (attempt: number) => draws[attempt]!;
    expect(Array.from(confine(draw, space, "reflect"))).toEqual([0.5, 0.25, 0.25, 0.5]);
    expect(Array.from(confine(draw, space, "clip"))).toEqual([0.5, 0, 1, 1]);
    expect(Array.from(confine(draw, space, "resample"))).toEqual([0.5, 0.2, 0.3, 0.4]);
    expect(Array.from(draws[0]!)).toEqual([0.5, -0.25, 1.75, 2.5]);
  });

  test("end inside under every rule, whatever they are", () => {
    const any = fc.array(fc.double(), { minLength: 4, maxLength: 4 }).map((x) => Float64Array.from(x));
    fc.assert(
      fc.property(any, fc.constantFrom("reflect", "clip", "resample"), (x, rule) => {
        const inside = confine(() => x, space, rule as "reflect");
        expect(inside.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });
});

describe("offspring", () => {
  const kinds = ["real", "integer", "categorical"] as const;
  const space = { lower: vector(-1, 2, 0), upper: vector(1, 6, 4), kinds };
  const parents = asMatrix([
    [-0.5, 2, 0],
    [0.9, 6, 3],
  ]);
  const variation = {
    crossover: sbx({ eta: 2, probability: 1 }),
    mutation: polynomial({ eta: 5 }),
    bounds: "reflect",
  } as const;

  test("keep to the box, whole numbers and categories", () => {
    const children = offspringOf(key, parents, new Array(2000).fill([0, 1]).flat(), 4000, variation, space);
    const seen = [new Set<number>(), new Set<number>(), new Set<number>()];
    for (let i = 0; i < children.rows; i++) {
      rowOf(children, i).forEach((value, j) => {
        expect(value >= space.lower[j]! && value <= space.upper[j]!).toBe(true);
        seen[j]!.add(value);
      });
    }
    expect([...seen[1]!].sort()).toEqual([2, 3, 4, 5, 6]);
    expect([...seen[2]!].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(seen[0]!.size).toBeGreaterThan(1000);
  });

  test("categories come from a parent unless mutated, and each other category is as likely", () => {
    const crossedOnly = offspringOf(
      key,
      parents,
      new Array(500).fill([0, 1]).flat(),
      1000,
      { ...variation, mutation: undefined },
      space,
    );
    const categories = Array.from({ length: 1000 }, (_, i) => rowOf(crossedOnly, i)[2]!);
    expect(new Set(categories)).toEqual(new Set([0, 3]));
    for (let k = 0; k < 500; k++) expect(categories[2 * k]! + categories[2 * k + 1]!).toBe(3);

    const n = 9000;
    const mutatedOnly = offspringOf(
      key,
      parents,
      new Array(n).fill(1),
      n,
      { crossover: undefined, mutation: polynomial({ eta: 5 }), bounds: "clip" },
      space,
    );
    const counts = new Array<number>(5).fill(0);
    for (let i = 0; i < n; i++) counts[rowOf(mutatedOnly, i)[2]!]!++;
    // One in d = 3 is redrawn, among the four others.
    [1 / 12, 1 / 12, 1 / 12, 2 / 3, 1 / 12].forEach((p, c) => {
      expect(Math.abs(counts[c]! / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
    });
  });

  test("a child depends on its pair and place alone, and parents stay", () => {
    const before = Array.from(parents.data);
    const many = offspringOf(key, parents, [0, 1, 1, 0, 0, 1], 6, variation, space);
    const fewer = offspringOf(key, parents, [0, 1, 1, 0], 3, variation, space);
    expect(Array.from(many.data.slice(0, 9))).toEqual(Array.from(fewer.data));
    expect(Array.from(parents.data)).toEqual(before);
  });

  test("every bounds rule keeps wild operators inside", () => {
    for (const bounds of ["reflect", "clip", "resample"] as const) {
      const wild = {
        crossover: blend({ alpha: 3, probability: 1 }),
        mutation: gaussian({ sigma: 2 }),
        bounds,
      };
      const children = offspringOf(key, parents, new Array(100).fill([0, 1]).flat(), 200, wild, space);
      for (let i = 0; i < children.rows; i++)
        rowOf(children, i).forEach((value, j) => {
          expect(value >= space.lower[j]! && value <= space.upper[j]!).toBe(true);
        });
    }
  });
});

describe("choices", () => {
  test("a kind alone stands for its defaults", () => {
    expect(crossoverSchema.parse("sbx")).toEqual({ kind: "sbx", eta: 15, probability: 0.9 });
    expect(crossoverSchema.parse({ kind: "iso-line", line: 0.2 })).toEqual({
      kind: "iso-line",
      iso: 0.005,
      line: 0.2,
    });
    expect(mutationSchema.parse("gaussian")).toEqual({ kind: "gaussian", sigma: 0.02, probability: 1 });
    expect(mutationSchema.safeParse({ kind: "gaussian", sigma: -1 }).success).toBe(false);
    expect(crossoverSchema.safeParse("sbxx").success).toBe(false);
  });

  test("without a box the default is iso+line, and polynomial mutation is refused", () => {
    const { crossover, mutation } = variationOf({ bounds: "reflect" }, undefined);
    const [child] = crossover!(key, vector(0, 0), vector(1, 1), undefined);
    expect(child.every((x) => Math.abs(x) < 1)).toBe(true);
    expect(mutation).toBeUndefined();
    expect(() =>
      variationOf({ bounds: "reflect", mutation: { kind: "polynomial", eta: 20 } }, undefined),
    ).toThrow("polynomial mutation needs bounds but the variables have none");
  });
});
