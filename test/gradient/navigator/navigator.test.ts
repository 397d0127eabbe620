import { describe, expect, test } from "vitest";
import { formulaSource } from "../../../src/gradient/index.ts";
import { here, navigableProblem, navigator, pathTo } from "../../../src/gradient/navigator/index.ts";
import { createProblem, quadraticProblem } from "../../../src/problems/index.ts";

const spheres = navigableProblem(createProblem("quadratics", { instance: "spheres" }));
const guide = navigator(spheres);
const inside = [2, 1.6, 1];
const plain = <T>(value: T): T => structuredClone(value);

describe("a walk that is judged by other values than it steps on", () => {
  /** Seen coarsely, a short step improves nothing: the losses rounded up to twentieths. */
  const coarse = {
    ...spheres,
    judged: async (x: Float64Array) =>
      (
        await spheres.source.losses(
          { shared: x, own: [[], [], []].map(() => new Float64Array(0)) },
          undefined,
        )
      ).map((loss) => Math.ceil(20 * loss) / 20),
  };
  const settings = { step: 0.01 } as const;

  test("repeats the predictor until what is preferred has improved on them", async () => {
    const one = navigator(coarse, settings);
    const begun = await one.start(inside);
    const once = await one.accept(begun, await one.propose(begun, [1, 0, 0]));
    expect(once).toMatchObject({ outcome: "accepted", predictors: 1, improved: false });
    expect(once.reason).toContain("f1 did not improve on what is judged by");
    expect(here(once.walk).losses[0]).toBeLessThan(here(begun).losses[0]!);

    const ten = navigator(coarse, { ...settings, repeats: 10 });
    const proposal = await ten.propose(begun, [1, 0, 0]);
    const accepted = await ten.accept(begun, proposal);
    expect(accepted).toMatchObject({ outcome: "accepted", improved: true, reason: null });
    expect(accepted.predictors).toBeGreaterThan(1);
    const now = here(accepted.walk);
    expect(now.judged[0]).toBeLessThan(here(begun).judged[0]!);
    expect(now).toMatchObject({ parent: begun.at, predictors: accepted.predictors, step: 0.01 });
    // What was predicted is for all of them; of spheres it is right to the square of a step.
    now.losses.forEach((loss, i) => {
      const gone = loss - here(begun).losses[i]!;
      expect(Math.abs(gone - now.predicted![i]!)).toBeLessThan(accepted.predictors * 0.01 ** 2);
    });
    // Walked again as it is written down.
    expect(here((await ten.accept(begun, proposal, now.step)).walk)).toEqual(now);
    expect(ten.undo(accepted.walk).at).toBe(begun.at);
  });

  test("ends with the most predictors that are allowed, and says so", async () => {
    const two = navigator(coarse, { ...settings, step: 0.001, repeats: 2 });
    const begun = await two.start(inside);
    const accepted = await two.accept(begun, await two.propose(begun, [1, 0, 0]));
    expect(accepted).toMatchObject({ outcome: "accepted", improved: false });
    expect(accepted.predictors).toBeLessThanOrEqual(2);
  });

  test("leaves a step as it was taken where every correction takes back what it gained", async () => {
    const bent = navigableProblem(
      quadraticProblem(
        {
          centres: [
            [0, 0],
            [1, 1],
          ],
          matrices: [
            [
              [1, 0],
              [0, 8],
            ],
            [
              [8, 0],
              [0, 1],
            ],
          ],
        },
        10,
      ),
    );
    const plainly = navigator(bent, { stationary: 1e-6 });
    const begun = await plainly.start([0.5, 0.2]);
    const accepted = await plainly.accept(begun, await plainly.propose(begun, [1, 0]), 0.2);
    expect((await plainly.correct(accepted.walk)).outcome).toBe("corrected");
    const taken = here(accepted.walk);
    const judged = async (x: Float64Array) => Float64Array.of(x[0] === taken.x[0] ? 0 : 1, 1);
    const watched = navigator({ ...bent, judged }, { stationary: 1e-6 });
    const points = accepted.walk.points.map((point) => ({
      ...point,
      judged: Float64Array.of(point.id === taken.id ? 0 : 1, 1),
    }));
    const walk = { ...accepted.walk, points };
    const kept = await watched.correct(walk);
    expect(kept.outcome).toBe("kept");
    expect(kept.walk).toBe(walk);
    expect(kept.after).toBe(kept.before);
  });
});

