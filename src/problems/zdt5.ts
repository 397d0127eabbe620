import { z } from "zod";
import { entry } from "./entry.ts";
import { corners } from "./known.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import { rowsOf } from "./sampling.ts";
import { cube } from "./spaces.ts";

const firstBits = 30;
const otherStrings = 10;
const otherBits = 5;
const dimension = firstBits + otherStrings * otherBits;

/** Bits that are set in x[from .. to - 1]. */
function ones(x: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += x[i]!;
  return sum;
}

/**
 * ZDT5 (Zitzler, Deb, Thiele 2000): strings of 30, 5, 5, ... bits. f1 counts the first one's ones; f2 = g / f1, where
 * each further string counts least with all bits set, next with none (a trap). With `normalised`, both objectives
 * are scaled so that the front reaches from 0 to 1.
 */
export const zdt5Entry: ProblemEntry = entry<{ normalised: boolean }>({
  title: "ZDT5: strings of bits, deceptive, a discrete front",
  paper: "Zitzler, Deb, Thiele 2000, Evolutionary Computation 8(2)",
  options: z.strictObject({ normalised: z.boolean().default(false) }),
  create({ normalised }): Problem {
    const least = otherStrings / (firstBits + 1);
    const first = (f: number): number => (normalised ? (f - 1) / firstBits : f);
    const second = (f: number): number => (normalised ? (f - least) / (otherStrings - least) : f);
    return {
      id: "zdt5",
      dimension,
      objectives: 2,
      constraints: 0,
      space: { ...cube(dimension, 0, 1), kinds: new Array<"integer">(dimension).fill("integer") },
      evaluate(x, objectives) {
        const f1 = 1 + ones(x, 0, firstBits);
        let g = 0;
        for (let i = firstBits; i < dimension; i += otherBits) {
          const u = ones(x, i, i + otherBits);
          g += u === otherBits ? 1 : 2 + u;
        }
        objectives[0] = first(f1);
        objectives[1] = second(g / f1);
      },
      front: () =>
        rowsOf(
          Array.from({ length: firstBits + 1 }, (_, u) => [first(1 + u), second(otherStrings / (1 + u))]),
        ),
      paretoSet: () =>
        rowsOf(
          Array.from({ length: firstBits + 1 }, (_, u) =>
            new Float64Array(dimension).fill(1).fill(0, u, firstBits),
          ),
        ),
      ...corners([first(1), second(least)], [first(firstBits + 1), second(otherStrings)]),
    };
  },
});
