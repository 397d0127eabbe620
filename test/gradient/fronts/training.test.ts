/** Fronts in training: they arrive where theory says, cost what they say, and go on bit for bit. */
import { describe, expect, test } from "vitest";
import {
  createFront,
  type FrontState,
  formulaSource,
  fronts,
  frontTrainer,
  rayOf,
} from "../../../src/gradient/index.ts";
import { hypervolume } from "../../../src/pareto/index.ts";
import { createProblem, type Problem, quadraticProblem } from "../../../src/problems/index.ts";
import { keyOf } from "../../../src/random/index.ts";
import { bells, offRay, trained, trainingOn } from "./support.ts";

/** Steps that get smaller, so that what circles a ray comes to rest. */
const settling = (steps: number, learningRate = 0.05) => ({
  id: "adam",
  learningRate,
  schedule: { kind: "cosine" as const, steps },
});
/** The same problem with its searches from a smaller box: far out the bells are flat. */
const within = (problem: Problem, bound: number): Problem => ({
  ...problem,
  space: {
    lower: new Float64Array(problem.dimension).fill(-bound),
    upper: new Float64Array(problem.dimension).fill(bound),
  },
});
const concave = within(bells(), 0.8);
/** f_1 = t^2, f_2 = (1 - t)^2 on the Pareto set t (1, 1). */
const convex = quadraticProblem(
  {
    centres: [
      [0, 0],
      [1, 1],
    ],
  },
  1,
);

describe("on a concave front", () => {
  const reference = [1, 1];
  test.each([
    ["epo", {}, 0.02],
    ["pmgda", {}, 0.02],
    ["tchebycheff-sweep", {}, 0.02],
    ["stch-sweep", { mu: 0.01 }, 0.05],
  ])("%s ends on the rays of all preferences, on the front", async (id, options, tolerance) => {
    const steps = 500;
    const { values, points } = await trained(trainingOn(concave, id, options, settling(steps, 0.03)), steps);
    expect(points).toHaveLength(5);
    points.forEach(({ preference }, k) => {
      expect(offRay(values[k]!, rayOf(preference!))).toBeLessThan(tolerance);
      // On the front x = t (1, 1, 1), and sqrt(-ln(1 - f_1)) + sqrt(-ln(1 - f_2)) is the bells' distance, 2.
      const away = Array.from(values[k]!, (f) => Math.sqrt(-Math.log1p(-f)));
      expect(away[0]! + away[1]!).toBeCloseTo(2, 1);
    });
  });

  test("weighted sums end at the ends of the front alone: the volume is that of two points", async () => {
    const { values } = await trained(trainingOn(concave, "weighted-sum", {}, settling(300)), 300);
    for (const own of values) expect(Math.min(...own)).toBeLessThan(0.05);
    const swept = await trained(trainingOn(concave, "tchebycheff-sweep", {}, settling(300)), 300);
    expect(hypervolume(swept.values, reference)).toBeGreaterThan(hypervolume(values, reference) + 0.05);
  });
});