describe("a step that brings nothing", () => {
  test("is brought back to the front all the same, and that is said", async () => {
    // Preferred is what is 0 already: no correction of any part of the step has less.
    const begun = await guide.start([1, 2, 1]);
    const aside = await guide.accept(begun, await guide.propose(begun, [0, 1, 0]), 0.1);
    const points = aside.walk.points.map((point) =>
      point.id === 0
        ? point
        : {
            ...point,
            x: Float64Array.of(1.2, 1.9, 1.3),
            preference: Float64Array.of(1, 0, 0),
            judged: point.judged.with(0, -1),
          },
    );
    const { walk, outcome, gained, share } = await guide.correct({ ...aside.walk, points });
    expect({ outcome, gained, share }).toEqual({ outcome: "corrected", gained: false, share: 1 });
    expect(here(walk).stationarity).toBeLessThan(1e-8);
    const usual = await guide.correct(
      (await guide.accept(begun, await guide.propose(begun, [0, 1, 0]))).walk,
    );
    expect(usual.gained).toBe(true);
  });
});

describe("a navigator's steps", () => {
  test("are pure: what is given stays as it was, and the same again gives the same", async () => {
    const begun = await guide.start(inside);
    const before = plain(begun);
    const proposal = await guide.propose(begun, [1, 0, 0]);
    const proposed = plain(proposal);
    const accepted = await guide.accept(begun, proposal);
    await guide.correct(accepted.walk);
    expect(begun).toEqual(before);
    expect(proposal).toEqual(proposed);
    expect(await guide.propose(begun, [1, 0, 0])).toEqual(proposed);
    expect(await guide.accept(plain(begun), plain(proposed))).toEqual(accepted);
  });

  test("are undone whole, correction included, and branch anywhere", async () => {
    const begun = await guide.start(inside);
    const accepted = await guide.accept(begun, await guide.propose(begun, [1, 0, 0]), 0.3);
    const { walk } = await guide.correct(accepted.walk);
    const next = await guide.accept(walk, await guide.propose(walk, [0, 1, 0]), 0.2);
    expect(guide.undo(next.walk).at).toBe(walk.at);
    expect(guide.undo(guide.undo(next.walk)).at).toBe(begun.at);
    const branched = guide.branch(next.walk, begun.at);
    const other = await guide.accept(branched, await guide.propose(branched, [0, 0, 1]), 0.2);
    expect(other.walk.points).toHaveLength(next.walk.points.length + 1);
    expect(pathTo(other.walk).map(({ id }) => id)).toEqual([begun.at, other.walk.at]);
    expect(() => guide.undo(begun)).toThrow("there is no step to take back");
    expect(() => guide.branch(next.walk, 17)).toThrow("expected the number of a point, 0 to");
  });

  test("predict what a small step does", async () => {
    const begun = await guide.start(inside);
    const proposal = await guide.propose(begun, [1, 1, 0]);
    const accepted = await guide.accept(begun, proposal, 1e-5);
    here(accepted.walk).losses.forEach((loss, i) => {
      expect((loss - here(begun).losses[i]!) / 1e-5).toBeCloseTo(proposal.change[i]!, 4);
    });
    // Both preferred objectives improve, and by the multipliers' law the third pays for them.
    const { multipliers } = proposal.condition;
    expect(proposal.change.reduce((sum, change, i) => sum + multipliers[i]! * change, 0)).toBeCloseTo(0, 8);
  });

  test("a step longer than the slope holds is cut back", async () => {
    const begun = await guide.start(inside);
    const proposal = await guide.propose(begun, [1, 0, 0]);
    const accepted = await guide.accept(begun, proposal, 40);
    expect(accepted.outcome).toBe("accepted");
    expect(accepted.step).toBeLessThan(40);
    expect(here(accepted.walk).losses[0]).toBeLessThan(here(begun).losses[0]!);
  });

  test("proposed steps end where the parabola is lowest, at the box, and as the settings say", async () => {
    const begun = await guide.start(inside);
    const free = await navigator(spheres, { trust: 10 }).propose(begun, [1, 0, 0]);
    // Spheres have curvature 1: the lowest point is as far as the slope is steep.
    expect(free.limits.curvature).toBeCloseTo(-free.change[0]!, 6);
    expect(free.limits.step).toBe(free.limits.curvature);
    const short = await navigator(spheres, { step: 0.01 }).propose(begun, [1, 0, 0]);
    expect(short.limits).toMatchObject({ step: 0.01, settings: 0.01 });
    const dtlz = navigator(navigableProblem(createProblem("dtlz2", { objectives: 3 })), { trust: 2 });
    const at = await dtlz.start([0.5, 0.5, ...new Array<number>(10).fill(0.5)]);
    const boxed = await dtlz.propose(at, [1, 0, 0]);
    expect(boxed.limits.step).toBe(boxed.limits.bound);
  });

  test("predictions are as wrong as they are trusted to be, at the most", async () => {
    const begun = await guide.start(inside);
    for (const trust of [0.25, 0.05]) {
      const proposal = await navigator(spheres, { trust }).propose(begun, [1, 0, 0]);
      const { step } = proposal.limits;
      expect(step).toBe(proposal.limits.trust);
      const shared = proposal.direction.map((value, j) => inside[j]! + step * value);
      const own = inside.map(() => new Float64Array(0));
      const taken = await spheres.source.losses({ shared, own }, undefined);
      const wrong = taken.map((loss, i) => loss - here(begun).losses[i]! - step * proposal.change[i]!);
      const largest = step * Math.max(...proposal.change.map(Math.abs));
      // Spheres are their own second-order expansion.
      expect(Math.max(...wrong.map(Math.abs))).toBeCloseTo(trust * largest, 9);
    }
  });

  test("cost is counted", async () => {
    const begun = await guide.start(inside);
    const proposal = await guide.propose(begun, [1, 0, 0]);
    const products = proposal.condition.systems.reduce((sum, { iterations }) => sum + iterations, 3);
    // The gradients at the point were counted with it.
    expect(here(begun).cost).toEqual({ losses: 0, gradients: 1, products: 0, passes: 7 });
    expect(proposal.cost).toEqual({ losses: 0, gradients: 0, products, passes: 6 * products });
    const { walk } = await guide.accept(begun, proposal);
    expect(here(walk).cost).toEqual({ losses: 1, gradients: 1, products: 0, passes: 1 + 7 });
  });

  test("progress is told", async () => {
    const seen = new Set<string>();
    const onProgress = ({ phase }: { readonly phase: string }): void => void seen.add(phase);
    const coupled = navigator(navigableProblem(createProblem("quadratics", { instance: "coupled" })));
    const begun = await coupled.start([5, 5, 5], { onProgress });
    const proposal = await coupled.propose(begun, [1, 0, 0], { onProgress });
    await coupled.accept(begun, proposal, 0.1, { onProgress });
    expect([...seen].sort()).toEqual(["descent", "line-search", "newton", "tangent"]);
  });
});

