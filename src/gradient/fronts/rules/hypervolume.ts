import { z } from "zod";
import { rowOf } from "../../../linalg/index.ts";
import { hypervolumeGradient, nondominatedSort } from "../../../pareto/index.ts";
import type { FieldsOf } from "../fields.ts";
import { type FrontRule, oneEach } from "../rule.ts";

/** Options of hypervolume maximisation by gradients. */
export interface HypervolumeOptions {
  /** The reference point. Default: 1.1 times the largest loss of each task at the first step. */
  readonly reference?: readonly number[] | undefined;
  /** Whether each member's gradient over its losses is brought to length 1. Default true. */
  readonly normalised?: boolean | undefined;
}

export const hypervolumeFields: FieldsOf<HypervolumeOptions> = {
  reference: z.array(z.number()).optional(),
  normalised: z.boolean().default(true),
};

/** The reference point in use; null until there are losses to take one from. */
export type ReferenceState = Float64Array | null;

/** Throws an `InputError` where a reference does not have one value a task. */
export function startReference(
  name: string,
  given: readonly number[] | undefined,
  tasks: number,
): ReferenceState {
  oneEach(name, "reference", given, tasks);
  return given === undefined ? null : Float64Array.from(given);
}

/**
 * A point beyond all losses: 1.1 times the largest, above an ideal of 0 or of the least. It is taken once, from the losses
 * that training begins with. A reference that came down with the losses would leave whoever is best at a task a strip for
 * the others as thin as what that task still loses, so that all members run to the task that is learned first.
 */
export function referenceBeyond(losses: readonly Float64Array[]): Float64Array {
  return losses[0]!.map((_, j) => {
    const column = losses.map((row) => row[j]!);
    const [least, most] = [Math.min(...column), Math.max(...column)];
    return most + 0.1 * (Math.abs(most - Math.min(0, least)) || 1);
  });
}

const scaled = (values: Float64Array, normalised: boolean): Float64Array => {
  const length = Math.hypot(...values);
  return normalised && length > 0 ? values.map((value) => value / length) : values;
};

/**
 * Weights of the tasks of all members, the negative gradient of the hypervolume over their losses: front by front, so that
 * a dominated member is pulled by that of the members of its own rank (Deist et al. 2021, arXiv:2102.04523;
 * Wang et al. 2017). A member beyond the reference adds no volume: it is drawn to where it would, against its distance from
 * there. Nor does a copy of a member: there the weights are equal.
 */
export function hypervolumeWeights(
  losses: readonly Float64Array[],
  reference: ArrayLike<number>,
  normalised = true,
): Float64Array[] {
  const tasks = losses[0]!.length;
  const equal = (): Float64Array => new Float64Array(tasks).fill(1 / Math.sqrt(tasks));
  const beyond = losses.map((own) => own.map((loss, j) => Math.max(0, loss - reference[j]!)));
  const inside = Array.from(losses.keys()).filter((k) => losses[k]!.every((loss, j) => loss < reference[j]!));
  const weights = beyond.map((own) => (own.some((value) => value > 0) ? scaled(own, normalised) : equal()));
  const within = inside.map((k) => losses[k]!);
  if (within.length === 0) return weights;
  for (const front of nondominatedSort(within).fronts) {
    const members = Array.from(front, (i) => inside[i]!);
    const gradient = hypervolumeGradient(
      members.map((k) => losses[k]!),
      reference,
    );
    members.forEach((k, i) => {
      const own = rowOf(gradient, i).map((value) => 0 - value);
      if (own.some((value) => value > 0)) weights[k] = scaled(own, normalised);
    });
  }
  return weights;
}

/** The rule: all members climb the hypervolume of their losses together. */
export function hypervolumeRule({ reference, normalised }: HypervolumeOptions): FrontRule<ReferenceState> {
  return {
    of: "front",
    gradients: "none",
    init: (tasks) => startReference("hypervolume-gradient", reference, tasks),
    step(state, { losses }) {
      const beyond = state ?? referenceBeyond(losses);
      return { state: beyond, weights: hypervolumeWeights(losses, beyond, normalised) };
    },
  };
}
