import { z } from "zod";
import { InputError } from "../../../base/index.ts";
import { rowSignedSum } from "../../../kernels/index.ts";
import type { Rows } from "../../../linalg/index.ts";
import { domain, fold, uniform } from "../../../random/index.ts";
import type { Method, MethodEntry } from "../../method.ts";
import { needOneEach } from "../support/present.ts";
import { jacobianShown, zerosLike } from "../support/shown.ts";

/** Options of GradDrop. */
export interface GradDropOptions {
  /** The share of a gradient that always passes: one number for all tasks or one a task. Default 0. */
  readonly leak?: number | readonly number[] | undefined;
  /** The uniform numbers, one a column, or such a list for every step; by the key unless given. */
  readonly uniforms?: readonly number[] | readonly (readonly number[])[] | undefined;
}

const list = z.array(z.number().min(0).max(1));
const options = z.strictObject({
  leak: z.union([z.number().min(0).max(1), list.min(1)]).default(0),
  uniforms: z.union([list.min(1), z.array(list.min(1)).min(1)]).optional(),
});

/** Columns whose sums lie in the first-level cache while the rows pass over them. */
const stretch = 2048;

/** How many steps were made: explicit uniform numbers may differ from step to step. */
export interface GradDropState {
  readonly steps: number;
}

/**
 * GradDrop (Chen et al., NeurIPS 2020, arXiv:2010.06808, algorithm 1) on gradients as they are: in each column, with
 * P = (1 + sum g / sum |g|) / 2 the positive parts pass if P exceeds a uniform number, else the negative ones. Columns of
 * zeros stay zero. On gradients of the representation the authors first multiply by its sign and add over the batch.
 */
export function gradDrop(given: GradDropOptions = {}): Method<GradDropState> {
  const { leak, uniforms } = options.parse(given);
  return {
    needs: { gradients: "rows" },
    init(tasks) {
      if (typeof leak !== "number") needOneEach("graddrop", "leak", leak, tasks);
      return { steps: 0 };
    },
    step({ steps }, shown) {
      const jacobian = jacobianShown("graddrop", shown);
      const { rows, columns, data } = jacobian;
      const given = drawsAt(uniforms, steps, columns);
      const key = fold(shown.key, 0);
      const direction = zerosLike(jacobian, columns);
      const leaks = typeof leak === "number" ? new Array<number>(rows).fill(leak) : leak;
      const draws = given === undefined ? { key, domain: domain.uniform } : { uniforms: given };
      const made =
        data instanceof Float32Array &&
        direction instanceof Float32Array &&
        rowSignedSum(data, leaks, draws, direction);
      if (!made) plainSignedSum(jacobian, leaks, given ?? uniform(key, columns), direction);
      return { state: { steps: steps + 1 }, direction };
    },
  };
}

/** The definition of `rowSignedSum`, and what runs in double precision and where kernels do not. */
function plainSignedSum(
  { rows, columns, data }: Rows,
  leaks: readonly number[],
  draws: ArrayLike<number>,
  direction: Rows["data"],
): void {
  const totals = new Float64Array(stretch);
  const sizes = new Float64Array(stretch);
  for (let from = 0; from < columns; from += stretch) {
    const width = Math.min(stretch, columns - from);
    totals.fill(0);
    sizes.fill(0);
    for (let i = 0; i < rows; i++) {
      const start = i * columns + from;
      for (let k = 0; k < width; k++) {
        const value = data[start + k]!;
        totals[k]! += value;
        sizes[k]! += Math.abs(value);
      }
    }
    // The sign that passes: 1, -1, or 0 where the column is 0. Kept in the place of the sizes.
    for (let k = 0; k < width; k++) {
      const purity = (1 + totals[k]! / sizes[k]!) / 2;
      sizes[k] = sizes[k] === 0 ? 0 : Math.sign(purity - draws[from + k]!);
      totals[k] = 0;
    }
    for (let i = 0; i < rows; i++) {
      const always = leaks[i]!;
      const start = i * columns + from;
      for (let k = 0; k < width; k++) {
        const value = data[start + k]!;
        const sign = sizes[k]!;
        // (v + s |v|) / 2 is v where its sign is s, else 0: signs are random, and a branch on them is slow.
        const passing = (Math.abs(sign) * (value + sign * Math.abs(value))) / 2;
        totals[k]! += passing + always * (value - passing);
      }
    }
    direction.set(width === stretch ? totals : totals.subarray(0, width), from);
  }
}

function drawsAt(
  uniforms: GradDropOptions["uniforms"],
  step: number,
  columns: number,
): readonly number[] | undefined {
  if (uniforms === undefined) return undefined;
  const [first] = uniforms;
  const now = (
    typeof first === "number" ? uniforms : uniforms[Math.min(step, uniforms.length - 1)]
  ) as readonly number[];
  if (now.length !== columns) {
    throw new InputError(
      `graddrop: uniforms has ${now.length} values for ${columns} columns; give one a column, or a list of such lists`,
    );
  }
  return now;
}

export const gradDropEntry: MethodEntry<GradDropOptions> = {
  title: "GradDrop: a coordinate follows one sign, drawn by its purity",
  paper: "Chen et al. 2020, NeurIPS, arXiv:2010.06808",
  kind: "combination",
  needs: "rows",
  size: "sum",
  heads: "plain",
  cost: "O(T d)",
  use: "coordinates where tasks pull in opposite ways; noisy, so best with a small step",
  random: true,
  options,
  create: gradDrop as MethodEntry<GradDropOptions>["create"],
};
