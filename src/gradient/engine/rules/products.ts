import {
  AvgPool,
  AvgPoolGrad,
  add,
  avgPool,
  BatchMatMul,
  type BatchMatMulAttrs,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  conv2d,
  FusedBatchNorm,
  MaxPool,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  matMul,
  mul,
  neg,
  rsqrt,
  sub,
  type Tensor,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { InputError } from "../../../base/index.ts";
import { MaxPoolPick } from "../kernels/max-pool-pick.ts";
import { linearIn, noSlope, type Rule, run, unbroadcast } from "./rule.ts";

const matrixProduct: Rule = {
  kernelName: BatchMatMul,
  inputsToSave: ["a", "b"],
  gradFunc: (given, saved, attrs) => {
    const dy = given as Tensor;
    const [a, b] = saved as [Tensor, Tensor];
    const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs;
    return {
      a: () =>
        unbroadcast(
          transposeA ? matMul(b, dy, transposeB, true) : matMul(dy, b, false, !transposeB),
          a.shape,
        ),
      b: () =>
        unbroadcast(
          transposeB ? matMul(dy, a, true, transposeA) : matMul(a, dy, !transposeA, false),
          b.shape,
        ),
    };
  },
};

/** A convolution is bilinear: its gradients and theirs are convolutions again, and gradients of such. */
const convolutions: Rule[] = [
  {
    kernelName: Conv2D,
    inputsToSave: ["x", "filter"],
    gradFunc: (given, saved, attrs) => {
      const [x, filter] = saved as [Tensor, Tensor];
      const { dilations, ...rest } = attrs as unknown as Conv2DAttrs;
      if ([dilations].flat().some((gap) => gap !== 1)) {
        throw new InputError(
          "a convolution with gaps (dilations above 1) has no gradient here; use dilations of 1",
        );
      }
      const dy = given as Tensor;
      return {
        x: () => run(Conv2DBackpropInput, { dy, filter }, { ...rest, inputShape: x.shape }),
        filter: linearIn(
          () => run(Conv2DBackpropFilter, { x, dy }, { ...rest, filterShape: filter.shape }),
          (direction) => ({ slope: dy, change: run(Conv2D, { x, filter: direction }, attrs) }),
        ),
      };
    },
  },
  {
    kernelName: Conv2DBackpropInput,
    inputsToSave: ["dy", "filter"],
    gradFunc: (ddx, saved, attrs) => {
      const [dy, filter] = saved as [Tensor4D, Tensor4D];
      const { inputShape: _, ...rest } = attrs as unknown as Conv2DBackpropInputAttrs;
      const x = ddx as Tensor4D;
      return {
        dy: () => conv2d(x, filter, rest.strides, rest.pad, rest.dataFormat, 1, rest.dimRoundingMode),
        filter: () => run(Conv2DBackpropFilter, { x, dy }, { ...rest, filterShape: filter.shape }),
      };
    },
  },
  {
    kernelName: Conv2DBackpropFilter,
    inputsToSave: ["x", "dy"],
    gradFunc: (ddw, saved, attrs) => {
      const [x, dy] = saved as [Tensor4D, Tensor4D];
      const { filterShape: _, ...rest } = attrs as unknown as Conv2DBackpropFilterAttrs;
      const filter = ddw as Tensor4D;
      return {
        x: () => run(Conv2DBackpropInput, { dy, filter }, { ...rest, inputShape: x.shape }),
        dy: () => conv2d(x, filter, rest.strides, rest.pad, rest.dataFormat, 1, rest.dimRoundingMode),
      };
    },
  },
];

/** Pools' gradients are linear in dy. What a max pool chooses is held fixed: it is constant almost everywhere. */
const pools: Rule[] = [
  {
    kernelName: MaxPool,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [input, output] = saved as [Tensor, Tensor];
      return { x: () => run(MaxPoolGrad, { dy: dy as Tensor, input, output }, attrs) };
    },
  },
  {
    kernelName: MaxPoolGrad,
    inputsToSave: ["input", "output"],
    gradFunc: (ddx, saved, attrs) => {
      const [input, output] = saved as [Tensor, Tensor];
      return {
        dy: () => run(MaxPoolPick, { values: ddx as Tensor, input }, attrs),
        input: noSlope(input),
        output: noSlope(output),
      };
    },
  },
  {
    kernelName: MaxPoolPick,
    inputsToSave: ["input"],
    gradFunc: (dy, saved, attrs) => {
      const [input] = saved as [Tensor];
      return {
        values: () =>
          run(MaxPoolGrad, { dy: dy as Tensor, input, output: run(MaxPool, { x: input }, attrs) }, attrs),
        input: noSlope(input),
      };
    },
  },
  {
    kernelName: AvgPool,
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const [input] = saved as [Tensor];
      return { x: () => run(AvgPoolGrad, { dy: dy as Tensor, input }, attrs) };
    },
  },
  {
    kernelName: AvgPoolGrad,
    inputsToSave: ["input"],
    gradFunc: (ddx, saved, attrs) => {
      const [input] = saved as [Tensor];
      const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as MaxPoolGradAttrs;
      return {
        dy: () => avgPool(ddx as Tensor4D, filterSize, strides, pad, dimRoundingMode),
        input: noSlope(input),
      };
    },
  },
];

/** y = (x - mean) / sqrt(variance + epsilon) * scale + offset, each over its own shape. */
const batchNorm: Rule = {
  kernelName: FusedBatchNorm,
  inputsToSave: ["x", "mean", "variance", "scale"],
  gradFunc: (given, saved, attrs) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    const dy = given as Tensor;
    const inverse = (): Tensor =>
      rsqrt(add(variance, (attrs as unknown as { varianceEpsilon: number }).varianceEpsilon));
    const scaled = (): Tensor => (scale ? mul(dy, scale) : dy);
    const dx = (): Tensor => mul(scaled(), inverse());
    return {
      x: dx,
      mean: () => unbroadcast(neg(dx()), mean.shape),
      variance: () => {
        const i = inverse();
        return unbroadcast(mul(mul(scaled(), sub(x, mean)), mul(mul(mul(i, i), i), -0.5)), variance.shape);
      },
      scale: () => unbroadcast(mul(dy, mul(sub(x, mean), inverse())), (scale ?? mean).shape),
      offset: () => unbroadcast(dy, mean.shape),
    };
  },
};

/** Rules for products, pools and norms. */
export const products: Rule[] = [matrixProduct, ...convolutions, ...pools, batchNorm];
