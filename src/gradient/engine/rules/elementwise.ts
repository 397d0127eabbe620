import {
  Abs,
  Add,
  AddN,
  add,
  Cast,
  ClipByValue,
  Cos,
  cast,
  cos,
  div,
  Elu,
  EluGrad,
  Erf,
  Exp,
  Expm1,
  exp,
  greater,
  greaterEqual,
  Identity,
  LeakyRelu,
  Log,
  Log1p,
  less,
  lessEqual,
  log,
  logicalAnd,
  Maximum,
  Minimum,
  Multiply,
  mul,
  Neg,
  neg,
  Pow,
  Prelu,
  pow,
  RealDiv,
  Reciprocal,
  Relu,
  Relu6,
  Rsqrt,
  Select,
  Selu,
  Sigmoid,
  Sin,
  Softplus,
  Sqrt,
  Square,
  SquaredDifference,
  Sub,
  sigmoid,
  sign,
  sin,
  square,
  step,
  sub,
  Tanh,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { noSlope, ofInput, ofOutput, ofTwo, type Rule, run, unbroadcast } from "./rule.ts";

/** 1 where a condition holds, 0 elsewhere. */
const indicator = (condition: Tensor): Tensor => cast(condition, "float32");

/** Constants of the scaled exponential linear unit (Klambauer et al. 2017, arXiv:1706.02515): lambda, and lambda alpha. */
const seluScale = 1.0507009873554805;
const seluScaleAlpha = 1.7580993408473768;

/** Functions of each number alone: f'(x) dy, from the input or from the output, whichever says it with less. */
const ofOne: Rule[] = [
  ofInput(Abs, (dy, x) => mul(dy, sign(x))),
  ofInput(Cast, (dy) => dy),
  ofInput(ClipByValue, (dy, x, attrs) =>
    mul(
      dy,
      indicator(
        logicalAnd(
          greaterEqual(x, attrs["clipValueMin"] as number),
          lessEqual(x, attrs["clipValueMax"] as number),
        ),
      ),
    ),
  ),
  ofInput(Cos, (dy, x) => neg(mul(dy, sin(x)))),
  ofOutput(Elu, (dy, y) => run(EluGrad, { dy, y })),
  ofInput(Erf, (dy, x) => mul(mul(dy, exp(neg(square(x)))), 2 / Math.sqrt(Math.PI))),
  ofOutput(Exp, (dy, y) => mul(dy, y)),
  ofOutput(Expm1, (dy, y) => mul(dy, add(y, 1))),
  ofInput(Identity, (dy) => dy),
  ofInput(LeakyRelu, (dy, x, attrs) => {
    const slope = attrs["alpha"] as number;
    return mul(dy, add(mul(indicator(greater(x, 0)), 1 - slope), slope));
  }),
  ofInput(Log, (dy, x) => div(dy, x)),
  ofInput(Log1p, (dy, x) => div(dy, add(x, 1))),
  ofInput(Neg, (dy) => neg(dy)),
  ofOutput(Reciprocal, (dy, y) => neg(mul(dy, square(y)))),
  ofInput(Relu, (dy, x) => mul(dy, step(x))),
  ofInput(Relu6, (dy, x) => mul(dy, mul(step(x), indicator(lessEqual(x, 6))))),
  ofOutput(Rsqrt, (dy, y) => mul(mul(dy, mul(square(y), y)), -0.5)),
  ofOutput(Selu, (dy, y) => {
    const below = add(y, seluScaleAlpha);
    return mul(dy, where(greater(y, 0), add(zerosLike(y), seluScale), below));
  }),
  ofOutput(Sigmoid, (dy, y) => mul(dy, mul(y, sub(1, y)))),
  ofInput(Sin, (dy, x) => mul(dy, cos(x))),
  ofInput(Softplus, (dy, x) => mul(dy, sigmoid(x))),
  ofOutput(Sqrt, (dy, y) => div(dy, mul(y, 2))),
  ofInput(Square, (dy, x) => mul(dy, mul(x, 2))),
  ofOutput(Tanh, (dy, y) => mul(dy, sub(1, square(y)))),
];

/** Functions of pairs of numbers. */
const pairwise: Rule[] = [
  ofTwo(Add, { a: (dy) => dy, b: (dy) => dy }),
  ofTwo(Maximum, {
    a: (dy, a, b) => mul(dy, indicator(greaterEqual(a, b))),
    b: (dy, a, b) => mul(dy, indicator(less(a, b))),
  }),
  ofTwo(Minimum, {
    a: (dy, a, b) => mul(dy, indicator(lessEqual(a, b))),
    b: (dy, a, b) => mul(dy, indicator(greater(a, b))),
  }),
  ofTwo(Multiply, { a: (dy, _a, b) => mul(dy, b), b: (dy, a) => mul(dy, a) }),
  ofTwo(Pow, {
    a: (dy, a, b) => mul(dy, mul(b, pow(a, sub(b, 1)))),
    // Of a base that is not above 0 the power has no slope over its exponent; 0 is taken for it.
    b: (dy, a, b) => {
      const slope = mul(pow(a, b), log(a));
      return mul(dy, where(greater(a, 0), slope, zerosLike(slope)));
    },
  }),
  ofTwo(RealDiv, { a: (dy, _a, b) => div(dy, b), b: (dy, a, b) => neg(div(mul(dy, a), square(b))) }),
  ofTwo(SquaredDifference, {
    a: (dy, a, b) => mul(dy, mul(sub(a, b), 2)),
    b: (dy, a, b) => mul(dy, mul(sub(b, a), 2)),
  }),
  ofTwo(Sub, { a: (dy) => dy, b: (dy) => neg(dy) }),
];

const others: Rule[] = [
  {
    kernelName: AddN,
    saveAllInputs: true,
    gradFunc: (dy, saved) => Object.fromEntries(saved.map((_, i) => [i, () => dy as Tensor])),
  },
  {
    // f'(x) of the exponential linear unit is y + 1 below 0 and 1 above, with y = f(x).
    kernelName: EluGrad,
    inputsToSave: ["dy", "y"],
    gradFunc: (ddx, saved) => {
      const [dy, y] = saved as [Tensor, Tensor];
      return {
        dy: () => run(EluGrad, { dy: ddx as Tensor, y }),
        y: () => mul(mul(ddx as Tensor, dy), indicator(less(y, 0))),
      };
    },
  },
  {
    kernelName: Prelu,
    inputsToSave: ["x", "alpha"],
    gradFunc: (dy, saved) => {
      const [x, alpha] = saved as [Tensor, Tensor];
      const above = indicator(greater(x, 0));
      return {
        x: () => mul(dy as Tensor, add(above, mul(sub(1, above), alpha))),
        alpha: () => unbroadcast(mul(dy as Tensor, mul(sub(1, above), x)), alpha.shape),
      };
    },
  },
  {
    kernelName: Select,
    inputsToSave: ["condition"],
    gradFunc: (dy, [condition]) => {
      const chosen = indicator(condition!);
      return {
        condition: noSlope(chosen),
        t: () => mul(dy as Tensor, chosen),
        e: () => mul(dy as Tensor, sub(1, chosen)),
      };
    },
  },
];

/** Rules for kernels that work number by number. */
export const elementwise: Rule[] = [...ofOne, ...pairwise, ...others];
