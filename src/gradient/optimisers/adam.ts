import { type AdamArrays, type AdamCoefficients, adamStep } from "../../kernels/index.ts";
import type { Vector } from "../source.ts";
import { type Optimiser, zerosLike } from "./optimiser.ts";
import type { Schedule } from "./schedule.ts";

export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Whether parameters decay apart from the gradient (AdamW) or within it, as a penalty would have them. */
  readonly decoupled: boolean;
}

export interface AdamState {
  readonly step: number;
  readonly first: Vector;
  readonly second: Vector;
}

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1), and AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101,
 * algorithm 2) where weight decay is decoupled: there x shrinks by rate * decay * x before the step.
 */
export function adam(options: AdamOptions, schedule: Schedule): Optimiser<AdamState> {
  const { beta1, beta2, epsilon, weightDecay, decoupled } = options;
  return {
    init: (parameters) => ({ step: 0, first: zerosLike(parameters), second: zerosLike(parameters) }),
    step(parameters, gradient, state) {
      const rate = options.learningRate * schedule(state.step);
      const step = state.step + 1;
      const coefficients: AdamCoefficients = [
        decoupled ? 0 : weightDecay,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        decoupled ? 1 - rate * weightDecay : 1,
        rate / (1 - beta1 ** step),
        Math.sqrt(1 / (1 - beta2 ** step)),
        epsilon,
      ];
      const moved = zerosLike(parameters);
      const first = zerosLike(parameters);
      const second = zerosLike(parameters);
      const from = { parameters, first: state.first, second: state.second };
      const to = { parameters: moved, first, second };
      const single = isSingle(from) && isSingle(to) && gradient instanceof Float32Array;
      if (!(single && adamStep(from, gradient, coefficients, to)))
        plainAdamStep(from, gradient, coefficients, to);
      return { parameters: moved, state: { step, first, second } };
    },
  };
}

/** Parameters and both moments, in one precision. */
interface Arrays {
  readonly parameters: Vector;
  readonly first: Vector;
  readonly second: Vector;
}

const isSingle = (arrays: Arrays): arrays is AdamArrays =>
  Object.values(arrays).every((array) => array instanceof Float32Array);

/** The definition of `adamStep`, and what runs in double precision and where kernels do not. */
function plainAdamStep(
  from: Arrays,
  gradient: Vector,
  [inGradient, beta1, new1, beta2, new2, kept, rate, root, epsilon]: AdamCoefficients,
  to: Arrays,
): void {
  for (let i = 0; i < gradient.length; i++) {
    const x = from.parameters[i]!;
    const g = gradient[i]! + inGradient * x;
    const m = beta1 * from.first[i]! + new1 * g;
    const v = beta2 * from.second[i]! + new2 * g * g;
    to.first[i] = m;
    to.second[i] = v;
    to.parameters[i] = kept * x - (rate * m) / (Math.sqrt(v) * root + epsilon);
  }
}
