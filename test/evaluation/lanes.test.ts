/** Lanes that are played together earn, see and fail as they do alone. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Dynamics,
  dynamicsBatch,
  type Environment,
  type EnvironmentSpec,
  status,
} from "../../environments/index.ts";
import { headOf } from "../../src/evaluation/head.ts";
import type { RolloutJob } from "../../src/evaluation/rollout.ts";
import { rollouts } from "../../src/evaluation/rollouts.ts";
import type { TaskRuntime } from "../../src/evaluation/task-runtime.ts";
import type { LoadedPolicies } from "../../src/policy/index.ts";
import { Stream } from "../../src/random/index.ts";
import { episodesTask } from "./experiment.ts";

/**
 * A walk of one number that ends beyond 3; near some places it pays or shows what is not a number, or the policy below
 * gives it.
 */
const walk: Dynamics = {
  stateSize: 1,
  observationSize: 2,
  values: 2,
  begin(stream, state, at) {
    state[at] = stream.uniform() - 0.5;
  },
  step(state, at, action, values, to) {
    state[at]! += action === 0 ? -0.37 : action === 1 ? 0.61 : 0.11;
    values[to] = state[at]! > 2.6 && state[at]! < 2.63 ? Number.NaN : state[at]!;
    values[to + 1] = 1;
    return Math.abs(state[at]!) > 3;
  },
  observe(state, at, into, offset) {
    into[offset] = state[at]!;
    into[offset + 1] = state[at]! < -1.5 && state[at]! > -1.53 ? Number.POSITIVE_INFINITY : 1;
  },
};
const spec: EnvironmentSpec = {
  id: "walk",
  observation: { shape: [2], kind: "real" },
  actions: { kind: "discrete", count: 3 },
  values: ["place", "steps"],
  stepLimit: 25,
};

/** One walk by itself. */
function walker(): Environment {
  const state = new Float64Array(1);
  const stream = new Stream([0, 0]);
  return {
    spec,
    reset(key) {
      stream.restart(key);
      walk.begin(stream, state, 0);
    },
    step: (action, values) =>
      walk.step(state, 0, action as number, values, 0) ? status.terminated : status.running,
    observe: (into, offset) => walk.observe(state, 0, into, offset),
    save: () => new Uint8Array(state.slice().buffer),
    restore: (saved) => state.set(new Float64Array(saved.slice().buffer)),
  };
}

/** Outputs of the member, what it sees and what it remembers; now and then one of them is not a number. */
const policies: LoadedPolicies<void> = {
  normaliseOn() {},
  forward(inputs, members, lanes, outputs, states) {
    for (let lane = 0; lane < lanes; lane++) {
      const seen = inputs[2 * lane]!;
      const memory = states!.length === 0 ? 0 : states![lane]!;
      if (states!.length > 0) states![lane] = 0.5 * memory + seen;
      for (let j = 0; j < 3; j++)
        outputs[3 * lane + j] = Math.sin(5 * seen + members[lane]! + 2 * j + memory);
      if (seen > 1.2 && seen < 1.22) outputs[3 * lane + 1] = Number.NaN;
    }
  },
};

function runtimeOf(actions: "greedy" | "sampled", together: boolean): TaskRuntime {
  const copies: Environment[] = [];
  return {
    task: episodesTask("walk"),
    place: 0,
    spec,
    inputSize: 2,
    behaviour: null,
    head: headOf(spec.actions, actions),
    environment(slot) {
      copies[slot] ??= walker();
      return copies[slot];
    },
    batch: together ? (lanes) => dynamicsBatch(walk, lanes) : undefined,
    discard() {},
    reference: () => new Float32Array(0),
  };
}

test("values, steps, statistics and failures are the same", async () => {
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 12 }),
        episodes: fc.integer({ min: 1, max: 4 }),
        key: fc.tuple(fc.nat(), fc.nat()),
        statistics: fc.boolean(),
        isNormalised: fc.boolean(),
        stateSize: fc.constantFrom(0, 1),
        actions: fc.constantFrom("greedy" as const, "sampled" as const),
      }),
      async ({ isNormalised, actions, ...asked }) => {
        const job: RolloutJob = {
          first: 3,
          firstEpisode: 1,
          normaliser: isNormalised ? { mean: Float64Array.of(0.2, 0), scale: Float64Array.of(2, 1) } : null,
          ...asked,
        };
        const together = await rollouts(runtimeOf(actions, true), policies, job);
        expect(together).toEqual(await rollouts(runtimeOf(actions, false), policies, job));
        failed += together.failures.size;
      },
    ),
    { numRuns: 120 },
  );
  expect(failed).toBeGreaterThan(30);
});
