/** Walks on problems whose fronts are known, and how far from them a point is. */
import { expect } from "vitest";
import { here, type Navigator, type Walk } from "../../../src/gradient/navigator/index.ts";
import { solveSquare } from "../../../src/linalg/index.ts";
import type { Problem } from "../../../src/problems/index.ts";
import { fold, type Key, normal, uniform } from "../../../src/random/index.ts";

/** Convex quadratics in any number of variables: Q = A A' / n + ridge I, centres from a normal distribution. */
export function quadratics(
  key: Key,
  n: number,
  m: number,
  ridge = 0.3,
): { centres: number[][]; matrices: number[][][] } {
  const square = normal(fold(key, 0), m * n * n);
  const at = normal(fold(key, 1), m * n);
  const centres = Array.from({ length: m }, (_, i) =>
    Array.from(at.subarray(i * n, (i + 1) * n), (v) => 2 * v),
  );
  const matrices = centres.map((_, i) =>
    Array.from({ length: n }, (_, r) =>
      Array.from({ length: n }, (_, c) => {
        let sum = r === c ? ridge : 0;
        const [a, b] = [r < c ? r : c, r < c ? c : r];
        for (let k = 0; k < n; k++) sum += (square[(i * n + a) * n + k]! * square[(i * n + b) * n + k]!) / n;
        return sum;
      }),
    ),
  );
  return { centres, matrices };
}

/** Values at the minimiser of the weighted sum: on the true front, for the sum is convex. */
export function weightedMinimum(
  problem: Problem,
  { centres, matrices }: ReturnType<typeof quadratics>,
  weights: Float64Array,
): Float64Array {
  const n = problem.dimension;
  const sum = new Float64Array(n * n);
  const right = new Float64Array(n);
  matrices.forEach((q, i) => {
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < n; c++) {
        sum[r * n + c]! += weights[i]! * q[r]![c]!;
        right[r]! += weights[i]! * q[r]![c]! * centres[i]![c]!;
      }
    }
  });
  const x = solveSquare({ rows: n, columns: n, data: sum }, right)!;
  const f = new Float64Array(problem.objectives);
  problem.evaluate(x, f, new Float64Array(0));
  return f;
}

export interface Walked {
  readonly walk: Walk;
  readonly steps: number;
}

/** Up to `most` accepted and corrected steps, each for the preference that `wanted` gives. */
export async function walkOn(
  guide: Navigator,
  from: Walk,
  most: number,
  wanted: (k: number) => readonly number[],
  onPoint: (walk: Walk) => void,
): Promise<Walked> {
  let walk = from;
  let steps = 0;
  for (let k = 0; k < 8 * most && steps < most; k++) {
    const preference = wanted(k);
    const proposal = await guide.propose(walk, preference);
    if (proposal.refusal !== null) continue;
    const before = here(walk).losses;
    const accepted = await guide.accept(walk, proposal);
    expect(accepted.outcome).toBe("accepted");
    const after = here(accepted.walk).losses;
    preference.forEach((weight, i) => {
      if (weight === 0) return;
      // The predictor improves what is preferred, as predicted and in truth.
      expect(proposal.change[i]).toBeLessThan(0);
      expect(after[i]).toBeLessThan(before[i]!);
    });
    ({ walk } = await guide.correct(accepted.walk));
    steps++;
    onPoint(walk);
  }
  return { walk, steps };
}

/** Preferences of one or several objectives, by key. */
export const preferences =
  (key: Key, m: number) =>
  (k: number): readonly number[] => {
    const drawn = uniform(fold(key, k), 2 * m);
    const p = Array.from({ length: m }, (_, i): number => (drawn[i]! < 0.4 ? 0.1 + drawn[m + i]! : 0));
    if (!p.some((value) => value > 0)) p[k % m] = 1;
    return p;
  };

export const unit = (m: number, i: number): number[] =>
  Array.from({ length: m }, (_, j) => (i === j ? 1 : 0));

/** Steps for one preference until it is refused. */
export async function towards(
  guide: Navigator,
  from: Walk,
  preference: readonly number[],
  most: number,
): Promise<Walk> {
  let walk = from;
  for (let k = 0; k < most; k++) {
    const proposal = await guide.propose(walk, preference);
    if (proposal.refusal !== null) return walk;
    const accepted = await guide.accept(walk, proposal);
    if (accepted.outcome === "refused") return walk;
    ({ walk } = await guide.correct(accepted.walk));
  }
  throw new Error(`not there after ${most} steps`);
}

const length = (f: Float64Array): number => Math.hypot(...f);
/** Where DTLZ7's gain has its first peak, reaches it again, and has its highest. */
export const [peak, again, best] = [0.2514118360889171, 0.6316265307000614, 0.8594008566447239];
export const gain = (t: number): number => t * (1 + Math.sin(3 * Math.PI * t));

/** How far values are from the true front, by the formulas of Deb, Thiele, Laumanns, Zitzler 2005. */
export const distances: Readonly<Record<string, (f: Float64Array) => number>> = {
  dtlz1: (f) => Math.abs(f[0]! + f[1]! + f[2]! - 0.5),
  dtlz2: (f) => Math.abs(length(f) - 1),
  dtlz3: (f) => Math.abs(length(f) - 1),
  dtlz4: (f) => Math.abs(length(f) - 1),
  dtlz5: (f) => Math.max(Math.abs(length(f) - 1), Math.abs(f[0]! - f[1]!)),
  dtlz6: (f) => Math.max(Math.abs(length(f) - 1), Math.abs(f[0]! - f[1]!)),
  dtlz7: (f) =>
    Math.max(
      Math.abs(f[2]! - 6 + gain(f[0]!) + gain(f[1]!)),
      // Its four pieces: below the gain's first peak, or between where the gain is as large again and its second.
      ...[f[0]!, f[1]!].map((t) => Math.min(Math.max(0, t - peak), Math.max(0, again - t, t - best))),
    ),
};

/** A point near the front and the steps of its walk; positions within the cube, the others as they are on the front. */
export const starts: Readonly<
  Record<string, { positions: readonly number[]; others: number; step: number }>
> = {
  dtlz1: { positions: [0.45, 0.37], others: 0.501, step: 0.05 },
  dtlz2: { positions: [0.45, 0.37], others: 0.6, step: 0.05 },
  dtlz3: { positions: [0.45, 0.37], others: 0.5005, step: 0.05 },
  dtlz4: { positions: [0.993, 0.99], others: 0.51, step: 0.001 },
  dtlz5: { positions: [0.45, 0.37], others: 0.6, step: 0.02 },
  dtlz6: { positions: [0.45, 0.37], others: 0, step: 0.02 },
  dtlz7: { positions: [0.15, 0.1], others: 0, step: 0.02 },
};
