import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { navigableProblem, navigator } from "../../../src/gradient/navigator/index.ts";
import { quadraticProblem } from "../../../src/problems/index.ts";

interface Case {
  readonly problem: string;
  readonly alpha: readonly number[];
  readonly x: readonly number[];
  readonly preference: readonly number[];
  readonly damping: number;
  readonly tangentRank: number;
  readonly tangentGenerators: readonly (readonly number[])[];
  readonly preferredDirection: readonly number[];
  readonly predictorDirection: readonly number[];
  readonly noCommonDirection: boolean;
  readonly firstOrderChange: readonly number[];
}

interface Reference {
  readonly problems: Readonly<Record<string, { readonly Q: number[][][]; readonly centres: number[][] }>>;
  readonly tolerance: { readonly direction: number };
  readonly cases: readonly Case[];
}

const references = [
  // Dense solves of the formulas in the authors' toy code (aamakor/PPE), in double precision.
  "ppe-predictor-quadratics",
  // The same formulas in numpy, on draws with equal, collinear and badly scaled objectives; more objectives than variables.
  "ppe-predictor-random-quadratics",
];

describe.each(references)("PPE's predictor equals the reference: %s", (file) => {
  const url = new URL(`../../reference/gradient/${file}.json`, import.meta.url);
  const reference = JSON.parse(readFileSync(url, "utf8")) as Reference;

  function expectNear(got: ArrayLike<number>, expected: readonly number[], what: string): void {
    const size = Math.max(1, Math.hypot(...expected));
    const error = Math.hypot(...expected.map((value, i) => value - got[i]!)) / size;
    expect(error, what).toBeLessThan(reference.tolerance.direction);
  }

  test.for(reference.cases.map((each, i) => ({ name: `${i} ${each.problem}`, each })))(
    "case $name",
    async ({ each }) => {
      const { Q, centres } = reference.problems[each.problem]!;
      const guide = navigator(navigableProblem(quadraticProblem({ centres, matrices: Q })), {
        damping: each.damping,
      });
      // Where gradients depend on each other more than once, multipliers are a choice.
      const walk = await guide.start(each.x, { ifNotStationary: "refuse", multipliers: each.alpha });
      const found = await guide.propose(walk, each.preference);
      const { multipliers, rank } = found.condition;
      expectNear(multipliers, each.alpha, "multipliers");
      expect(rank).toBe(each.tangentRank);
      expect(found.generators).toHaveLength(each.tangentGenerators.length);
      each.tangentGenerators.forEach((row, k) => {
        expectNear(found.generators[k]!, row, `generator ${k}`);
      });
      expectNear(found.preferredDirection, each.preferredDirection, "preferred direction");
      expect(found.refusal !== null).toBe(each.noCommonDirection);
      expectNear(found.published.direction, each.predictorDirection, "published direction");
      expectNear(found.published.change, each.firstOrderChange, "first-order change");
      if (found.refusal !== null || found.rule === "published") {
        expectNear(found.direction, each.predictorDirection, "direction");
        expectNear(found.change, each.firstOrderChange, "change");
      } else {
        // The published direction would have made one of the preferred worse.
        const preferred = [...each.preference.keys()].filter((i) => each.preference[i]! > 0);
        expect(preferred.some((i) => each.firstOrderChange[i]! >= 0)).toBe(true);
        for (const i of preferred) expect(found.change[i]).toBeLessThan(0);
      }
    },
  );
});