describe("a start that is not stationary", () => {
  test("is corrected, measured or refused, as asked", async () => {
    const far = [5, 5, 5];
    const corrected = await guide.start(far);
    expect(corrected.points.map(({ stationarity }) => stationarity > 1e-4)).toEqual([true, false]);
    const { losses } = here(corrected);
    losses.forEach((loss, i) => {
      expect(loss).toBeLessThan(corrected.points[0]!.losses[i]!);
    });
    const measured = await guide.start(far, { ifNotStationary: "measure" });
    expect(measured.points).toHaveLength(1);
    const proposal = await guide.propose(measured, [1, 0, 0]);
    expect(proposal.notes.join()).toContain("the point is not stationary");
    await expect(guide.start(far, { ifNotStationary: "refuse" })).rejects.toThrow(
      /expected a Pareto-stationary point, residual at most 0\.0001, found 0\.\d+; have it corrected, or take it as it is/,
    );
  });

  test.for(["newton", "mgda"] as const)("is brought to the front by %s", async (corrector) => {
    const coupled = navigableProblem(createProblem("quadratics", { instance: "coupled" }));
    const walk = await navigator(coupled, { corrector, corrected: 1e-7 }).start([3, -2, 4]);
    expect(here(walk).stationarity).toBeLessThan(1e-7);
  });
});

