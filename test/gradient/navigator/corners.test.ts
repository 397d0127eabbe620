import { describe, expect, test } from "vitest";
import { here, navigableProblem, navigator, type Walk } from "../../../src/gradient/navigator/index.ts";
import { createProblem, quadraticProblem } from "../../../src/problems/index.ts";
import { fold, keyOf, normal } from "../../../src/random/index.ts";
import { best, distances, quadratics, starts, towards, unit } from "./support.ts";

const dtlz = (id: string) => navigator(navigableProblem(createProblem(id, { objectives: 3 })));

/** The point of a problem's set with these positions. */
function placed(id: string, positions: readonly number[]): Float64Array {
  const { dimension } = createProblem(id, { objectives: 3 });
  const x = new Float64Array(dimension).fill(id === "dtlz6" || id === "dtlz7" ? 0 : 0.5);
  x.set(positions);
  return x;
}

describe("corners and edges of the box", () => {
  // Of DTLZ4 and DTLZ7 below, and in pieces.test.ts.
  const ids = ["dtlz1", "dtlz2", "dtlz3", "dtlz5", "dtlz6"];
  test.for(ids)("%s: from each edge and corner to the least of each objective", async (id) => {
    const guide = dtlz(id);
    const { positions, others } = starts[id]!;
    const begun = await guide.start(placed(id, positions).fill(others, 2));
    const wishes = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ];
    for (const wish of wishes) {
      const edge = await towards(guide, begun, wish, 50);
      expect(distances[id]!(here(edge).losses)).toBeLessThan(1e-9);
      for (let i = 0; i < 3; i++) {
        const { losses } = here(await towards(guide, edge, unit(3, i), 50));
        expect(losses[i], `f${i + 1} after ${wish.join("")}`).toBeLessThan(1e-9);
        expect(distances[id]!(losses)).toBeLessThan(1e-9);
      }
    }
  });

  test("DTLZ4: the least of each objective, though it lies where everything is flat", async () => {
    const guide = dtlz("dtlz4");
    const { positions } = starts["dtlz4"]!;
    const begun = await guide.start(placed("dtlz4", positions));
    for (let i = 0; i < 3; i++) {
      const { losses } = here(await towards(guide, begun, unit(3, i), 100));
      expect(losses[i]).toBeLessThan(1e-6);
      expect(distances["dtlz4"]!(losses)).toBeLessThan(1e-9);
    }
  });

  test("where an objective is flat and at its largest, it is followed by its bend", async () => {
    const guide = dtlz("dtlz2");
    // f3 = sin(x1 pi / 2) at its largest, 1, and every slope of it 0.
    const begun = await guide.start(placed("dtlz2", [1, 0.3]));
    const proposal = await guide.propose(begun, [0, 0, 1]);
    expect(proposal).toMatchObject({ refusal: null, order: 2 });
    expect(proposal.notes.join()).toContain("flat here to first order; the step follows the front's bend");
    expect(proposal.direction[0]).toBeCloseTo(-1, 9);
    const { step } = proposal.limits;
    // Half the bend, (pi / 2)^2, over the step.
    expect(proposal.change[2]).toBeCloseTo((-((Math.PI / 2) ** 2) * step) / 2, 6);
    const { walk, outcome } = await guide.accept(begun, proposal, 0.01);
    expect(outcome).toBe("accepted");
    expect(here(walk).losses[2]! - 1).toBeCloseTo((-((Math.PI / 2) ** 2) * 0.01 ** 2) / 2, 8);
    expect((await guide.propose(await guide.start(placed("dtlz2", [0, 0.3])), [0, 0, 1])).refusal).toContain(
      "f3 cannot improve",
    );
  });

  test("at a corner that only points further in have the multipliers of, the step goes inwards", async () => {
    // DTLZ1 scaled by 1, 10, 100: inside the weights are as 100 : 10 : 1, at x1 = 0 many others do.
    const problem = createProblem("sdtlz1", { objectives: 3 });
    const guide = navigator(navigableProblem(problem));
    const x = new Float64Array(problem.dimension).fill(0.5);
    x[0] = 0;
    const begun = await guide.start(x, { multipliers: [0.9, 0.099, 0.001] });
    const proposal = await guide.propose(begun, [0, 0, 1]);
    expect(proposal).toMatchObject({ refusal: null, rule: "box" });
    expect(proposal.notes.join()).toContain("a corner of the box, where the front has no tangent");
    const { losses } = here(await towards(guide, begun, [0, 0, 1], 20));
    expect(losses[2]).toBeLessThan(1e-9);
    expect(losses[0]! + losses[1]! / 10).toBeCloseTo(0.5, 9);
  });

  test("a point that one objective certifies alone is brought to where the others are at their best too", async () => {
    const guide = dtlz("dtlz7");
    // f1 = x1 = 0 is the least there is, whatever x2: but past 0.859 less of x2 betters f2 and f3.
    const begun = await guide.start(placed("dtlz7", [0, 0.9044]), { ifNotStationary: "measure" });
    expect(here(begun).stationarity).toBeLessThan(1e-8);
    const { walk, outcome } = await guide.correct(begun);
    expect(outcome).toBe("corrected");
    const [before, after] = [here(begun).losses, here(walk).losses];
    expect(after[0]).toBe(0);
    expect(after[1]).toBeLessThan(best);
    expect(distances["dtlz7"]!(after)).toBeLessThan(1e-9);
    expect(after[2]).toBeLessThan(before[2]!);
    expect((await guide.correct(walk)).outcome).toBe("stationary");
  });

  test("but not where that costs the objective that is at its best", async () => {
    // At its own minimum on the bound: f1 = (x1 - 0.3)^2 + x2, while f2 = 1 - x1 would go on.
    const problem = {
      ...createProblem("zdt1", { dimension: 2 }),
      jacobian: undefined as never,
      evaluate: (x: Float64Array, f: Float64Array): void => {
        f[0] = (x[0]! - 0.3) ** 2 + x[1]!;
        f[1] = 1 - x[0]!;
      },
    };
    const guide = navigator(navigableProblem(problem));
    const begun = await guide.start([0.3, 0], { multipliers: [1, 0] });
    const { walk } = await guide.correct(begun);
    expect(here(walk).losses[0]).toBeLessThan(1e-12);
    expect(here(walk).x[0]).toBeCloseTo(0.3, 5);
  });
});

