import {
  clone,
  matMul,
  mul,
  onesLike,
  reshape,
  softmax,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import {
  type Activation,
  type ActivationAttrs,
  ActivationGradient,
  BiasActivation,
  CrossEntropy,
  CrossEntropyGradient,
  Dense,
} from "../kernels/fused.ts";
import { linearIn, noSlope, type Rule, run, unbroadcast } from "./rule.ts";

/** dy f'(x), from the value f(x); the same tensor where f is the identity. */
const throughActivation = (dy: Tensor, y: Tensor, attrs: ActivationAttrs): Tensor =>
  attrs.activation === "identity" ? dy : run(ActivationGradient, { dy, y }, attrs);

/** The derivative of f'(x) over f(x), times `scale`: f' is 1 - f^2, and f (1 - f). Where it is left out f' is a constant. */
const bend: Readonly<Partial<Record<Activation, (scale: Tensor, y: Tensor) => Tensor>>> = {
  tanh: (scale, y) => mul(scale, mul(y, -2)),
  sigmoid: (scale, y) => mul(scale, sub(1, mul(y, 2))),
};

const layers: Rule[] = [
  {
    kernelName: Dense,
    inputsToSave: ["x", "weight"],
    outputsToSave: [true],
    gradFunc: (given, saved, attrs) => {
      const [x, weight, y] = saved as [Tensor2D, Tensor2D, Tensor];
      const dz = throughActivation(given as Tensor, y, attrs as unknown as ActivationAttrs) as Tensor2D;
      return {
        x: () => matMul(dz, weight, false, true),
        weight: linearIn(
          () => matMul(x, dz, true, false),
          (direction) => ({ slope: dz, change: matMul(x, direction as Tensor2D) }),
        ),
        bias: linearIn(
          () => sum(dz, 0),
          (direction) => ({ slope: dz, change: direction }),
        ),
      };
    },
  },
  {
    kernelName: BiasActivation,
    outputsToSave: [true],
    gradFunc: (given, saved, attrs) => {
      const [y] = saved as [Tensor];
      const dz = throughActivation(given as Tensor, y, attrs as unknown as ActivationAttrs);
      // One tensor for both, so that what a convolution's weights and its bias change meets in it.
      let copy: Tensor | undefined;
      const through = (): Tensor => {
        copy ??= clone(dz);
        return copy;
      };
      return {
        x: through,
        bias: linearIn(
          () => unbroadcast(dz, y.shape.slice(-1)),
          (direction) => ({ slope: through(), change: direction }),
        ),
      };
    },
  },
  {
    kernelName: ActivationGradient,
    inputsToSave: ["dy", "y"],
    gradFunc: (given, saved, attrs) => {
      const [dy, y] = saved as [Tensor, Tensor];
      const { activation } = attrs as unknown as ActivationAttrs;
      const bent = bend[activation];
      return {
        dy: () => run(ActivationGradient, { dy: given as Tensor, y }, { activation }),
        y: bent ? () => bent(mul(given as Tensor, dy), y) : noSlope(y),
      };
    },
  },
];

const column = (values: Tensor): Tensor => reshape(values, [-1, 1]);

const losses: Rule[] = [
  {
    kernelName: CrossEntropy,
    inputsToSave: ["logits", "labels"],
    gradFunc: (dy, saved) => {
      const [logits, labels] = saved as [Tensor, Tensor];
      return { logits: () => run(CrossEntropyGradient, { logits, labels, dy: dy as Tensor }) };
    },
  },
  {
    // Row i is dy_i (p - e) for the shares p of softmax; p changes over the logits by diag(p) - p p'.
    kernelName: CrossEntropyGradient,
    inputsToSave: ["logits", "labels", "dy"],
    gradFunc: (given, saved) => {
      const [logits, labels, dy] = saved as [Tensor, Tensor, Tensor];
      const direction = given as Tensor;
      return {
        logits: () => {
          const p = softmax(logits);
          const weighted = mul(p, direction);
          return mul(column(dy), sub(weighted, mul(p, sum(weighted, 1, true))));
        },
        dy: () => {
          const each = run(CrossEntropyGradient, { logits, labels, dy: onesLike(dy) });
          return sum(mul(each, direction), 1);
        },
      };
    },
  },
];

/** Rules for our own kernels of whole layers and losses. */
export const fused: Rule[] = [...layers, ...losses];