describe("on a convex front", () => {
  /** The most volume that `count` points of it dominate, by a pattern search over their t. */
  function mostVolume(count: number, reference: readonly number[]): number {
    const volume = (ts: readonly number[]): number =>
      hypervolume(
        ts.map((t) => [t * t, (1 - t) ** 2]),
        reference,
      );
    let ts = Array.from({ length: count }, (_, k) => (k + 1) / (count + 1));
    for (let step = 0.1; step > 1e-6; ) {
      const moves = ts.flatMap((_, k) => [-step, step].map((by) => ts.map((t, l) => (l === k ? t + by : t))));
      const best = moves.reduce((a, b) => (volume(b) > volume(a) ? b : a));
      if (volume(best) > volume(ts)) ts = best;
      else step /= 2;
    }
    return volume(ts);
  }

  test("the hypervolume gradient comes to the most volume that so many points dominate", async () => {
    const reference = [1.1, 1.1];
    const options = { members: 4, reference };
    const { values } = await trained(trainingOn(convex, "hypervolume-gradient", options, settling(300)), 300);
    const most = mostVolume(4, reference);
    expect(hypervolume(values, reference) / most).toBeGreaterThan(0.999);
    expect(hypervolume(values, reference)).toBeLessThan(most + 1e-9);
  });

  test("the hypervolume gradient spreads over the front without a reference of one's own, however tasks differ", async () => {
    const unequal = createProblem("quadratics", { instance: "pair" });
    const { values } = await trained(
      trainingOn(unequal, "hypervolume-gradient", {}, { id: "sgd", learningRate: 0.05 }),
      600,
    );
    // Both losses go from 0 to 4.5 along the front.
    for (const j of [0, 1]) {
      const own = values.map((losses) => losses[j]!);
      expect(Math.min(...own)).toBeLessThan(0.1);
      expect(Math.max(...own)).toBeGreaterThan(4);
    }
  });

  test("Pareto MTL's members end in their own regions", async () => {
    // Plain descent, as in the paper: the direction itself keeps the regions, not its sign.
    const plain = { id: "sgd", learningRate: 0.02 };
    const { values, points } = await trained(trainingOn(convex, "pareto-mtl", {}, plain), 300, 2);
    const rays = points.map(({ preference }) => rayOf(preference!));
    values.forEach((own, k) => {
      const off = rays.map((ray) => offRay(own, ray));
      expect(off[k]! - Math.min(...off)).toBeLessThan(0.02);
    });
  });

  test("CPMTL's members grow along the front, to both sides of the first", async () => {
    // A seed whose origin comes to the middle of the front.
    const options = { members: 5, reach: 150, explore: 5, stride: 0.03 };
    const { values } = await trained(trainingOn(convex, "cpmtl", options, settling(170)), 170, 4);
    for (const [f1, f2] of values) expect(Math.sqrt(f1!) + Math.sqrt(f2!)).toBeCloseTo(1, 1);
    const firsts = values.map((own) => own[0]!);
    expect(firsts[1]!).toBeLessThan(firsts[0]!);
    expect(firsts[3]!).toBeLessThan(firsts[1]!);
    expect(firsts[2]!).toBeGreaterThan(firsts[0]!);
    expect(firsts[4]!).toBeGreaterThan(firsts[2]!);
  });

  test.each(["phn-ls", "phn-epo", "phn-hvi", "cosmos", "pamal", "palora"])(
    "%s gives the whole front: most of its volume, first losses falling with their weight",
    async (id) => {
      const options = {
        points: 9,
        ...(id.startsWith("phn") ? { hidden: [16] } : {}),
        ...(id === "palora" ? { anneal: 50 } : {}),
        ...(id === "cosmos" ? { lambda: 0.3 } : {}),
      };
      const { values } = await trained(trainingOn(convex, id, options, settling(250, 0.02)), 250);
      // All of the volume below (1.1, 1.1) is 1.21 - 1/6.
      expect(hypervolume(values, [1.1, 1.1]) / (1.21 - 1 / 6)).toBeGreaterThan(0.85);
      expect(values[0]![0]!).toBeLessThan(values[4]![0]!);
      expect(values[4]![0]!).toBeLessThan(values[8]![0]!);
    },
  );
});

describe("every front method", () => {
  const three = createProblem("quadratics");

  test.each(fronts.ids())(
    "%s takes three tasks, goes on bit for bit, and changes no state it is given",
    async (id) => {
      const small = { "phn-ls": { hidden: [4] }, "phn-epo": { hidden: [4] }, "phn-hvi": { hidden: [4] } }[id];
      const fewer = fronts.get(id).kind === "set" ? { members: 3 } : { points: 4 };
      const options = { ...fewer, ...small, ...(id === "cpmtl" ? { reach: 2, explore: 2 } : {}) };
      const trainer = frontTrainer(trainingOn(three, id, options));
      const run = async (from: FrontState, steps: number): Promise<FrontState> => {
        let state = from;
        for (let i = 0; i < steps; i++) state = (await trainer.step(state)).state;
        return state;
      };
      const start = trainer.init(keyOf(1), keyOf(2));
      const written = JSON.stringify(start, (_, value: unknown) =>
        ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
      );
      const middle = await run(start, 3);
      const end = await run(middle, 3);
      expect(await run(structuredClone(middle), 3)).toEqual(end);
      expect(await run(start, 6)).toEqual(end);
      expect(
        JSON.stringify(start, (_, value: unknown) =>
          ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
        ),
      ).toBe(written);
      expect(end.step).toBe(6);
      for (const { place } of trainer.points(end)) expect(place.shared.every(Number.isFinite)).toBe(true);
    },
  );

  test.each([
    // K (forward + backward); K (forward + T backward); with losses first; W draws; three tasks.
    ["weighted-sum", { members: 4 }, 12],
    ["epo", { members: 4 }, 28],
    ["hypervolume-gradient", { members: 4 }, 16],
    ["phn-ls", { hidden: [4] }, 3],
    ["phn-epo", { hidden: [4] }, 7],
    ["pamal", { draws: 4 }, 12],
    ["pamal", { draws: 4, penalty: 1 }, 16],
  ])("%s with %j costs %i passes a step", async (id, options, cost) => {
    const trainer = frontTrainer(trainingOn(three, id, options));
    expect((await trainer.step(trainer.init(keyOf(1), keyOf(2)))).state.passes).toBe(cost);
  });
});

