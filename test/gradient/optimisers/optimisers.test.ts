import { describe, expect, test } from "vitest";
import { type OptimiserInput, optimiserOf, optimisers } from "../../../src/gradient/optimisers/index.ts";

const start = [1, -2, 0.5];
/** A gradient that depends on the place and the step. */
const gradientAt = (x: ArrayLike<number>, t: number): Float64Array =>
  Float64Array.of(x[0]! + 0.1 * t, 2 * x[1]! - 0.3, Math.sin(3 * x[2]!) + 0.05 * t);

function sixSteps(input: OptimiserInput): number[] {
  const optimiser = optimiserOf(input);
  let parameters: Float32Array | Float64Array = Float64Array.from(start);
  let state = optimiser.init(parameters);
  for (let t = 0; t < 6; t++)
    ({ parameters, state } = optimiser.step(parameters, gradientAt(parameters, t), state));
  return [...parameters];
}

/** PyTorch 2.15.0, torch.optim and its lr_scheduler, in double precision, six steps from `start`. */
const pytorch: [string, OptimiserInput, number[]][] = [
  [
    "SGD",
    { id: "sgd", learningRate: 0.1 },
    [0.40000000000000013, -0.41360959999999997, 0.029958723153796902],
  ],
  [
    "SGD(momentum=0.9, weight_decay=0.02)",
    { id: "sgd", learningRate: 0.1, momentum: 0.9, weightDecay: 0.02 },
    [-0.5411226788484768, 1.6784254925027544, -0.46867086705568933],
  ],
  [
    "SGD(momentum=0.9, nesterov=True), and optax 0.2.8",
    { id: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true },
    [-0.584711163959, 1.0057389881344, -0.2489450034193342],
  ],
  [
    "Adam(weight_decay=0.1)",
    { id: "adam", learningRate: 0.05, weightDecay: 0.1 },
    [0.6988645539992205, -1.7010032489494575, 0.20036096704659045],
  ],
  [
    "AdamW(betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)",
    { id: "adamw", learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1 },
    [0.671964715167326, -1.6463449088644706, 0.18950692476598943],
  ],
  [
    "StepLR(step_size=2, gamma=0.5)",
    { id: "sgd", learningRate: 0.1, schedule: { kind: "step", every: 2, factor: 0.5 } },
    [0.6408109375, -0.8558904, 0.1751384089100603],
  ],
  [
    "CosineAnnealingLR(T_max=5, eta_min=0.01)",
    { id: "sgd", learningRate: 0.1, schedule: { kind: "cosine", steps: 5, final: 0.1 } },
    [0.6642486892710049, -0.8994790064675001, 0.19126199804676122],
  ],
  [
    "SequentialLR of a linear warm-up over 3 steps and CosineAnnealingLR(T_max=4, eta_min=0.01)",
    { id: "sgd", learningRate: 0.1, schedule: { kind: "cosine", warmUp: 3, steps: 7, final: 0.1 } },
    [0.5242480231217073, -0.668590692219416, 0.10001397584561529],
  ],
];

test.each(pytorch)("as PyTorch: %s", (_name, input, expected) => {
  sixSteps(input).forEach((x, i) => {
    expect(x).toBeCloseTo(expected[i]!, 13);
  });
});

/** optax 0.2.8 (jax 0.10.2, 64 bits): adam(0.05), and adamw with cosine_decay_schedule(0.05, 5, 0.1). */
test.each<[string, OptimiserInput, number[]]>([
  ["adam", { id: "adam", learningRate: 0.05 }, [0.6986967321488546, -1.700999399473511, 0.20018568171404055]],
  [
    "adamw with a cosine schedule",
    { id: "adamw", learningRate: 0.05, weightDecay: 0.1, schedule: { kind: "cosine", steps: 5, final: 0.1 } },
    [0.8192833801890074, -1.8035160891984185, 0.32770645622532796],
  ],
])("as optax: %s", (_name, input, expected) => {
  sixSteps(input).forEach((x, i) => {
    expect(x).toBeCloseTo(expected[i]!, 13);
  });
});

