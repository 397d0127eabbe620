/** WFG1-9 (Huband, Hingston, Barone, While 2006, table XIV): from z in [0, 1] to the numbers that the shapes take. */
import { biasBy, nonseparable, reduceGroups, reducePairs, type Sizes, shiftDistance } from "./steps.ts";
import {
  bFlat,
  bPoly,
  concaveInto,
  convexInto,
  disconnected,
  linearInto,
  mixed,
  rSum,
  sDecept,
  sMulti,
} from "./transformations.ts";

export interface WfgDefinition {
  readonly title: string;
  /** Writes m numbers to `t` from the variables `y`, divided by their bounds; may change `y`. */
  readonly transform: (y: Float64Array, t: Float64Array, sizes: Sizes) => void;
  /** Writes the shape of m - 1 numbers `x`. */
  readonly shape: (h: Float64Array, x: Float64Array) => void;
  /** The last objective as a function of the first position, where the front has gaps or waves. */
  readonly last?: (x: number) => number;
  /** Whether the front is that of the whole surface, is in pieces, or degenerates in more than two objectives. */
  readonly front: "surface" | "pieces" | "line";
  /** Whether distance variables come in pairs. */
  readonly pairs?: boolean;
  /** Sets the distance variables of `y` so that its positions are on the front. Default: all 0.35. */
  readonly settle?: (y: Float64Array, sizes: Sizes) => void;
}

const wfg1Last = (x: number): number => mixed(x, 1, 5);
const wfg2Last = (x: number): number => disconnected(x, 1, 1, 5);

/** The y with b_param(y, u) = 0.35. */
function undoBias(u: number): number {
  const a = 0.98 / 49.98;
  return 0.35 ** (1 / (0.02 + 49.98 * (a - (1 - 2 * u) * Math.abs(Math.floor(0.5 - u) + a))));
}

export const wfgDefinitions: readonly WfgDefinition[] = [
  {
    title: "WFG1: flat stretches, extreme bias, a wavy convex front",
    transform(y, t, sizes) {
      const { position, dimension } = sizes;
      shiftDistance(y, sizes);
      for (let i = position; i < dimension; i++) y[i] = bFlat(y[i]!, 0.8, 0.75, 0.85);
      for (let i = 0; i < dimension; i++) y[i] = bPoly(y[i]!, 0.02);
      reduceGroups(t, y, sizes, (values, from, to) => rSum(values, from, to, (i) => 2 * (i + 1)));
    },
    shape: convexInto,
    last: wfg1Last,
    front: "surface",
  },
  {
    title: "WFG2: inseparable, a convex front in pieces",
    transform(y, t, sizes) {
      shiftDistance(y, sizes);
      reducePairs(t, y, sizes);
    },
    shape: convexInto,
    last: wfg2Last,
    front: "pieces",
    pairs: true,
  },
  {
    title: "WFG3: inseparable, a linear front, degenerate in part",
    transform(y, t, sizes) {
      shiftDistance(y, sizes);
      reducePairs(t, y, sizes);
    },
    shape: linearInto,
    front: "line",
    pairs: true,
  },
  {
    title: "WFG4: many deep local optima",
    transform(y, t, sizes) {
      for (let i = 0; i < y.length; i++) y[i] = sMulti(y[i]!, 30, 10, 0.35);
      reduceGroups(t, y, sizes, rSum);
    },
    shape: concaveInto,
    front: "surface",
  },
  {
    title: "WFG5: deceptive",
    transform(y, t, sizes) {
      for (let i = 0; i < y.length; i++) y[i] = sDecept(y[i]!, 0.35, 0.001, 0.05);
      reduceGroups(t, y, sizes, rSum);
    },
    shape: concaveInto,
    front: "surface",
  },
  {
    title: "WFG6: inseparable",
    transform(y, t, sizes) {
      shiftDistance(y, sizes);
      reduceGroups(t, y, sizes, nonseparable);
    },
    shape: concaveInto,
    front: "surface",
  },
  {
    title: "WFG7: positions biased by distances",
    transform(y, t, sizes) {
      for (let i = 0; i < sizes.position; i++) biasBy(y, i, i + 1, y.length);
      shiftDistance(y, sizes);
      reduceGroups(t, y, sizes, rSum);
    },
    shape: concaveInto,
    front: "surface",
  },
  {
    title: "WFG8: distances biased by positions, inseparable",
    transform(y, t, sizes) {
      // From the last down, so that each still finds the variables before it as they were.
      for (let i = y.length - 1; i >= sizes.position; i--) biasBy(y, i, 0, i);
      shiftDistance(y, sizes);
      reduceGroups(t, y, sizes, rSum);
    },
    shape: concaveInto,
    front: "surface",
    settle(y, { position, dimension }) {
      for (let i = position; i < dimension; i++) y[i] = undoBias(rSum(y, 0, i));
    },
  },
  {
    title: "WFG9: biased, deceptive, many optima, inseparable",
    transform(y, t, sizes) {
      const { position, dimension } = sizes;
      for (let i = 0; i < dimension - 1; i++) biasBy(y, i, i + 1, dimension);
      for (let i = 0; i < position; i++) y[i] = sDecept(y[i]!, 0.35, 0.001, 0.05);
      for (let i = position; i < dimension; i++) y[i] = sMulti(y[i]!, 30, 95, 0.35);
      reduceGroups(t, y, sizes, nonseparable);
    },
    shape: concaveInto,
    front: "surface",
    settle(y, { position, dimension }) {
      y[dimension - 1] = 0.35;
      for (let i = dimension - 2; i >= position; i--) y[i] = undoBias(rSum(y, i + 1, dimension));
    },
  },
];
