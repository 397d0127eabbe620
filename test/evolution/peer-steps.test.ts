/**
 * Four generations against peers' code, fed with the candidates that ours drew: test/reference/evolution/make_steps.py
 * names the versions and makes the numbers.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { candidatesOf, strategies, vectorLayout } from "../../src/evolution/index.ts";
import { matrix } from "../../src/linalg/index.ts";
import { keyOf } from "../../src/random/index.ts";
import { startAt } from "./support/analytic.ts";

interface Case {
  readonly strategy: string;
  readonly peer: string;
  readonly options: Record<string, unknown>;
  readonly start: number[];
  readonly steps: {
    readonly candidates: number[][];
    readonly costs: number[];
    /** By the names that our state has for them. */
    readonly expected: Record<string, number | number[]>;
  }[];
}

const file = new URL("../reference/evolution/steps.json", import.meta.url);
const cases = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Case>);

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(found.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(found[i], `${what}[${i}]`).toBeCloseTo(expected[i]!, 8);
}

test.each(cases)("%s steps as its peer does", (_name, { strategy: id, options, start, steps, peer }) => {
  expect(peer).toMatch(/\d/);
  const entry = strategies.get(id);
  const strategy = entry.create(entry.options.parse(options));
  const layout = vectorLayout(start.length);
  let state = strategy.init(startAt(start, { key: keyOf(11) }));
  steps.forEach(({ candidates, costs, expected }, generation) => {
    expectClose(
      candidatesOf(strategy.ask(state), layout).data,
      candidates.flat(),
      `candidates ${generation}`,
    );
    const objectives = matrix(costs.length, 1, Float64Array.from(costs));
    state = strategy.tell(state, { objectives, failures: [] });
    for (const [field, values] of Object.entries(expected)) {
      const found = (state as Record<string, number | Float64Array>)[field]!;
      const list = typeof found === "number" ? [found] : found;
      expectClose(list, [values].flat(), `${field} ${generation}`);
    }
  });
});