describe("preferences that cannot be followed", () => {
  test.for([
    [[1, 1, 1], "f1 and f2 and f3 cannot improve together: they carry all the weight here"],
    [[0, 0, 1], "f3 cannot improve: this is its corner, where it carries all the weight"],
  ] as const)("%j", async ([preference, message]) => {
    const begun = await guide.start(preference[0] === 1 ? inside : [1, 1, 1]);
    const proposal = await guide.propose(begun, preference);
    expect(proposal.refusal).toContain(message);
    expect(proposal.direction.every((value) => value === 0)).toBe(true);
    await expect(guide.accept(begun, proposal)).rejects.toThrow("accept: the proposal was refused");
  });

  test("a corner nearby is pointed out", async () => {
    const begun = await guide.start([1.05, 1.05, 1]);
    const { notes, refusal } = await guide.propose(begun, [0, 0, 1]);
    expect(refusal).toBeNull();
    expect(notes.join()).toMatch(/near the corner of f3: it carries 9\d(\.\d)? % of the weight/);
  });

  test.for([
    [[1, 0], "preference: expected 3 numbers, one for each of f1, f2, f3, found 2"],
    [
      [0, 0, 0],
      "expected a number above 0 for at least one of f1, f2, f3, found only zeros; say what should improve",
    ],
    [[1, -1, 0], "f2 must be 0 or more, found -1; 0 lets it get worse"],
    [[1, Number.NaN, 0], "f2 must be a number, found NaN"],
  ] as const)("%j is no preference", async ([preference, message]) => {
    const begun = await guide.start(inside);
    await expect(guide.propose(begun, preference)).rejects.toThrow(message);
  });
});

describe("ancestors", () => {
  const coupled = navigableProblem(createProblem("quadratics", { instance: "coupled" }));

  test("Pareto Tracer's change is the nearest to the one asked for", async () => {
    const tracer = navigator(coupled, { method: "pareto-tracer" });
    const begun = await tracer.start([0.14, 1.06, 0.44]);
    const { change, strength, condition } = await tracer.propose(begun, [1, 0, 0]);
    // -e1 with its part along the multipliers taken out: those are the changes that the front allows.
    const a = condition.multipliers;
    const squares = a.reduce((sum, value) => sum + value * value, 0);
    [1, 0, 0].forEach((wanted, i) => {
      expect(change[i]! * strength).toBeCloseTo(-wanted + (a[0]! * a[i]!) / squares, 5);
    });
    expect(condition.systems.map(({ status }) => status)).toEqual(["dense", "dense"]);
  });

  test("Pareto Tracer and MINRES span the same tangents", async () => {
    const begun = await navigator(coupled).start([0.14, 1.06, 0.44]);
    const ppe = await navigator(coupled).propose(begun, [0.3, 0.7, 0]);
    const whole = await navigator(coupled, { method: "pareto-tracer" }).propose(begun, [0.3, 0.7, 0]);
    ppe.generators.forEach((row, k) => {
      row.forEach((value, j) => {
        expect(whole.generators[k]![j]).toBeCloseTo(value, 6);
      });
    });
  });

  test("CPMTL solves one system, H v = -J' p", async () => {
    const pair = createProblem("quadratics", { instance: "pair" });
    const cpmtl = navigator(navigableProblem(pair), { method: "cpmtl" });
    const begun = await cpmtl.start([2.6, 1.4, 0.7]);
    const { direction, strength, condition, change } = await cpmtl.propose(begun, [1, 0]);
    expect(condition.systems).toHaveLength(1);
    const source = navigableProblem(pair).source;
    const at = { shared: here(begun).x, own: [new Float64Array(0), new Float64Array(0)] };
    const image = await source.hessianVector(at, undefined, condition.multipliers, direction);
    const { jacobian } = await source.derivatives(at, undefined, { shared: "jacobian" });
    image.forEach((value: number, j: number) => {
      expect(value * strength).toBeCloseTo(-jacobian!.data[j]!, 5);
    });
    expect(change[0]).toBeLessThan(0);
  });
});

