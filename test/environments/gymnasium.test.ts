/** Trajectories of Gymnasium's own classic control; test/reference/environments names the versions. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { moveAcrobot } from "../../environments/acrobot.ts";
import { moveCartPole } from "../../environments/cart-pole.ts";
import { environments, status } from "../../environments/index.ts";
import { encodeState, ownerOf } from "../../environments/saved-state.ts";

interface Trace {
  start: number[];
  actions: number[];
  steps: { state: number[]; reward: number; terminated: boolean }[];
}

function tracesOf(id: string): Trace[] {
  const url = new URL(`../reference/environments/${id}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { traces: Trace[] }).traces;
}

/** An environment of that id, in mid-episode at a given state. */
function placed(id: string, state: readonly number[]) {
  const entry = environments.get(id);
  const options = entry.options.parse({});
  const environment = entry.create(options);
  const payload = new Float64Array([...state, 0, status.running]);
  environment.restore(encodeState(ownerOf(id, options), new Uint8Array(payload.buffer)));
  return environment;
}

/** The largest difference between two states, with angles compared on the circle where `circular`. */
function distance(a: ArrayLike<number>, b: readonly number[], circular: boolean): number {
  return Math.max(
    ...b.map((value, i) => {
      const difference = Math.abs(a[i]! - value);
      return circular && i < 2 ? Math.min(difference, Math.abs(2 * Math.PI - difference)) : difference;
    }),
  );
}

describe.each([
  // Trigonometry may differ in the last bit between libm and the JavaScript engine; the acrobot is chaotic, which
  // multiplies that over 250 steps.
  { id: "cart-pole", move: moveCartPole, circular: false, oneStep: 1e-12, wholeRun: 1e-10 },
  { id: "acrobot", move: moveAcrobot, circular: true, oneStep: 1e-12, wholeRun: 1e-4 },
])("$id follows Gymnasium", ({ id, move, circular, oneStep, wholeRun }) => {
  const traces = tracesOf(id);

  test("the traces are long and hold episodes that end and episodes that do not", () => {
    expect(traces.length).toBeGreaterThanOrEqual(6);
    for (const trace of traces) expect(trace.steps.length).toBeGreaterThanOrEqual(200);
    expect(traces.some((trace) => trace.steps.some((step) => step.terminated))).toBe(true);
    expect(traces.some((trace) => trace.steps.every((step) => !step.terminated))).toBe(true);
  });

  test("each step from Gymnasium's state", () => {
    for (const { start, actions, steps } of traces) {
      steps.forEach((step, t) => {
        const state = Float64Array.from(t === 0 ? start : steps[t - 1]!.state);
        move(state, actions[t]!);
        expect(distance(state, step.state, circular)).toBeLessThanOrEqual(
          oneStep * Math.max(1, ...step.state.map(Math.abs)),
        );
      });
    }
  });

  test("the whole run from its start, while the pole or the arm stays within its limits", () => {
    for (const { start, actions, steps } of traces) {
      const state = Float64Array.from(start);
      for (let t = 0; t < steps.length && !steps[t]!.terminated; t++) {
        move(state, actions[t]!);
        expect(distance(state, steps[t]!.state, circular)).toBeLessThanOrEqual(wholeRun);
      }
    }
  });

  test("rewards and the end of the episode", () => {
    for (const { start, actions, steps } of traces) {
      const environment = placed(id, start);
      const values = new Float64Array(1);
      for (let t = 0; t < steps.length; t++) {
        const now = environment.step(actions[t]!, values);
        expect(now === status.terminated).toBe(steps[t]!.terminated);
        expect(values[0]).toBe(steps[t]!.reward);
        if (now === status.terminated) break;
      }
    }
  });
});

test("cart-pole observes its state in single precision", () => {
  const observation = new Float32Array(6).fill(7);
  placed("cart-pole", [0.1, -0.2, 0.03, 1.5]).observe(observation, 1);
  expect([...observation]).toEqual([7, ...[0.1, -0.2, 0.03, 1.5].map(Math.fround), 7]);
});

test("acrobot observes cosines, sines and speeds, the speeds scaled by default and raw on request", () => {
  const entry = environments.get("acrobot");
  const state = [0.5, -1, 2 * Math.PI, -3 * Math.PI];
  const scaled = new Float32Array(6);
  placed("acrobot", state).observe(scaled, 0);
  expect([...scaled]).toEqual(
    [Math.cos(0.5), Math.sin(0.5), Math.cos(1), -Math.sin(1), 0.5, -1 / 3].map(Math.fround),
  );
  const options = entry.options.parse({ scaledSpeeds: false });
  const plain = entry.create(options);
  const payload = new Float64Array([...state, 0, status.running]);
  plain.restore(encodeState(ownerOf("acrobot", options), new Uint8Array(payload.buffer)));
  const raw = new Float32Array(6);
  plain.observe(raw, 0);
  expect([raw[4], raw[5]]).toEqual([2 * Math.PI, -3 * Math.PI].map(Math.fround));
});

test("start states are uniform on Gymnasium's ranges", () => {
  for (const [id, half] of [
    ["cart-pole", 0.05],
    ["acrobot", 0.1],
  ] as const) {
    const entry = environments.get(id);
    const environment = entry.create(entry.options.parse({}));
    const sums = { mean: 0, square: 0 };
    const count = 4000;
    for (let i = 0; i < count; i++) {
      environment.reset([i, 9]);
      const state = new Float64Array(environment.save().slice(16).buffer).subarray(0, 4);
      for (const x of state) {
        expect(Math.abs(x)).toBeLessThanOrEqual(half);
        sums.mean += x / (4 * count);
        sums.square += (x * x) / (4 * count);
      }
    }
    // Five standard errors of the mean and of the variance (half^2 / 3) of a uniform variable.
    expect(Math.abs(sums.mean)).toBeLessThan((5 * half) / Math.sqrt(3 * 4 * count));
    expect(Math.abs(sums.square - half ** 2 / 3)).toBeLessThan(
      (5 * half ** 2 * 0.298) / Math.sqrt(4 * count),
    );
  }
});
