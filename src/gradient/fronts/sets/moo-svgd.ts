import { z } from "zod";
import { minNormWeights, weightedRows } from "../../../linalg/index.ts";
import type { Jacobian, Vector } from "../../source.ts";
import type { FieldsOf } from "../fields.ts";
import type { FrontRule } from "../rule.ts";
import { gaussianKernel } from "./kernel.ts";

/** Options of multi-objective Stein descent. */
export interface MooSvgdOptions {
  /** How strongly particles repel each other; 1 is as strong as descent, which then hardly comes down. Default 0.1. */
  readonly repulsion?: number | undefined;
  /** Width of the kernel over losses. Default: by the median of the squared distances. */
  readonly width?: number | undefined;
  /**
   * What the repulsion's slope is by: losses in units of the kernel's own scale, its width's root (`width`, the default), so
   * that it weighs as much as descent does at any spread; or losses as they are (`losses`), as published. The latter is
   * 1 / sqrt(width) times as strong: particles that begin next to each other, as untrained networks do, then flee each other
   * to losses far worse.
   */
  readonly units?: "width" | "losses" | undefined;
}

export const mooSvgdFields: FieldsOf<MooSvgdOptions> = {
  repulsion: z.number().min(0).default(0.1),
  width: z.number().positive().optional(),
  units: z.enum(["width", "losses"]).default("width"),
};

/**
 * Multi-objective Stein variational gradient descent (Liu, Tong and Liu, NeurIPS 2021): a particle moves against
 * 1/P [sum_q k(L_q, L_p) D_q + alpha J_p' sum_q dk(L_q, L_p)/dL_p], with D_q the shortest combination of the gradients of
 * particle q (MGDA) and a Gaussian kernel over the losses. The second term lowers the kernels of all pairs: it drives
 * particles apart along the front. `jacobians` are those of the particles' losses; one particle alone is MGDA.
 */
export function mooSvgdDirections(
  losses: readonly Float64Array[],
  jacobians: readonly Jacobian[],
  gramians: readonly Parameters<typeof minNormWeights>[0][],
  { repulsion = 0.1, width: given, units = "width" }: MooSvgdOptions = {},
): Vector[] {
  const n = losses.length;
  const descent = jacobians.map((rows, q) => weightedRows(minNormWeights(gramians[q]!), rows));
  const { values, width } = gaussianKernel(losses, given);
  const strength = repulsion * (units === "width" ? Math.sqrt(width) : 1);
  return losses.map((own, p) => {
    // dk(L_q, L_p)/dL_p = -2 (L_p - L_q) k / width.
    const slopes = own.map((loss, i) => {
      let sum = 0;
      for (let q = 0; q < n; q++) sum += (-2 * (loss - losses[q]![i]!) * values[p * n + q]!) / width;
      return (strength * sum) / n;
    });
    const direction = weightedRows(slopes, jacobians[p]!);
    for (let q = 0; q < n; q++) {
      const weight = values[p * n + q]! / n;
      const other = descent[q]!;
      for (let j = 0; j < direction.length; j++) direction[j]! += weight * other[j]!;
    }
    return direction;
  });
}

/** The rule: particles that descend together and repel each other in the space of losses. */
export function mooSvgdRule(options: MooSvgdOptions): FrontRule<null> {
  return {
    of: "front",
    gradients: "rows",
    init: () => null,
    step: (_state, { losses, jacobians, gramians }) => ({
      state: null,
      directions: mooSvgdDirections(losses, jacobians!, gramians!, options),
    }),
  };
}