describe("what does not fit is refused", () => {
  test("one objective, a start of another length, values that are none, options", async () => {
    const single = formulaSource({ tasks: ["f"], shared: 2, losses: (x) => [x[0]! ** 2] });
    expect(() => navigator({ source: single, batch: undefined })).toThrow(
      "navigator: expected two objectives or more, found 1; one objective has no front to walk on",
    );
    await expect(guide.start([1, 2])).rejects.toThrow("start: expected 3 parameters, found 2");
    const root = formulaSource({ tasks: ["a", "b"], shared: 1, losses: (x) => [Math.sqrt(x[0]!), x[0]!] });
    await expect(navigator({ source: root, batch: undefined }).start([-1])).rejects.toThrow(
      "start: a is NaN there; start where all objectives are numbers",
    );
    expect(() => navigator(spheres, { damping: -1 })).toThrow(
      "navigator: damping: Too small: expected number to be >=0, found -1",
    );
    const bounds = { lower: new Float64Array(2), upper: new Float64Array(3) };
    expect(() => navigator({ ...spheres, bounds })).toThrow("bounds have 2 values for 3 parameters");
  });

  test("a proposal made elsewhere, and steps that are none", async () => {
    const begun = await guide.start(inside);
    const proposal = await guide.propose(begun, [1, 0, 0]);
    const accepted = await guide.accept(begun, proposal, 0.1);
    await expect(guide.accept(accepted.walk, proposal)).rejects.toThrow(
      "the proposal was made at point 0, but the walk is at 1; propose again",
    );
    await expect(guide.accept(begun, proposal, -1)).rejects.toThrow(
      "step must be a number above 0, found -1",
    );
  });

  test("what is too dear is refused where the settings say so, with its price", async () => {
    // Between the spheres' centres (1, 2, 1) and (4, 2, 1), 1 % of the way to the third.
    const x = [1.495 * 0.99 + 0.01, 2 * 0.99 + 0.01, 1];
    const begun = await guide.start(x);
    const { multipliers } = here(begun);
    expect(multipliers[2]).toBeCloseTo(0.01, 6);
    expect((await guide.propose(begun, [1, 1, 0])).refusal).toBeNull();
    const careful = navigator(spheres, { corner: 0.95 });
    const refused = await careful.propose(begun, [1, 1, 0]);
    expect(refused.refusal).toBe(
      "f1 and f2 can hardly improve: they carry 99 % of the weight here, so 1 gained costs 99 elsewhere; ask for f3, or for fewer of them",
    );
    expect(refused.direction.every((value) => value === 0)).toBe(true);
    expect((await careful.propose(begun, [0, 1, 0])).refusal).toBeNull();
    // And that is the price.
    const { change } = await guide.propose(begun, [1, 1, 0]);
    const gained = (multipliers[0]! * change[0]! + multipliers[1]! * change[1]!) / 0.99;
    expect(change[2]! / -gained).toBeCloseTo(99, 4);
  });

  test("a step that no length makes good is told, and the walk stays", async () => {
    const begun = await guide.start(inside);
    const proposal = await guide.propose(begun, [1, 0, 0]);
    const back = { ...proposal, direction: proposal.direction.map((value) => -value) };
    const accepted = await guide.accept(begun, back);
    expect(accepted).toMatchObject({ outcome: "refused", walk: begun });
    expect(accepted.reason).toContain("no step along the direction, down to 1e-12, improves f1");
  });
});

test("a corrector that finds a better front says so", async () => {
  // A step that is said to have begun where both objectives were far worse.
  const problem = quadraticProblem(
    {
      centres: [
        [0, 0],
        [1, 0],
      ],
    },
    10,
  );
  const walk = await navigator(navigableProblem(problem)).start([0.5, 0]);
  const off = {
    ...walk,
    points: [
      ...walk.points,
      {
        ...walk.points[0]!,
        id: 1,
        parent: 0,
        kind: "step" as const,
        x: Float64Array.of(0.4, 0.2),
        losses: Float64Array.of(9, 9),
        judged: Float64Array.of(9, 9),
      },
    ],
    at: 1,
  };
  const worseStart = {
    ...off,
    points: [
      { ...off.points[0]!, losses: Float64Array.of(8, 8), judged: Float64Array.of(8, 8) },
      off.points[1]!,
    ],
  };
  const corrected = await navigator(navigableProblem(problem)).correct(worseStart);
  expect(corrected.outcome).toBe("new-front");
});
