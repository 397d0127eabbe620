import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createProblem } from "../../src/problems/index.ts";

interface Case {
  readonly problem: string;
  readonly options: Record<string, unknown>;
  readonly points: readonly { readonly x: number[]; readonly f: number[]; readonly g?: number[] }[];
}

const folder = new URL("../reference/problems/", import.meta.url);

/** |a - b| over the larger of |b| and the scale of the terms that b was summed from. */
function expectClose(actual: Float64Array, expected: readonly number[], where: string): void {
  expect(actual.length, where).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  actual.forEach((value, i) => {
    const tolerance = 1e-12 * Math.max(Math.abs(expected[i]!), scale * 1e-3);
    if (!(Math.abs(value - expected[i]!) <= tolerance))
      expect.fail(`${where}: value ${i} is ${value}, expected ${expected[i]}`);
  });
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const { source, cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as {
    source: string;
    cases: Case[];
  };
  describe(`values of ${source}`, () => {
    for (const { problem: id, options, points } of cases) {
      test(`${id} ${JSON.stringify(options)}`, () => {
        const problem = createProblem(id, options);
        points.forEach(({ x, f, g }, i) => {
          expect(x.length).toBe(problem.dimension);
          const objectives = new Float64Array(problem.objectives);
          const constraints = new Float64Array(problem.constraints);
          problem.evaluate(Float64Array.from(x), objectives, constraints);
          expectClose(objectives, f, `objectives at point ${i}`);
          if (g) expectClose(constraints, g, `constraints at point ${i}`);
        });
      });
    }
  });
}
