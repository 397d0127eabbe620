import { expect, test } from "vitest";
import { adamInit, adamStep } from "../../src/evolution/index.ts";

const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

test("four steps equal optax 0.2.8's adam (jax 0.10.2, float64)", () => {
  // opt = optax.adam(0.1, b1=0.9, b2=0.999, eps=1e-8); p = [1, -2, 0.5]
  const gradients = [
    [0.1, -0.2, 3],
    [0.5, 0, -1],
    [-0.3, 0.4, 0.25],
    [1e-3, 2, 0],
  ];
  const expected = [
    [0.900000009999999, -1.9000000049999997, 0.4000000003333333],
    [0.8138953861807849, -1.8329941843255584, 0.35997814331690986],
    [0.7889425640949556, -1.866997630047906, 0.3240982274141138],
    [0.7684044443620129, -1.929785932213161, 0.294707583556325],
  ];
  let parameters: Float64Array = Float64Array.of(1, -2, 0.5);
  let state = adamInit(3);
  gradients.forEach((gradient, step) => {
    ({ parameters, state } = adamStep(parameters, Float64Array.from(gradient), state, options));
    parameters.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[step]![i]!, 13);
    });
  });
});

test("nothing given is changed", () => {
  const parameters = Float64Array.of(1, 2);
  const gradient = Float64Array.of(3, -4);
  const state = adamStep(parameters, gradient, adamInit(2), options).state;
  const before = structuredClone({ parameters, gradient, state });
  adamStep(parameters, gradient, state, options);
  expect({ parameters, gradient, state }).toEqual(before);
});