describe("a hypernetwork's gradient", () => {
  test("by weighted sums equals finite differences of the weighted sum over its parameters", async () => {
    const preference = Float64Array.of(0.3, 0.7);
    const training = trainingOn(convex, "phn-ls", { hidden: [3, 3] }, { id: "sgd", learningRate: 1 });
    const front = createFront("phn-ls", { hidden: [3, 3] });
    if (front.kind !== "model") throw new Error("a model");
    const fixed = { ...training, front: { ...front, draws: () => [preference] }, project: undefined };
    const trainer = frontTrainer(fixed);
    const start = trainer.init(keyOf(1), keyOf(2));
    const { state } = await trainer.step(start);
    const phi = Float64Array.from(start.parameters[0]!);
    const value = async (at: Float64Array): Promise<number> => {
      const losses = await training.source.losses(trainer.at!(at, preference), undefined);
      return 0.3 * losses[0]! + 0.7 * losses[1]!;
    };
    const h = 1e-6;
    for (let j = 0; j < phi.length; j++) {
      const moved = (by: number): Float64Array => phi.map((v, i) => (i === j ? v + by : v));
      const slope = ((await value(moved(h))) - (await value(moved(-h)))) / (2 * h);
      // Plain descent at rate 1 moves by the gradient.
      expect(phi[j]! - state.parameters[0]![j]!).toBeCloseTo(slope, 6);
    }
  });
});

describe("what cannot be trained", () => {
  test("one task has no front", () => {
    const single = quadraticProblem({ centres: [[0, 0]] });
    expect(() => frontTrainer(trainingOn(single, "epo"))).toThrow(
      /two tasks or more, got 1 \(f\); one task has no front/,
    );
  });

  test("losses below their ideal have no ray", async () => {
    const training = trainingOn(convex, "epo", { ideal: [5, 5] });
    const trainer = frontTrainer(training);
    await expect(trainer.step(trainer.init(keyOf(1), keyOf(2)))).rejects.toThrow(
      /epo: the loss of task 0 is .* below its ideal 5/,
    );
    expect(() => frontTrainer(trainingOn(convex, "epo", { ideal: [0] })).init(keyOf(1), keyOf(2))).toThrow(
      /epo: ideal has 1 values for 2 tasks/,
    );
  });

  test("a loss that is no number ends the training, and says which and when", async () => {
    const training = trainingOn(convex, "weighted-sum");
    const source = formulaSource({ tasks: ["a", "b"], shared: 2, losses: ([x]) => [x!, Number.NaN] });
    const trainer = frontTrainer({ ...training, source });
    await expect(trainer.step(trainer.init(keyOf(1), keyOf(2)))).rejects.toThrow(
      /task "b": its loss is NaN in step 1; a front needs a label of every task/,
    );
  });

  test("settings that are none", () => {
    const training = trainingOn(convex, "epo");
    expect(() => frontTrainer({ ...training, clipNorm: 0 })).toThrow(/clipNorm must be above 0, got 0/);
    expect(() => frontTrainer({ ...training, batchSize: 0 })).toThrow(
      /batch size must be a positive integer, got 0/,
    );
    expect(() => frontTrainer({ ...training, examples: { count: 0, batch: () => undefined } })).toThrow(
      /examples: expected one or more, got 0/,
    );
  });
});
