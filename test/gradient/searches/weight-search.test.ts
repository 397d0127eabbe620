import { describe, expect, test } from "vitest";
import { createSearch, type SearchState, weightSearch } from "../../../src/gradient/searches/index.ts";
import type { Training } from "../../../src/gradient/training/index.ts";
import { keyOf, normal } from "../../../src/random/index.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src/runs/index.ts";
import { type Points, pointExamples, pointsSource, startOf } from "../training/support.ts";

const z = normal(keyOf(5), 80);
/** The second task's points are far from the first's, and four times as many examples have no label of it. */
const points: Points = Array.from({ length: 20 }, (_, i) => [
  [1 + z[4 * i]!, z[4 * i + 1]!],
  i % 5 === 0 ? null : [-3 + z[4 * i + 2]!, 2 + z[4 * i + 3]!],
]);

const descent: Training<unknown>["optimiser"] = {
  init: () => ({ step: 0 }),
  step: (parameters, gradient, state) => ({
    parameters: parameters.map((value, i) => value - 0.05 * gradient[i]!),
    state: { step: (state as { step: number }).step + 1 },
  }),
};

const [members, stretch, batchSize] = [4, 3, 5];
const reference = { batch: points.slice(0, 8), examples: 8 };
const source = pointsSource(["a", "b"]);
const searchOf = (given = {}) =>
  weightSearch({ members, stretch, quantile: 0.25, ...given }).trainer<Points>({
    source,
    examples: pointExamples(points),
    optimiser: descent,
    batchSize,
    reference,
  });

async function run(steps: number, from?: SearchState, given = {}): Promise<SearchState> {
  const search = searchOf(given);
  let state = from ?? search.init(keyOf(7), startOf(2));
  for (let i = 0; i < steps; i++) ({ state } = await search.step(state));
  return state;
}

const weightsOf = ({ members }: SearchState): Float64Array[] =>
  members.map(({ method }) => method as Float64Array);

describe("population-based search for weights", () => {
  test("members take turns, each from the same place with weights of its own of sum T, the first with equal ones", async () => {
    const search = searchOf();
    const start = search.init(keyOf(7), startOf(2));
    const weights = weightsOf(start);
    expect(weights[0]).toEqual(Float64Array.of(1, 1));
    for (const each of weights) expect(each[0]! + each[1]!).toBeCloseTo(2, 12);
    expect(new Set(weights.map(String)).size).toBe(members);
    const one = await search.step(start);
    expect(one.state.members.map(({ step }) => step)).toEqual([1, 0, 0, 0]);
    const { state } = await search.step(one.state);
    expect(state.members.map(({ step }) => step)).toEqual([1, 1, 0, 0]);
    // The same examples, so the same losses before the step.
    expect((await search.step(one.state)).losses).toEqual(one.losses);
    expect(state.members[1]!.parameters).not.toEqual(state.members[0]!.parameters);
  });

  test("a step costs what one of a single training does, a judgement a forward pass of each member", async () => {
    const steps = members * stretch;
    expect((await run(steps - 1)).passes).toBe((steps - 1) * 3 * batchSize);
    expect((await run(steps)).passes).toBe(steps * 3 * batchSize + members * reference.examples);
  });

  test.each(["mean", "logarithms"] as const)(
    "the worst by the %s goes on from the best, with its weights perturbed",
    async (score) => {
      const steps = members * stretch;
      const before = await run(steps - 1, undefined, { score });
      // What the last step made of the last member is what it is judged by: done here without a judgement.
      const apart = await run(steps, undefined, { score, stretch: stretch + 1 });
      expect(apart.members.slice(0, 3)).toEqual(before.members.slice(0, 3));
      const losses = await Promise.all(
        apart.members.map(({ parameters: [x, y, a, b] }) =>
          source.losses(
            { shared: Float64Array.of(x!, y!), own: [Float64Array.of(a!), Float64Array.of(b!)] },
            reference.batch,
          ),
        ),
      );
      const worth = losses.map(([a, b]) => (score === "mean" ? a! + b! : Math.log(a!) + Math.log(b!)));
      const [best, worst] = [worth.indexOf(Math.min(...worth)), worth.indexOf(Math.max(...worth))];
      const after = await run(steps, undefined, { score });
      expect(after.best).toBe(best);
      expect(after.members[worst]!.parameters).toEqual(apart.members[best]!.parameters);
      const ratios = weightsOf(after)[worst]!.map((weight, i) => weight / weightsOf(apart)[best]![i]!);
      const turned = ratios[0]! / ratios[1]!;
      expect([1, 1.44, 1 / 1.44].some((ratio) => Math.abs(turned - ratio) < 1e-9)).toBe(true);
      for (const m of [0, 1, 2, 3].filter((m) => m !== worst))
        expect(after.members[m]).toEqual(apart.members[m]);
      const place = searchOf().placeOf(after);
      expect([...place.shared]).toEqual([...apart.members[best]!.parameters.slice(0, 2)]);
    },
  );

  test("finds weights whose network is better judged than that of equal ones", async () => {
    // Close points of two far places: the product of the losses is least where one of them is.
    const close: Points = points.map((example) =>
      [1, -3].map((x, i) => {
        const [a, b] = example[i] ?? [x, 0];
        return [x + 0.1 * (a - x), 0.1 * b];
      }),
    );
    const last = async (given: Parameters<typeof weightSearch>[0]): Promise<number> => {
      const search = weightSearch({ score: "logarithms", ...given }).trainer<Points>({
        source,
        examples: pointExamples(close),
        optimiser: descent,
        batchSize,
        reference: { batch: close, examples: close.length },
      });
      let state = search.init(keyOf(7), startOf(2));
      for (let i = 0; i < 600; i++) ({ state } = await search.step(state));
      const losses = await source.losses(search.placeOf(state), close);
      return losses.reduce((sum, loss) => sum + Math.log(loss), 0);
    };
    // Without a judgement the answer is the first member, that of equal weights.
    const equal = await last({ members: 2, stretch: 1000 });
    expect(await last({ members: 6, stretch: 10, factor: 1.5 })).toBeLessThan(equal - 0.5);
  });

  test("goes on bit for bit from a state that was written and read, and changes none that it was given", async () => {
    const whole = await run(30);
    const half = await run(17);
    const written = encodeCheckpoint(half);
    const read = decodeCheckpoint(written) as SearchState;
    expect(await run(13, read)).toEqual(whole);
    expect(encodeCheckpoint(half)).toEqual(written);
  });

  test("bad options", () => {
    expect(() => createSearch("weight-serch")).toThrow(/unknown search "weight-serch".*weight-search/);
    expect(() => createSearch("weight-search", { member: 3 })).toThrow(
      /search "weight-search": unknown option "member"; did you mean "?members/,
    );
    expect(() => createSearch("weight-search", { members: 1 })).toThrow(
      /search "weight-search": members: .*2/,
    );
    expect(() => createSearch("weight-search", { factor: 1 })).toThrow(/factor: .*1/);
  });
});
