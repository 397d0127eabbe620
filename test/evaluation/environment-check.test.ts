/** The check of an environment finds each broken promise, and nothing in ours. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Environment, type EnvironmentEntry, environments, status } from "../../environments/index.ts";
import { checkEnvironment, measureSteps } from "../../src/evaluation/index.ts";

const sound = environments.get("cart-pole");

/** Cart pole with something else in the place of what `change` gives. */
function broken(
  change: (inner: Environment) => Partial<Record<keyof Environment, unknown>>,
): EnvironmentEntry {
  return {
    ...sound,
    create(options) {
      const inner = sound.create(options);
      const own = {
        spec: inner.spec,
        reset: inner.reset.bind(inner),
        step: inner.step.bind(inner),
        observe: inner.observe.bind(inner),
        save: inner.save.bind(inner),
        restore: inner.restore.bind(inner),
      };
      return { ...own, ...change(inner) } as Environment;
    },
  };
}

const faults = (entry: EnvironmentEntry, id = "cart-pole"): string[] =>
  checkEnvironment(id, entry).flatMap(({ fault }) => fault ?? []);

test.each([
  "cart-pole",
  "catch",
  "deep-sea-treasure",
  "fruit-tree",
  "breakable-bottles",
  "pendulum",
  "point-trap",
])("%s keeps every promise", (id) => {
  const findings = checkEnvironment(id, environments.get(id));
  expect(findings.filter(({ fault }) => fault !== null)).toEqual([]);
  expect(findings.map(({ promise }) => promise)).toHaveLength(10);
});

let calls = 0;
const anyNumber = (): number => Math.sin(++calls);

describe("what is broken is said", () => {
  test.each<[string, EnvironmentEntry, string | RegExp]>([
    [
      "an observation that a key does not decide",
      broken((inner) => ({
        observe(into: Float32Array, offset: number) {
          inner.observe(into, offset);
          into[offset + 2] = anyNumber();
        },
      })),
      "episode 0, played twice: at step 1 observation value 2 is",
    ],
    [
      "a value that is left out",
      broken((inner) => ({ step: (action: number) => inner.step(action, new Float64Array(1)) })),
      'step 1: "return" is NaN, expected a finite number (NaN: it was not written)',
    ],
    [
      "an observation that goes beyond its place",
      broken((inner) => ({
        observe(into: Float32Array, offset: number) {
          inner.observe(into, offset);
          into[offset + 4] = 0;
        },
      })),
      "step 0: observe(into, offset) writes at offset 4, outside of its 4 values",
    ],
    [
      "an observation that is not finite",
      broken((inner) => ({
        observe(into: Float32Array, offset: number) {
          inner.observe(into, offset);
          into[offset + 1] = Number.POSITIVE_INFINITY;
        },
      })),
      "step 0: value 1 is Infinity, expected a finite number",
    ],
    [
      "an episode without an end",
      broken((inner) => ({
        step(action: number, values: Float64Array) {
          if (inner.step(action, values) !== status.running) inner.reset([1, 1]);
          return status.running;
        },
      })),
      "an episode still runs after stepLimit (500) steps; return status.truncated",
    ],
    [
      "a status that is none",
      broken((inner) => ({
        step(action: number, values: Float64Array) {
          inner.step(action, values);
          return true;
        },
      })),
      "step() returned true; return status.running, .terminated or .truncated",
    ],
    [
      "keys that change nothing",
      broken((inner) => ({ reset: () => inner.reset([1, 1]) })),
      "no key changes the episode; draw from the key of reset(), or set spec.deterministic",
    ],
    [
      "a key that changes what is said to be fixed",
      broken((inner) => ({ spec: { ...inner.spec, deterministic: true } })),
      "spec.deterministic is true but keys change the episode; take it out",
    ],
    [
      "a state that is not whole",
      broken((inner) => {
        let first = [0, 0] as [number, number];
        return {
          reset(key: [number, number]) {
            first = key;
            inner.reset(key);
          },
          save: () => new Uint8Array(Uint32Array.from(first).buffer),
          restore: (saved: Uint8Array) =>
            inner.reset([...new Uint32Array(saved.slice().buffer)] as [number, number]),
        };
      }),
      "after restore()",
    ],
    [
      "a save that throws",
      broken(() => ({
        save() {
          throw new Error("not yet");
        },
      })),
      "throws: not yet",
    ],
    [
      "facts that do not fit",
      broken((inner) => ({ spec: { ...inner.spec, observation: { shape: [4, 0], kind: "real" } } })),
      "it has observations of shape [4, 0], expected positive integers",
    ],
    [
      "names that are too few",
      broken((inner) => ({
        spec: { ...inner.spec, actions: { kind: "discrete", count: 2, names: ["left"] } },
      })),
      "it names 1 of its 2 actions",
    ],
    [
      "values with a name twice",
      broken((inner) => ({ spec: { ...inner.spec, values: ["a", "a"] } })),
      "it has a value's name twice: a, a",
    ],
    [
      "a method that is not there",
      broken(() => ({ restore: undefined })),
      "it has no restore(); an environment has spec, reset, step, observe, save, restore",
    ],
    ["no facts", broken(() => ({ spec: undefined })), "it has no spec, which says what is observed, done"],
    [
      "no actions",
      broken(({ spec: { actions: _, ...rest } }) => ({ spec: rest })),
      'it has actions of kind "undefined", expected "discrete", "multi-discrete" or "continuous"',
    ],
    [
      "bounds that cross",
      broken(({ spec }) => ({ spec: { ...spec, observation: { ...spec.observation, low: 1, high: 0 } } })),
      "it has observation.low (1) above observation.high (0)",
    ],
    [
      "bounds that are too few",
      broken(({ spec }) => ({ spec: { ...spec, observation: { ...spec.observation, low: [0] } } })),
      "it has 1 values in observation.low, expected one number or 4, as the last dimension has",
    ],
    [
      "an observation out of its bounds",
      broken(({ spec }) => ({
        spec: { ...spec, observation: { ...spec.observation, high: [5, 5, 0.01, 5] } },
      })),
      /value 2 \("angle"\) is [\d.]+, outside of its bounds -Infinity to 0.01/,
    ],
    [
      "more values than have names",
      broken((inner) => ({
        step(action: number, values: Float64Array) {
          values[2] = 1;
          return inner.step(action, values);
        },
      })),
      "step() writes values[2], but spec.values names 1: return",
    ],
    [
      "a save that gives nothing",
      broken(() => ({ save: () => undefined })),
      "save() returned undefined; return a Uint8Array",
    ],
    [
      "a behaviour without its names",
      broken(() => ({ behaviour: () => {} })),
      "spec.behaviour and behaviour() go together; give both or neither",
    ],
    [
      "options that take anything",
      { ...sound, options: z.object({}) as never },
      "an unknown option is taken without a word; use z.strictObject",
    ],
    [
      "options without defaults",
      { ...sound, options: z.strictObject({ size: z.number() }) as never },
      "options that are not given must have defaults: Invalid input: expected number, received undefined",
    ],
  ])("%s", (_, entry, fault) => {
    const said = faults(entry).join("\n");
    if (typeof fault === "string") expect(said).toContain(fault);
    else expect(said).toMatch(fault);
  });

  test("another id", () => {
    expect(faults(sound, "mine")).toEqual([
      'spec.id is "cart-pole", registered as "mine"; make them the same',
    ]);
  });
});

test("speed is steps by the clock that is given", () => {
  let now = 0;
  expect(measureSteps(sound, {}, 100, () => ++now)).toBeGreaterThan(100);
});
