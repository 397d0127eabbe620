import { describe, expect, test } from "vitest";
import { optionNames } from "../../../src/base/index.ts";
import { createMethod, methods, synonyms, wrappers } from "../../../src/gradient/methods/index.ts";
import { firstAdvice, showing } from "./support/shown.ts";

const rows = [
  [1, 0.5],
  [-0.5, 2],
];

describe("expressions", () => {
  test("an id, a synonym, a chain, a wrapper, and wrappers in one another", () => {
    for (const expression of [
      "cagrad",
      "ew",
      "imtl-l+mgda",
      "cr-mogm(mgda)",
      "si + cr-mogm( pcgrad )",
      "sparse(cr-mogm(uw+mgda))",
    ]) {
      expect(createMethod(expression).method.init(2)).toBeDefined();
    }
  });

  test("a synonym brings the options it implies", () => {
    expect(Array.from(firstAdvice(createMethod("mean").method, showing(rows)).weights!)).toEqual([0.5, 0.5]);
    for (const { id } of Object.values(synonyms)) expect(methods.has(id)).toBe(true);
  });

  test("options go to every part that has them, or to one by its id", () => {
    const weightsOf = (options: Record<string, unknown>) =>
      Array.from(firstAdvice(createMethod("imtl-l+uw+equal", options).method, showing(rows)).weights!);
    // imtl-l: exp(start); uw: 1/2 exp(-start).
    expect(weightsOf({ start: 1 })[0]).toBeCloseTo(0.5, 12);
    expect(weightsOf({ "imtl-l": { start: 1 } })[0]).toBeCloseTo(Math.E / 2, 12);
    expect(weightsOf({ start: 1, uw: { start: 0 } })[0]).toBeCloseTo(Math.E / 2, 12);
  });

  test("names of other libraries: understood, or named as without effect", () => {
    expect(createMethod("nash-mtl", { optimNiter: 20, solver: "CCP+ECOS" }).ignored).toEqual([
      "optimNiter",
      "solver",
    ]);
    expect(createMethod("nash-mtl").ignored).toEqual([]);
    expect(createMethod("sdmgrad", { lambda_: 0.5 }).method.init(2)).toEqual(
      createMethod("sdmgrad", { lambda: 0.5 }).method.init(2),
    );
  });

  test("the last part says how long the direction is; any random part makes it random", () => {
    expect(createMethod("rlw+mgda")).toMatchObject({ size: "mean", heads: "plain", random: true });
    expect(createMethod("cr-mogm(nash-mtl)")).toMatchObject({
      size: "sum",
      heads: "weighted",
      random: false,
    });
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["cagard", {}, /unknown method "cagard"; did you mean "cagrad"\?/],
    ["cr-mogm", {}, /"cr-mogm" goes around another; write for example cr-mogm\(mgda\)/],
    ["cr-mgom(mgda)", {}, /unknown wrapper "cr-mgom"; did you mean "cr-mogm"\?/],
    ["mgda+equal", {}, /"mgda" stands before a \+, but is no weighting; put it last/],
    ["cr-mogm(mgda", {}, /not an expression; write an id/],
    ["mgda)", {}, /not an expression/],
    ["", {}, /not an expression/],
    ["cagrad", { cc: 1 }, /method "cagrad": unknown option "cc"; did you mean "c"\?/],
    ["gls", { c: 1 }, /method "gls": unknown option "c"; it takes none/],
    ["si+mgda", { mgda: { form: "log" } }, /method "mgda": unknown option "form"/],
    ["si+mgda", { mgda: 3 }, /method "mgda": its options must be a record, got 3/],
    ["cagrad", { c: -1 }, /method "cagrad": c: /],
    ["fixed", {}, /method "fixed": weights: /],
    ["sharpness-aware(modo)", {}, /goes around a method that looks at one batch/],
    ["cr-mogm(sharpness-aware(mgda))", {}, /goes inside sharpness-aware/],
    ["sparse(sharpness-aware(mgda))", {}, /put that one around sparse/],
  ])("%j %j", (expression, options, message) => {
    expect(() => createMethod(expression, options)).toThrow(message);
  });
});

describe("the registry", () => {
  test.each(methods.entries())("%s says of itself what its methods do", (id, entry) => {
    const { method } = createMethod(id, id === "fixed" ? { weights: [1, 1] } : {});
    expect(method.needs.gradients).toBe(entry.needs);
    expect(entry.paper.length).toBeGreaterThan(0);
    expect(entry.cost).toMatch(/O\(/);
    for (const name of Object.values(entry.aliases ?? {})) expect(optionNames(entry)).toContain(name);
    // Draws follow the key and nothing else; only random methods follow it at all.
    const shown = { ...showing(rows, [0.5, 2]), epochs: [] };
    const [jacobian] = shown.jacobians!;
    const asked = { ...shown, jacobians: [jacobian!, jacobian!, jacobian!] };
    const answer = (key: readonly [number, number]) =>
      Array.from({ length: 3 }, (_, k) => firstAdvice(method, { ...asked, key: [key[0] + k, key[1]] })).map(
        ({ weights, direction }) => ({ weights, direction }),
      );
    expect(answer([1, 1])).toEqual(answer([1, 1]));
    const several = showing(
      [
        [1, 0.5, -1],
        [-0.5, 2, 1],
        [0.3, -1, 1],
      ],
      [0.5, 2, 1],
    );
    const tried = Array.from({ length: 8 }, (_, k) =>
      id === "fixed"
        ? 0
        : JSON.stringify(
            firstAdvice(method, {
              ...several,
              jacobians: [several.jacobians![0]!, several.jacobians![0]!, several.jacobians![0]!],
              epochs: [],
              key: [k, 9],
            }),
          ),
    );
    expect(new Set(tried).size > 1).toBe(entry.random === true);
  });

  test.each(wrappers.entries())("wrapper %s has a paper and a use", (_id, { paper, use }) => {
    expect(paper.length).toBeGreaterThan(0);
    expect(use.length).toBeGreaterThan(0);
  });
});
