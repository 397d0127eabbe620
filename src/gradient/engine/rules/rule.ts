import { engine, type GradConfig, reshape, sum, type Tensor, zerosLike } from "@tensorflow/tfjs-core";

/** The gradient of a kernel over each input, as a function of the gradient over its output. */
export type Rule = GradConfig;

type Attrs = Record<string, unknown>;

/** Runs a kernel that tfjs-core has no public operation for. */
export const run = (name: string, inputs: Record<string, Tensor>, attrs: object = {}): Tensor =>
  engine().runKernel(name, inputs, attrs as never) as Tensor;

const constant = new WeakSet<() => Tensor>();

/**
 * The gradient over an input that the output does not change with but for jumps: zeros, for whoever asks for them. A
 * backward pass does not, and goes no further there.
 */
export function noSlope(input: Tensor): () => Tensor {
  const make = (): Tensor => zerosLike(input);
  constant.add(make);
  return make;
}

/** Whether a gradient is one that `noSlope` has made. */
export const isNoSlope = (make: () => Tensor): boolean => constant.has(make);

/**
 * The gradient of a loss over a kernel's output, and what that output changes by with an input: of the same shape, or, where it
 * is the same everywhere but along the last axis (a bias), of that axis alone.
 */
export interface Pairing {
  readonly slope: Tensor;
  readonly change: Tensor;
}

const pairings = new WeakMap<() => Tensor, (direction: Tensor) => Pairing>();

/**
 * A gradient over an input that the output is linear in, with what may stand for its inner product with a direction:
 * <gradient, direction> = <slope, change>. Where no more is wanted of a gradient, that is one product less.
 */
export function linearIn(make: () => Tensor, pairing: (direction: Tensor) => Pairing): () => Tensor {
  pairings.set(make, pairing);
  return make;
}

/** What `linearIn` said of a gradient. */
export const pairingOf = (make: () => Tensor): ((direction: Tensor) => Pairing) | undefined =>
  pairings.get(make);

/** A rule for the one input `x` of a kernel, from that input. */
export function ofInput(kernelName: string, gradient: (dy: Tensor, x: Tensor, attrs: Attrs) => Tensor): Rule {
  return {
    kernelName,
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({ x: () => gradient(dy as Tensor, x!, attrs as Attrs) }),
  };
}

/** A rule for the one input `x` of a kernel, from its output. */
export function ofOutput(
  kernelName: string,
  gradient: (dy: Tensor, y: Tensor, attrs: Attrs) => Tensor,
): Rule {
  return {
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y], attrs) => ({ x: () => gradient(dy as Tensor, y!, attrs as Attrs) }),
  };
}

/** Sums over the dimensions along which a tensor of that shape was repeated. */
export function unbroadcast(gradient: Tensor, shape: readonly number[]): Tensor {
  const extra = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < extra || (shape[axis - extra] === 1 && size !== 1) ? [axis] : [],
  );
  const summed = axes.length > 0 ? sum(gradient, axes) : gradient;
  const same = summed.shape.length === shape.length && summed.shape.every((size, i) => size === shape[i]);
  return same ? summed : reshape(summed, [...shape]);
}

/** A rule for two inputs `a` and `b` that are broadcast against each other. */
export function ofTwo(
  kernelName: string,
  gradients: { a(dy: Tensor, a: Tensor, b: Tensor): Tensor; b(dy: Tensor, a: Tensor, b: Tensor): Tensor },
): Rule {
  return {
    kernelName,
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [Tensor, Tensor];
      return {
        a: () => unbroadcast(gradients.a(dy as Tensor, a, b), a.shape),
        b: () => unbroadcast(gradients.b(dy as Tensor, a, b), b.shape),
      };
    },
  };
}
