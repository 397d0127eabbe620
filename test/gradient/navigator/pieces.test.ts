/** Fronts that steps along them do not lead through: in pieces, flat but for rounding, behind others. */
import { describe, expect, test } from "vitest";
import { here, navigableProblem, navigator } from "../../../src/gradient/navigator/index.ts";
import { createProblem } from "../../../src/problems/index.ts";
import { fold, keyOf, uniform } from "../../../src/random/index.ts";
import { again, best, distances, gain, peak, preferences, towards, unit, walkOn } from "./support.ts";

const problemOf = (id: string) => createProblem(id, { objectives: 3 });
const guideOf = (id: string, settings = {}) => navigator(navigableProblem(problemOf(id)), settings);

/** A point with these positions and all distances the same. */
const placed = (id: string, positions: readonly number[], distance: number): Float64Array =>
  Float64Array.from({ length: problemOf(id).dimension }, (_, j) => positions[j] ?? distance);

/** A point anywhere in the box. */
const anywhere = (id: string, draw: number): Float64Array =>
  uniform(fold(keyOf(`anywhere ${id}`), draw), problemOf(id).dimension);

describe("a front in pieces: DTLZ7", () => {
  const guide = guideOf("dtlz7");

  test("where a piece ends and more is asked for, the step jumps to the next, and says so", async () => {
    const x = placed("dtlz7", [peak, 0.1], 0);
    const begun = await guide.start(x);
    const plain = guideOf("dtlz7", { reach: 0 });
    // f3 falls by x2 until its first peak; from there on by neither.
    const edge = await towards(plain, await plain.start(x), unit(3, 2), 50);
    expect(here(edge).losses[2]).toBeCloseTo(6 - 2 * gain(peak), 9);
    const proposal = await guide.propose(edge, unit(3, 2));
    expect(proposal).toMatchObject({ refusal: null, order: 0, rule: "jump" });
    expect(proposal.notes.join()).toContain("the front ends here for what is preferred");
    // Taken whole, whatever part of it is asked for: between the pieces there is no front.
    const { walk, outcome, step } = await guide.accept(edge, proposal, proposal.limits.step / 3);
    expect([outcome, step]).toEqual(["accepted", proposal.limits.step]);
    const [before, after] = [here(edge).losses, here(walk).losses];
    after.forEach((loss, i) => {
      expect(loss - before[i]!).toBeCloseTo(step * proposal.change[i]!, 9);
    });
    expect(after[2]).toBeLessThan(before[2]!);
    expect(Math.max(after[0]!, after[1]!)).toBeGreaterThan(again);
    expect(distances["dtlz7"]!(after)).toBeLessThan(1e-9);
    expect(here(walk).order).toBe(0);
    const all = here(await towards(guide, begun, unit(3, 2), 50)).losses;
    expect(all[2]).toBeCloseTo(6 - 2 * gain(best), 6);
  });

  test("where a step runs past the beginning of a piece, the walk crosses to the one that is better", async () => {
    const begun = await guide.start(placed("dtlz7", [0.1, 0.64], 0));
    const proposal = await guide.propose(begun, [0, 1, 0]);
    // Still stationary at 0.6, but 0.25 is better in f2 and in f3.
    const accepted = await guide.accept(begun, proposal, 0.04);
    expect(here(accepted.walk).stationarity).toBeLessThan(1e-8);
    expect(here(accepted.walk).order).toBe(1);
    const { walk, outcome } = await guide.correct(accepted.walk);
    expect(outcome).toBe("crossed");
    const [between, now] = [here(accepted.walk).losses, here(walk).losses];
    now.forEach((loss, i) => {
      expect(loss).toBeLessThanOrEqual(between[i]! + 1e-12);
    });
    expect(now[1]).toBeLessThan(peak + 1e-6);
    expect(distances["dtlz7"]!(now)).toBeLessThan(1e-6);
    expect((await guide.correct(walk)).outcome).toBe("stationary");
    const blind = guideOf("dtlz7", { reach: 0 });
    expect((await blind.correct(accepted.walk)).outcome).toBe("stationary");
  });

  test("prices that are limited stay so: with a corner there is no jump, for its price is not known", async () => {
    const priced = guideOf("dtlz7", { corner: 0.9 });
    const walk = await priced.start(placed("dtlz7", [peak, peak], 0));
    expect((await priced.propose(walk, unit(3, 2))).refusal).not.toBeNull();
  });
});

describe("a front that is flat but for rounding: DTLZ4", () => {
  const guide = guideOf("dtlz4");

  test("its corners are reached from where every slope has vanished", async () => {
    // 0.3^100: f2 and f3 are 0 to 50 digits, and have no slope that counts. What counts is f1, and is brought down.
    const begun = await guide.start(placed("dtlz4", [0.3, 0.3], 0.9));
    expect(begun.points).toHaveLength(2);
    expect(distances["dtlz4"]!(here(begun).losses)).toBeLessThan(1e-9);
    for (let i = 0; i < 3; i++) {
      const { losses } = here(await towards(guide, begun, unit(3, i), 50));
      expect(losses[i], `f${i + 1}`).toBeLessThan(1e-6);
      expect(distances["dtlz4"]!(losses)).toBeLessThan(1e-9);
    }
  });

  test("a point that is stationary for its smallest objective alone is brought to the front of all", async () => {
    // f2 is 4e-7, and its gradient a millionth of the longest: a corrector that held to its multiplier would go along.
    const x = placed("dtlz4", [0.9767, 0.8564], 0.7);
    const begun = await guide.start(x);
    expect(here(begun).parent).toBeNull();
    expect(begun.points[0]!.stationarity).toBeLessThan(1e-4);
    here(begun).losses.forEach((loss, i) => {
      expect(loss).toBeLessThan(begun.points[0]!.losses[i]!);
    });
    expect(distances["dtlz4"]!(here(begun).losses)).toBeLessThan(1e-9);
    const refused = await guide.start(x, { ifNotStationary: "refuse" });
    expect(refused.points).toHaveLength(1);
  });
});

describe("from anywhere in the box", () => {
  test.for(["dtlz1", "dtlz2", "dtlz3", "dtlz4", "dtlz5", "dtlz6", "dtlz7"])(
    "%s: starts end on the front, past local ones",
    async (id) => {
      const guide = guideOf(id);
      for (let draw = 0; draw < 2; draw++) {
        const { losses } = here(await guide.start(anywhere(id, draw)));
        expect(distances[id]!(losses)).toBeLessThan(1e-6);
      }
    },
  );

  test.for(["dtlz4", "dtlz7"])("%s: walks keep to it", async (id) => {
    const guide = guideOf(id);
    const begun = await guide.start(anywhere(id, 7));
    const { steps } = await walkOn(guide, begun, 20, preferences(keyOf(`any ${id}`), 3), (at) => {
      expect(distances[id]!(here(at).losses)).toBeLessThan(1e-6);
    });
    expect(steps).toBe(20);
  });
});