describe("near its minimum", () => {
  const own = keyOf("steep");
  const given = quadratics(own, 3, 4, 0.01);
  const guide = navigator(navigableProblem(quadraticProblem(given, 100)));

  test("a steep objective is reached by Newton's direction, in a few steps", async () => {
    let walk: Walk = await guide.start(normal(fold(own, 2), 3));
    const rules: string[] = [];
    for (let k = 0; k < 40; k++) {
      const proposal = await guide.propose(walk, [0, 1, 0, 0]);
      if (proposal.refusal !== null) break;
      rules.push(proposal.rule);
      if (proposal.rule === "newton") {
        expect(proposal.change[1]).toBeLessThan(0);
        expect(proposal.notes.join()).toContain("Newton's was taken");
      }
      ({ walk } = await guide.correct((await guide.accept(walk, proposal)).walk));
    }
    expect(rules).toContain("newton");
    expect(rules.length).toBeLessThan(40);
    expect(here(walk).losses[1]).toBeLessThan(1e-9);
  });

  test("where nothing but rounding is left, it has arrived", async () => {
    const begun = await guide.start(Float64Array.from(given.centres[1]!, (value) => value + 1e-9));
    expect((await guide.propose(begun, [0, 1, 0, 0])).refusal).toMatch(
      /f2 (has arrived: at most|cannot improve)/,
    );
  });
});

test("of a step that its correction would undo, as much is taken as leaves a gain on the front", async () => {
  const given = quadratics(fold(keyOf("qa"), 0, 8, 5, 3), 8, 5, 0.01);
  const guide = navigator(navigableProblem(quadraticProblem(given, 100)));
  const x = [
    -1.5640438418376972, -1.267385307115058, 1.1240702029197778, -0.2000733708767991, 0.8035300121651925,
    -2.630137403411443, -2.5861590184287633, -0.9477060143411236,
  ];
  const begun = await guide.start(x);
  expect(begun.points).toHaveLength(1);
  const wish = [1.0631433361686704, 0, 0, 0.305153191692658, 0.46855194662169075];
  const accepted = await guide.accept(begun, await guide.propose(begun, wish));
  const { walk, outcome, share } = await guide.correct(accepted.walk);
  expect([outcome, share]).toEqual(["corrected", 0.5]);
  const [before, taken, now] = [here(begun), here(accepted.walk), here(walk)];
  expect(now.step).toBe(taken.step! / 2);
  now.predicted!.forEach((change, i) => {
    expect(change).toBe(taken.predicted![i]! / 2);
  });
  for (const i of [0, 3, 4]) expect(now.losses[i]).toBeLessThan(before.losses[i]!);
  expect(now.stationarity).toBeLessThan(1e-8);
});