describe.each(optimisers.ids())("%s", (id) => {
  test("keeps the precision of the parameters and changes nothing it is given", () => {
    const optimiser = optimiserOf(id === "sgd" ? { id, momentum: 0.9 } : { id });
    const parameters = Float32Array.from(start);
    const gradient = Float32Array.of(1, -1, 0.25);
    const first = optimiser.step(parameters, gradient, optimiser.init(parameters));
    const kept = structuredClone(first);
    const again = [optimiser.step(first.parameters, gradient, first.state)];
    again.push(optimiser.step(first.parameters, gradient, first.state));
    expect(again[0]).toEqual(again[1]);
    expect(first).toEqual(kept);
    expect(first.parameters).toBeInstanceOf(Float32Array);
    expect(parameters).toEqual(Float32Array.from(start));
    expect(gradient).toEqual(Float32Array.of(1, -1, 0.25));
    for (const value of Object.values(first.state as object)) {
      expect(typeof value === "number" || value instanceof Float32Array).toBe(true);
    }
  });

  test("takes the first step against the gradient", () => {
    const optimiser = optimiserOf({ id });
    const parameters = Float64Array.of(1, 1);
    const { parameters: moved } = optimiser.step(
      parameters,
      Float64Array.of(2, -2),
      optimiser.init(parameters),
    );
    expect(moved[0]!).toBeLessThan(1);
    expect(moved[1]!).toBeGreaterThan(1 - 1e-4);
  });
});

test("Adam's first step is the learning rate, whatever the gradient's size (Kingma and Ba, section 2.1)", () => {
  const optimiser = optimiserOf({ id: "adam", learningRate: 0.01, epsilon: 1e-300 });
  const parameters = new Float64Array(3);
  const { parameters: moved } = optimiser.step(
    parameters,
    Float64Array.of(1e-9, -3, 1e9),
    optimiser.init(parameters),
  );
  expect([...moved].map((x) => Number(x.toFixed(12)))).toEqual([-0.01, 0.01, -0.01]);
});

test.each<[OptimiserInput, string]>([
  [{ id: "adem" }, 'unknown optimiser "adem"; did you mean "adam"?'],
  [{ id: "sgd", learningRate: -1 }, "optimiser.sgd.learningRate: Too small"],
  [{ id: "sgd", nesterov: true }, "optimiser.sgd.nesterov: nesterov needs a momentum above 0"],
  [{ id: "adam", rate: 1 }, 'optimiser.adam: Unrecognized key: "rate"'],
  [{ id: "adam", beta2: 1 }, "optimiser.adam.beta2: Too big"],
  [{ id: "adam", schedule: { kind: "cosine", steps: 0 } }, "optimiser.adam.schedule.steps: Too small"],
])("refuses %o", (input, message) => {
  expect(() => optimiserOf(input)).toThrow(message);
});

test.each<[string, OptimiserInput]>([
  ["adam", { id: "adam", learningRate: 0.05, weightDecay: 0.1 }],
  ["adamw", { id: "adamw", learningRate: 0.05, schedule: { kind: "cosine", steps: 5, final: 0.1 } }],
])(
  "%s in single precision: the kernel against the plain loop on the same numbers, bit for bit",
  (_name, input) => {
    for (const n of [1, 6, 4099]) {
      const single = Float32Array.from({ length: n }, (_, i) => Math.sin(3 * i));
      const gradients = [0, 1, 2].map((t) =>
        Float32Array.from({ length: n }, (_, i) =>
          i % 7 === 0 ? 0 : Math.cos(i + t) * 10 ** ((i % 40) - 30),
        ),
      );
      const optimiser = optimiserOf(input);
      let kernel = { parameters: single as Float32Array | Float64Array, state: optimiser.init(single) };
      let plain = kernel;
      for (const gradient of gradients) {
        const before = structuredClone(kernel);
        const next = optimiser.step(kernel.parameters, gradient, kernel.state);
        // A gradient in double precision goes through the plain loop; its parameters stay single.
        plain = optimiser.step(plain.parameters, Float64Array.from(gradient), plain.state);
        expect(kernel).toEqual(before);
        expect(next).toEqual(plain);
        kernel = next;
      }
    }
  },
);
